"""DCMTK shows an image under our presentation state as we show it (P-018, V-10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from tests.factories.dicom import make_image
from tests.factories.marked import WHEN, drawing, marked, output_of, read, saved
from tests.unit.render.images import frame_of
from viewer.export.presentation_state import presentation_state
from viewer.model.annotation import AnnotationKind
from viewer.model.lut import Window
from viewer.model.viewport import FitMode, Presentation, ViewState
from viewer.render.source import prepare
from viewer.render.viewport import ViewportRenderer

if TYPE_CHECKING:
    from pathlib import Path


def rendered(image: Path, state: Path, out: Path) -> tuple[np.ndarray[Any, Any], str]:
    """What DCMTK makes of an image under a state, and what it says it read."""
    code, said = output_of("dcmp2pgm", "-v", "-p", str(state), str(image), str(out))
    assert code == 0, said
    content = out.read_bytes()
    magic, columns, rows = content.split(maxsplit=3)[:3]
    assert magic == b"P5"
    count = int(rows) * int(columns)
    return np.frombuffer(content[-count:], np.uint8).reshape(int(rows), int(columns)), said


@pytest.mark.parametrize("photometric", ["MONOCHROME1", "MONOCHROME2"])
@pytest.mark.parametrize(("turns", "flipped"), [(0, False), (1, False), (3, True), (2, True)])
@pytest.mark.parametrize("inverted", [False, True])
def test_dcmtk_shows_what_we_show(
    photometric: str,
    turns: int,
    flipped: bool,  # noqa: FBT001  a parameter
    inverted: bool,  # noqa: FBT001  a parameter
    tmp_path: Path,
) -> None:
    """P-018: window, polarity and turning, pixel by pixel."""
    folder = tmp_path / "images"
    path = make_image(folder / "IM1", PhotometricInterpretation=photometric)
    headers, sources = read(folder)
    view = ViewState(FitMode.ONE_TO_ONE, quarter_turns=turns, flipped=flipped)
    window = Window(900, 1800)
    image = marked(headers[0], view=view, inverted=inverted, voi=window)
    state = saved(presentation_state([image], sources[0], WHEN), tmp_path / "PR")
    theirs, _ = rendered(path, state, tmp_path / "out.pgm")
    frame = frame_of(sources[0].pixel_array)
    ours = ViewportRenderer().render(
        prepare(frame, image.image, image.facts),
        Presentation(voi=window, inverted=inverted),
        view,
        (theirs.shape[1], theirs.shape[0]),
    )
    difference = np.abs((ours & 255).astype(int) - theirs.astype(int))
    assert difference.max() <= 1


def test_dcmtk_reads_lines_and_words_where_they_were_drawn(tmp_path: Path) -> None:
    make_image(tmp_path / "images" / "IM1")
    headers, sources = read(tmp_path / "images")
    region = drawing(headers[0], AnnotationKind.ELLIPSE, label_offset=(5.0, -1.0))
    ds = presentation_state([marked(headers[0], drawing(headers[0]), region)], sources[0], WHEN)
    state = saved(ds, tmp_path / "PR")
    said = rendered(tmp_path / "images" / headers[0].file.path, state, tmp_path / "o.pgm")[1]
    for words in (
        "graphic 1: points=2 type=polyline filled=no units=pixel",
        "coordinates: 2.5\\3.5, 12.5\\3.5,",
        "graphic 2: points=4 type=ellipse filled=no units=pixel",
        "coordinates: 4.5\\2.5, 4.5\\12.5, 2.5\\7.5, 6.5\\7.5,",
        'text 1: "10.0 mm"',
        "anchor point: 12.5\\3.5 units=pixel",
        "anchor point: 7.5\\1.5 units=pixel",
    ):
        assert words in said

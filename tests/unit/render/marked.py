"""Pictures under a presentation state: ours from our own reader, dcmp2pgm's as the witness."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.typing import NDArray

from viewer.media.decoders import decode
from viewer.media.header import read_dataset
from viewer.media.load import load_frame
from viewer.media.medium import Medium
from viewer.media.parse import parse_header
from viewer.model.image import FileKey, FrameKey
from viewer.model.presentation_state import PresentationState
from viewer.model.viewport import FitMode, Presentation, ViewState
from viewer.render.source import RenderImage, prepare
from viewer.render.viewport import ViewportRenderer
from viewer.settings import DecodeSettings, Settings

if TYPE_CHECKING:
    from pathlib import Path

    from viewer.media.decoders.base import DecodedFrame, DecodeRequest


class _Here:
    """Decodes in this process."""

    def decode(self, request: DecodeRequest) -> DecodedFrame:
        return decode(request)


def state_of(path: Path) -> PresentationState:
    """The presentation state in a file, as the medium reads it."""
    with path.open("rb") as stream:
        raw = read_dataset(stream, settings=DecodeSettings())
        header = parse_header(raw, FileKey(1, path.name))
    assert header.state is not None, header.state_problem
    return header.state


def image_of(path: Path, frame: int = 0) -> RenderImage:
    """The frame of a file, ready to draw, as the program has it."""
    medium = Medium.open(path, 1, Settings())
    try:
        header = medium.header(FileKey(1, path.name))
        key = FrameKey(header.file, frame)
        decoded = load_frame(medium, header, key, _Here())  # type: ignore[arg-type]
    finally:
        medium.close()
    assert header.image is not None
    return prepare(decoded, header.image, header.image.frame(frame), header.sop_instance_uid)


def view_of(state: PresentationState) -> ViewState:
    """Where the state has its images seen."""
    return ViewState(
        FitMode.AREA, quarter_turns=state.quarter_turns, flipped=state.flipped, state=state
    )


def picture(
    image: RenderImage, state: PresentationState, size: tuple[int, int], **more: object
) -> NDArray[np.uint8]:
    """Our picture of `size` (width, height), (rows, columns, 3)."""
    presentation = Presentation(state=state, **more)  # type: ignore[arg-type]  # fields by name
    words = ViewportRenderer().render(image, presentation, view_of(state), size)
    return np.stack([(words >> shift & 255).astype(np.uint8) for shift in (16, 8, 0)], axis=-1)


def dcmp2pgm(image: Path, state: Path, out: Path, frame: int = 1) -> NDArray[np.uint8]:
    """DCMTK's picture of an image under a state, (rows, columns) grey."""
    program = shutil.which("dcmp2pgm")
    if program is None:
        pytest.skip("DCMTK is not installed")
    subprocess.run(  # noqa: S603 - a program of the system and files of ours
        [program, "-q", "-p", str(state), "-f", str(frame), str(image), str(out)],
        check=True,
        capture_output=True,
    )
    content = out.read_bytes()
    magic, columns, rows, depth = content.split(maxsplit=4)[:4]
    assert (magic, depth) == (b"P5", b"255")
    samples = np.frombuffer(content[-int(rows) * int(columns) :], np.uint8)
    return samples.reshape(int(rows), int(columns))

"""What Lightbox writes as a presentation state it reads and draws at the same places (P-018)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.factories.dicom import make_image
from tests.factories.marked import WHEN, drawing, marked, read, saved
from tests.unit.render.marked import state_of
from viewer.app.annotation_marks import annotation_marks
from viewer.app.state_marks import state_marks
from viewer.export.presentation_state import presentation_state
from viewer.model.annotation import AnnotationKind
from viewer.model.marks import PathMark, TextMark

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from viewer.export.marked_image import WordedDrawing
    from viewer.model.marks import Mark


def words_in(marks: Sequence[Mark]) -> list[tuple[object, object]]:
    """Where words are in the image, and how far from there on the screen."""
    words = [mark for mark in marks if isinstance(mark, TextMark)]
    return [(pytest.approx(mark.at, abs=1e-5), mark.offset_px) for mark in words]


def words_of(drawing: WordedDrawing) -> list[tuple[object, object]]:
    words = drawing.words
    marks = annotation_marks(drawing.annotation, words, selected=False, is_own=True)
    return [(mark.at, mark.offset_px) for mark in marks if isinstance(mark, TextMark)]


@pytest.mark.parametrize("kind", list(AnnotationKind))
def test_every_kind_of_drawing_is_read_exactly(kind: AnnotationKind, tmp_path: Path) -> None:
    make_image(tmp_path / "images" / "IM1")
    headers, sources = read(tmp_path / "images")
    image = marked(headers[0], drawing(headers[0], kind))
    state = state_of(saved(presentation_state([image], sources[0], WHEN), tmp_path / "PR"))
    assert state.is_exact
    assert state.covers(headers[0].sop_instance_uid, 0)
    assert state.voi(headers[0].sop_instance_uid, 0) is not None
    found = state_marks(state, (headers[0].sop_instance_uid, 0), (16, 20), 1.0)
    assert words_in(found) == words_of(image.drawings[0])  # and as far beside it


def test_words_that_somebody_moved_stay_there(tmp_path: Path) -> None:
    make_image(tmp_path / "images" / "IM1")
    headers, sources = read(tmp_path / "images")
    moved = drawing(headers[0], AnnotationKind.LENGTH, label_offset=(1.0, 7.0))
    written = presentation_state([marked(headers[0], moved)], sources[0], WHEN)
    state = state_of(saved(written, tmp_path / "PR"))
    found = state_marks(state, (headers[0].sop_instance_uid, 0), (16, 20), 1.0)
    assert words_in(found) == words_of(moved)


def test_a_line_is_where_it_was_drawn(tmp_path: Path) -> None:
    make_image(tmp_path / "images" / "IM1")
    headers, sources = read(tmp_path / "images")
    drawn = drawing(headers[0], AnnotationKind.LENGTH)
    written = presentation_state([marked(headers[0], drawn)], sources[0], WHEN)
    state = state_of(saved(written, tmp_path / "PR"))
    marks = state_marks(state, (headers[0].sop_instance_uid, 0), (16, 20), 1.0)
    lines = [mark.points for mark in marks if isinstance(mark, PathMark)]
    wanted = tuple(pytest.approx(point, abs=1e-5) for point in drawn.annotation.points)
    assert any(line == wanted for line in lines)

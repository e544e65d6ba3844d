"""What annotations look like over a frame."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from tests.factories.annotations import drawn
from tests.factories.viewports import ArraySource, Inbox, Recipe, flat, stack_of, store_of
from viewer.app.annotation_marks import annotation_marks
from viewer.app.annotation_places import anchor_of
from viewer.app.annotation_words import label_lines
from viewer.app.annotations import AnnotationStore
from viewer.app.annotations_shown import AnnotationMarks
from viewer.app.measurements import Measurements
from viewer.app.viewport import ViewportModel
from viewer.model.annotation import (
    Annotation,
    AnnotationKind,
    Measurement,
    Quantity,
)
from viewer.model.annotation_style import AnnotationStyle
from viewer.model.display_set import ImageStack
from viewer.model.geometry import PixelSpacing, SpacingSource
from viewer.model.marks import EllipseMark, Mark, PathMark, PointMark, TextMark
from viewer.model.shapes import POINT_COUNTS
from viewer.tools.handles import handles

COARSE = PixelSpacing(1.4, 1.4, SpacingSource.PATIENT)


class Desk:
    """A viewport with two series of one frame of reference at hand."""

    def __init__(self) -> None:
        self.source, self.inbox = ArraySource(), Inbox()
        arrays = flat([1000, 2000, 3000])
        self.fine = self.source.add(stack_of(arrays), arrays)
        self.coarse = self.source.add(stack_of(arrays, Recipe("s2", spacing=COARSE)), arrays)
        self.frames = store_of(self.source, self.inbox)
        self.viewport = ViewportModel(self.frames)
        self.store = AnnotationStore()
        self.measurements = Measurements(self.frames)
        self.source_of_marks = AnnotationMarks(self.store, self.measurements)

    def show(self, stack: ImageStack, index: int = 0) -> None:
        self.viewport.show(stack, index)
        frame = self.viewport.state.frame
        assert frame is not None
        self.inbox.until(lambda: self.frames.has(frame.key))

    def marks(self) -> tuple[Mark, ...]:
        return self.source_of_marks.marks(self.viewport)

    def close(self) -> None:
        self.viewport.close()
        self.frames.close()


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    yield desk
    desk.close()


def line_on(stack: ImageStack, index: int = 0, name: str = "a1") -> Annotation:
    anchor = anchor_of(stack.frames[index])
    return replace(drawn(AnnotationKind.LENGTH, (10, 20), (20, 20), anchor=anchor), id=name)


def paths_of(marks: tuple[Mark, ...] | list[Mark]) -> list[PathMark]:
    return [mark for mark in marks if isinstance(mark, PathMark)]


def text_of(marks: tuple[Mark, ...] | list[Mark]) -> TextMark:
    (text,) = (mark for mark in marks if isinstance(mark, TextMark))
    return text


def test_a_length_is_a_line_with_crosses_and_its_number(desk: Desk) -> None:
    desk.show(desk.fine)
    desk.store.add(line_on(desk.fine))
    desk.store.select("")
    marks = desk.marks()
    (path,) = paths_of(marks)
    assert list(path.points) == [(10.0, 20.0), (20.0, 20.0)]
    ends = [mark for mark in marks if isinstance(mark, PointMark)]
    assert [(end.at, end.handle) for end in ends] == [((10, 20), False), ((20, 20), False)]
    text = text_of(marks)
    assert (text.at, text.lines) == ((20, 20), ("7.00 mm",))


def test_the_selected_one_has_handles_and_lies_on_top(desk: Desk) -> None:
    desk.show(desk.fine)
    for name in ("a1", "a2"):
        desk.store.add(line_on(desk.fine, name=name))
    desk.store.select("a1")
    marks = desk.marks()
    paths = [mark for mark in marks if isinstance(mark, PathMark)]
    assert [path.pen.width_px for path in paths] == [1.5, 2.5]
    handles = [mark for mark in marks if isinstance(mark, PointMark) and mark.handle]
    assert [handle.at for handle in handles] == [(10, 20), (20, 20)]


def test_an_empty_viewport_has_none(desk: Desk) -> None:
    desk.store.add(line_on(desk.fine))
    assert (desk.marks(), desk.source_of_marks.shown(desk.viewport)) == ((), ())


def test_only_the_frame_on_show_has_its_annotations(desk: Desk) -> None:
    """S-10."""
    desk.store.add(line_on(desk.fine, 1))
    desk.show(desk.fine)
    assert desk.marks() == ()
    desk.viewport.go_to(1)
    assert paths_of(desk.marks())


def test_the_same_slice_of_another_series_shows_it_fainter_with_its_own_numbers(
    desk: Desk,
) -> None:
    desk.store.add(line_on(desk.fine, 1))
    desk.show(desk.coarse, 1)
    (shown,) = desk.source_of_marks.shown(desk.viewport)
    np.testing.assert_allclose(shown.points, [(5, 10), (10, 10)])
    path = paths_of(desk.marks())[0]
    assert path.pen.opacity < 1
    text = text_of(desk.marks())
    assert text.lines == ("7.00 mm",)  # the same length, in fewer pixels


def test_style_and_hiding(desk: Desk) -> None:
    desk.show(desk.fine)
    style = AnnotationStyle("#00ff00", 3.0)
    desk.store.add(replace(line_on(desk.fine), style=style))
    desk.store.select("")
    told: list[None] = []
    desk.source_of_marks.changed.connect(told.append)
    assert {mark.pen.colour for mark in desk.marks()} == {"#00ff00"}
    assert paths_of(desk.marks())[0].pen.width_px == 3.0
    desk.source_of_marks.set_visible(visible=False)
    assert (desk.marks(), desk.source_of_marks.visible) == ((), False)
    desk.source_of_marks.set_visible(visible=False)
    assert told == [None]


def test_whatever_changes_is_told(desk: Desk) -> None:
    told: list[None] = []
    desk.source_of_marks.changed.connect(told.append)
    desk.store.add(line_on(desk.fine))
    desk.measurements.set_corrects_magnification(corrects=True)
    assert told == [None, None]


def test_a_moved_annotation_is_drawn_where_it_is_now(desk: Desk) -> None:
    desk.show(desk.fine)
    annotation = line_on(desk.fine)
    desk.store.add(annotation)
    desk.marks()
    desk.store.change(replace(annotation, points=((0.0, 0.0), (30.0, 0.0))))
    text = text_of(desk.marks())
    assert (text.at, text.lines) == ((30.0, 0.0), ("21.0 mm",))


def test_cobb_lines_are_joined_by_a_dashed_one() -> None:
    cobb = drawn(AnnotationKind.COBB, (0, 0), (10, 2), (0, 20), (10, 18))
    paths = paths_of(annotation_marks(cobb, (), selected=False, is_own=True))
    assert [path.pen.dashed for path in paths] == [False, False, True]
    assert paths[2].points == ((5, 1), (5, 19))


def test_shapes() -> None:
    def shape(kind: AnnotationKind, *points: tuple[float, float]) -> Mark:
        return annotation_marks(drawn(kind, *points), (), selected=False, is_own=True)[0]

    box = shape(AnnotationKind.RECTANGLE, (10, 10), (0, 5))
    assert isinstance(box, PathMark)
    assert (box.points, box.closed) == (((0, 5), (10, 5), (10, 10), (0, 10)), True)
    ellipse = shape(AnnotationKind.ELLIPSE, (10, 10), (0, 5))
    assert isinstance(ellipse, EllipseMark)
    assert (ellipse.center, ellipse.first_axis, ellipse.second_axis) == (
        *((5, 7.5), (5, 0), (0, 2.5)),
    )
    region = shape(AnnotationKind.FREEHAND, (0, 0), (5, 0), (5, 5))
    assert isinstance(region, PathMark)
    assert region.closed
    arrow = shape(AnnotationKind.ARROW, (3, 3), (9, 9))
    assert isinstance(arrow, PathMark)
    assert (arrow.arrow, arrow.points[0]) == (True, (3, 3))


@pytest.mark.parametrize("kind", list(AnnotationKind))
def test_every_kind_can_be_drawn_point_by_point(kind: AnnotationKind) -> None:
    count = POINT_COUNTS[kind][1] or 5
    points = [(3.0 * n, 2.0 * n * n) for n in range(count)]
    for there in range(1, count + 1):
        annotation = drawn(kind, *points[:there])
        assert annotation_marks(annotation, ("1 mm",), selected=True, is_own=True)
    assert annotation_marks(drawn(kind), (), selected=True, is_own=True) == []


def test_words_stand_at_their_place_and_a_line_leads_to_moved_ones() -> None:
    text = replace(drawn(AnnotationKind.TEXT, (5, 5)), text="here")
    (mark,) = annotation_marks(text, ("here",), selected=False, is_own=True)
    assert isinstance(mark, TextMark)
    assert (mark.at, mark.offset_px) == ((5, 5), (0, 0))
    line = replace(drawn(AnnotationKind.LENGTH, (0, 0), (10, 0)), label_offset=(40.0, 30.0))
    marks = annotation_marks(line, ("1 mm",), selected=False, is_own=True)
    leader, label = marks[-2:]
    assert isinstance(leader, PathMark)
    assert list(leader.points) == [(40.0, 30.0), (10.0, 0.0)]
    assert leader.pen.dashed
    assert isinstance(label, TextMark)
    assert label.at == (40.0, 30.0)
    near = replace(line, label_offset=(5.0, 3.0))
    marks = annotation_marks(near, ("1 mm",), selected=False, is_own=True)
    assert len(paths_of(marks)) == 1


def test_long_outlines_have_some_handles() -> None:
    outline = drawn(AnnotationKind.FREEHAND, *[(float(n), 0.0) for n in range(1000)])
    some = handles(outline.kind, outline.points)
    assert 8 <= len(some) <= 12
    assert set(some) <= set(outline.points)


def test_labels_of_regions_are_short_and_say_what_matters(desk: Desk) -> None:
    desk.show(desk.fine)
    anchor = anchor_of(desk.fine.frames[0])
    box = drawn(AnnotationKind.RECTANGLE, (0, 0), (10, 10), anchor=anchor)
    frame = desk.fine.frames[0]
    lines = label_lines(replace(box, text="left\nkidney"), desk.measurements.of(box, frame))
    assert lines == (
        *("left", "kidney", "Area 49.0 mm²", "Mean \u221224, SD 0 HU"),
        "Min \u221224, max \u221224 HU",
    )
    samples = tuple(Quantity(name, 7.0, "", "7") for name in ("Red", "Green", "Blue"))
    velocity = Quantity("Velocity", 1.0, "cm/s", "1.0 cm/s")
    point = drawn(AnnotationKind.POINT, (0, 0))
    assert label_lines(point, Measurement(samples)) == ("RGB 7, 7, 7",)
    found = label_lines(point, Measurement((velocity, *samples)))
    assert found == ("Velocity 1.0 cm/s", "RGB 7, 7, 7")
    refused = Measurement(calibration="at isocentre", refusal="no", notes=("4 left out",))
    assert label_lines(box, refused) == ("at isocentre", "4 left out", "no")

"""Where annotations are shown: on their image, on their plane, and nowhere else (S-01, S-02)."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.annotations import drawn, length
from tests.factories.viewports import Recipe, flat, stack_of
from viewer.app.annotation_places import anchor_of, annotation_on, copied_to, index_of
from viewer.app.catalog import Catalog, CatalogItem, CatalogPatient, CatalogStudy
from viewer.model.annotation import Annotation, AnnotationKind
from viewer.model.display_set import ImageStack, StackFrame
from viewer.model.geometry import PixelSpacing, Plane, Point, SpacingSource, Vector
from viewer.model.header import PatientFacts
from viewer.model.shapes import box

FINE = Recipe("fine", slice_mm=1.0)
COARSE = Recipe("coarse", slice_mm=5.0, spacing=PixelSpacing(1.4, 0.35, SpacingSource.PATIENT))


def stack(recipe: Recipe, count: int = 11) -> ImageStack:
    return stack_of(flat([1] * count), recipe)


def on(frame: StackFrame, kind: AnnotationKind, *points: Point) -> Annotation:
    return drawn(kind, *points, anchor=anchor_of(frame))


def turned(frame: StackFrame, degrees: float, axis: str = "z") -> StackFrame:
    """The frame with its image turned in its plane (z) or tilted out of it (x)."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    row: Vector = (c, s, 0.0) if axis == "z" else (1.0, 0.0, 0.0)
    column: Vector = (-s, c, 0.0) if axis == "z" else (0.0, c, s)
    plane = frame.facts.plane
    assert plane is not None
    facts = replace(frame.facts, plane=replace(plane, row_direction=row, column_direction=column))
    return replace(frame, facts=facts, key=replace(frame.key, frame_index=7))


def test_on_its_own_image_it_is_itself() -> None:
    frame = stack(FINE).frames[3]
    annotation = on(frame, AnnotationKind.LENGTH, (1, 2), (3, 4))
    assert annotation_on(annotation, frame) is annotation


def test_without_a_place_it_is_on_its_own_image_only() -> None:
    """D-107: nothing is carried from frame to frame of a film."""
    frames = stack(replace(FINE, reference="")).frames
    annotation = on(frames[0], AnnotationKind.LENGTH, (1, 2), (3, 4))
    assert annotation.anchor.plane is None
    assert [annotation_on(annotation, frame) is None for frame in frames[:2]] == [False, True]


def test_on_the_same_slice_of_another_series_it_has_that_series_pixels() -> None:
    annotation = on(stack(FINE).frames[5], AnnotationKind.LENGTH, (10, 20), (30, 40))
    target = stack(COARSE).frames[1]  # at 5 mm
    found = annotation_on(annotation, target, 5.0)
    assert found is not None
    assert found.id == annotation.id
    assert found.anchor == anchor_of(target)
    # 0.7 / 0.35 across, 0.7 / 1.4 down
    np.testing.assert_allclose(found.points, [(20.0, 10.0), (60.0, 20.0)])


def test_words_that_were_moved_are_at_the_same_place_there() -> None:
    annotation = on(stack(FINE).frames[5], AnnotationKind.LENGTH, (10, 20), (30, 40))
    moved = replace(annotation, label_offset=(8.0, -4.0))
    found = annotation_on(moved, stack(COARSE).frames[1], 5.0)
    assert found is not None
    assert found.label_offset == pytest.approx((16.0, -2.0))


def test_a_slice_shows_what_lies_in_its_thickness() -> None:
    coarse = stack(COARSE)
    shown = [
        [n for n, f in enumerate(coarse.frames) if annotation_on(annotation, f, 5.0) is not None]
        for annotation in (
            on(frame, AnnotationKind.POINT, (3, 3)) for frame in stack(FINE).frames[3:9]
        )
    ]
    assert shown == [[1], [1], [1], [1], [1], [2]]  # 3 to 8 mm: the second slice has 2.5 to 7.5


def test_overlapping_slices_do_not_all_show_it() -> None:
    """Thickness 5, distance 1: half of the smaller counts."""
    frames = [
        replace(frame, facts=replace(frame.facts, slice_thickness_mm=5.0))
        for frame in stack(replace(FINE, uid="other")).frames
    ]
    annotation = on(stack(FINE).frames[4], AnnotationKind.POINT, (3, 3))
    assert sum(annotation_on(annotation, frame, 1.0) is not None for frame in frames) == 1
    assert sum(annotation_on(annotation, frame) is not None for frame in frames) == 5


@pytest.mark.parametrize(("degrees", "is_there"), [(0.9, True), (1.1, False), (-1.1, False)])
def test_planes_may_lean_by_a_degree(degrees: float, *, is_there: bool) -> None:
    frame = stack(COARSE).frames[2]
    annotation = on(frame, AnnotationKind.LENGTH, (1, 2), (3, 4))
    assert (annotation_on(annotation, turned(frame, degrees, "x")) is not None) is is_there


def test_never_on_another_person() -> None:
    """S-02: two discs may have one Frame of Reference UID."""
    annotation = on(stack(FINE).frames[0], AnnotationKind.POINT, (3, 3))
    other = stack(replace(COARSE, patient=PatientFacts("MUSTERMANN, Erika", "4712"))).frames[0]
    assert annotation_on(annotation, other) is None
    assert annotation_on(annotation, stack(COARSE).frames[0]) is not None


def test_never_in_another_frame_of_reference() -> None:
    annotation = on(stack(FINE).frames[0], AnnotationKind.POINT, (3, 3))
    assert annotation_on(annotation, stack(replace(COARSE, reference="1.10")).frames[0]) is None


def test_a_box_stays_a_box_as_long_as_it_is_one() -> None:
    frame = stack(FINE).frames[0]
    for kind in (AnnotationKind.RECTANGLE, AnnotationKind.ELLIPSE):
        annotation = on(frame, kind, (10, 10), (20, 30))
        for degrees in (90, 180, 0.3):
            found = annotation_on(annotation, turned(frame, degrees))
            assert found is not None
            assert found.kind is kind
        left, top, right, bottom = box(annotation)
        askew = annotation_on(annotation, turned(frame, 30))
        assert askew is not None
        assert askew.kind is AnnotationKind.FREEHAND
        assert len(askew.points) == (4 if kind is AnnotationKind.RECTANGLE else 128)
        assert (left, top, right, bottom) == (10, 10, 20, 30)


@given(st.floats(-180, 180), st.floats(0, 63), st.floats(0, 63))
def test_there_and_back_is_where_it_was(degrees: float, column: float, row: float) -> None:
    frame = stack(FINE).frames[0]
    other = turned(stack(COARSE).frames[0], degrees)
    annotation = on(frame, AnnotationKind.LENGTH, (column, row), (5, 5))
    there = annotation_on(annotation, other)
    assert there is not None
    back = annotation_on(there, frame)
    assert back is not None
    assert back.points[0] == pytest.approx((column, row), abs=1e-9)


def test_a_copy_on_the_next_slice_keeps_its_place_in_the_plane() -> None:
    frames = stack(FINE).frames
    annotation = on(frames[0], AnnotationKind.ELLIPSE, (10, 10), (20, 30))
    copy = copied_to(annotation, frames[1], "b2")
    assert (copy.id, copy.anchor) == ("b2", anchor_of(frames[1]))
    np.testing.assert_allclose(copy.points, [(10, 10), (20, 30)])
    moved = frames[1].facts.plane
    assert moved is not None
    shifted = replace(moved, position=(7.0, 0.0, 1.0))  # as a tilted gantry moves slices
    frame = replace(frames[1], facts=replace(frames[1].facts, plane=shifted))
    copy = copied_to(annotation, frame, "b2")
    np.testing.assert_allclose(copy.points, [(0, 10), (10, 30)], atol=1e-9)


def test_a_copy_where_nothing_has_a_place_keeps_its_pixels() -> None:
    frames = stack(replace(FINE, reference="")).frames
    annotation = on(frames[0], AnnotationKind.LENGTH, (10, 10), (20, 30))
    assert copied_to(annotation, frames[1], "b2").points == annotation.points


def test_which_slice_shows_it() -> None:
    fine, coarse = stack(FINE), stack(COARSE)
    annotation = on(fine.frames[6], AnnotationKind.POINT, (3, 3))
    assert index_of(annotation, fine) == 6
    assert index_of(annotation, coarse) == 1
    assert index_of(annotation, stack(replace(COARSE, reference="1.10"))) is None
    flat_one = on(stack(replace(FINE, reference="")).frames[0], AnnotationKind.POINT, (3, 3))
    assert index_of(flat_one, coarse) is None


def test_the_way_back_to_its_image() -> None:
    fine = stack(FINE)
    item = CatalogItem("fine", 1, fine.frames[0].header.series, "", 11, display_set=fine)
    study = CatalogStudy(fine.frames[0].header.study, (item,))
    catalog = Catalog((CatalogPatient(fine.frames[0].header.patient, (study,)),))
    own, other = fine.frames[6], length((0, 0), (1, 1)).anchor.key
    (found,) = catalog.places([own.key, other]).values()
    assert (found.item.uid, found.index, found.frame) == ("fine", 6, own)
    assert catalog.places([other]) == {}


def test_a_plane_that_is_none() -> None:
    """Directions of no length come from no file; they must not divide by nothing."""
    plane = Plane((0, 0, 0), (0, 0, 0), (0, 0, 0), "1.9")
    frame = stack(FINE).frames[0]
    odd = replace(
        frame, facts=replace(frame.facts, plane=plane), key=replace(frame.key, frame_index=5)
    )
    annotation = on(frame, AnnotationKind.POINT, (3, 3))
    assert annotation_on(annotation, odd) is None

"""The shapes of annotations, in image pixels."""

import math

import pytest

from tests.factories.annotations import drawn
from viewer.model.annotation import AnnotationKind as Kind
from viewer.model.geometry import Point
from viewer.model.shapes import (
    BOXES,
    POINT_COUNTS,
    REGIONS,
    box,
    corners,
    is_complete,
    outline,
    words_place,
)


def test_every_kind_has_its_number_of_points() -> None:
    assert set(POINT_COUNTS) == set(Kind)
    assert BOXES < REGIONS


@pytest.mark.parametrize(
    ("kind", "count", "complete"),
    [
        *((Kind.LENGTH, 1, False), (Kind.LENGTH, 2, True), (Kind.LENGTH, 3, False)),
        *((Kind.POLYLINE, 1, False), (Kind.POLYLINE, 40, True), (Kind.FREEHAND, 2, False)),
        *((Kind.COBB, 3, False), (Kind.COBB, 4, True), (Kind.TEXT, 1, True)),
    ],
)
def test_a_drawing_is_complete_with_the_points_of_its_kind(
    kind: Kind, count: int, *, complete: bool
) -> None:
    assert is_complete(drawn(kind, *[(0.0, 0.0)] * count)) is complete


def test_a_box_is_the_same_from_either_corner() -> None:
    ways = [((2.0, 3.0), (10.0, 7.0)), ((10.0, 7.0), (2.0, 3.0)), ((10.0, 3.0), (2.0, 7.0))]
    for points in ways:
        assert box(drawn(Kind.RECTANGLE, *points)) == (2.0, 3.0, 10.0, 7.0)
        assert outline(Kind.RECTANGLE, points) == ((2, 3), (10, 3), (10, 7), (2, 7))


def test_corners_stay_where_they_are_while_one_is_dragged_past_the_other() -> None:
    assert corners(((10.0, 7.0), (2.0, 3.0))) == ((10, 7), (2, 7), (2, 3), (10, 3))


def test_an_ellipse_as_a_polygon_has_its_area() -> None:
    points = outline(Kind.ELLIPSE, ((0.0, 0.0), (20.0, 10.0)))
    ends = (*points[1:], points[0])
    area = sum(x * v - u * y for (x, y), (u, v) in zip(points, ends, strict=True)) / 2
    assert area == pytest.approx(math.pi * 10 * 5, rel=1e-3)
    assert all(((x - 10) / 10) ** 2 + ((y - 5) / 5) ** 2 == pytest.approx(1) for x, y in points)


@pytest.mark.parametrize(
    ("kind", "points", "place"),
    [
        (Kind.TEXT, ((5.0, 5.0),), (5.0, 5.0)),
        (Kind.ARROW, ((5.0, 5.0), (1.0, 9.0)), (1.0, 9.0)),  # not at what it points to
        (Kind.ELLIPSE, ((9.0, 8.0), (1.0, 2.0)), (9.0, 5.0)),
        (Kind.LENGTH, ((9.0, 8.0), (1.0, 2.0)), (9.0, 8.0)),
    ],
)
def test_words_stand_beside_the_shape(kind: Kind, points: tuple[Point, ...], place: Point) -> None:
    assert words_place(drawn(kind, *points)) == place

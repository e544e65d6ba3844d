"""Which pixels a region has: against a look at every single pixel."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from viewer.model.annotation import AnnotationKind
from viewer.model.geometry import Point
from viewer.render.region import RegionMask, region_mask

SIZE = (12, 15)  # rows, columns
coordinates = st.one_of(st.floats(-6, 20), st.integers(-4, 18).map(float))
corner = st.tuples(coordinates, coordinates)
RECTANGLE, ELLIPSE, FREEHAND = (
    AnnotationKind.RECTANGLE,
    AnnotationKind.ELLIPSE,
    AnnotationKind.FREEHAND,
)


def covered(mask: RegionMask, size: tuple[int, int] = SIZE) -> set[tuple[int, int]]:
    """(row, column) of every pixel of the image that is inside."""
    image = np.arange(size[0] * size[1]).reshape(size)
    return {divmod(int(n), size[1]) for n in mask.cut_from(image)}


def by_hand(inside: object) -> set[tuple[int, int]]:
    assert callable(inside)
    return {(r, c) for r in range(SIZE[0]) for c in range(SIZE[1]) if inside(c, r)}


@given(corner, corner)
def test_rectangles(one: Point, other: Point) -> None:
    (x0, x1), (y0, y1) = (sorted(pair) for pair in zip(one, other, strict=True))
    found = covered(region_mask(RECTANGLE, (one, other), SIZE))
    assert found == by_hand(lambda c, r: x0 <= c <= x1 and y0 <= r <= y1)


@given(st.integers(-8, 40), st.integers(-8, 40), st.integers(1, 60), st.integers(1, 60))
def test_ellipses(left: int, top: int, width: int, height: int) -> None:
    """In halves of pixels, so that the witness can count in whole numbers."""
    points = ((left / 2, top / 2), ((left + width) / 2, (top + height) / 2))
    found = covered(region_mask(ELLIPSE, points, SIZE))

    def inside(column: int, row: int) -> bool:
        across, down = 4 * column - 2 * left - width, 4 * row - 2 * top - height
        return (across * height) ** 2 + (down * width) ** 2 <= (width * height) ** 2

    exactly = by_hand(inside)
    edge = by_hand(
        lambda c, r: (
            ((4 * c - 2 * left - width) * height) ** 2 + ((4 * r - 2 * top - height) * width) ** 2
            == (width * height) ** 2
        )
    )
    assert found - edge == exactly - edge


def _even_odd(outline: list[Point], column: int, row: int) -> bool:
    """The textbook ray to the right, side by side."""
    inside = False
    for (x0, y0), (x1, y1) in zip(outline, outline[1:] + outline[:1], strict=True):
        if (y0 > row) != (y1 > row) and column < (x1 - x0) * (row - y0) / (y1 - y0) + x0:
            inside = not inside
    return inside


@given(st.lists(st.tuples(st.floats(-6, 20), st.floats(-6, 20)), min_size=3, max_size=12))
def test_outlines_that_may_cross_themselves(outline: list[Point]) -> None:
    # Off the centres of pixels: on the outline itself either answer is right.
    moved = [(math.floor(x) + 0.37 + 0.001 * n, y + 1e-4) for n, (x, y) in enumerate(outline)]
    found = covered(region_mask(FREEHAND, tuple(moved), SIZE))
    assert found == by_hand(lambda c, r: _even_odd(moved, c, r))


def test_neighbours_share_no_row() -> None:
    upper = ((-1.0, 2.0), (9.0, 2.0), (9.0, 5.0), (-1.0, 5.0))
    lower = ((-1.0, 5.0), (9.0, 5.0), (9.0, 8.0), (-1.0, 8.0))
    rows = [{row for row, _ in covered(region_mask(FREEHAND, p, SIZE))} for p in (upper, lower)]
    assert rows == [{2, 3, 4}, {5, 6, 7}]


@pytest.mark.parametrize(
    "points",
    [
        (),
        ((math.nan, 0.0), (3.0, 3.0)),
        ((0.0, 0.0), (math.inf, 3.0)),
        ((-1e300, -1e300), (1e300, 1e300)),
        ((20.0, 20.0), (30.0, 30.0)),
        ((-9.0, -9.0), (-2.0, -2.0)),
        ((3.2, 3.2), (3.8, 3.8)),
    ],
)
@pytest.mark.parametrize("kind", [RECTANGLE, ELLIPSE, FREEHAND])
def test_what_covers_nothing(kind: AnnotationKind, points: tuple[Point, ...]) -> None:
    assert not region_mask(kind, points, SIZE).inside.any()


def test_only_the_box_around_a_region_is_looked_at() -> None:
    mask = region_mask(ELLIPSE, ((1000.0, 2000.0), (1010.0, 2020.0)), (4096, 3300))
    assert mask.inside.shape == (21, 11)
    assert (mask.top, mask.left) == (2000, 1000)


def test_a_disc_has_as_many_pixels_as_its_area() -> None:
    mask = region_mask(ELLIPSE, ((100.25, 100.4), (500.25, 500.4)), (600, 600))
    assert int(mask.inside.sum()) == pytest.approx(math.pi * 200**2, rel=1e-3)

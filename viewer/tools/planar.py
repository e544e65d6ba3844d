"""Plane geometry of drawings: lengths, angles and areas of points in one unit for both axes."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from viewer.model.geometry import Point


def path_length(points: Sequence[Point]) -> float:
    """The length along straight lines from point to point."""
    return math.fsum(math.dist(a, b) for a, b in pairwise(points))


def angle_deg(first: Point, vertex: Point, last: Point) -> float | None:
    """The angle at `vertex`, 0 to 180 degrees; None where a side has no length."""
    return _between(_way(vertex, first), _way(vertex, last))


def line_angle_deg(one: tuple[Point, Point], other: tuple[Point, Point]) -> float | None:
    """The angle of two lines, 0 to 90 degrees: the smaller of the two they form.

    In which order the ends of a line were drawn does not matter.
    """
    angle = _between(_way(*one), _way(*other))
    return None if angle is None else min(angle, 180.0 - angle)


def ellipse_perimeter(half_width: float, half_height: float) -> float:
    """The length of an ellipse's edge, by arithmetic-geometric means (Gauss, Legendre)."""
    large, small = max(half_width, half_height), min(half_width, half_height)
    if small <= 0:
        return 4 * large
    x, y = large, small
    share, power = 0.5 * (large * large - small * small), 1.0
    while abs(x - y) > 1e-14 * large:
        x, y = (x + y) / 2, math.sqrt(x * y)
        share += power * (x * x - y * y)
        power *= 2
    return 2 * math.pi * (large * large - share) / x


def outline_area(points: Sequence[Point]) -> float:
    """The area inside an outline, its last point joined to the first (even-odd rule).

    Where it crosses itself, what it goes around twice is outside. Takes time with the square of
    the number of points.
    """
    outline = np.array(points, np.float64)
    outline -= outline.mean(axis=0)  # far from the origin digits would be lost
    rows = _crossing_rows(outline)
    if not rows.size:
        x, y = outline[:, 0], outline[:, 1]
        return abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2
    return _area_by_strips(outline, np.unique(np.concatenate((outline[:, 1], rows))))


def _area_by_strips(outline: NDArray[np.float64], levels: NDArray[np.float64]) -> float:
    """Between two `levels` no side ends or crosses another: a strip is as wide as its middle."""
    ends = np.roll(outline, -1, axis=0)
    low, high = np.minimum(outline[:, 1], ends[:, 1]), np.maximum(outline[:, 1], ends[:, 1])
    pieces = []
    for top, bottom in pairwise(levels.tolist()):
        middle = (top + bottom) / 2
        here = (low <= middle) & (middle < high)
        a, b = outline[here], ends[here]
        x = np.sort(a[:, 0] + (middle - a[:, 1]) * (b[:, 0] - a[:, 0]) / (b[:, 1] - a[:, 1]))
        pieces.append(float((x[1::2] - x[::2]).sum()) * (bottom - top))
    return math.fsum(pieces)


def _crossing_rows(outline: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where sides cross or touch sides they are not joined to: rows, in no order."""
    ways = np.roll(outline, -1, axis=0) - outline
    count, found = len(outline), [np.zeros(0)]
    for one in range(count - 2):
        others = np.arange(one + 2, count - (one == 0))
        way, apart = ways[others], outline[others] - outline[one]
        turn = ways[one, 0] * way[:, 1] - ways[one, 1] * way[:, 0]
        crosses = turn != 0
        safe = np.where(crosses, turn, 1.0)
        along = (apart[:, 0] * way[:, 1] - apart[:, 1] * way[:, 0]) / safe
        across = (apart[:, 0] * ways[one, 1] - apart[:, 1] * ways[one, 0]) / safe
        hit = crosses & (along >= 0) & (along <= 1) & (across >= 0) & (across <= 1)
        if hit.any():
            found.append(outline[one, 1] + along[hit] * ways[one, 1])
    return np.concatenate(found)


def _way(start: Point, end: Point) -> Point:
    return end[0] - start[0], end[1] - start[1]


def _between(one: Point, other: Point) -> float | None:
    """The angle of two directions; by its tangent, which is exact near 0 and 180 too."""
    if not math.hypot(*one) or not math.hypot(*other):
        return None
    turn = one[0] * other[1] - one[1] * other[0]
    along = one[0] * other[0] + one[1] * other[1]
    return math.degrees(math.atan2(abs(turn), along))

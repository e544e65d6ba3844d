"""Which pixels a drawn region covers: those whose centre lies in it.

The edge of a rectangle or an ellipse counts as inside. So do left, right and upper sides of a
freehand outline, but not lower ones, so that no row is between two regions or in both. Such an
outline is closed by itself; where it crosses itself, what it goes around twice is outside
(even-odd rule).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from viewer.model.annotation import AnnotationKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from viewer.model.geometry import Point


_FARTHEST: Final = 1e9  # pixels from the first; sums of such numbers stay exact enough


@dataclass(frozen=True, slots=True, eq=False)
class RegionMask:
    """The pixels of a region: `inside` (rows, columns) for the box that begins at `top`, `left`."""

    top: int
    left: int
    inside: NDArray[np.bool_]

    def cut_from(self, plane: NDArray[Any]) -> NDArray[Any]:
        """The values of a plane (rows, columns) of the whole image at these pixels, (n,)."""
        rows, columns = self.inside.shape
        box = plane[self.top : self.top + rows, self.left : self.left + columns]
        values: NDArray[Any] = box[self.inside]
        return values


def region_mask(
    kind: AnnotationKind, points: tuple[Point, ...], size: tuple[int, int]
) -> RegionMask:
    """The pixels of an image of `size` (rows, columns) that a region covers.

    `points` (column, row) as an annotation of `kind` has them: a rectangle or an ellipse by two
    corners of its box, else an outline. Works in the box around the region alone. Points that
    are no numbers, or out of all bounds, cover nothing.
    """
    if not points or not all(abs(value) < _FARTHEST for point in points for value in point):
        return RegionMask(0, 0, np.zeros((0, 0), np.bool_))
    outline = np.array(points, np.float64)
    low, high = outline.min(axis=0), outline.max(axis=0)
    left, top = (max(0, math.ceil(value)) for value in low)
    right = min(size[1] - 1, math.floor(high[0]))
    bottom = min(size[0] - 1, math.floor(high[1]))
    if right < left or bottom < top:
        return RegionMask(0, 0, np.zeros((0, 0), np.bool_))
    columns = right - left + 1
    rows = np.arange(top, bottom + 1)
    if kind is AnnotationKind.RECTANGLE:
        inside = np.ones((len(rows), columns), np.bool_)
    elif kind is AnnotationKind.ELLIPSE:
        middle, half = (low + high) / 2, (high - low) / 2
        inside = _ellipse(middle - (left, top), half, (len(rows), columns))
    else:
        inside = _polygon(outline - (left, top), (len(rows), columns))
    return RegionMask(top, left, inside)


def _ellipse(
    middle: NDArray[np.float64], half: NDArray[np.float64], size: tuple[int, int]
) -> NDArray[np.bool_]:
    """Row by row from edge to edge; `middle` and `half` are (column, row)."""
    rows = np.arange(size[0])
    down = (rows - middle[1]) / half[1] if half[1] > 0 else np.zeros(size[0])
    reach = half[0] * np.sqrt(np.clip(1.0 - down * down, 0.0, None))
    reach[np.abs(down) > 1.0] = -1.0
    return _filled(rows, middle[0] - reach, middle[0] + reach, size)


def _polygon(outline: NDArray[np.float64], size: tuple[int, int]) -> NDArray[np.bool_]:
    """Between the first and second, third and fourth, ... crossing of each row of centres."""
    start, end = outline, np.roll(outline, -1, axis=0)
    upper, lower = np.minimum(start[:, 1], end[:, 1]), np.maximum(start[:, 1], end[:, 1])
    # A row belongs to a side from its upper end on and to before its lower one: no corner twice.
    first = np.clip(np.ceil(upper), 0, size[0]).astype(np.int64)
    last = np.clip(np.ceil(lower), 0, size[0]).astype(np.int64)
    counts = last - first
    side = np.repeat(np.arange(len(outline)), counts)
    within = np.arange(len(side)) - np.repeat(np.cumsum(counts) - counts, counts)
    row = first[side] + within
    way = end[side] - start[side]
    column = start[side, 0] + (row - start[side, 1]) * (way[:, 0] / way[:, 1])
    order = np.lexsort((column, row))
    row, column = row[order], column[order]
    return _filled(row[::2], column[::2], column[1::2], size)


def _filled(
    rows: NDArray[np.int64],
    starts: NDArray[np.float64],
    ends: NDArray[np.float64],
    size: tuple[int, int],
) -> NDArray[np.bool_]:
    """True in each of `rows` for the whole columns from `starts` to `ends`, both included."""
    first = np.clip(np.ceil(starts), 0, size[1]).astype(np.int64)
    after = np.clip(np.floor(ends) + 1, 0, size[1]).astype(np.int64)
    some = after > first
    rows, first, after = rows[some], first[some], after[some]
    steps = np.zeros((size[0], size[1] + 1), np.int32)
    np.add.at(steps, (rows, first), 1)
    np.add.at(steps, (rows, after), -1)
    inside: NDArray[np.bool_] = np.cumsum(steps[:, :-1], axis=1) > 0
    return inside

"""What is drawn on: the edges of an image, the shape of its pixels, their size on screen."""

from __future__ import annotations

import math
from dataclasses import dataclass

from viewer.model.geometry import Point


@dataclass(frozen=True, slots=True)
class Ground:
    """An image as drawn at the moment.

    Directions and squares are those of the patient: a row counts `aspect` times as much as a
    column (D-102).
    """

    columns: int
    rows: int
    aspect: float = 1.0  # height of a pixel over its width
    px_per_column: float = 1.0  # logical pixels on screen

    def way(self, start: Point, end: Point) -> Point:
        """The way between two points in widths of a pixel, equal in both directions."""
        return end[0] - start[0], (end[1] - start[1]) * self.aspect

    def along(self, start: Point, way: Point) -> Point:
        """The point reached by a way as `way` gives it."""
        return start[0] + way[0], start[1] + way[1] / self.aspect

    def screen_px(self, start: Point, end: Point) -> float:
        """How far two points are from each other on screen, in logical pixels."""
        return math.hypot(*self.way(start, end)) * self.px_per_column

    def contains(self, point: Point) -> bool:
        """Whether a point is on the image."""
        column, row = point
        return -0.5 <= column <= self.columns - 0.5 and -0.5 <= row <= self.rows - 0.5

    def nearest(self, point: Point) -> Point:
        """The point of the image that is nearest in column and row."""
        column = min(max(point[0], -0.5), self.columns - 0.5)
        return column, min(max(point[1], -0.5), self.rows - 0.5)

    def shortened(self, start: Point, end: Point) -> Point:
        """As far towards `end` as the image goes, keeping the direction from `start`."""
        share = 1.0
        for begin, to, size in zip(start, end, (self.columns, self.rows), strict=True):
            limit = size - 0.5 if to > begin else -0.5
            if to != begin and (to - limit) * (to - begin) > 0:
                share = min(share, max(0.0, (limit - begin) / (to - begin)))
        return tuple(b + (t - b) * share for b, t in zip(start, end, strict=True))  # type: ignore[return-value]  # two

    def within(self, points: tuple[Point, ...], way: Point) -> Point:
        """As much of a way (column, row) as all the points can go and stay on the image."""
        moved = []
        for axis, size in enumerate((self.columns, self.rows)):
            values = [point[axis] for point in points]
            least, most = min(0.0, -0.5 - min(values)), max(0.0, size - 0.5 - max(values))
            moved.append(min(max(way[axis], least), most))
        return moved[0], moved[1]

"""Dragging what is already drawn: one handle, the whole, or its words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from viewer.model.annotation import AnnotationKind
from viewer.model.shapes import BOXES, corners
from viewer.tools.handles import TWO_LINES, handles, with_handle
from viewer.tools.straight import squared, straightened

if TYPE_CHECKING:
    from viewer.model.annotation import Annotation
    from viewer.model.geometry import Point
    from viewer.tools.ground import Ground


class Part(StrEnum):
    """What of a drawing the pointer is on."""

    HANDLE = "handle"
    LINE = "line"
    LABEL = "label"


@dataclass(frozen=True, slots=True)
class Grip:
    """A hold on a drawing; points in pixels of the image it was drawn on.

    `label_offset` is where its words are, from its first point.
    """

    before: Annotation
    part: Part
    index: int  # of the handle
    start: Point  # where the pointer took hold
    label_offset: Point = (0.0, 0.0)

    def dragged_to(self, to: Point, ground: Ground, *, straight: bool = False) -> Annotation:
        """The drawing after the pointer went to `to`."""
        way = to[0] - self.start[0], to[1] - self.start[1]
        before = self.before
        match self.part:
            case Part.LABEL:
                x, y = self.label_offset
                return replace(before, label_offset=(x + way[0], y + way[1]))
            case Part.LINE:
                across, down = ground.within(before.points, way)
                moved = tuple((x + across, y + down) for x, y in before.points)
                return replace(before, points=moved)
        return replace(before, points=self._with_handle(way, ground, straight=straight))

    def _with_handle(self, way: Point, ground: Ground, *, straight: bool) -> tuple[Point, ...]:
        kind, points = self.before.kind, self.before.points
        x, y = handles(kind, points)[self.index]
        point = ground.nearest((x + way[0], y + way[1]))
        anchor = _anchor(kind, points, self.index)
        if straight and anchor is not None:
            point = (
                squared(anchor, point, ground)
                if kind in BOXES
                else straightened(anchor, point, ground)
            )
        return with_handle(kind, points, self.index, point)


def _anchor(kind: AnnotationKind, points: tuple[Point, ...], index: int) -> Point | None:
    """The point a dragged handle is straight to: the other end of its line."""
    if kind in BOXES:
        return corners(points)[(index + 2) % 4]
    if kind in TWO_LINES:
        return points[index ^ 1]
    if kind is AnnotationKind.ANGLE:
        return points[1] if index != 1 else points[0]
    if len(points) < 2:
        return None
    return points[index - 1] if index else points[1]

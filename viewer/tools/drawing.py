"""A drawing as it grows: by pressing, dragging and letting go, or by one click after the other.

Both ways work for every kind. Kinds without a fixed number of points end by a double click or
Enter. Points too near to each other to have been meant are not taken.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from viewer.model.annotation import AnnotationKind
from viewer.model.shapes import BOXES, POINT_COUNTS
from viewer.tools.handles import TWO_LINES
from viewer.tools.straight import direction, squared, straightened
from viewer.tools.tool_mode import ToolMode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from viewer.model.geometry import Point
    from viewer.tools.ground import Ground

CLICK_PX: Final = 4.0  # a hand that clicks moves less
CLOSE_PX: Final = 9.0  # from the first point of an outline: a click there closes it
_STREAM_PX = 2.5  # between the points of a line drawn in one go

KINDS: Final[Mapping[ToolMode, AnnotationKind]] = {
    ToolMode.LENGTH: AnnotationKind.LENGTH,
    ToolMode.ANGLE: AnnotationKind.ANGLE,
    ToolMode.COBB: AnnotationKind.COBB,
    ToolMode.BIDIRECTIONAL: AnnotationKind.BIDIRECTIONAL,
    ToolMode.RECTANGLE: AnnotationKind.RECTANGLE,
    ToolMode.ELLIPSE: AnnotationKind.ELLIPSE,
    ToolMode.FREEHAND: AnnotationKind.FREEHAND,
    ToolMode.POLYLINE: AnnotationKind.POLYLINE,
    ToolMode.POINT: AnnotationKind.POINT,
    ToolMode.ARROW: AnnotationKind.ARROW,
    ToolMode.TEXT: AnnotationKind.TEXT,
    ToolMode.CALIBRATE: AnnotationKind.LENGTH,  # a line of a length that somebody knows
}


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is there of a drawing; every step makes another one, None when nothing is left."""

    kind: AnnotationKind
    points: tuple[Point, ...] = ()  # that stay
    live: Point | None = None  # follows the pointer
    held_from: Point | None = None  # where the button went down, None while it is up
    began_here: bool = False  # the press laid a point of its own
    streamed: bool = False  # the held button has drawn a line
    done: bool = False

    @property
    def shown(self) -> tuple[Point, ...]:
        """The points to draw now: those that stay and the one under the pointer."""
        if self.done or self.live is None or self._begins_line:
            return self.points
        return (*self.points, self.live)

    @property
    def is_held(self) -> bool:
        """Whether the button is down."""
        return self.held_from is not None

    def press(self, at: Point, ground: Ground, *, straight: bool = False) -> Drawing:
        """The button goes down."""
        begins = self._begins_line
        point = self._placed(at, ground, straight=straight)
        points = (*self.points, point) if begins else self.points
        return replace(
            self, points=points, live=point, held_from=point, began_here=begins, streamed=False
        )

    def move(self, at: Point, ground: Ground, *, straight: bool = False) -> Drawing:
        """The pointer goes on, with the button down or up."""
        if self.done or not self.points:
            return self
        point = self._placed(at, ground, straight=straight)
        moved = replace(self, live=point)
        is_stream = self.kind is AnnotationKind.FREEHAND and self.is_held and not straight
        if is_stream and ground.screen_px(self.points[-1], point) >= _STREAM_PX:
            return replace(moved, points=(*self.points, point), streamed=True)
        return moved

    def release(self, ground: Ground) -> Drawing | None:
        """The button comes up: the point under it stays, unless this was the click before it."""
        if self.held_from is None or self.live is None:
            return self
        up = replace(self, held_from=None, began_here=False, streamed=False)
        if POINT_COUNTS[self.kind] == (1, 1):
            return replace(up, points=(self.live,), done=True)
        if self.streamed:
            return _after_stream(up, ground, whole=self.began_here)
        if self.began_here and ground.screen_px(self.held_from, self.live) <= CLICK_PX:
            return up
        return _kept(up, self.live, ground)

    def double_click(self, at: Point, ground: Ground, *, straight: bool = False) -> Drawing | None:
        """End a path or outline; elsewhere the second press, or None for a click without use."""
        if self._is_open and len(self.points) > 1:
            return self.finish()
        alone = len(self.points) == 1 and ground.screen_px(self.points[0], at) <= CLICK_PX
        return None if alone else self.press(at, ground, straight=straight)

    def finish(self) -> Drawing:
        """Enter: a path or outline is as it should be, if it has enough points."""
        enough = len(self.points) >= POINT_COUNTS[self.kind][0]
        return replace(self, done=self._is_open and enough)

    def back(self) -> Drawing | None:
        """Take the last point away; None after the only one."""
        if self.is_held or len(self.points) < 2:
            return None
        return replace(self, points=self.points[:-1])

    @property
    def _is_open(self) -> bool:
        """Whether any number of points will do."""
        return POINT_COUNTS[self.kind][1] is None

    @property
    def _begins_line(self) -> bool:
        """Whether the next press lays a point of its own: at the start of a line."""
        return not self.points or (self.kind in TWO_LINES and len(self.points) == 2)

    def _placed(self, at: Point, ground: Ground, *, straight: bool) -> Point:
        anchored = not self._begins_line
        if not straight or not anchored:
            return ground.nearest(at)
        if self.kind in BOXES:
            return squared(self.points[-1], at, ground)
        base = 0.0
        if self.kind is AnnotationKind.BIDIRECTIONAL and len(self.points) == 3:
            base = direction(self.points[0], self.points[1], ground)  # the short axis across
        return straightened(self.points[-1], at, ground, base)


def _kept(drawing: Drawing, point: Point, ground: Ground) -> Drawing:
    last = drawing.points[-1]
    outline = drawing.kind is AnnotationKind.FREEHAND and len(drawing.points) >= 3
    if outline and ground.screen_px(drawing.points[0], point) <= CLOSE_PX:
        return replace(drawing, done=True)
    x, y = (abs(part) * ground.px_per_column for part in ground.way(last, point))
    if (min(x, y) if drawing.kind in BOXES else max(x, y)) <= CLICK_PX:
        return drawing
    points = (*drawing.points, point)
    return replace(drawing, points=points, done=len(points) == POINT_COUNTS[drawing.kind][1])


def _after_stream(drawing: Drawing, ground: Ground, *, whole: bool) -> Drawing | None:
    """An outline drawn in one go is done; nothing is made of a scribble on the spot."""
    if not whole:
        return drawing
    columns, rows = zip(*drawing.points, strict=True)
    low, high = (min(columns), min(rows)), (max(columns), max(rows))
    x, y = (part * ground.px_per_column for part in ground.way(low, high))
    is_area = len(drawing.points) >= POINT_COUNTS[drawing.kind][0] and min(x, y) > CLICK_PX
    return replace(drawing, done=True) if is_area else None

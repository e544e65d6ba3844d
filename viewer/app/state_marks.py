"""The drawings and words of a presentation state as marks over one image (P-012..P-015)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from viewer.model.marks import EllipseMark, Mark, PathMark, Pen, PointMark, TextMark
from viewer.model.presentation_state import GraphicKind, Units
from viewer.tools.hit_test import distance_to_path

if TYPE_CHECKING:
    from viewer.model.geometry import Point
    from viewer.model.presentation_state import (
        GraphicObject,
        PresentationState,
        TextObject,
    )

DEFAULT_COLOUR: Final = "#8ad8ff"  # not that of a person's own drawings, nor that of overlays
_POINT_PX = 5.0
_TOUCHING_PX = 1.0  # of the image


@dataclass(frozen=True, slots=True)
class _Ground:
    """Turns the coordinates of annotations into (column, row) of the image (P-013).

    DISPLAY coordinates count from the upper left corner of the displayed area as it is after
    turning and flipping.
    """

    left: float
    top: float
    width: float
    height: float
    quarter_turns: int
    flipped: bool
    aspect: float  # height of a pixel over its width, as shown

    def place(self, point: Point, units: Units) -> Point:
        if units is Units.PIXEL:
            return point[0] - 0.5, point[1] - 0.5
        x, y = (1.0 - point[0] if self.flipped else point[0]), point[1]
        u, v = ((x, y), (y, 1.0 - x), (1.0 - x, 1.0 - y), (1.0 - y, x))[self.quarter_turns]
        return self.left + u * self.width, self.top + v * self.height


def state_marks(
    state: PresentationState,
    image: tuple[str, int],
    size: tuple[int, int],
    aspect: float,
    hidden: frozenset[str] = frozenset(),
) -> tuple[Mark, ...]:
    """Everything the state draws on one image, in drawing order, without the `hidden` layers.

    `image` is SOP Instance UID and frame index, `size` rows and columns, `aspect` the image's
    own height of a pixel over its width.
    """
    ground = _ground(state, image, size, aspect)
    order = {layer.name: number for number, layer in enumerate(state.layers)}
    colours = {layer.name: layer.colour for layer in state.layers}
    wanted = [
        entry
        for entry in state.annotations
        if entry.layer not in hidden and entry.references.cover(*image)
    ]
    marks: list[Mark] = []
    for entry in sorted(wanted, key=lambda entry: order.get(entry.layer, len(order))):
        colour = colours.get(entry.layer) or DEFAULT_COLOUR
        for graphic in entry.graphics:
            marks += _graphic(graphic, ground, colour)
        for text in entry.texts:
            marks += _text(text, ground, text.colour or colour, entry.graphics)
    return tuple(marks)


def _ground(
    state: PresentationState, image: tuple[str, int], size: tuple[int, int], aspect: float
) -> _Ground:
    area, turns = state.area(*image), state.quarter_turns
    if area is None:
        return _Ground(-0.5, -0.5, size[1], size[0], turns, state.flipped, aspect)
    return _Ground(
        area.left,
        area.top,
        area.right - area.left,
        area.bottom - area.top,
        turns,
        state.flipped,
        area.aspect or aspect,
    )


def _graphic(graphic: GraphicObject, ground: _Ground, colour: str) -> list[Mark]:
    points = tuple(ground.place(point, graphic.units) for point in graphic.points)
    style = graphic.style
    line = Pen(style.colour or colour, style.width_px or 1.5, style.dashed, style.opacity)
    outline = _shape(graphic.kind, points, line, ground, filled=False)
    if not graphic.filled or graphic.kind is GraphicKind.POINT:
        return [outline]
    filling = Pen(style.fill or line.colour, line.width_px, opacity=style.opacity)
    return [_shape(graphic.kind, points, filling, ground, filled=True), outline]


def _shape(
    kind: GraphicKind, points: tuple[Point, ...], pen: Pen, ground: _Ground, *, filled: bool
) -> Mark:
    match kind:
        case GraphicKind.POINT:
            return PointMark(points[0], pen, size_px=_POINT_PX)
        case GraphicKind.CIRCLE:
            (x, y), (edge_x, edge_y) = points[:2]
            radius = math.hypot(edge_x - x, (edge_y - y) * ground.aspect)
            down = (0.0, radius / ground.aspect)
            return EllipseMark((x, y), (radius, 0.0), down, pen, filled)
        case GraphicKind.ELLIPSE:
            center, first = _middle(points[0], points[1])
            _, second = _middle(points[2], points[3])
            return EllipseMark(center, first, second, pen, filled)
        case GraphicKind.POLYLINE | GraphicKind.INTERPOLATED:
            closed = filled or (points[0] == points[-1] and len(points) > 2)
            if closed and points[0] == points[-1] and len(points) > 2:
                points = points[:-1]
            curved = kind is GraphicKind.INTERPOLATED
            return PathMark(points, pen, closed=closed, filled=filled, curved=curved)


def _middle(one: Point, other: Point) -> tuple[Point, Point]:
    """The middle of a line, and the way from it to the second end."""
    center = ((one[0] + other[0]) / 2, (one[1] + other[1]) / 2)
    return center, (other[0] - center[0], other[1] - center[1])


def _text(
    text: TextObject, ground: _Ground, colour: str, beside: tuple[GraphicObject, ...]
) -> list[Mark]:
    """Words; those at an anchor begin there, unless something is drawn at it."""
    pen = Pen(colour)
    anchor = ground.place(text.anchor, text.anchor_units) if text.anchor is not None else None
    if text.box is None:
        assert anchor is not None
        if text.anchor_visible:
            return [PointMark(anchor, pen, size_px=_POINT_PX), TextMark(anchor, text.lines, pen)]
        if any(_touches(graphic, anchor, ground) for graphic in beside):
            return [TextMark(anchor, text.lines, pen)]
        return [TextMark(anchor, text.lines, pen, offset_px=(0.0, 0.0))]
    start, end = (ground.place(corner, text.box_units) for corner in text.box)
    bounds = (end[0] - start[0], end[1] - start[1])
    words = TextMark(start, text.lines, pen, bounds=bounds, alignment=text.alignment)
    if anchor is None or not text.anchor_visible:
        return [words]
    return [PathMark((_nearest_side(start, end, anchor), anchor), pen), words]


def _touches(graphic: GraphicObject, anchor: Point, ground: _Ground) -> bool:
    points = tuple(ground.place(point, graphic.units) for point in graphic.points)
    return distance_to_path(points, anchor) <= _TOUCHING_PX


def _nearest_side(start: Point, end: Point, anchor: Point) -> Point:
    """The middle of that side of a box from which the way to the anchor is shortest."""
    x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    sides = ((start[0], y), (end[0], y), (x, start[1]), (x, end[1]))
    return min(sides, key=lambda side: math.dist(side, anchor))

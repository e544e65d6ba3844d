"""What is drawn over an image: one list for screen, pictures and presentation states alike."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from viewer.model.geometry import Point


class MarkSpace(StrEnum):
    """What coordinates count."""

    IMAGE = "image"  # (column, row), 0-based at pixel centres, of the frame on show
    VIEWPORT = "viewport"  # 0..1 across and down the viewport


@dataclass(frozen=True, slots=True)
class Pen:
    """How a line looks; widths in logical pixels, colours "#rrggbb"."""

    colour: str = "#ffd54a"
    width_px: float = 1.5
    dashed: bool = False
    opacity: float = 1.0
    halo: bool = True  # a dark line below, so that it is seen on white too


@dataclass(frozen=True, slots=True)
class PathMark:
    """A line through points; `curved` passes through them smoothly (P-014 INTERPOLATED)."""

    points: tuple[Point, ...]
    pen: Pen = field(default=Pen())
    closed: bool = False
    filled: bool = False
    curved: bool = False
    arrow: bool = False  # a head at the first point
    space: MarkSpace = MarkSpace.IMAGE


@dataclass(frozen=True, slots=True)
class EllipseMark:
    """An ellipse by centre and two half axes, given as vectors."""

    center: Point
    first_axis: Point
    second_axis: Point
    pen: Pen = field(default=Pen())
    filled: bool = False
    space: MarkSpace = MarkSpace.IMAGE


@dataclass(frozen=True, slots=True)
class PointMark:
    """A small cross, or a handle (a ring) of a fixed size on screen."""

    at: Point
    pen: Pen = field(default=Pen())
    handle: bool = False
    size_px: float = 5.0  # from the middle to an end, logical
    space: MarkSpace = MarkSpace.IMAGE


@dataclass(frozen=True, slots=True)
class TextMark:
    """Lines of words at a point; `offset_px` moves them on screen (x right, y down, logical).

    A `yielding` one goes out of the way of the text in the corners.
    `about` are two corners around the drawing it stands beside: the words are in the viewport as
    long as a part of that is, and out of the way of other such words unless `offset_px` is 0.
    `bounds` is the width and height of a box in the mark's space the words belong in (P-015).
    """

    at: Point
    lines: tuple[str, ...]
    pen: Pen = field(default=Pen())
    offset_px: Point = (8.0, -8.0)
    space: MarkSpace = MarkSpace.IMAGE
    bounds: Point | None = None
    alignment: str = "left"  # "left", "center", "right" within the bounds
    yielding: bool = False
    about: tuple[Point, Point] | None = None


Mark = PathMark | EllipseMark | PointMark | TextMark

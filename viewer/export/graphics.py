"""Annotations as graphic objects of presentation states (P-013, P-014)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from viewer.model.annotation import Annotation, AnnotationKind
from viewer.model.geometry import Point
from viewer.model.shapes import corners, is_complete, words_place
from viewer.model.signs import MINUS

if TYPE_CHECKING:
    from viewer.export.marked_image import WordedDrawing

MOST_POINTS: Final = 8000  # of one object: its data must fit into 64 KiB (PS3.5 7.1.2)
TEXT_CHARACTERS: Final = 1024  # VR ST
_BARB: Final = 0.2  # of an arrow's length
_LONGEST_BARB_PX: Final = 10.0
_BARB_ANGLE: Final = math.radians(25)


@dataclass(frozen=True, slots=True)
class Graphic:
    """One object; points are (column, row) where (0, 0) is the corner of the first pixel."""

    kind: str  # Graphic Type (0070,0023)
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class GraphicText:
    """Words beside a point, counted as in `Graphic`."""

    at: Point
    text: str


def graphics(annotation: Annotation) -> tuple[Graphic, ...]:
    """The lines of an annotation; none for text alone or for one without enough points."""
    points = annotation.points
    match annotation.kind:
        case AnnotationKind.COBB | AnnotationKind.BIDIRECTIONAL:
            parts = [_line(points[:2]), _line(points[2:4])]
        case AnnotationKind.RECTANGLE:
            ring = corners(points) if is_complete(annotation) else ()
            parts = [_line((*ring, *ring[:1]))]
        case AnnotationKind.ELLIPSE:
            parts = [_ellipse(points)]
        case AnnotationKind.FREEHAND:
            parts = [_line((*points, *points[:1]) if len(points) > 2 else ())]
        case AnnotationKind.POINT:
            parts = [Graphic("POINT", tuple(map(_shifted, points[:1])))]
        case AnnotationKind.ARROW:
            parts = [_line(points[:2]), _line(_barbs(points))]
        case AnnotationKind.TEXT:
            parts = []
        case _:
            parts = [_line(points)]
    return tuple(part for part in parts if part.points)


def graphic_text(drawing: WordedDrawing) -> GraphicText | None:
    """The words beside a drawing, one line below the other (P-015)."""
    annotation = drawing.annotation
    text = "\r\n".join(filter(None, map(str.strip, drawing.words))).replace(MINUS, "-")
    text = text[:TEXT_CHARACTERS].strip()
    if not text or not annotation.points:
        return None
    return GraphicText(_shifted(words_place(annotation)), text)


def _shifted(point: Point) -> Point:
    """From pixel centres to pixel corners (P-013)."""
    return point[0] + 0.5, point[1] + 0.5


def _line(points: tuple[Point, ...]) -> Graphic:
    if len(points) < 2:
        return Graphic("POLYLINE", ())
    step = math.ceil(len(points) / MOST_POINTS)
    thinned = points[::step]
    if thinned[-1] != points[-1]:
        thinned = (*thinned, points[-1])
    return Graphic("POLYLINE", tuple(map(_shifted, thinned)))


def _ellipse(points: tuple[Point, ...]) -> Graphic:
    """Ends of the major axis, then of the minor one."""
    if len(points) < 2:
        return Graphic("ELLIPSE", ())
    (left, top), (right, bottom) = points[:2]
    column, row = (left + right) / 2, (top + bottom) / 2
    across, down = ((left, row), (right, row)), ((column, top), (column, bottom))
    is_wide = abs(right - left) >= abs(bottom - top)
    axes = across + down if is_wide else down + across
    return Graphic("ELLIPSE", tuple(map(_shifted, axes)))


def _barbs(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """The head of an arrow, from one barb over the tip to the other."""
    if len(points) < 2 or points[0] == points[1]:
        return ()
    tip, tail = points[:2]
    angle = math.atan2(tail[1] - tip[1], tail[0] - tip[0])
    length = min(math.dist(tip, tail) * _BARB, _LONGEST_BARB_PX)
    one, other = (
        (tip[0] + length * math.cos(angle + turn), tip[1] + length * math.sin(angle + turn))
        for turn in (_BARB_ANGLE, -_BARB_ANGLE)
    )
    return one, tip, other

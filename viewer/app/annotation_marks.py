"""The marks that show one annotation, with the words beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from viewer.model.annotation import AnnotationKind
from viewer.model.marks import EllipseMark, Mark, PathMark, Pen, PointMark, TextMark
from viewer.model.shapes import box, is_complete, outline, words_place
from viewer.tools.handles import handles

if TYPE_CHECKING:
    from collections.abc import Callable

    from viewer.model.annotation import Annotation
    from viewer.model.geometry import Point

_SELECTED_PX: Final = 1.0  # how much wider the selected one is drawn
_ELSEWHERE: Final = 0.6  # opacity of what was drawn on another image of this plane
_END_PX: Final = 4.0  # half a cross at the end of a length
_HANDLE_PX: Final = 4.5
_THIN: Final = 0.7  # part of the line's width, for what only leads the eye
_LEADER_FROM_PX: Final = 12.0  # image pixels a label is away from which a line leads to it


def annotation_marks(
    annotation: Annotation, lines: tuple[str, ...], *, selected: bool, is_own: bool
) -> list[Mark]:
    """The marks of one annotation, `lines` beside it; also while it is being drawn.

    Coordinates are those of its points. What is not `is_own` was drawn on another image.
    """
    if not annotation.points:
        return []
    style = annotation.style
    width = style.width_px + (_SELECTED_PX if selected else 0.0)
    pen = Pen(style.colour, width, opacity=1.0 if is_own else _ELSEWHERE)
    marks = _SHAPES[annotation.kind](annotation, pen)
    if selected:
        ring = replace(pen, width_px=style.width_px)
        marks += [
            PointMark(at, ring, handle=True, size_px=_HANDLE_PX)
            for at in handles(annotation.kind, annotation.points)
        ]
    return marks + _label(annotation, lines, pen)


def _line(annotation: Annotation, pen: Pen) -> list[Mark]:
    points = annotation.points
    return [PathMark(points, pen), *_ends((points[0], points[-1]), pen)]


def _corner(annotation: Annotation, pen: Pen) -> list[Mark]:
    return [PathMark(annotation.points, pen)]


def _cobb(annotation: Annotation, pen: Pen) -> list[Mark]:
    """Two lines, their middles joined by a dashed one to show that they belong together."""
    one, other = annotation.points[:2], annotation.points[2:]
    marks: list[Mark] = [PathMark(line, pen) for line in (one, other) if line]
    if is_complete(annotation):
        marks.append(PathMark((_middle(one), _middle(other)), _thin(pen)))
    return marks


def _diameters(annotation: Annotation, pen: Pen) -> list[Mark]:
    lines = [line for line in (annotation.points[:2], annotation.points[2:]) if line]
    return [
        mark for line in lines for mark in (PathMark(line, pen), *_ends((line[0], line[-1]), pen))
    ]


def _rectangle(annotation: Annotation, pen: Pen) -> list[Mark]:
    return [PathMark(outline(annotation.kind, annotation.points), pen, closed=True)]


def _ellipse(annotation: Annotation, pen: Pen) -> list[Mark]:
    left, top, right, bottom = box(annotation)
    middle = ((left + right) / 2, (top + bottom) / 2)
    half_axes = ((right - left) / 2, 0.0), (0.0, (bottom - top) / 2)
    return [EllipseMark(middle, *half_axes, pen)]


def _freehand(annotation: Annotation, pen: Pen) -> list[Mark]:
    return [PathMark(annotation.points, pen, closed=is_complete(annotation))]


def _point(annotation: Annotation, pen: Pen) -> list[Mark]:
    return [PointMark(annotation.points[0], pen, size_px=_END_PX * 1.5)]


def _arrow(annotation: Annotation, pen: Pen) -> list[Mark]:
    return [PathMark(annotation.points, pen, arrow=True)]


def _text(annotation: Annotation, pen: Pen) -> list[Mark]:
    """Only its words; while there are none, where they will be."""
    return [] if annotation.text.strip() else [PointMark(annotation.points[0], pen)]


_SHAPES: Final[dict[AnnotationKind, Callable[[Annotation, Pen], list[Mark]]]] = {
    AnnotationKind.LENGTH: _line,
    AnnotationKind.POLYLINE: _line,
    AnnotationKind.ANGLE: _corner,
    AnnotationKind.COBB: _cobb,
    AnnotationKind.RECTANGLE: _rectangle,
    AnnotationKind.ELLIPSE: _ellipse,
    AnnotationKind.FREEHAND: _freehand,
    AnnotationKind.POINT: _point,
    AnnotationKind.ARROW: _arrow,
    AnnotationKind.TEXT: _text,
    AnnotationKind.BIDIRECTIONAL: _diameters,
}


def _label(annotation: Annotation, lines: tuple[str, ...], pen: Pen) -> list[Mark]:
    if not lines:
        return []
    place = words_place(annotation)
    if annotation.label_offset is not None:
        text = TextMark(place, lines, pen, offset_px=(0.0, 0.0), about=_around(annotation))
        nearest = min(annotation.points, key=lambda p: _distance(p, place))
        if annotation.kind is AnnotationKind.TEXT or _distance(nearest, place) < _LEADER_FROM_PX:
            return [text]
        return [PathMark((place, nearest), _thin(pen)), text]
    if annotation.kind is AnnotationKind.TEXT:
        return [TextMark(place, lines, pen, offset_px=(0.0, 0.0), about=_around(annotation))]
    return [TextMark(place, lines, pen, about=_around(annotation))]


def _around(annotation: Annotation) -> tuple[Point, Point]:
    """Two corners of the box around all of its points."""
    columns, rows = zip(*annotation.points, strict=True)
    return (min(columns), min(rows)), (max(columns), max(rows))


def _ends(points: tuple[Point, ...], pen: Pen) -> list[Mark]:
    return [PointMark(point, replace(pen, width_px=1.0), size_px=_END_PX) for point in points]


def _thin(pen: Pen) -> Pen:
    return replace(pen, width_px=pen.width_px * _THIN, dashed=True)


def _middle(line: tuple[Point, ...]) -> Point:
    (x, y), (u, v) = line
    return (x + u) / 2, (y + v) / 2


def _distance(one: Point, other: Point) -> float:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])

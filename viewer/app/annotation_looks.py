"""How an annotation looks: its lines, its handles, its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.model.annotation import AnnotationKind
from viewer.model.marks import EllipseMark, PathMark, Pen, PointMark, TextMark
from viewer.tools.handles import handles, paths

if TYPE_CHECKING:
    from viewer.model.annotation import Annotation
    from viewer.model.marks import Mark


def shape_marks(annotation: Annotation, *, selected: bool) -> tuple[Mark, ...]:
    """Everything but the words; handles where it is selected."""
    kind, points = annotation.kind, annotation.points
    pen = Pen(annotation.style.colour, annotation.style.width_px)
    marks: list[Mark] = []
    if kind is AnnotationKind.ELLIPSE and len(points) == 2:
        (a, b), (c, d) = points
        marks.append(
            EllipseMark(((a + c) / 2, (b + d) / 2), ((c - a) / 2, 0), (0, (d - b) / 2), pen)
        )
    else:
        is_arrow = kind is AnnotationKind.ARROW
        marks += [PathMark(path, pen, arrow=is_arrow) for path in paths(kind, points)]
    if kind is AnnotationKind.POINT:
        marks += [PointMark(point, pen) for point in points]
    if selected:
        marks += [PointMark(point, pen, handle=True) for point in handles(kind, points)]
    return tuple(marks)


def label_mark(annotation: Annotation, lines: tuple[str, ...]) -> TextMark | None:
    """The words beside it, None without any."""
    lines = (*((annotation.text,) if annotation.text else ()), *lines)
    if not lines or not annotation.points:
        return None
    pen = Pen(annotation.style.colour)
    if annotation.label_offset is None:
        return TextMark(annotation.points[-1], lines, pen)
    (x, y), (across, down) = annotation.points[0], annotation.label_offset
    return TextMark((x + across, y + down), lines, pen, offset_px=(0.0, 0.0))

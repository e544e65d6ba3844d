"""The shapes of annotations in image pixels: how many points, which outline."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from viewer.model.annotation import AnnotationKind

if TYPE_CHECKING:
    from viewer.model.annotation import Annotation
    from viewer.model.geometry import Point

BOXES: Final = frozenset({AnnotationKind.RECTANGLE, AnnotationKind.ELLIPSE})
REGIONS: Final = BOXES | {AnnotationKind.FREEHAND}
_ELLIPSE_POINTS: Final = 128  # an outline of so many differs from the ellipse by 0.03 %
# How many points a finished annotation has: at least, at most (None: as many as are drawn).
POINT_COUNTS: Final[dict[AnnotationKind, tuple[int, int | None]]] = {
    AnnotationKind.LENGTH: (2, 2),
    AnnotationKind.POLYLINE: (2, None),
    AnnotationKind.ANGLE: (3, 3),
    AnnotationKind.COBB: (4, 4),
    AnnotationKind.RECTANGLE: (2, 2),
    AnnotationKind.ELLIPSE: (2, 2),
    AnnotationKind.FREEHAND: (3, None),
    AnnotationKind.POINT: (1, 1),
    AnnotationKind.ARROW: (2, 2),
    AnnotationKind.TEXT: (1, 1),
    AnnotationKind.BIDIRECTIONAL: (4, 4),
}


def is_complete(annotation: Annotation) -> bool:
    """Whether it has all the points its kind needs; while it is drawn it has not."""
    return is_complete_with(annotation.kind, len(annotation.points))


def is_complete_with(kind: AnnotationKind, count: int) -> bool:
    """Whether a drawing of this kind may have so many points."""
    fewest, most = POINT_COUNTS[kind]
    return count >= fewest and (most is None or count <= most)


def box(annotation: Annotation) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of its points."""
    return _bounds(annotation.points)


def corners(points: tuple[Point, ...]) -> tuple[Point, Point, Point, Point]:
    """The four corners of a box, in order round it, from two opposite ones."""
    (left, top), (right, bottom) = points
    return (left, top), (right, top), (right, bottom), (left, bottom)


def outline(kind: AnnotationKind, points: tuple[Point, ...]) -> tuple[Point, ...]:
    """The corners of a region, an ellipse as a polygon; the last is joined to the first."""
    if kind is AnnotationKind.FREEHAND:
        return points
    left, top, right, bottom = _bounds(points)
    if kind is AnnotationKind.RECTANGLE:
        return corners(((left, top), (right, bottom)))
    across, down = (left + right) / 2, (top + bottom) / 2
    turns = [math.tau * n / _ELLIPSE_POINTS for n in range(_ELLIPSE_POINTS)]
    return tuple(
        (
            across + (right - left) / 2 * math.cos(turn),
            down + (bottom - top) / 2 * math.sin(turn),
        )
        for turn in turns
    )


def words_place(annotation: Annotation) -> Point:
    """Where its words are: where somebody moved them, else beside the shape."""
    points = annotation.points
    if annotation.label_offset is not None:
        across, down = annotation.label_offset
        return points[0][0] + across, points[0][1] + down
    if annotation.kind is AnnotationKind.TEXT:
        return points[0]
    if annotation.kind is AnnotationKind.ARROW:
        return points[-1]
    if annotation.kind in BOXES:
        _, top, right, bottom = box(annotation)
        return right, (top + bottom) / 2
    return max(points)


def _bounds(points: tuple[Point, ...]) -> tuple[float, float, float, float]:
    columns, rows = zip(*points, strict=True)
    return min(columns), min(rows), max(columns), max(rows)

"""Where a drawing can be taken hold of, and which lines it is made of."""

from __future__ import annotations

import math
from typing import Final

from viewer.model.annotation import AnnotationKind
from viewer.model.geometry import Point
from viewer.model.shapes import BOXES, POINT_COUNTS, REGIONS, corners, outline

Path = tuple[Point, ...]

TWO_LINES: Final = frozenset({AnnotationKind.COBB, AnnotationKind.BIDIRECTIONAL})
_MOST_HANDLES: Final = 12  # an outline drawn in one go has too many points to take hold of each


def handles(kind: AnnotationKind, points: Path) -> Path:
    """Where a drawing can be taken hold of to change it."""
    if kind in BOXES and len(points) == 2:
        return corners(points)
    return points[:: _step(kind, points)]


def with_handle(kind: AnnotationKind, points: Path, index: int, to: Point) -> Path:
    """The points after a handle was dragged to `to`."""
    if kind in BOXES:
        opposite = corners(points)[(index + 2) % 4]
        # The handle stays the one it is, so that the drag can go on from these points.
        rest = {0: (to, opposite), 2: (opposite, to)}
        mixed = {1: ((opposite[0], to[1]), (to[0], opposite[1]))}
        mixed[3] = ((to[0], opposite[1]), (opposite[0], to[1]))
        return (rest | mixed)[index]
    step = _step(kind, points)
    if step > 1:
        return _pulled(points, index * step, to, step)
    return (*points[:index], to, *points[index + 1 :])


def paths(kind: AnnotationKind, points: Path) -> tuple[Path, ...]:
    """The lines of a drawing, in the space of its points; () where there is none."""
    if kind in {AnnotationKind.POINT, AnnotationKind.TEXT}:
        return ()
    if kind in TWO_LINES:
        return tuple(line for line in (points[:2], points[2:]) if len(line) == 2)
    if kind in REGIONS and len(points) >= POINT_COUNTS[kind][0]:
        ring = outline(kind, points)
        return ((*ring, ring[0]),)
    return (points,)


def _step(kind: AnnotationKind, points: Path) -> int:
    """Every how many points there is a handle."""
    return -(-len(points) // _MOST_HANDLES) if kind is AnnotationKind.FREEHAND and points else 1


def _pulled(points: Path, at: int, to: Point, reach: int) -> Path:
    """An outline pulled at one point; those near it follow, the less the farther they are."""
    across, down = to[0] - points[at][0], to[1] - points[at][1]
    pulled = list(points)
    for off in range(1 - reach, reach):
        place = (at + off) % len(points)
        part = (1 + math.cos(math.pi * off / reach)) / 2
        x, y = points[place]
        pulled[place] = (x + part * across, y + part * down)
    return tuple(pulled)

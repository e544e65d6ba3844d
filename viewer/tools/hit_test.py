"""What of the drawings on screen lies under the pointer."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from viewer.tools.editing import Part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from viewer.model.geometry import Point
    from viewer.tools.handles import Path

MOUSE_PX: Final = 6.0  # how near is near enough, logical pixels
FINGER_PX: Final = 22.0  # half of the 44 a finger needs (look.md, "Measures")

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True, slots=True)
class Target:
    """One drawing as it is on screen, in logical pixels of the viewport."""

    id: str
    paths: tuple[Path, ...]
    handles: Path
    label: Box | None = None
    is_selected: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """Which part of which drawing; `index` is that of a handle."""

    id: str
    part: Part
    index: int = 0


def hit_test(targets: Sequence[Target], at: Point, tolerance_px: float = MOUSE_PX) -> Hit | None:
    """What the pointer is on, None for nothing.

    The selected drawing comes first, then the one on top. Handles before words before lines:
    the small before the large.
    """
    from_top = targets[::-1]  # sorting keeps this order among equals
    order = sorted(from_top, key=lambda target: not target.is_selected)
    for test in (_handle, _label, _line):
        for target in order:
            hit = test(target, at, tolerance_px)
            if hit is not None:
                return hit
    return None


def distance_to_path(path: Path, at: Point) -> float:
    """How far a point is from the nearest place of a line through points."""
    if len(path) == 1:
        return math.dist(path[0], at)
    return min((_to_segment(a, b, at) for a, b in pairwise(path)), default=math.inf)


def _handle(target: Target, at: Point, tolerance_px: float) -> Hit | None:
    distances = [math.dist(handle, at) for handle in target.handles]
    nearest = min(distances, default=math.inf)
    if nearest > tolerance_px:
        return None
    return Hit(target.id, Part.HANDLE, distances.index(nearest))


def _label(target: Target, at: Point, tolerance_px: float) -> Hit | None:
    if target.label is None:
        return None
    left, top, right, bottom = target.label
    room = max(0.0, tolerance_px - MOUSE_PX)  # words are large enough for a mouse
    inside = left - room <= at[0] <= right + room and top - room <= at[1] <= bottom + room
    return Hit(target.id, Part.LABEL) if inside else None


def _line(target: Target, at: Point, tolerance_px: float) -> Hit | None:
    near = any(distance_to_path(path, at) <= tolerance_px for path in target.paths)
    return Hit(target.id, Part.LINE) if near else None


def _to_segment(start: Point, end: Point, at: Point) -> float:
    (ax, ay), (bx, by) = start, end
    x, y = bx - ax, by - ay
    length = x * x + y * y
    share = ((at[0] - ax) * x + (at[1] - ay) * y) / length if length else 0.0
    share = min(1.0, max(0.0, share))
    return math.hypot(ax + share * x - at[0], ay + share * y - at[1])

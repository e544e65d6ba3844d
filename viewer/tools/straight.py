"""What Shift does while drawing: straight directions and equal sides, in patient space."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from viewer.model.geometry import Point
    from viewer.tools.ground import Ground

_STEP = math.pi / 4


def straightened(start: Point, to: Point, ground: Ground, base: float = 0.0) -> Point:
    """The point nearest to `to` in a direction of 0, 45 or 90 degrees to `base`, on the image.

    `base` is an angle in radians in patient space (D-102).
    """
    x, y = ground.way(start, to)
    turn = round((math.atan2(y, x) - base) / _STEP) * _STEP + base
    across, down = math.cos(turn), math.sin(turn)
    far = x * across + y * down
    return ground.shortened(start, ground.along(start, (far * across, far * down)))


def squared(start: Point, to: Point, ground: Ground) -> Point:
    """The corner opposite to `start` of the square that reaches as far as `to`, on the image."""
    x, y = ground.way(start, to)
    side = max(abs(x), abs(y))
    corner = ground.along(start, (math.copysign(side, x), math.copysign(side, y)))
    return ground.shortened(start, corner)


def direction(start: Point, end: Point, ground: Ground) -> float:
    """The angle of a line in patient space, radians."""
    x, y = ground.way(start, end)
    return math.atan2(y, x)

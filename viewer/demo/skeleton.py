"""The bones of the torso phantom: spine, ribs, breast bone, shoulder and pelvis."""

from collections.abc import Callable, Iterator
from typing import TypeVar

import numpy as np

from viewer.demo.phantom import Array, Capsule, Column, Ellipsoid, Knot, Point, Solid, ripple, tube
from viewer.demo.torso_shape import CAGE, spine_y

P = TypeVar("P")
Maker = Callable[[Solid, object], P]

VERTEBRA_HEIGHTS = tuple(range(-206, 250, 24))
RIB_HEIGHTS = tuple(218 - 21 * number for number in range(12))
_RIB_ENDS = (2.35, 2.5, 2.55, 2.55, 2.5, 2.45, 2.4, 2.3, 2.2, 2.1, 1.55, 1.1)  # radians


def skeleton(make: Callable[..., P]) -> Iterator[P]:
    """All bones as `make(solid, tissue, edge_mm)`, in painting order."""
    for solid, hu, core in (*_spine(), *bones()):
        yield make(solid, hu, 1.0)
        if core is not None:
            yield make(core[0], _marrow(core[1]), 1.4)
    for path in _cartilages():
        for piece in tube(path, 4.6, 4.6):
            yield make(piece, 115.0, 1.2)


def _marrow(hu: float) -> Callable[[Array, Array, Array], Array]:
    grain = ripple(3.4, 31)

    def tissue(x: Array, y: Array, z: Array) -> Array:
        return np.float32(hu) + np.float32(32) * grain(x, y, z)

    return tissue


Bone = tuple[Solid, float, tuple[Solid, float] | None]


def bones() -> Iterator[Bone]:
    """Tubular bones with a hard shell: ribs, breast bone, collar bones, blades, hip bones."""
    for pieces, hu, marrow, wall in (
        *((tube(path, 6.0, 5.2), 780.0, 215.0, 1.9) for path in rib_paths()),
        (tube(((0, -88, 152), (0, -98, 100), (0, -96, 48)), 11, 8), 420.0, 140.0, 2.0),
        *((tube(path, 7.5, 6.5), 820.0, 230.0, 2.4) for path in clavicle_paths()),
    ):
        for piece in pieces:
            yield piece, hu, None
        for piece in pieces:
            yield piece.inset(wall), marrow, (piece.inset(wall), marrow)
    for side in (-1, 1):
        blade = Ellipsoid((side * 108, 66, 168), (44, 6, 62), -38 * side, 0)
        yield blade, 620.0, (Ellipsoid(blade.centre, (40, 2.6, 58), -38 * side, 0), 210.0)
        wing = Ellipsoid((side * 96, 46, -218), (52, 9, 48), -34 * side, 0)
        yield wing, 640.0, (Ellipsoid(wing.centre, (49, 5.5, 45), -34 * side, 0), 190.0)


def rib_paths() -> Iterator[tuple[Point, ...]]:
    """Twelve pairs of ribs, from the spine forwards and down."""
    for z, end in zip(RIB_HEIGHTS, _RIB_ENDS, strict=True):
        for side in (-1, 1):
            head: Point = (side * 22.0, spine_y(z) + 10, z + 4.0)
            yield (head, *(_on_cage(side, t, z) for t in np.linspace(0.36, end, 16).tolist()))


def clavicle_paths() -> Iterator[tuple[Point, ...]]:
    """Both collar bones."""
    for side in (-1, 1):
        yield (
            (side * 14.0, -74.0, 164.0),
            (side * 52.0, -70.0, 180.0),
            (side * 96.0, -46.0, 196.0),
            (side * 140.0, -28.0, 204.0),
        )


def _on_cage(side: int, angle: float, z: float) -> Point:
    """A point of the rib that starts at height `z`, `angle` from the back."""
    height = z - 46.0 * (angle / 2.5) ** 1.25
    _, cy, rx, ry = (float(v) for v in CAGE.section(np.array(height, np.float32)))
    swing, lean = np.sin(angle), np.cos(angle)
    # A superellipse like the cage itself, a little outside of it.
    swell = (abs(swing) ** 2.2 + abs(lean) ** 2.2) ** (-1 / 2.2)
    return (side * (rx + 5) * float(swing * swell), cy + (ry + 5) * float(lean * swell), height)


def _cartilages() -> Iterator[tuple[Point, ...]]:
    for number in range(1, 8):
        z = RIB_HEIGHTS[number]
        for side in (-1, 1):
            front = _on_cage(side, _RIB_ENDS[number], z)
            middle = (front[0] * 0.55, front[1] - 5, front[2] + 2)
            yield front, middle, (side * 9.0, -95.0, max(front[2] + 9, 46.0))


def _spine() -> Iterator[Bone]:
    low, high = VERTEBRA_HEIGHTS[0] - 30, VERTEBRA_HEIGHTS[-1] + 12
    knots = tuple(Knot(z, 0, spine_y(z), 19, 14.5) for z in range(low, high, 12))
    yield Column(knots, 2.3), 84.0, None
    yield Column(tuple(Knot(k.z, 0, k.y + 25, 10, 8.5) for k in knots)), 14.0, None
    yield Column(tuple(Knot(k.z, 0, k.y + 25, 6, 4.5) for k in knots)), 42.0, None
    for z in VERTEBRA_HEIGHTS:
        y = spine_y(z)
        size = 1.12 if z < -40 else 1.0
        body = Column(tuple(Knot(z + dz, 0, y, r * size, (r - 4.5) * size) for dz, r in _BODY), 2.3)
        core = Column(
            tuple(
                Knot(k.z * 0.84 + z * 0.16, 0, y, k.half_width - 1.6, k.half_depth - 1.6)
                for k in body.knots
            ),
            2.3,
        )
        yield body, 460.0, (core, 195.0)
        for piece in _arch(y, float(z)):
            yield piece, 560.0, (piece.inset(1.8), 200.0)


_BODY = ((-9.5, 20.5), (-5.0, 18.6), (0.0, 18.0), (5.0, 18.6), (9.5, 20.5))


def _arch(y: float, z: float) -> Iterator[Capsule]:
    for side in (-1, 1):
        joint = (side * 14.0, y + 25, z + 3)
        yield Capsule((side * 13.0, y + 9, z + 4), joint, 4.2, 4.4)
        yield Capsule(joint, (side * 3.0, y + 37, z - 2), 4.2, 4.0)
        yield Capsule(joint, (side * 33.0, y + 33, z + 4), 4.4, 3.6)
    yield Capsule((0, y + 37, z - 2), (0, y + 52, z - 15), 3.8, 3.4)

"""The chest and abdomen of the invented patient, in Hounsfield units; x left, y back, z head."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from viewer.demo.phantom import (
    Array,
    Capsule,
    Column,
    Common,
    Ellipsoid,
    Knot,
    Point,
    Solid,
    Tissue,
    Without,
    ripple,
    tube,
)
from viewer.demo.skeleton import skeleton
from viewer.demo.torso_shape import CAGE, DOME_LEFT, DOME_RIGHT, LUNG_LEFT, LUNG_RIGHT, TRUNK

NODULE_HU = 38.0
NODULE = Ellipsoid((-88.0, -18.0, 118.0), (9.0, 8.5, 9.0))


@dataclass(frozen=True)
class Part:
    """One solid of the phantom and what it is made of; later parts cover earlier ones."""

    solid: Solid
    tissue: Tissue
    edge_mm: float = 1.0


@cache
def torso() -> tuple[Part, ...]:
    """All parts in painting order, without the nodule."""
    return (*_trunk(), *_lungs(), *_mediastinum(), *_abdomen(), *skeleton(Part))


def worth_painting(parts: Sequence[Part], pixel_mm: float) -> list[Part]:
    """The parts without tubes so thin that pixels of this size hardly show them."""
    return [
        part
        for part in parts
        if not isinstance(part.solid, Capsule)
        or max(part.solid.start_radius, part.solid.end_radius) > 0.35 * pixel_mm
    ]


def _textured(value: float, depth: float, wavelength_mm: float, seed: int) -> Tissue:
    field = ripple(wavelength_mm, seed)

    def tissue(x: Array, y: Array, z: Array) -> Array:
        return np.float32(value) + np.float32(depth) * field(x, y, z)

    return tissue


def _trunk() -> Iterator[Part]:
    """Table, skin, fat, muscle and the fat of the cavities."""
    bed = Common(
        (
            Without(
                Ellipsoid((0, 8, 0), (310, 132, 9000)), (Ellipsoid((0, -16, 0), (420, 134, 9000)),)
            ),
            Column((Knot(-400, 0, 130, 172, 60), Knot(400, 0, 130, 172, 60)), 4.0),
        )
    )
    yield Part(bed, -380.0, 1.5)
    yield Part(TRUNK, 20.0)
    yield Part(TRUNK.inset(1.8), _textured(-102, 5, 9, 1))
    muscle = Column(
        tuple(
            Knot(k.z, k.x, k.y + 2, k.half_width - 13, k.half_depth - (10 if k.z > 0 else 14))
            for k in TRUNK.knots
        ),
        power=2.6,
    )
    fibres = ripple(30, 2)

    def strands(x: Array, y: Array, z: Array) -> Array:
        # Thin planes of fat between the muscles, where the field passes through zero.
        gap = np.clip(1 - np.abs(fibres(x, y, z)) / np.float32(0.05), 0, 1)
        return np.asarray(57 - 70 * gap, np.float32)

    yield Part(muscle, strands)
    yield Part(CAGE, _textured(-96, 6, 14, 3))


def _lungs() -> Iterator[Part]:
    mist = ripple(7, 4)

    def air(x: Array, y: Array, z: Array) -> Array:
        # Blood sinks: the lung is denser towards the back of someone lying on it.
        return np.float32(-868) + np.float32(0.32) * (y + 60) + np.float32(9) * mist(x, y, z)

    domes = (DOME_LEFT, DOME_RIGHT)
    high = Column((Knot(-84, 0, 0, 200, 200), Knot(40, 0, 0, 200, 200)))
    for dome in domes:
        yield Part(Common((dome, CAGE, high)), 52.0)
        yield Part(Common((dome.inset(3.5), CAGE)), _textured(-98, 6, 14, 5))
    for side, lung in ((-1, LUNG_RIGHT), (1, LUNG_LEFT)):
        yield Part(Without(lung, domes), air, 1.4)
        for number, (start, way) in enumerate(_HILUM):
            pieces = _branches(
                (side * start[0], start[1], start[2]),
                (side * way[0], way[1], way[2]),
                lung,
                seed=20 + number + 10 * side,
            )
            for piece in pieces:
                yield Part(piece, 42.0, 0.9)


_HILUM: tuple[tuple[Point, Point], ...] = (
    ((26, 6, 92), (0.7, -0.3, 0.65)),
    ((26, 8, 90), (0.75, 0.5, 0.45)),
    ((28, 4, 80), (0.85, -0.5, -0.1)),
    ((28, 10, 78), (0.8, 0.55, -0.25)),
    ((26, 12, 70), (0.45, 0.35, -0.8)),
    ((26, 2, 70), (0.6, -0.4, -0.7)),
)


def _branches(start: Point, way: Point, lung: Column, seed: int) -> list[Capsule]:
    """A tree of vessels that ends at the surface of the lung."""
    rng = np.random.default_rng(seed + 100)
    pieces: list[Capsule] = []
    tips = [(np.array(start), np.array(way), 5.2, 24.0)]
    while tips:
        at, direction, radius, length = tips.pop()
        direction = direction / np.linalg.norm(direction)
        end = at + direction * length
        x, y, z = (np.full((1, 1), c, np.float32) for c in end)
        if float(lung.distance(x, y, z)[0, 0]) > -2 and radius < 4.4:
            continue
        a, b = at.tolist(), end.tolist()
        pieces.append(Capsule((a[0], a[1], a[2]), (b[0], b[1], b[2]), radius, radius * 0.82))
        if radius * 0.74 < 0.6:
            continue
        bend = rng.normal(size=3)
        bend -= direction * (bend @ direction)
        bend /= np.linalg.norm(bend)
        for turn, share in ((0.55, 0.8), (-0.7, 0.72)):
            new = direction + bend * turn + rng.normal(scale=0.12, size=3)
            tips.append((end, new, radius * share, max(length * 0.84, 9.0)))
    return pieces


def _mediastinum() -> Iterator[Part]:
    """Heart, great vessels, windpipe and gullet."""
    between = Column(
        (
            Knot(-60, 6, 5, 30, 46),
            Knot(20, 6, 0, 34, 58),
            Knot(90, 0, 2, 30, 54),
            Knot(170, 0, 4, 28, 44),
            Knot(225, 0, 8, 34, 34),
        ),
        power=2.4,
    )
    yield Part(between, _textured(-92, 8, 12, 6))
    yield Part(Ellipsoid((24, -22, 44), (57, 47, 50), -28, 24), -85.0, 2.0)
    yield Part(Ellipsoid((24, -22, 44), (53, 43, 46), -28, 24), 105.0, 1.5)
    yield Part(Ellipsoid((40, -20, 40), (27, 21, 26), -28, 24), _textured(238, 6, 18, 7), 2.5)
    yield Part(Ellipsoid((5, -40, 40), (26, 15, 27), -28, 20), _textured(196, 8, 18, 8), 2.0)
    yield Part(Ellipsoid((-18, -18, 52), (17, 20, 26)), _textured(184, 10, 16, 9), 2.0)
    yield Part(Ellipsoid((14, 16, 66), (30, 15, 20)), _textured(232, 6, 16, 10), 2.0)
    vessels: tuple[tuple[tuple[Point, ...], float, float, float], ...] = (
        (((10, -22, 62), (-8, -26, 88), (-12, -22, 112), (-2, -12, 132)), 15, 14.5, 246),
        (((-2, -12, 132), (10, 6, 138), (22, 22, 130), (27, 32, 112)), 14, 12.5, 246),
        (((27, 32, 112), (25, 36, 60), (18, 34, 0), (8, 24, -60), (6, 18, -120)), 12.5, 10, 250),
        (((6, 18, -120), (4, 16, -165)), 10, 9, 250),
        (((4, 16, -165), (22, 16, -215)), 7, 6, 250),
        (((4, 16, -165), (-16, 18, -215)), 7, 6, 250),
        (((-4, -6, 134), (-14, -4, 170), (-30, 0, 215)), 7, 5, 240),
        (((8, 4, 138), (12, 4, 175), (16, 6, 225)), 5, 4.5, 240),
        (((20, 14, 136), (24, 16, 175), (34, 14, 225)), 5.5, 4.5, 240),
        (((14, -44, 62), (14, -34, 90), (12, -18, 104)), 14, 13, 205),
        (((12, -18, 104), (-8, -2, 98), (-34, 4, 92)), 11, 8, 205),
        (((12, -18, 104), (26, 2, 104), (36, 8, 98)), 11, 8, 205),
        (((-22, -16, 66), (-22, -14, 110), (-22, -12, 170), (-30, -14, 215)), 9.5, 8, 215),
        (((-20, -2, 40), (-22, 4, 0), (-18, 12, -60), (-16, 18, -215)), 12, 10.5, 150),
    )
    for path, first, last, hu in vessels:
        for piece in tube(path, first, last):
            yield Part(piece, hu)
    airway = ((0, 8, 240), (0, 12, 180), (0, 18, 112))
    for wall, hu in ((1.7, 45.0), (0.0, -985.0)):
        for piece in tube(airway, 8.6 + wall, 8.2 + wall):
            yield Part(piece, hu)
        for side in (-1, 1):
            for piece in tube(((0, 18, 112), (side * 22, 16, 92), (side * 42, 18, 74)), 6.5, 4.5):
                yield Part(piece.inset(-wall), hu)
    for piece in tube(((2, 26, 240), (4, 32, 110), (10, 24, 10), (22, 6, -25)), 6.5, 6.5):
        yield Part(piece, 48.0)
        yield Part(piece.inset(5), -300.0, 2.0)


def _abdomen() -> Iterator[Part]:
    """Solid organs first, then stomach and bowel."""
    inside = CAGE.inset(5)
    liver = Common((DOME_RIGHT.inset(3), Ellipsoid((-92, -4, -52), (118, 112, 112), 0, 18), inside))
    parenchyma = _textured(64, 5, 20, 11)
    yield Part(liver, parenchyma, 1.5)
    yield Part(Common((Ellipsoid((10, -42, -42), (72, 36, 34), 12, 12), inside)), parenchyma, 1.5)
    for start, way in (((-30, 4, -62), (-0.8, 0.1, 0.5)), ((-28, 0, -66), (-0.8, -0.3, -0.3))):
        for piece in _branches(
            start, way, Column((Knot(-150, -75, 0, 62, 84), Knot(5, -75, 0, 62, 84))), 60
        ):
            yield Part(Common((piece.inset(0.4), liver)), 108.0, 1.2)
    yield Part(Ellipsoid((-96, 22, -58), (9, 8, 9)), 9.0, 1.5)
    yield Part(Ellipsoid((-46, -46, -112), (16, 19, 30), 10, -14), 44.0)
    yield Part(Ellipsoid((-46, -46, -112), (14.5, 17.5, 28.5), 10, -14), 8.0)
    yield Part(
        Common((Ellipsoid((98, 42, -46), (26, 46, 44), 18, 8), CAGE.inset(4))),
        _textured(118, 9, 11, 12),
        1.5,
    )
    yield from _kidneys()
    for side in (-1, 1):
        psoas = Column(
            (
                Knot(-215, side * 52, 34, 26, 24),
                Knot(-150, side * 44, 40, 20, 22),
                Knot(-70, side * 30, 48, 9, 12),
            )
        )
        yield Part(psoas, 58.0, 1.5)
        yield Part(Ellipsoid((side * 22, 2 + 8 * side, -68), (5, 15, 9), 25 * side), 48.0)
    for piece in tube(((-34, -6, -122), (-28, -14, -104), (10, -10, -92), (70, 18, -66)), 13, 8):
        yield Part(piece, _textured(92, 14, 6, 13), 2.0)
    yield from _gut()


def _kidneys() -> Iterator[Part]:
    for side, z in ((-1, -116.0), (1, -104.0)):
        centre = (side * 66.0, 44.0, z)
        yield Part(Ellipsoid(centre, (31, 28, 54), 35 * side, 8 * side), _textured(178, 6, 8, 14))
        for k in range(7):
            angle = np.pi * (k / 3.0 + 0.2)
            pyramid = (
                centre[0] + 12 * float(np.cos(angle)),
                centre[1] + 11 * float(np.sin(angle)),
                z - 30 + 10 * k,
            )
            yield Part(Ellipsoid(pyramid, (9, 8, 8)), 112.0, 2.5)
        hilum = (centre[0] - side * 12, centre[1] - 8, z)
        yield Part(Ellipsoid(hilum, (14, 10, 22), 35 * side), -85.0, 2.0)
        yield Part(Ellipsoid(hilum, (8, 5, 11), 35 * side), 12.0, 1.5)
        for piece in tube((hilum, (side * 30, 24, z + 4), (0, 20, z + 6)), 4, 4.5):
            yield Part(piece, 190.0)


def _gut() -> Iterator[Part]:
    stomach = Ellipsoid((58, -22, -42), (48, 38, 52), -25, 26)
    yield Part(stomach, 55.0)

    def meal(x: Array, y: Array, z: Array) -> Array:
        # Air lies in front of fluid: the patient is on the back.
        level = np.clip((y + 36) / 1.5, -0.5, 0.5) + 0.5
        return np.asarray(-960 + 978 * level + 0 * x + 0 * z, np.float32)

    yield Part(stomach.inset(4.5), meal)
    crumbs = ripple(9, 15)

    def stool(x: Array, y: Array, z: Array) -> Array:
        return np.asarray(np.where(crumbs(x, y, z) < -0.25, -820, 28), np.float32)

    colon = (
        ((-104, 14, -215), (-106, 10, -170), (-98, 0, -135)),
        ((-98, 0, -135), (-60, -56, -140), (0, -72, -150), (60, -62, -128), (100, -8, -88)),
        ((100, -8, -88), (112, 22, -120), (110, 24, -215)),
    )
    for path in colon:
        for piece in tube(path, 20, 17):
            yield Part(piece, 48.0)
            yield Part(piece.inset(3), stool)
    rng = np.random.default_rng(77)
    for loop in range(9):
        centre = np.array([-62 + 31 * (loop % 5), -52 + 24 * (loop // 5), -186 + 9 * (loop % 3)])
        turns = np.linspace(0, 4.6, 12) + rng.uniform(0, 6)
        coil = [
            (
                float(centre[0] + 18 * np.cos(t)),
                float(centre[1] + 13 * np.sin(t)),
                float(centre[2] + 6 * t - 12),
            )
            for t in turns
        ]
        content = -700.0 if loop % 4 == 1 else 18.0
        for piece in tube(coil, 10.5, 9.5):
            yield Part(piece, 88.0)
        for piece in tube(coil, 8, 7):
            yield Part(piece, content)

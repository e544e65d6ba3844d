"""The head of the invented patient: solids and what each shows in three MR contrasts."""

from dataclasses import dataclass
from enum import StrEnum
from functools import partial

import numpy as np

from viewer.demo.phantom import (
    Array,
    Canvas,
    Column,
    Common,
    Ellipsoid,
    Knot,
    Solid,
    Without,
    ripple,
    tube,
)


class Contrast(StrEnum):
    """The sequences of the demonstration."""

    T1 = "T1"
    T2 = "T2"
    FLAIR = "FLAIR"


SIGNAL: dict[str, tuple[float, float, float]] = {  # in T1, T2 and FLAIR
    "air": (12, 12, 12),
    "skin": (420, 380, 330),
    "fat": (1080, 760, 620),
    "cortical bone": (60, 50, 45),
    "marrow": (720, 520, 420),
    "fluid": (170, 1350, 90),
    "grey matter": (470, 640, 560),
    "white matter": (690, 430, 410),
    "deep grey": (540, 520, 480),
    "muscle": (440, 260, 260),
    "lesion": (430, 980, 980),
    "mucosa": (480, 900, 760),
}

BRAIN = Ellipsoid((0, 4, 28), (67, 85, 61))
CEREBELLUM = Ellipsoid((0, 46, -24), (51, 32, 25))
_SCALP = Column(
    (
        Knot(-170, 0, 26, 62, 62),
        Knot(-95, 0, 20, 60, 70),
        Knot(-60, 0, 0, 66, 92),
        Knot(-20, 0, 2, 73, 98),
        Knot(28, 0, 4, 78, 98),
    ),
    power=2.2,
)
_VAULT = Ellipsoid((0, 4, 28), (79, 98, 75))


@dataclass(frozen=True)
class _Painter:
    """Paints tissues by name for one contrast."""

    canvas: Canvas
    column: int

    def __call__(self, solid: Solid, tissue: str, edge_mm: float = 1.2) -> None:
        self.canvas.paint(solid, SIGNAL[tissue][self.column], edge_mm)


def paint_head(x: Array, y: Array, z: Array, contrast: Contrast) -> Array:
    """Signal of the plane through the patient points `x`, `y`, `z` (mm), rows x columns."""
    canvas = Canvas(x, y, z, SIGNAL["air"][0])
    paint = _Painter(canvas, list(Contrast).index(contrast))
    _outside(paint)
    _face(paint)
    _skull(paint)
    _brain(paint)
    _inner_fluid(paint)
    for centre, size in _LESIONS:
        paint(Ellipsoid(centre, (size, size * 1.3, size)), "lesion", 3.0)
    shade = ripple(190, 41)
    return np.asarray(canvas.values * (1 + np.float32(0.05) * shade(x, y, z)), np.float32)


_LESIONS = (
    ((24.0, -14.0, 50.0), 3.2),
    ((-27.0, 16.0, 48.0), 4.0),
    ((30.0, 26.0, 44.0), 2.6),
    ((-22.0, -22.0, 44.0), 2.4),
    ((26.0, 6.0, 56.0), 2.2),
)


def _outside(paint: _Painter) -> None:
    """Scalp, neck and nose: skin over fat."""
    for solid in (_SCALP, _VAULT):
        paint(solid, "skin")
    for piece in tube(((0, -92, 2), (0, -112, -26), (0, -98, -38)), 7, 13):
        paint(piece, "skin")
    for side in (-1, 1):
        paint(Ellipsoid((side * 76, 12, -18), (5, 16, 26), 20 * side), "skin")
    chin = Ellipsoid((0, -68, -84), (34, 26, 26))
    paint(chin, "skin")
    for inner in (_SCALP.inset(2.2), _VAULT.inset(2.2), chin.inset(2.2)):
        paint(inner, "fat")
    paint(chin.inset(8), "muscle", 2.0)


def _face(paint: _Painter) -> None:
    """Muscles, airways, eyes, jaw and the bones of the neck."""
    paint(_SCALP.inset(9), "muscle", 2.0)
    paint(Ellipsoid((0, -58, -68), (30, 34, 22)), "muscle")
    for side in (-1, 1):
        paint(Ellipsoid((side * 46, -30, -50), (11, 26, 34), 14 * side), "fat", 3.0)
        paint(Ellipsoid((side * 54, -20, -52), (8, 24, 28), 14 * side), "muscle", 2.0)
        jaw = ((side * 50, 0, -40), (side * 48, -20, -84), (side * 22, -74, -92), (0, -80, -94))
        for piece in tube(jaw, 7.5, 8):
            paint(piece, "cortical bone")
        for piece in tube(jaw, 5, 5.5):
            paint(piece, "marrow")
        paint(Ellipsoid((side * 33, -56, -12), (20, 28, 19), 16 * side), "fat", 2.0)
        for piece in tube(((side * 33, -68, -12), (side * 12, -28, -12)), 2.6, 2.4):
            paint(piece, "white matter")
        for offset in (-9.0, 9.0):
            for piece in tube(((side * (33 + offset), -62, -12), (side * 18, -30, -12)), 2.4, 1.8):
                paint(piece, "muscle")
        paint(Ellipsoid((side * 33, -74, -12), (13, 13.5, 13)), "muscle")
        paint(Ellipsoid((side * 33, -74, -12), (12, 12.5, 12)), "fluid")
        paint(Ellipsoid((side * 33, -83, -12), (4.5, 2.4, 4.5)), "muscle")
        paint(Ellipsoid((side * 30, -62, -40), (14, 17, 14)), "mucosa")
        paint(Ellipsoid((side * 30, -62, -40), (12, 15, 12)), "air")
        paint(Ellipsoid((side * 6, -62, -34), (4, 34, 17)), "mucosa")
        paint(Ellipsoid((side * 7, -62, -30), (1.6, 32, 12)), "air")
    paint(Ellipsoid((0, -24, -26), (13, 13, 9)), "air")
    for piece in tube(((0, -26, -40), (0, -22, -75), (0, -14, -120), (0, -12, -170)), 7, 9):
        paint(piece, "air", 2.0)
    for level in range(5):
        z = -62.0 - 19 * level
        bone = Column((Knot(z - 7.5, 0, 12, 12, 9), Knot(z + 7.5, 0, 12, 12, 9)), 2.4)
        paint(bone, "cortical bone")
        paint(bone.inset(1.4), "marrow")
        for piece in tube(((0, 44, z), (0, 60, z - 8)), 4, 4):
            paint(piece, "marrow", 2.0)


def _skull(paint: _Painter) -> None:
    """Base and vault: hard bone around marrow, fluid inside."""
    fossa = Ellipsoid((0, 40, -20), (58, 46, 36))
    for solid in (Ellipsoid((0, 4, 28), (74, 92.5, 69)), fossa.inset(-5)):
        paint(solid, "cortical bone")
    for solid in (Ellipsoid((0, 4, 28), (72.5, 91, 67.5)), fossa.inset(-3.6)):
        paint(solid, "marrow")
    for solid in (BRAIN.inset(-3.2), fossa.inset(-1)):
        paint(solid, "cortical bone")
    for solid in (BRAIN.inset(-2.2), fossa):
        paint(solid, "fluid")
    for side in (-1, 1):
        paint(Ellipsoid((side * 42, 12, -28), (24, 8, 9), 32 * side), "cortical bone", 2.0)
    paint(Ellipsoid((0, 10, -34), (13, 9, 18)), "marrow", 2.0)


def _brain(paint: _Painter) -> None:
    """Cerebrum with folded cortex, cerebellum and brain stem."""
    cerebrum = Without(
        BRAIN, (Ellipsoid((0, 50, -32), (62, 48, 32)), Ellipsoid((0, -2, -32), (19, 40, 15)))
    )
    paint(cerebrum, "grey matter")
    canvas, column = paint.canvas, paint.column
    canvas.paint(cerebrum, partial(_cortex, column=column), 1.2)
    paint(CEREBELLUM, "grey matter")
    canvas.paint(CEREBELLUM.inset(1.0), partial(_leaves, column=column), 1.2)
    for side in (-1, 1):
        paint(Ellipsoid((side * 20, 44, -24), (22, 13, 9), 12 * side), "white matter", 6.0)
    stem = ((0, 6, 6), (0, 14, -14), (0, 18, -30), (0, 24, -55), (0, 30, -90), (0, 30, -170))
    for piece in tube(stem[1:], 13, 5.5):
        paint(piece.inset(-3.5), "fluid", 2.0)
    for piece in tube(stem, 14, 5.5):
        paint(piece, "white matter", 2.0)
    paint(Ellipsoid((0, 8, -16), (16, 11, 13)), "white matter", 3.0)
    for side in (-1, 1):
        paint(Ellipsoid((side * 12, 8, 18), (9, 15, 10), -16 * side), "deep grey", 3.0)
        paint(Ellipsoid((side * 25, -4, 20), (7, 20, 12), -8 * side), "deep grey", 3.0)
        paint(Ellipsoid((side * 13, -20, 25), (6, 10, 9)), "deep grey", 3.0)


_FOLDS = ripple(30, 43)
_FINE = ripple(17, 44)


def _cortex(x: Array, y: Array, z: Array, column: int) -> Array:
    """White matter, a ribbon of grey matter, and fluid in the furrows and the midline cleft."""
    depth = -BRAIN.distance(x, y, z)
    fold = np.abs(_FOLDS(x, y, z) + np.float32(0.45) * _FINE(x, y, z))
    # A fold is about a distance to its furrow; furrows close as they go deeper.
    furrow = fold * 9 + np.maximum(depth - 7, 0) * np.float32(0.2)
    cleft = np.abs(x + np.float32(0.8) * np.sin(y / 9)) + np.where(z < 38, (38 - z) * 0.6, 0)
    edge = np.minimum(np.minimum(furrow, depth + np.float32(0.4)), np.abs(cleft))
    grey = np.clip((np.float32(3.6) - edge) / np.float32(1.2), 0, 1)
    fluid = np.clip((np.float32(0.9) - np.minimum(furrow, cleft)) / np.float32(0.8), 0, 1)
    white_value, grey_value, fluid_value = (
        SIGNAL[name][column] for name in ("white matter", "grey matter", "fluid")
    )
    value = white_value + (grey_value - white_value) * grey
    return np.asarray(value + (fluid_value - value) * fluid, np.float32)


def _leaves(x: Array, y: Array, z: Array, column: int) -> Array:
    """The thin leaves of the cerebellum: grey, with fluid between them near the surface."""
    depth = -CEREBELLUM.distance(x, y, z)
    wave = np.sin(
        np.float32(1.25) * (z + np.float32(0.02) * (y - 46) ** 2 * np.sign(z + 24)) + x / 19
    )
    gap = np.clip(wave - np.float32(0.55), 0, 1) * np.clip((16 - depth) / 8, 0, 1)
    grey, fluid = SIGNAL["grey matter"][column], SIGNAL["fluid"][column]
    return np.asarray(grey + (fluid - grey) * gap * np.float32(0.8), np.float32)


def _inner_fluid(paint: _Painter) -> None:
    """Corpus callosum, ventricles and the cisterns under the brain."""
    middle = Column((Knot(-60, 0, 0, 9, 120), Knot(90, 0, 0, 9, 120)), 4.0)
    arch = ((0, -26, 22), (0, -34, 32), (0, -22, 41), (0, 6, 45), (0, 28, 40), (0, 36, 28))
    for piece in tube(arch, 4.2, 5.0):
        paint(Common((_widened(piece.bounds), piece, middle)), "white matter", 1.5)
    for side in (-1, 1):
        horns = (
            ((side * 9, -32, 30), (side * 8, -12, 35), (side * 10, 12, 37), (side * 19, 32, 28)),
            ((side * 19, 32, 28), (side * 24, 52, 22), (side * 22, 64, 20)),
            ((side * 19, 32, 28), (side * 30, 18, 2), (side * 28, -2, -8)),
        )
        for path, first, last in zip(horns, (5.6, 5.0, 4.6), (6.2, 1.4, 1.4), strict=True):
            for piece in tube(path, first, last):
                paint(piece, "fluid", 1.8)
    paint(Ellipsoid((0, 4, 18), (2.2, 16, 11)), "fluid")
    for piece in tube(((0, 18, 4), (0, 26, -14), (0, 32, -24)), 1.4, 5.5):
        paint(piece, "fluid", 1.8)
    paint(Ellipsoid((0, -14, -4), (15, 9, 7)), "fluid", 2.0)


def _widened(bounds: tuple[tuple[float, float, float], tuple[float, float, float]]) -> Ellipsoid:
    """A loose hull, so that a piece keeps its own form."""
    (ax, ay, az), (bx, by, bz) = bounds
    return Ellipsoid(((ax + bx) / 2, (ay + by) / 2, (az + bz) / 2), (bx - ax, by - ay, bz - az))

"""The large forms of the torso to which organs and bones are fitted; mm, x left, y back, z head."""

from viewer.demo.phantom import Column, Ellipsoid, Knot

TRUNK = Column(
    (
        Knot(-400, 0, 0, 168, 106),
        Knot(-200, 0, 0, 166, 104),
        Knot(-120, 0, 0, 153, 102),
        Knot(-40, 0, 0, 157, 108),
        Knot(60, 0, 0, 167, 112),
        Knot(150, 0, 2, 171, 106),
        Knot(205, 0, 8, 172, 92),
        Knot(245, 0, 12, 158, 80),
    ),
    power=2.5,
)
"""Skin."""

CAGE = Column(
    (
        Knot(-400, 0, -8, 128, 76),
        Knot(-190, 0, -8, 130, 78),
        Knot(-100, 0, -4, 132, 84),
        Knot(0, 0, 2, 134, 94),
        Knot(80, 0, 3, 128, 92),
        Knot(150, 0, 5, 112, 80),
        Knot(200, 0, 10, 86, 58),
        Knot(225, 0, 14, 60, 36),
        Knot(245, 0, 16, 40, 26),
    ),
    power=2.2,
)
"""Inside of the ribs and of the wall of the abdomen."""

LUNG_RIGHT = Column(
    (
        Knot(-85, -76, 10, 52, 84),
        Knot(0, -76, 6, 55, 87),
        Knot(80, -70, 4, 55, 85),
        Knot(150, -58, 5, 48, 72),
        Knot(190, -48, 9, 36, 52),
        Knot(212, -44, 12, 20, 28),
        Knot(220, -43, 13, 6, 8),
    ),
    power=2.3,
)

LUNG_LEFT = Column(
    tuple(
        Knot(k.z, 3 - k.x, k.y, k.half_width - 3 if k.z < 200 else k.half_width, k.half_depth)
        for k in LUNG_RIGHT.knots
    ),
    power=2.3,
)

DOME_RIGHT = Ellipsoid((-68, 0, -112), (88, 112, 127))
DOME_LEFT = Ellipsoid((76, 4, -118), (80, 108, 118))


def spine_y(z: float) -> float:
    """Where the middle of the vertebral bodies is, front to back."""
    if z > 60:
        return 50.0 - 0.0009 * (z - 60) ** 2 * 0.6
    return 50.0 - 14.0 * min((60 - z) / 220.0, 1.0)

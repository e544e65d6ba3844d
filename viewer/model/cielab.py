"""Colours of presentation states as the screen wants them: CIELab and P-Values to sRGB (D-078)."""

from __future__ import annotations

from typing import Final

_FULL: Final = 65535.0
# D50 XYZ to linear sRGB, adapted by Bradford (PCS white is D50, that of sRGB is D65).
_RGB_FROM_XYZ: Final = (
    (3.1338561, -1.6168667, -0.4906146),
    (-0.9787684, 1.9161415, 0.0334540),
    (0.0719453, -0.2289914, 1.4052427),
)
_WHITE: Final = (0.96422, 1.0, 0.82521)
_EDGE: Final = 6.0 / 29.0


def rgb_from_cielab(stored: tuple[int, int, int]) -> str:
    """The colour "#rrggbb" of a stored triple: FFFF,8080,8080 is white (PS3.3 C.10.7.1.1)."""
    lightness = stored[0] * 100.0 / _FULL
    a, b = (value * 255.0 / _FULL - 128.0 for value in stored[1:])
    y = (lightness + 16.0) / 116.0
    xyz = [
        white * _uncompressed(part)
        for white, part in zip(_WHITE, (y + a / 500.0, y, y - b / 200.0), strict=True)
    ]
    rgb = [sum(c * v for c, v in zip(row, xyz, strict=True)) for row in _RGB_FROM_XYZ]
    return "#" + "".join(f"{round(_gamma(value) * 255):02x}" for value in rgb)


def grey_from_p_value(value: int) -> str:
    """The grey "#rrggbb" of a P-Value 0..FFFF, taken linearly (D-006)."""
    grey = round(min(max(value, 0), 0xFFFF) * 255 / _FULL)
    return f"#{grey:02x}{grey:02x}{grey:02x}"


def _uncompressed(part: float) -> float:
    return part**3 if part > _EDGE else 3 * _EDGE**2 * (part - 4.0 / 29.0)


def _gamma(linear: float) -> float:
    linear = min(max(linear, 0.0), 1.0)
    return 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055

"""Colour as the display wants it: 0xFFRRGGBB words, and what a user may adjust (D-005)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLACK: Final = np.uint32(0xFF000000)
_MIDDLE: Final = 127.5


@dataclass(frozen=True, slots=True)
class ColourAdjustment:
    """What the user did to a colour image; anything but the default is "display adjusted"."""

    brightness: float = 0.0  # added to every sample, in 0..255
    contrast: float = 1.0  # factor about the middle
    inverted: bool = False

    @property
    def is_identity(self) -> bool:
        """Whether the image is shown as it is."""
        return self == ColourAdjustment()

    def table(self) -> NDArray[np.uint8]:
        """The 256 output samples for the input samples 0..255."""
        samples = np.arange(256, dtype=np.float64)
        samples = (samples - _MIDDLE) * self.contrast + _MIDDLE + self.brightness
        if self.inverted:
            samples = 255.0 - samples
        return np.rint(np.clip(samples, 0.0, 255.0)).astype(np.uint8)


def grey_words(grey: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Grey 0..255 of any shape as 0xFFRRGGBB."""
    return grey.astype(np.uint32) * np.uint32(0x010101) | BLACK


def rgb_words(
    red: NDArray[np.uint8], green: NDArray[np.uint8], blue: NDArray[np.uint8]
) -> NDArray[np.uint32]:
    """Three planes of one shape as 0xFFRRGGBB."""
    words = red.astype(np.uint32)
    words <<= np.uint32(8)
    words |= green
    words <<= np.uint32(8)
    words |= blue
    words |= BLACK
    return words


def cielab_rgb(triple: tuple[int, int, int]) -> tuple[int, int, int]:
    """The sRGB 0..255 of a DICOM CIELab value, PS3.3 C.10.7.1.1 (D-078).

    From L*a*b* with the D50 white of the profile connection space to linear sRGB by the
    Bradford-adapted matrix, then the sRGB curve; out-of-gamut colours are clamped.
    """
    lightness = triple[0] * 100.0 / 65535.0
    a, b = (value * 255.0 / 65535.0 - 128.0 for value in triple[1:])
    middle = (lightness + 16.0) / 116.0
    cubes = np.array([middle + a / 500.0, middle, middle - b / 200.0])
    xyz = np.where(cubes > 6 / 29, cubes**3, 3 * (6 / 29) ** 2 * (cubes - 4 / 29))
    linear = np.clip(_LINEAR_SRGB_FROM_D50 @ (xyz * _D50_WHITE), 0.0, 1.0)
    curved = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    red, green, blue = (int(sample) for sample in np.rint(curved * 255.0))
    return red, green, blue


_D50_WHITE: Final = np.array([0.96422, 1.0, 0.82521])
_LINEAR_SRGB_FROM_D50: Final = np.array(
    [
        [3.1338561, -1.6168667, -0.4906146],
        [-0.9787684, 1.9161415, 0.0334540],
        [0.0719453, -0.2289914, 1.4052427],
    ]
)

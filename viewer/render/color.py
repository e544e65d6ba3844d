"""Colour as the display wants it: 0xFFRRGGBB words, and what a user may adjust (D-005)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from viewer.model.viewport import ColourReading

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLACK: Final = np.uint32(0xFF000000)
_MIDDLE: Final = 127.5
_CHROMA_ZERO: Final = np.array([0, 128, 128], np.float32)
_YCBCR_FROM_RGB: Final = np.array(
    [[0.299, 0.587, 0.114], [-0.1687, -0.3313, 0.5], [0.5, -0.4187, -0.0813]], np.float32
)
_RGB_FROM_YCBCR: Final = np.array(
    [[1, 0, 1.402], [1, -0.344136, -0.714136], [1, 1.772, 0]], np.float32
)


@dataclass(frozen=True, slots=True)
class ColourAdjustment:
    """What the user did to a colour image; anything but the default is "display adjusted"."""

    brightness: float = 0.0  # added to every sample, in 0..255
    contrast: float = 1.0  # factor about the middle
    inverted: bool = False
    reading: ColourReading = ColourReading.AS_DECODED

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


def read_as(
    reading: ColourReading,
    red: NDArray[np.uint8],
    green: NDArray[np.uint8],
    blue: NDArray[np.uint8],
) -> tuple[NDArray[np.uint8], ...]:
    """Three planes of one shape taken for another colour space, full range (D-070, D-072)."""
    if reading is ColourReading.AS_DECODED:
        return red, green, blue
    samples = np.stack((red, green, blue), axis=-1).astype(np.float32)
    converted: NDArray[np.floating[Any]]
    if reading is ColourReading.YCBCR:
        converted = (samples - _CHROMA_ZERO) @ _RGB_FROM_YCBCR.T
    else:
        converted = samples @ _YCBCR_FROM_RGB.T + _CHROMA_ZERO
    rounded = np.rint(np.clip(converted, 0.0, 255.0)).astype(np.uint8)
    return rounded[..., 0], rounded[..., 1], rounded[..., 2]


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

"""Requests for decoders, with the usual description where a test does not care."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.media.decoders.base import DecodeRequest
from viewer.model.image import ImagePixels

EXPLICIT_LE = "1.2.840.10008.1.2.1"
EXPLICIT_BE = "1.2.840.10008.1.2.2"
RLE = "1.2.840.10008.1.2.5"
JPEG_BASELINE = "1.2.840.10008.1.2.4.50"
JPEG_EXTENDED = "1.2.840.10008.1.2.4.51"
JPEG_PROGRESSIVE = "1.2.840.10008.1.2.4.55"
JPEG_LOSSLESS = "1.2.840.10008.1.2.4.70"
JPEG_LS = "1.2.840.10008.1.2.4.80"
J2K_LOSSLESS = "1.2.840.10008.1.2.4.90"
J2K = "1.2.840.10008.1.2.4.91"
HTJ2K_LOSSLESS = "1.2.840.10008.1.2.4.201"
HTJ2K = "1.2.840.10008.1.2.4.203"
JPEG_XL_LOSSLESS = "1.2.840.10008.1.2.4.110"
MPEG2 = "1.2.840.10008.1.2.4.100"

GREY_16 = ImagePixels(
    rows=4,
    columns=5,
    samples_per_pixel=1,
    photometric_interpretation="MONOCHROME2",
    bits_allocated=16,
    bits_stored=12,
    high_bit=11,
    signed=False,
    planar_configuration=0,
    number_of_frames=1,
    transfer_syntax_uid=EXPLICIT_LE,
)
GREY_8 = replace(GREY_16, bits_allocated=8, bits_stored=8, high_bit=7)
RGB = replace(GREY_8, samples_per_pixel=3, photometric_interpretation="RGB")


def described(image: NDArray[Any], syntax: str = EXPLICIT_LE, **changes: Any) -> ImagePixels:
    """The description that fits an array, full bits unless changed."""
    bits = image.dtype.itemsize * 8
    base = GREY_16 if image.ndim == 2 else RGB
    values = {
        "rows": image.shape[0],
        "columns": image.shape[1],
        "bits_allocated": bits,
        "bits_stored": bits,
        "high_bit": bits - 1,
        "signed": image.dtype.kind == "i",
        "transfer_syntax_uid": syntax,
    }
    return replace(base, **(values | changes))


def request(pixels: ImagePixels, data: bytes, **changes: Any) -> DecodeRequest:
    """A request for one frame."""
    return DecodeRequest(pixels, data, **changes)


def slopes(rows: int = 64, columns: int = 96, top: int = 4095) -> NDArray[np.uint16]:
    """A smooth image with some texture, 0 to `top`; every row differs from every other."""
    row, column = np.mgrid[:rows, :columns]
    wave = 0.5 + 0.25 * np.sin(row / 5) + 0.25 * np.cos(column / 7 + row / 11)
    image: NDArray[np.uint16] = np.rint(wave * top).astype(np.uint16)
    return image

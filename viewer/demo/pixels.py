"""Puts pixel arrays into datasets, encoded in the transfer syntax of choice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

EXPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2.1"
JPEG_BASELINE = "1.2.840.10008.1.2.4.50"
JPEG_LOSSLESS = "1.2.840.10008.1.2.4.70"
JPEG_LS_LOSSLESS = "1.2.840.10008.1.2.4.80"
JPEG_2000_LOSSLESS = "1.2.840.10008.1.2.4.90"


def describe_pixels(
    ds: Dataset, shape: tuple[int, int], bits: int, photometric: str = "MONOCHROME2"
) -> None:
    """Fill the Image Pixel module for unsigned grey values (PS3.3 C.7.6.3)."""
    ds.SamplesPerPixel = 1
    ds.PhotometricInterpretation = photometric
    ds.Rows, ds.Columns = shape
    ds.BitsAllocated = 16 if bits > 8 else 8
    ds.BitsStored = bits
    ds.HighBit = bits - 1
    ds.PixelRepresentation = 0


def set_frames(ds: Dataset, frames: Sequence[bytes], syntax: str) -> None:
    """Store encoded frames and remember their syntax in the file meta information."""
    from pydicom.dataset import FileMetaDataset  # noqa: PLC0415  pydicom is slow to import
    from pydicom.encaps import encapsulate  # noqa: PLC0415  pydicom is slow to import
    from pydicom.uid import UID  # noqa: PLC0415  pydicom is slow to import

    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = UID(syntax)
    if syntax == EXPLICIT_LITTLE_ENDIAN:
        data = b"".join(frames)
        ds.PixelData = data + b"\0" * (len(data) % 2)
    else:
        ds.PixelData = encapsulate(list(frames), has_bot=len(frames) > 1)
    ds["PixelData"].VR = "OW" if ds.BitsAllocated > 8 and ds.SamplesPerPixel == 1 else "OB"
    if syntax != EXPLICIT_LITTLE_ENDIAN:
        ds["PixelData"].VR = "OB"


def encode(pixels: NDArray[Any], syntax: str, bits: int) -> bytes:
    """One frame of `pixels`, (rows, columns) uint16, or (rows, columns, 3) uint8 for JPEG baseline.

    Raises KeyError for a syntax the demonstration does not write.
    """
    import imagecodecs  # noqa: PLC0415  a codec, loaded when first used

    pixels = np.ascontiguousarray(pixels)
    encoders: dict[str, Callable[[], bytes | bytearray]] = {
        EXPLICIT_LITTLE_ENDIAN: lambda: pixels.astype(pixels.dtype.newbyteorder("<")).tobytes(),
        JPEG_BASELINE: lambda: imagecodecs.jpeg8_encode(
            pixels, level=88, colorspace="rgb", outcolorspace="ycbcr", subsampling="422"
        ),
        JPEG_LOSSLESS: lambda: imagecodecs.jpeg8_encode(
            pixels, lossless=True, predictor=1, bitspersample=bits
        ),
        JPEG_LS_LOSSLESS: lambda: imagecodecs.jpegls_encode(pixels),
        JPEG_2000_LOSSLESS: lambda: imagecodecs.jpeg2k_encode(
            pixels,
            level=0,
            reversible=True,
            codecformat="j2k",
            bitspersample=bits,
            numthreads=1,
        ),
    }
    return bytes(encoders[syntax]())


def smoothed(values: NDArray[Any], passes: int = 1) -> NDArray[np.float32]:
    """Blur with (1, 2, 1) / 4 along both axes, `passes` times; edges wrap around."""
    result: NDArray[np.float32] = np.asarray(values, np.float32)
    for _ in range(passes):
        for axis in (0, 1):
            sides = np.roll(result, 1, axis) + np.roll(result, -1, axis)
            result = np.asarray((2 * result + sides) / 4, np.float32)
    return result


def enlarged(
    values: NDArray[Any], rows: NDArray[Any], columns: NDArray[Any]
) -> NDArray[np.float32]:
    """Bilinear samples of `values` at the fractional indices `rows` x `columns`."""
    top, down = _neighbours(rows, values.shape[0])
    left, right = _neighbours(columns, values.shape[1])
    lines = values[top] * (1 - down)[:, None] + values[top + 1] * down[:, None]
    return np.asarray(lines[:, left] * (1 - right) + lines[:, left + 1] * right, np.float32)


def _neighbours(at: NDArray[Any], count: int) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    clipped = np.clip(at, 0, count - 1.001)
    first = np.floor(clipped).astype(np.intp)
    return first, (clipped - first).astype(np.float32)


def cloud(shape: tuple[int, int], finest_px: float, octaves: int, seed: int) -> NDArray[np.float32]:
    """A random texture of several scales, mean about 0 and deviation about 1."""
    rng = np.random.default_rng(seed)
    total = np.zeros(shape, np.float32)
    for octave in range(octaves):
        cell = finest_px * 2**octave
        grid = smoothed(rng.normal(size=(int(shape[0] / cell) + 3, int(shape[1] / cell) + 3)))
        total += enlarged(
            grid, np.arange(shape[0]) / cell + 0.5, np.arange(shape[1]) / cell + 0.5
        ) * np.float32(1.6**octave)
    return np.asarray(total / max(float(total.std()), 1e-6), np.float32)

"""Uncompressed frames: byte order, planes, single bits, 4:2:2, and data that is too short.

A frame that ends too early is shown as far as its rows are complete, the rest black, with a
notice that says how many rows there are (D-015); it is never filled silently.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from viewer.errors import PixelDescriptionError, TruncatedPixelsError
from viewer.media.decoders import colour
from viewer.media.decoders.base import DecodedFrame, DecodeRequest, frame_layout
from viewer.media.decoders.stored import (
    high_bit_notices,
    overlay_planes,
    stored_values,
    unpack_12,
    unpack_bits,
)
from viewer.media.decoders.syntaxes import BIG_ENDIAN
from viewer.model.image import PixelKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from viewer.model.image import ImagePixels

_LEAST_SHARE = 10  # a tenth of the rows


def decode(request: DecodeRequest) -> DecodedFrame:
    """Decode one uncompressed frame.

    Raises:
        PixelDescriptionError: for descriptions that contradict themselves or, by far, the
            length of the data (D-133).
        TruncatedPixelsError: if not even one row is complete.
    """
    pixels = request.pixels
    if pixels.photometric_interpretation in colour.YBR_422 and pixels.columns % 2:
        raise PixelDescriptionError(f"Columns is {pixels.columns} with halved chroma (4:2:2)")
    samples, notices = _complete(_samples(request), request)
    words = _arrange(samples, pixels)
    if pixels.kind is not PixelKind.INTEGER:
        return DecodedFrame(words, (), notices)
    planes = overlay_planes(words, request) if words.ndim == 2 else ()
    values = stored_values(words, pixels)
    if colour.is_ycbcr(pixels.photometric_interpretation) and values.ndim == 3:
        values = colour.to_rgb(values, pixels.photometric_interpretation, pixels.bits_stored)
    return DecodedFrame(values, planes, (*notices, *high_bit_notices(pixels)))


def has_frame_length(request: DecodeRequest) -> bool:
    """Whether the data is as long as an uncompressed frame, give or take the padding byte."""
    expected = (request.pixels.frame_bits + 7) // 8
    return len(request.data) in {expected, expected + expected % 2}


def _samples(request: DecodeRequest) -> NDArray[Any]:
    """All samples there are, in file order and native words; at most one frame."""
    pixels = request.pixels
    bits = pixels.bits_allocated
    count = pixels.frame_bits // bits
    if bits == 1:
        return unpack_bits(request.data, request.bit_offset, count)
    if bits == 12:
        return unpack_12(request.data, count)
    size = bits // 8
    kind = "u" if pixels.kind is PixelKind.INTEGER else "f"
    order = ">" if pixels.transfer_syntax_uid in BIG_ENDIAN else "<"
    whole = min(count, len(request.data) // size)
    found = np.frombuffer(request.data, np.dtype(f"{order}{kind}{size}"), whole)
    return found.astype(found.dtype.newbyteorder("<"), copy=False)


def _complete(
    samples: NDArray[Any], request: DecodeRequest
) -> tuple[NDArray[Any], tuple[str, ...]]:
    """Black out rows that are not complete and say so."""
    pixels = request.pixels
    count = pixels.frame_bits // pixels.bits_allocated
    if len(samples) == count:
        return samples, ()
    planes = pixels.samples_per_pixel if _planar(pixels) else 1
    per_row = count // planes // pixels.rows
    # Planes follow each other: a row is complete when its last plane is.
    rows = max(0, len(samples) - (planes - 1) * (count // planes)) // per_row
    if rows < 1:
        raise TruncatedPixelsError("the pixel data ends before the first row is complete")
    if rows * _LEAST_SHARE < pixels.rows:  # rather the header is wrong (D-133)
        raise PixelDescriptionError(f"Rows is {pixels.rows}, the pixel data holds {rows}")
    whole = np.zeros((planes, pixels.rows, per_row), samples.dtype)
    padded = np.append(samples, np.zeros(count - len(samples), samples.dtype))
    whole[:, :rows] = padded.reshape(whole.shape)[:, :rows]
    return whole.reshape(-1), (incomplete(rows, pixels.rows),)


def incomplete(rows: int, expected: int) -> str:
    """Word the notice for an image whose lower part is missing."""
    return f"incomplete: only {rows} of {expected} rows are there, the rest is black"


def _planar(pixels: ImagePixels) -> bool:
    return (
        pixels.samples_per_pixel > 1
        and pixels.planar_configuration == 1
        and pixels.photometric_interpretation not in colour.YBR_422
    )


def _arrange(samples: NDArray[Any], pixels: ImagePixels) -> NDArray[Any]:
    """Give samples in file order their place in rows and columns (D-014)."""
    if pixels.photometric_interpretation in colour.YBR_422:
        return colour.expand_422(samples, pixels.rows, pixels.columns)
    shape = frame_layout(pixels).shape
    if _planar(pixels):
        planes = samples.reshape(shape[2], *shape[:2])
        return np.ascontiguousarray(np.moveaxis(planes, 0, 2))
    return samples.reshape(shape)

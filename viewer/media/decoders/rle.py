"""RLE Lossless (PS3.5 G): byte planes, each packed by PackBits, most significant first.

The planes are unpacked one by one with imagecodecs, so that 1-bit segmentations, 32-bit words
and images that break off are all the same case.
"""

from __future__ import annotations

import struct
from contextlib import suppress
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import imagecodecs
import numpy as np

from viewer.errors import DecodeError, TruncatedPixelsError
from viewer.media.decoders import colour
from viewer.media.decoders.base import DecodedFrame, DecodeRequest, frame_layout
from viewer.media.decoders.deflated import TOO_LONG
from viewer.media.decoders.native import incomplete
from viewer.media.decoders.stored import (
    high_bit_notices,
    overlay_planes,
    stored_values,
    unpack_bits,
)
from viewer.settings import MIB

if TYPE_CHECKING:
    from numpy.typing import NDArray

_HEADER = struct.Struct("<16I")
_LARGEST_GROWTH = 64  # two bytes of PackBits are up to 128
_ALWAYS_UNPACKED = 64 * MIB  # not worth a look at each run


def decode(request: DecodeRequest) -> DecodedFrame:
    """Decode one RLE frame.

    Raises:
        DecodeError: if its segments do not fit the header or are damaged.
        TruncatedPixelsError: if not even one row is complete.
    """
    pixels = request.pixels
    rows, columns = pixels.rows, pixels.columns
    if pixels.bits_allocated not in {1, 8, 16, 32}:
        raise DecodeError(f"RLE of {pixels.bits_allocated} bits allocated")
    size = max(1, pixels.bits_allocated // 8)
    segments = _segments(request.data, size * pixels.samples_per_pixel)
    per_segment = rows * columns
    if pixels.bits_allocated == 1:
        per_segment = (per_segment + 7) // 8
    words = np.empty((rows * columns, pixels.samples_per_pixel), np.dtype(f"<u{size}"))
    shortest, too_long = rows * columns, False
    for number, segment in enumerate(segments):
        whole = _whole_runs(segment) if request.truncated else bytes(segment)
        plane = _unpack(whole, per_segment)
        if len(plane) < per_segment and not request.truncated:
            # Not cut off but damaged: all that follows the damage is displaced.
            raise DecodeError(f"an RLE segment holds {len(plane)} of {per_segment} bytes")
        too_long |= len(plane) > per_segment + per_segment % 2
        plane = plane[:per_segment]
        if pixels.bits_allocated == 1:
            plane = unpack_bits(plane, 0, rows * columns)
        # Segments come most significant byte first.
        sample, byte = divmod(number, size)
        _add(plane, 8 * (size - 1 - byte), words[: len(plane), sample], first=byte == 0)
        shortest = min(shortest, len(plane))
    complete = shortest // columns
    if complete < 1:
        raise TruncatedPixelsError("the RLE data ends before the first row is complete")
    words[complete * columns :] = 0
    notices = (TOO_LONG,) if too_long else ()
    if complete < rows:
        notices = (*notices, incomplete(complete, rows))
    image = words.reshape(frame_layout(pixels).shape)
    return _finish(image, request, notices)


def _add(plane: NDArray[np.uint8], shift: int, words: NDArray[Any], *, first: bool) -> None:
    """Put bytes into words; the `first` ones replace what is there."""
    if first:
        np.left_shift(plane, shift, out=words, dtype=words.dtype)
    else:
        moved = np.left_shift(plane, shift, dtype=words.dtype) if shift else plane
        np.bitwise_or(words, moved, out=words)


def _finish(image: NDArray[Any], request: DecodeRequest, notices: tuple[str, ...]) -> DecodedFrame:
    pixels = request.pixels
    planes = overlay_planes(image, request) if image.ndim == 2 else ()
    values = stored_values(image, pixels)
    if values.ndim == 3 and colour.is_ycbcr(pixels.photometric_interpretation):
        values = colour.to_rgb(values, pixels.photometric_interpretation, pixels.bits_stored)
    return DecodedFrame(values, planes, (*notices, *high_bit_notices(pixels)))


def _segments(data: bytes | memoryview, expected: int) -> list[memoryview]:
    """Split the frame into its segments; an offset past the end gives an empty one."""
    if len(data) < _HEADER.size:
        raise TruncatedPixelsError("the RLE data ends within its header")
    count, *offsets = _HEADER.unpack_from(data)
    if count != expected:
        raise DecodeError(f"the RLE data has {count} segments, the header needs {expected}")
    bounds = [*offsets[:count], len(data)]
    if bounds[0] != _HEADER.size or any(
        a > b for a, b in zip(offsets, bounds[1:count], strict=False)
    ):
        raise DecodeError("the RLE segment offsets are not in order")
    view = memoryview(data)
    return [view[start:end] for start, end in pairwise(bounds)]


def _whole_runs(segment: memoryview) -> bytes:
    """Return the segment without a last run that was cut off."""
    at = 0
    while at < len(segment):
        head = segment[at]
        length = head + 2 if head < 128 else 1 if head == 128 else 2
        if at + length > len(segment):
            break
        at += length
    return bytes(segment[:at])


def _as_needed(segment: bytes, length: int) -> bytes:
    """The runs of a segment that unpack to `length` bytes; few are longer, and not by much."""
    if len(segment) * _LARGEST_GROWTH <= max(_ALWAYS_UNPACKED, 2 * length):
        return segment
    at, unpacked = 0, 0
    while at < len(segment) and unpacked < length:
        head = segment[at]
        unpacked += head + 1 if head < 128 else 0 if head == 128 else 257 - head
        at += head + 2 if head < 128 else 1 if head == 128 else 2
    return segment[:at]


def _unpack(segment: bytes, length: int) -> NDArray[np.uint8]:
    """Unpack one segment, which should be `length` bytes, made even; it may be less or more."""
    with suppress(RuntimeError, ValueError):  # too long, or damaged: found out below
        room = np.empty(length + length % 2, np.uint8)
        return np.asarray(imagecodecs.packbits_decode(segment, out=room))  # type: ignore[arg-type]  # it takes arrays
    try:
        unpacked = imagecodecs.packbits_decode(_as_needed(segment, length))
    except (RuntimeError, ValueError) as error:
        raise DecodeError("an RLE segment is damaged") from error
    return np.frombuffer(unpacked, np.uint8)

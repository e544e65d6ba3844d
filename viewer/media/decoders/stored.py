"""From raw words to stored values: masking, sign, single bits (D-010, D-011, D-082, D-130)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from viewer.media.decoders.base import DecodeRequest, frame_layout

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Buffer = bytes | memoryview | NDArray[np.uint8]

    from viewer.model.image import ImagePixels


def high_bit(pixels: ImagePixels) -> int:
    """High Bit, or the only sensible one if the header's cannot hold Bits Stored."""
    if pixels.bits_stored - 1 <= pixels.high_bit < pixels.bits_allocated:
        return pixels.high_bit
    return pixels.bits_stored - 1


def high_bit_notices(pixels: ImagePixels) -> tuple[str, ...]:
    """Say that `high_bit` did not believe the header."""
    if high_bit(pixels) == pixels.high_bit:
        return ()
    return (f"High Bit {pixels.high_bit} is impossible; {high_bit(pixels)} is assumed",)


def stored_values(words: NDArray[np.generic], pixels: ImagePixels) -> NDArray[np.generic]:
    """Cut Bits Stored below High Bit out of native-endian unsigned words (D-010).

    Bits above High Bit are never image data; the sign is bit Bits Stored - 1. `words` that can
    be written are the result's memory: read what else is in them before.
    """
    top = high_bit(pixels)
    return cut_field(words, pixels, top + 1 - pixels.bits_stored, pixels.bits_stored)


def cut_field(
    words: NDArray[np.generic], pixels: ImagePixels, low_bit: int, bits: int
) -> NDArray[np.generic]:
    """Take `bits` bits from `low_bit` up as values of the type the header describes."""
    dtype = np.dtype(frame_layout(pixels).dtype)
    width = words.dtype.itemsize * 8
    signed = dtype.kind == "i"
    field: NDArray[Any] = words.view(f"i{words.dtype.itemsize}") if signed else words
    out = field if field.flags.writeable else None  # half the time, and half the memory
    if signed and bits < width:  # shift the field to the top, then down with its sign
        field = out = np.left_shift(field, width - low_bit - bits, out=out)
        field = np.right_shift(field, width - bits, out=out)
    elif not signed:
        if low_bit:
            field = out = np.right_shift(field, words.dtype.type(low_bit), out=out)
        if low_bit + bits < width:
            field = np.bitwise_and(field, words.dtype.type((1 << bits) - 1), out=out)
    return field.astype(dtype, copy=False)


def overlay_planes(
    words: NDArray[np.generic], request: DecodeRequest
) -> tuple[NDArray[np.bool_], ...]:
    """Read the embedded overlays from the raw words, before masking (D-082)."""
    return tuple((words & words.dtype.type(1 << bit)) != 0 for bit in request.overlay_bits)  # type: ignore[operator]


def no_overlay_planes(request: DecodeRequest) -> tuple[NDArray[np.bool_], ...]:
    """Empty planes, for syntaxes that keep nothing outside the stored field."""
    shape = (request.pixels.rows, request.pixels.columns)
    return tuple(np.zeros(shape, np.bool_) for _ in request.overlay_bits)


def unpack_bits(data: Buffer, bit_offset: int, count: int) -> NDArray[np.uint8]:
    """Unpack up to `count` single bits, least significant first (D-130), from `bit_offset`."""
    first = bit_offset // 8
    last = (bit_offset + count + 7) // 8
    packed = np.frombuffer(data, np.uint8)[first:last]
    bits = np.unpackbits(packed, bitorder="little")
    return bits[bit_offset - 8 * first :][:count]


def unpack_12(data: Buffer, count: int) -> NDArray[np.uint16]:
    """Unpack up to `count` samples of the retired 12-bit packing.

    Samples follow each other as bits do in 1-bit data, the least significant bit first: three
    bytes b0 b1 b2 hold the samples b0 + (b1 & 15) * 256 and b1 / 16 + b2 * 16 (PS3.5 D).
    """
    triples = np.frombuffer(data, np.uint8)
    triples = np.append(triples, np.zeros(-len(triples) % 3, np.uint8)).reshape(-1, 3)
    wide = triples.astype(np.uint16)
    samples = np.empty((len(wide), 2), np.uint16)
    samples[:, 0] = wide[:, 0] | (wide[:, 1] & 15) << 8
    samples[:, 1] = wide[:, 1] >> 4 | wide[:, 2] << 4
    return samples.reshape(-1)[: min(count, len(data) * 8 // 12)]

"""Run-length and deflated frames with nothing beside what decodes to pixels (A-011)."""

from __future__ import annotations

import itertools
import struct
import zlib
from typing import TYPE_CHECKING, Final

from viewer.deid.errors import ExcludedError

if TYPE_CHECKING:
    from viewer.model.image import ImagePixels

_HEADER: Final = 64
_MOST_SEGMENTS: Final = 15
_PASS: Final = 128  # a byte that says nothing


def silenced_runs(frame: bytes, pixels: ImagePixels) -> bytes:
    """An RLE frame (PS3.5 G): a segment for each byte of a sample; unneeded bytes become zeros.

    Raises ExcludedError for a frame that is not of that form.
    """
    segments = pixels.samples_per_pixel * max(pixels.bits_allocated // 8, 1)
    size = pixels.rows * pixels.columns
    if pixels.bits_allocated == 1:
        size = (size + 7) // 8
    if len(frame) < _HEADER:
        raise ExcludedError("damaged", "a compressed picture is cut off")
    count, *offsets = struct.unpack(f"<{1 + _MOST_SEGMENTS}I", frame[:_HEADER])
    starts = [*offsets[: min(count, _MOST_SEGMENTS)], len(frame)]
    if count != segments or starts[0] < _HEADER or starts != sorted(starts):
        raise ExcludedError("damaged", "a compressed picture is not built as it must be")
    data = bytearray(len(frame))
    data[:_HEADER] = struct.pack(
        f"<{1 + _MOST_SEGMENTS}I", count, *starts[:-1], *[0] * (15 - count)
    )
    for start, end in itertools.pairwise(starts):
        used = _used(frame, start, end, size)
        data[start:used] = frame[start:used]
    return bytes(data)


def _used(frame: bytes, start: int, end: int, wanted: int) -> int:
    """Where the run that completes a segment ends."""
    position, made = start, 0
    while made < wanted and position < end:
        byte = frame[position]
        if byte < _PASS:
            position += byte + 2
            made += byte + 1
        else:
            position += 2 if byte > _PASS else 1
            made += 257 - byte if byte > _PASS else 0
    return min(position, end)


def silenced_deflated(frame: bytes, needed: int) -> bytes:
    """A deflated frame (PS3.5 A.4.13) of `needed` bytes, zeros behind it.

    Raises ExcludedError for a frame that holds anything else.
    """
    inflating = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        made = len(inflating.decompress(frame, needed + 2))
    except zlib.error as error:
        raise ExcludedError("damaged", "a compressed picture cannot be read") from error
    if not inflating.eof or not needed <= made <= needed + 1:
        raise ExcludedError("damaged", "a compressed picture is not as large as it must be")
    used = len(frame) - len(inflating.unused_data)
    return frame[:used] + bytes(len(frame) - used)

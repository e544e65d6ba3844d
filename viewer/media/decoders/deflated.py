"""Deflated Image Frame (1.2.840.10008.1.2.8.1): a raw deflate stream of an uncompressed frame."""

from __future__ import annotations

import zlib
from dataclasses import replace

from viewer.errors import DecodeError, TruncatedPixelsError
from viewer.media.decoders import native
from viewer.media.decoders.base import DecodedFrame, DecodeRequest

TOO_LONG = "the compressed data holds more than the header describes"


def decode(request: DecodeRequest) -> DecodedFrame:
    """Inflate one frame, never further than the header describes (D-133).

    Raises:
        DecodeError: if the stream is damaged.
        TruncatedPixelsError: if it ends before the first row does.
    """
    length = (request.pixels.frame_bits + 7) // 8
    length += length % 2  # the padding byte
    data, more = _inflate(request.data, length)
    frame = native.decode(replace(request, data=data, bit_offset=0))
    notices = (*frame.notices, TOO_LONG) if more else frame.notices
    return replace(frame, notices=notices)


def _inflate(data: bytes | memoryview, length: int) -> tuple[bytes, bool]:
    """At most `length` bytes, less if the stream breaks off, and whether there are more."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        found = inflater.decompress(data, length)
        more = len(found) == length and bool(inflater.decompress(inflater.unconsumed_tail, 1))
    except zlib.error as error:
        raise DecodeError("the deflated frame is damaged") from error
    if not found:
        raise TruncatedPixelsError("the deflated frame is empty")
    return found, more

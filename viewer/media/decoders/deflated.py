"""Deflated Image Frame (1.2.840.10008.1.2.8.1): a raw deflate stream of an uncompressed frame."""

from __future__ import annotations

import zlib
from dataclasses import replace

import imagecodecs

from viewer.errors import DecodeError, TruncatedPixelsError
from viewer.media.decoders import native
from viewer.media.decoders.base import DecodedFrame, DecodeRequest


def decode(request: DecodeRequest) -> DecodedFrame:
    """Inflate one frame, never further than the header describes (D-133).

    Raises:
        DecodeError: if the stream is damaged.
        TruncatedPixelsError: if it ends before the first row does.
    """
    length = (request.pixels.frame_bits + 7) // 8
    length += length % 2  # the padding byte
    return native.decode(replace(request, data=_inflate(request.data, length), bit_offset=0))


def _inflate(data: bytes | memoryview, length: int) -> bytes:
    """Inflate at most `length` bytes; less if the stream breaks off."""
    try:
        return bytes(imagecodecs.deflate_decode(bytes(data), raw=True, out=length))
    except RuntimeError:  # libdeflate is all or nothing; zlib gives what there is
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        found = inflater.decompress(data, length)
    except zlib.error as error:
        raise DecodeError("the deflated frame is damaged") from error
    if not found:
        raise TruncatedPixelsError("the deflated frame is empty")
    return found

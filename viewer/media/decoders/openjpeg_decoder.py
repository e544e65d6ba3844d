"""JPEG 2000 with pylibjpeg-openjpeg: the second opinion when imagecodecs refuses a stream.

It holds the GIL for the whole frame (decoders.md 1.2), so it runs in worker processes only.
"""

from __future__ import annotations

import numpy as np
from openjpeg.utils import decode as decode_codestream

from viewer.errors import DecodeError
from viewer.media.decoders.base import DecodedFrame, DecodeRequest
from viewer.media.decoders.coded import CODEC_ERRORS, check_stream, finish
from viewer.media.decoders.codestream import Coding


def decode(request: DecodeRequest) -> DecodedFrame:
    """Decode one JPEG 2000 codestream.

    Raises:
        DecodeError: if the stream is refused, or does not fit the header.
    """
    info = check_stream(request)
    if info.coding is not Coding.JPEG_2000:
        raise DecodeError(f"the data is {info.coding}, not JPEG 2000")
    stream = bytes(request.data[info.start : info.end])
    try:
        image = np.asarray(decode_codestream(stream))
    except CODEC_ERRORS as error:
        raise DecodeError("the JPEG 2000 stream is damaged") from error
    return finish(
        image,
        info,
        request,
        ("the first JPEG 2000 decoder refused this stream; the second one read it so",),
    )

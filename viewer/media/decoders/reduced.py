"""JPEG 2000 at a fraction of its size: what a person sees while the whole is still decoding.

The stream keeps the image as halves of halves; taking fewer of them costs a fraction
(decoders.md 1.3). Nothing is concealed here: a stream that is not entirely sound has no preview.
"""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import imagecodecs
import numpy as np

from viewer.errors import DecodeError
from viewer.media.decoders.coded import CODEC_ERRORS, check_stream, finish
from viewer.media.decoders.codestream import Coding, StreamInfo

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from viewer.media.decoders.base import DecodedFrame, DecodeRequest

_PILLOW_BITS = {"L": 8, "RGB": 8, "I;16": 16}  # of a sample, by the mode of the picture


def decode(request: DecodeRequest) -> DecodedFrame:
    """Decode a JPEG 2000 frame with `request.reduction`.

    Raises:
        DecodeError: the data is not JPEG 2000, was not halved as often, or is refused.
        TruncatedPixelsError: the stream ends before its last tile.
    """
    info = check_stream(request)
    if info.coding is not Coding.JPEG_2000 or info.levels < request.reduction:
        raise DecodeError("the stream has no smaller picture in it")
    stream = bytes(request.data[info.start : info.end])
    try:
        image = _smaller(stream, info, request.reduction)
    except CODEC_ERRORS as error:
        raise DecodeError(f"the {info.coding} stream is damaged") from error
    rows, columns = (-(-side >> request.reduction) for side in (info.rows, info.columns))
    return finish(image, replace(info, rows=rows, columns=columns), request)


if sys.version_info >= (3, 12):

    def _smaller(stream: bytes, info: StreamInfo, reduction: int) -> NDArray[Any]:
        del info
        return np.asarray(imagecodecs.jpeg2k_decode(stream, skipres=reduction))

else:  # WORKAROUND: the last imagecodecs for Python 3.11 has no `skipres` (decoders.md 1.5)

    def _smaller(stream: bytes, info: StreamInfo, reduction: int) -> NDArray[Any]:
        """As coded again: Pillow widens samples to 16 bits and makes signed ones positive."""
        try:
            from PIL.Jpeg2KImagePlugin import Jpeg2KImageFile  # noqa: PLC0415  not on newer Pythons
        except ImportError as error:  # in the Windows kit, where the whole takes its time anyway
            raise DecodeError("nothing here makes previews") from error

        try:
            with Jpeg2KImageFile(io.BytesIO(stream)) as picture:
                picture.reduce = reduction
                picture.load()
                mode, image = picture.mode, np.asarray(picture)
        except SyntaxError as error:  # Pillow's word for a file that it does not know
            raise ValueError("not recognised") from error
        bits = _PILLOW_BITS.get(mode, 0)
        if info.precision > bits or info.precision <= bits - 8:
            raise DecodeError("Pillow gives such samples in another form")
        image = image >> (bits - info.precision)
        if not info.signed:
            return image
        signed = image.astype(np.int32) - (1 << (info.precision - 1))
        return signed.astype(f"i{bits // 8}")

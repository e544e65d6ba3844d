"""Compressed streams with imagecodecs: fastest or level in every syntax, and without the GIL.

What is decoded is the stream, not its label: a JPEG labelled JPEG-LS is a JPEG (with a notice).
JPEG XL adds 8 MB to the unpacked library (libjxl); everything else DICOM needs has 14 MB.

Traps met here (each has a test): libjpeg-turbo conceals a truncated stream; OpenJPH wraps
instead of clipping lossy 8-bit images; a JPEG without an Adobe marker is converted twice unless
told its colour space (D-072).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import imagecodecs
import numpy as np

from viewer.errors import DecodeError, TruncatedPixelsError
from viewer.media.decoders.base import DecodedFrame, DecodeRequest
from viewer.media.decoders.coded import CODEC_ERRORS, check_stream, finish
from viewer.media.decoders.codestream import Coding, StreamInfo
from viewer.media.decoders.native import incomplete
from viewer.media.decoders.syntaxes import coding_of, syntax_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

_COLOUR_SPACE = {"rgb": "RGB", "ycbcr": "YCBCR", "ycck": "YCCK"}
_CONTINUATIONS = (b"", b"\x5a\xa5\x33\xcc" * 64)  # two ways a broken-off stream might go on


def decode(request: DecodeRequest) -> DecodedFrame:
    """Decode one JPEG, JPEG-LS, JPEG 2000 or JPEG XL stream.

    Raises:
        DecodeError: if the stream is refused, or does not fit the header.
        TruncatedPixelsError: if it ends too early to show anything.
    """
    info = check_stream(request)
    notices = _label_notices(info, request)
    try:
        if info.coding in {Coding.JPEG, Coding.JPEG_LOSSLESS}:
            return _decode_jpeg(request, info, notices)
        image = _CODECS[info.coding](request, info)
    except CODEC_ERRORS as error:
        if not info.complete or request.truncated:
            raise TruncatedPixelsError("the compressed stream ends too early") from error
        raise DecodeError(f"the {info.coding} stream is damaged") from error
    if not info.end_marker:
        notices = (*notices, "the end marker of the stream is missing")
    return finish(image, info, request, notices)


def _label_notices(info: StreamInfo, request: DecodeRequest) -> tuple[str, ...]:
    uid = request.pixels.transfer_syntax_uid
    if info.coding == coding_of(uid):
        return ()
    return (f"labelled {syntax_name(uid)}, but the data is {info.coding}",)


# --- JPEG ---------------------------------------------------------------------------------


def _decode_jpeg(
    request: DecodeRequest, info: StreamInfo, notices: tuple[str, ...]
) -> DecodedFrame:
    colours = _colour_arguments(info, request.pixels.photometric_interpretation)
    if info.complete:
        image = imagecodecs.jpeg8_decode(request.data, **colours)
        converted = "rgb" if colours and info.coding is Coding.JPEG else ""
        return finish(image, _with_colour(info, converted), request, notices)
    rows, image = _rows_decoded(bytes(request.data), colours)
    if rows == 0:
        raise TruncatedPixelsError("the JPEG stream ends before the first row is complete")
    image[rows:] = 0
    missing = (
        "the end marker of the stream is missing"
        if rows == info.rows
        else incomplete(rows, info.rows)
    )
    converted = "rgb" if colours and info.coding is Coding.JPEG else ""
    return finish(image, _with_colour(info, converted), request, (*notices, missing))


def _with_colour(info: StreamInfo, colour: str) -> StreamInfo:
    from dataclasses import replace

    return replace(info, colour=colour)


def _colour_arguments(info: StreamInfo, photometric: str) -> dict[str, str]:
    """Tell libjpeg the colour space of the stream and that RGB is wanted (D-072).

    Lossless JPEG has no colour transform: its samples come as they are and the header decides.
    """
    if info.components != 3:
        return {}
    if info.coding is Coding.JPEG_LOSSLESS:
        return {"colorspace": "RGB", "outcolorspace": "RGB"}
    by_header = "rgb" if photometric == "RGB" else "ycbcr"
    return {"colorspace": _COLOUR_SPACE[info.colour or by_header], "outcolorspace": "RGB"}


def _rows_decoded(data: bytes, colours: dict[str, str]) -> tuple[int, NDArray[Any]]:
    """Find how far a stream without an end reaches.

    libjpeg makes up what is missing. Decoded with two different continuations, only the rows
    that come from the data are the same; an 8-row block row that differs counts as missing.
    """
    images = [
        imagecodecs.jpeg8_decode(data + tail + b"\xff\xd9", **colours) for tail in _CONTINUATIONS
    ]
    differs = (images[0] != images[1]).reshape(images[0].shape[0], -1).any(axis=1)
    rows = int(np.argmax(differs)) if differs.any() else len(differs)
    return rows, images[0]


# --- the others ---------------------------------------------------------------------------


def _decode_jpeg_ls(request: DecodeRequest, info: StreamInfo) -> NDArray[Any]:
    del info
    return np.asarray(imagecodecs.jpegls_decode(request.data))


def _decode_jpeg_2000(request: DecodeRequest, info: StreamInfo) -> NDArray[Any]:
    """Decode with OpenJPH what is reversible HTJ2K, the rest with OpenJPEG.

    OpenJPH wraps lossy samples that overshoot (aous72/OpenJPH#234): white speckle in black.
    """
    stream = memoryview(request.data)[info.start : info.end]
    if info.high_throughput and info.reversible:
        return np.asarray(imagecodecs.htj2k_decode(stream))
    return np.asarray(imagecodecs.jpeg2k_decode(stream))


def _decode_jpeg_xl(request: DecodeRequest, info: StreamInfo) -> NDArray[Any]:
    del info
    return np.asarray(imagecodecs.jpegxl_decode(request.data, numthreads=1))


_CODECS: dict[Coding, Callable[[DecodeRequest, StreamInfo], NDArray[Any]]] = {
    Coding.JPEG_LS: _decode_jpeg_ls,
    Coding.JPEG_2000: _decode_jpeg_2000,
    Coding.JPEG_XL: _decode_jpeg_xl,
}

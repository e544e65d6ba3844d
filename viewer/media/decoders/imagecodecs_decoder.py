"""Compressed streams with imagecodecs: fastest or level in every syntax, and without the GIL.

What is decoded is the stream, not its label: a JPEG labelled JPEG-LS is a JPEG (with a notice).
JPEG XL adds 8 MB to the unpacked library (libjxl); everything else DICOM needs has 14 MB.

Traps met here (each has a test): libjpeg-turbo conceals a truncated stream; OpenJPH wraps
instead of clipping lossy 8-bit images; a JPEG without an Adobe marker is converted twice unless
told its colour space (D-072).
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
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

_HOOK_LOCK = threading.Lock()
_COLOUR_SPACE = {"rgb": "RGB", "ycbcr": "YCBCR", "ycck": "YCCK"}
_NO_END_MARKER = "the end marker of the stream is missing"
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
        notices = (*notices, _NO_END_MARKER)
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
    data = bytes(request.data)
    space = _colour_space(info, request.pixels.photometric_interpretation)
    # Lossless JPEG is never converted; the DICOM header says what its samples are (D-072).
    converted = "rgb" if space and info.coding is Coding.JPEG else ""
    info = replace(info, colour=converted)
    if info.complete:
        return finish(_jpeg8(data, space), info, request, notices)
    if not info.single_scan:  # every row may lack something
        raise TruncatedPixelsError("the JPEG stream ends before its last scan")
    rows, image = _rows_decoded(data, space)
    if rows == 0:
        raise TruncatedPixelsError("the JPEG stream ends before the first row is complete")
    image[rows:] = 0
    missing = _NO_END_MARKER if rows == info.rows else incomplete(rows, info.rows)
    return finish(image, info, request, (*notices, missing))


def _colour_space(info: StreamInfo, photometric: str) -> str | None:
    """Name the colour space of a stream's samples for libjpeg; None for grey (D-072)."""
    if info.components != 3:
        return None
    if info.coding is Coding.JPEG_LOSSLESS:
        return "RGB"
    return _COLOUR_SPACE[info.colour or ("rgb" if photometric == "RGB" else "ycbcr")]


def _jpeg8(data: bytes, space: str | None) -> NDArray[Any]:
    image = imagecodecs.jpeg8_decode(data, colorspace=space, outcolorspace=space and "RGB")
    return np.asarray(image)


def _rows_decoded(data: bytes, space: str | None) -> tuple[int, NDArray[Any]]:
    """Find how far a stream without an end reaches; return the rows and the image.

    libjpeg makes up what is missing. Decoded with two different continuations, only the rows
    that come from the data are the same in both.
    """
    images = [_jpeg8(data + tail + b"\xff\xd9", space) for tail in _CONTINUATIONS]
    differs = (images[0] != images[1]).reshape(images[0].shape[0], -1).any(axis=1)
    rows = int(np.argmax(differs)) if differs.any() else len(differs)
    return rows, images[0]


# --- the others ---------------------------------------------------------------------------


def _decode_jpeg_ls(request: DecodeRequest, info: StreamInfo) -> NDArray[Any]:
    del info
    return np.asarray(imagecodecs.jpegls_decode(bytes(request.data)))


def _decode_jpeg_2000(request: DecodeRequest, info: StreamInfo) -> NDArray[Any]:
    """Decode with OpenJPH what is reversible HTJ2K, the rest with OpenJPEG.

    OpenJPH wraps lossy samples that overshoot (aous72/OpenJPH#234): white speckle in black. It is
    not in the Windows kit; OpenJPEG reads the same pictures in twice to three times the time.
    """
    stream = bytes(request.data[info.start : info.end])
    if info.high_throughput and info.reversible:
        with suppress(ImportError), _concealed_errors():
            return np.asarray(imagecodecs.htj2k_decode(stream))
    return np.asarray(imagecodecs.jpeg2k_decode(stream))


@contextmanager
def _concealed_errors() -> Iterator[None]:
    """Raise what imagecodecs' OpenJPH binding only reports: damage in the middle of a stream.

    It copies rows in a function that cannot raise and returns the image as far as it got; the
    only trace is that Cython calls the interpreter's two hooks for such errors.
    """
    seen: list[object] = []
    with _HOOK_LOCK:
        hooks = sys.excepthook, sys.unraisablehook
        sys.excepthook = lambda *error: seen.append(error[0])
        sys.unraisablehook = seen.append
        try:
            yield
        finally:
            sys.excepthook, sys.unraisablehook = hooks
    if seen:
        raise RuntimeError("damaged code-block")


def _decode_jpeg_xl(request: DecodeRequest, info: StreamInfo) -> NDArray[Any]:
    del info
    return np.asarray(imagecodecs.jpegxl_decode(bytes(request.data), numthreads=1))


_CODECS: dict[Coding, Callable[[DecodeRequest, StreamInfo], NDArray[Any]]] = {
    Coding.JPEG_LS: _decode_jpeg_ls,
    Coding.JPEG_2000: _decode_jpeg_2000,
    Coding.JPEG_XL: _decode_jpeg_xl,
}

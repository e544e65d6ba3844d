"""Decoders for every transfer syntax Lightbox shows, in the order in which they are tried.

Importing this package loads no codec and no numpy; each decoder imports its library when it is
first asked. The functions here decode in the calling process: for bytes from a stranger use
`pool.DecoderPool`, which calls them in worker processes (design.md 1.4).
"""

from __future__ import annotations

from dataclasses import replace

from viewer.errors import DecodeError, PixelError, UnsupportedTransferSyntaxError
from viewer.media.decoders import syntaxes
from viewer.media.decoders.base import (
    DecodedFrame,
    Decoder,
    DecodeRequest,
    check_limits,
    check_result,
)
from viewer.media.decoders.codestream import probe
from viewer.media.decoders.syntaxes import syntax_name
from viewer.media.transfer_syntax import VIDEO
from viewer.settings import DecodeSettings

__all__ = [
    "DECODERS",
    "DecodeRequest",
    "DecodedFrame",
    "decode",
    "is_native",
    "supports",
    "syntax_name",
]


def _native(request: DecodeRequest) -> DecodedFrame:
    from viewer.media.decoders import native  # noqa: PLC0415  loads numpy

    return native.decode(request)


def _rle(request: DecodeRequest) -> DecodedFrame:
    from viewer.media.decoders import rle  # noqa: PLC0415  loads a codec

    return rle.decode(request)


def _deflated(request: DecodeRequest) -> DecodedFrame:
    from viewer.media.decoders import deflated  # noqa: PLC0415  loads a codec

    return deflated.decode(request)


def _imagecodecs(request: DecodeRequest) -> DecodedFrame:
    from viewer.media.decoders import imagecodecs_decoder  # noqa: PLC0415  loads the codecs

    return imagecodecs_decoder.decode(request)


def _reduced(request: DecodeRequest) -> DecodedFrame:
    from viewer.media.decoders import reduced  # noqa: PLC0415  loads the codecs

    return reduced.decode(request)


def _openjpeg(request: DecodeRequest) -> DecodedFrame:
    from viewer.media.decoders import openjpeg_decoder  # noqa: PLC0415  loads the codec

    return openjpeg_decoder.decode(request)


def _icc(request: DecodeRequest) -> DecodedFrame:
    from viewer.media.decoders import icc  # noqa: PLC0415  loads a library

    return icc.decode(request)


def _video(request: DecodeRequest) -> DecodedFrame:
    from viewer.media.decoders import video  # noqa: PLC0415  loads the optional library

    return video.decode(request)


def _pdf(request: DecodeRequest) -> DecodedFrame:
    from viewer.media.decoders import pdf  # noqa: PLC0415  loads the library

    return pdf.decode(request)


def _text_search(request: DecodeRequest) -> DecodedFrame:
    from viewer.media.decoders import text_search  # noqa: PLC0415  loads the optional library

    return text_search.decode(request)


DECODERS = (
    Decoder("uncompressed", syntaxes.NATIVE, releases_gil=True, decode=_native),
    Decoder("RLE", frozenset({syntaxes.RLE_LOSSLESS}), releases_gil=True, decode=_rle),
    Decoder("deflate", frozenset({syntaxes.DEFLATED_FRAME}), releases_gil=True, decode=_deflated),
    Decoder("imagecodecs", syntaxes.CODESTREAMS, releases_gil=True, decode=_imagecodecs),
    Decoder("pylibjpeg-openjpeg", syntaxes.JPEG_2000, releases_gil=False, decode=_openjpeg),
    Decoder("opencv-python-headless", VIDEO, releases_gil=True, decode=_video),
    Decoder("pypdfium2", syntaxes.PDF, releases_gil=False, decode=_pdf),
    Decoder("LittleCMS", frozenset({syntaxes.ICC_TO_SRGB}), releases_gil=True, decode=_icc),
    Decoder(
        "rapidocr-onnxruntime",
        frozenset({syntaxes.TEXT_SEARCH}),
        releases_gil=True,
        decode=_text_search,
    ),
)
_DEFAULTS = DecodeSettings()


def supports(syntax_uid: str) -> bool:
    """Whether some decoder reads the syntax; its library may still be missing (video)."""
    return any(syntax_uid in decoder.syntaxes for decoder in DECODERS)


def is_native(syntax_uid: str) -> bool:
    """Whether frames are stored uncompressed and can be decoded without a worker."""
    return syntax_uid in syntaxes.NATIVE


def decode(request: DecodeRequest, settings: DecodeSettings | None = None) -> DecodedFrame:
    """Decode one frame in this process; a reduced one only with the first decoder for it.

    Raises:
        PixelDescriptionError: the header describes no possible frame, or one over the limits.
        UnsupportedTransferSyntaxError: no decoder, or its optional library is missing.
        TruncatedPixelsError: the data ends before anything can be shown.
        DecodeError: every decoder refused the data.
    """
    check_limits(request.pixels, settings or _DEFAULTS)
    if request.reduction:
        return check_result(_reduced(request), request)
    uid = request.pixels.transfer_syntax_uid
    failures: list[PixelError] = []
    for decoder in DECODERS:
        if uid not in decoder.syntaxes:
            continue
        try:
            return check_result(decoder.decode(request), request)
        except ImportError:
            failures.append(UnsupportedTransferSyntaxError(syntax_name(uid), (decoder.name,)))
        except DecodeError as error:
            failures.append(error)
    return _as_uncompressed(request, failures)


def _as_uncompressed(request: DecodeRequest, failures: list[PixelError]) -> DecodedFrame:
    """Show frames whose label is wrong: neither the syntax fits nor its length, but native does.

    Only for data of exactly the length of an uncompressed frame; else the first failure stands.
    """
    from viewer.media.decoders import native  # noqa: PLC0415  loads numpy

    uid = request.pixels.transfer_syntax_uid
    error = failures[0] if failures else UnsupportedTransferSyntaxError(syntax_name(uid))
    if uid in syntaxes.NATIVE | syntaxes.PDF or not native.has_frame_length(request):
        raise error
    try:
        recognised = probe(request.data) is not None
    except DecodeError:  # it begins like one
        recognised = True
    if recognised:
        raise error
    plain = replace(request.pixels, transfer_syntax_uid=syntaxes.EXPLICIT_LE)
    frame = check_result(native.decode(replace(request, pixels=plain)), request)
    notice = f"labelled {syntax_name(uid)}, but the data is uncompressed"
    return replace(frame, notices=(notice, *frame.notices))

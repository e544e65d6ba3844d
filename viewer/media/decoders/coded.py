"""Between a compressed stream and its DICOM header: do they describe the same image?

Used by every decoder of JPEG-like streams: `check_stream` before decoding, `finish` after.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from viewer.errors import DecodeError, TruncatedPixelsError
from viewer.media.decoders import colour
from viewer.media.decoders.base import DecodedFrame, DecodeRequest, frame_layout, request_layout
from viewer.media.decoders.codestream import Coding, StreamInfo, probe
from viewer.media.decoders.stored import cut_field, high_bit, no_overlay_planes, overlay_planes
from viewer.media.decoders.syntaxes import syntax_name

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from viewer.model.image import ImagePixels

# What codec bindings raise for streams they cannot decode; their own errors derive from these.
CODEC_ERRORS = (RuntimeError, ValueError, TypeError, MemoryError, OSError, OverflowError)

_MOST_FAR_OUT = 0.01  # share of samples


def check_stream(request: DecodeRequest) -> StreamInfo:
    """Read the stream's header and compare it with the DICOM header, before allocating (D-133).

    Raises:
        DecodeError: if they contradict each other, or the data is no such stream.
        TruncatedPixelsError: if a JPEG 2000 stream ends before its last tile does: decoders
            conceal that, and nobody can say which part of the picture is real.
    """
    info = probe(request.data)
    pixels = request.pixels
    if info is None:
        raise DecodeError(f"the data is not {syntax_name(pixels.transfer_syntax_uid)}")
    if info.rows < 1 or info.columns < 1:
        raise DecodeError(f"the stream says {info.rows} rows x {info.columns} columns")
    if info.rows > pixels.rows or info.columns > pixels.columns:
        raise DecodeError(
            f"the stream holds {info.rows} rows x {info.columns} columns, "
            f"the header says {pixels.rows} x {pixels.columns}"
        )
    _check_samples(info.components or pixels.samples_per_pixel, pixels)
    if info.precision > pixels.bits_allocated:
        raise DecodeError(
            f"the stream holds {info.precision} bits a sample, "
            f"the header allocates {pixels.bits_allocated}"
        )
    if info.coding is Coding.JPEG_2000 and not info.complete:
        raise TruncatedPixelsError("the JPEG 2000 stream ends before its last tile")
    return info


def _check_samples(components: int, pixels: ImagePixels) -> None:
    if components != pixels.samples_per_pixel:
        raise DecodeError(
            f"the stream has {components} components, "
            f"the header says {pixels.samples_per_pixel} samples per pixel"
        )


def finish(
    image: NDArray[Any], info: StreamInfo, request: DecodeRequest, notices: tuple[str, ...] = ()
) -> DecodedFrame:
    """Turn a codec's output into stored values of the described type and size.

    `image` is (rows, columns[, samples]) in the stream's precision; colour is RGB already if
    `info.colour` says so.
    """
    pixels = request.pixels
    if image.ndim == 3 and image.shape[2] == 1:
        image = image[..., 0]
    _check_samples(1 if image.ndim == 2 else image.shape[2], pixels)
    if image.shape[:2] != (info.rows, info.columns) or image.dtype.kind not in "iu":
        raise DecodeError(f"the decoder gave {image.shape} {image.dtype}")
    words = image.view(np.dtype(f"u{image.dtype.itemsize}"))
    planes: tuple[NDArray[np.bool_], ...] = no_overlay_planes(request)
    if info.reversible and image.ndim == 2 and info.precision == pixels.bits_allocated:
        planes = overlay_planes(words, request)
    values = _values(words, info, pixels)
    if image.ndim == 3 and not info.colour and colour.is_ycbcr(pixels.photometric_interpretation):
        values = colour.to_rgb(values, pixels.photometric_interpretation, info.precision)
    return _placed(values, planes, request, (*notices, *_doubts(info, pixels)))


def _values(words: NDArray[Any], info: StreamInfo, pixels: ImagePixels) -> NDArray[Any]:
    """Stored values of what a codec gave, signs and superfluous bits put right (D-010).

    The header decides about the sign: streams often say unsigned for two's complement.
    """
    dtype = np.dtype(frame_layout(pixels).dtype)
    stored = pixels.bits_stored
    if info.precision > stored and not info.reversible:
        return _overshooting(words, info, pixels)
    if info.precision > stored:
        return cut_field(words, pixels, high_bit(pixels) + 1 - stored, stored)
    if dtype.kind == "i" and info.signed:
        return words.view(np.dtype(f"i{words.dtype.itemsize}")).astype(dtype, copy=False)
    if dtype.kind == "i" or info.signed:
        return cut_field(words, pixels, 0, stored if info.signed else info.precision)
    return words.astype(dtype, copy=False)  # nothing lies above an unsigned stream's precision


def _overshooting(words: NDArray[Any], info: StreamInfo, pixels: ImagePixels) -> NDArray[Any]:
    """Samples of a lossy stream, which may lie a little outside Bits Stored.

    They stay as decoded, like every other decoder gives them: masking would turn an overshoot
    into speckle, and they are no brighter on screen than the brightest proper value.

    Raises:
        DecodeError: if samples lie so far outside Bits Stored that the header must be wrong.
    """
    dtype = np.dtype(frame_layout(pixels).dtype)
    values = words.view(np.dtype(f"i{words.dtype.itemsize}")) if info.signed else words
    span = 1 << pixels.bits_stored
    low = -span // 2 if dtype.kind == "i" else 0
    high = low + span - 1
    if values.min() >= low and values.max() <= high:
        return values.astype(dtype, copy=False)
    far = np.count_nonzero((values > high + span // 4) | (values < low - span // 4))
    if far > _MOST_FAR_OUT * values.size:
        raise DecodeError(f"the samples do not fit into the {pixels.bits_stored} Bits Stored")
    limits = np.iinfo(dtype)
    samples: NDArray[Any] = np.clip(values, limits.min, limits.max).astype(dtype)
    return samples


def _doubts(info: StreamInfo, pixels: ImagePixels) -> tuple[str, ...]:
    """Word what the two headers disagree about without making the image wrong."""
    if info.coding is Coding.JPEG and 0 < info.precision < pixels.bits_stored:
        return (f"coded with {info.precision} of {pixels.bits_stored} bits a sample",)
    return ()


def _placed(
    values: NDArray[Any],
    planes: tuple[NDArray[np.bool_], ...],
    request: DecodeRequest,
    notices: tuple[str, ...],
) -> DecodedFrame:
    """Put a picture smaller than the header says at the top left, as edge tiles are meant."""
    pixels, shape = request.pixels, request_layout(request).shape
    rows, columns = values.shape[:2]
    if (rows, columns) == shape[:2]:
        return DecodedFrame(np.ascontiguousarray(values), planes, notices)
    whole = np.zeros(shape, values.dtype)
    whole[:rows, :columns] = values
    notice = (
        f"the stream holds {rows} rows x {columns} columns of "
        f"{pixels.rows} x {pixels.columns}; the rest is black"
    )
    return DecodedFrame(whole, no_overlay_planes(request), (*notices, notice))

"""The decoder contract: what is asked of a decoder and what it must give back.

A decoder is a pure function of a frozen request. It returns stored values before any LUT
(D-003): masked to Bits Stored at High Bit and sign-extended (D-010), palette indices as they
are, colour as interleaved RGB. The shape and type of the result follow from the header alone
(`frame_layout`), so the process that asks knows them before a decoder has run and refuses
anything else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from viewer.errors import DecodeError, PixelDescriptionError
from viewer.model.image import ImagePixels, PixelKind

if TYPE_CHECKING:  # numpy is loaded after the first paint
    import numpy as np
    from numpy.typing import NDArray

    from viewer.settings import DecodeSettings

COLOUR_SAMPLES = 3
_INTEGER_BYTES = {1: 1, 8: 1, 12: 2, 16: 2, 32: 4}  # bits allocated -> bytes of a decoded sample
_MAX_DIMENSION = 65_535  # Rows and Columns are US


@dataclass(frozen=True, slots=True, eq=False)
class DecodeRequest:
    """One frame to decode.

    `data` holds exactly one frame: its uncompressed bytes or its compressed stream with the
    fragments joined. Two exceptions: a frame of 1-bit pixels may start in the middle of a
    byte, at `bit_offset` (D-130); a video is one stream for all frames and a PDF one file for all
    pages, `data` is the whole of it - the same object for every frame, so that it is not copied
    again - and `frame_index` says which frame is wanted. `truncated` means that the data ends
    before the frame does.

    Byte order follows the transfer syntax of `pixels`, for samples wider than a byte. Bytes
    that a big endian OW element keeps swapped (PS3.5 8.1.1) are in order here already.

    With `reduction` n a JPEG 2000 frame is wanted at 1 / 2^n of its rows and columns, rounded up
    (ISO 15444-1 B-15): its pixel (r, c) lies where pixel (r * 2^n, c * 2^n) of the frame does.
    """

    pixels: ImagePixels
    data: bytes | memoryview
    bit_offset: int = 0
    overlay_bits: tuple[int, ...] = ()  # bit positions of embedded overlays (D-082)
    truncated: bool = False
    frame_index: int = 0
    reduction: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class DecodedFrame:
    """Stored values (rows, columns[, 3]), one bool plane for each of `overlay_bits`, doubts.

    The array of an uncompressed frame may be a view of the request's data.
    """

    array: NDArray[np.generic]
    overlay_planes: tuple[NDArray[np.bool_], ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decoder:
    """One way to decode some transfer syntaxes; `decode` imports its library when called."""

    name: str
    syntaxes: frozenset[str]
    releases_gil: bool
    decode: Callable[[DecodeRequest], DecodedFrame]


@dataclass(frozen=True, slots=True)
class FrameLayout:
    """Shape and numpy type string of a decoded frame."""

    shape: tuple[int, ...]
    dtype: str

    @property
    def nbytes(self) -> int:
        """Bytes of the decoded frame."""
        count = int(self.dtype[2:])
        for length in self.shape:
            count *= length
        return count


def frame_layout(pixels: ImagePixels) -> FrameLayout:
    """Derive what a decoded frame looks like from its description.

    Raises:
        PixelDescriptionError: naming the attribute that makes no sense (D-132).
    """
    for name, value in (("Rows", pixels.rows), ("Columns", pixels.columns)):
        if not 1 <= value <= _MAX_DIMENSION:
            raise PixelDescriptionError(f"{name} is {value}")
    if pixels.samples_per_pixel not in {1, COLOUR_SAMPLES}:
        raise PixelDescriptionError(f"Samples per Pixel is {pixels.samples_per_pixel}")
    shape: tuple[int, ...] = (pixels.rows, pixels.columns)
    if pixels.samples_per_pixel == COLOUR_SAMPLES:
        shape = (*shape, COLOUR_SAMPLES)
    return FrameLayout(shape, _sample_type(pixels))


def request_layout(request: DecodeRequest) -> FrameLayout:
    """Derive what the answer to `request` looks like: its frame, whole or reduced.

    Raises:
        PixelDescriptionError: as `frame_layout`.
    """
    layout = frame_layout(request.pixels)
    rows, columns = (-(-side >> request.reduction) for side in layout.shape[:2])
    return FrameLayout((rows, columns, *layout.shape[2:]), layout.dtype)


def _sample_type(pixels: ImagePixels) -> str:
    bits = pixels.bits_allocated
    if pixels.kind is not PixelKind.INTEGER:
        expected = 32 if pixels.kind is PixelKind.FLOAT else 64
        if bits != expected:
            raise PixelDescriptionError(f"Bits Allocated is {bits} for {pixels.kind} pixels")
        return f"<f{expected // 8}"
    if bits not in _INTEGER_BYTES:
        raise PixelDescriptionError(f"Bits Allocated is {bits}")
    if not 1 <= pixels.bits_stored <= bits:
        raise PixelDescriptionError(f"Bits Stored is {pixels.bits_stored} of {bits} allocated")
    if bits == 1 and pixels.samples_per_pixel != 1:
        raise PixelDescriptionError("Bits Allocated is 1 for a colour image")
    signed = pixels.signed and pixels.samples_per_pixel == 1 and bits > 1
    size = _INTEGER_BYTES[bits]
    order = "|" if size == 1 else "<"
    return f"{order}{'i' if signed else 'u'}{size}"


def check_limits(pixels: ImagePixels, settings: DecodeSettings) -> FrameLayout:
    """Refuse frames larger than the settings allow, before anything is allocated (D-133).

    Raises:
        PixelDescriptionError: also for what `frame_layout` refuses.
    """
    layout = frame_layout(pixels)
    if layout.nbytes > settings.max_frame_bytes:
        raise PixelDescriptionError(
            f"Rows x Columns is {pixels.rows} x {pixels.columns}: a frame of "
            f"{layout.nbytes:,} bytes is over the limit of {settings.max_frame_bytes:,}"
        )
    return layout


def check_result(frame: DecodedFrame, request: DecodeRequest) -> DecodedFrame:
    """Hold a decoder to the contract; a frame of another size is never shown (S-11)."""
    layout = request_layout(request)
    if frame.array.shape != layout.shape or frame.array.dtype.str != layout.dtype:
        raise DecodeError(
            f"the decoder gave {frame.array.shape} {frame.array.dtype.str}, "
            f"the header describes {layout.shape} {layout.dtype}"
        )
    if len(frame.overlay_planes) != len(request.overlay_bits):
        raise DecodeError("the decoder gave another number of overlay planes")
    if request.pixels.samples_per_pixel == COLOUR_SAMPLES and not _is_colour(request.pixels):
        name = request.pixels.photometric_interpretation or "missing"
        notice = f"Photometric Interpretation is {name} with 3 samples per pixel: shown as RGB"
        return replace(frame, notices=(*frame.notices, notice))
    return frame


def _is_colour(pixels: ImagePixels) -> bool:
    return pixels.photometric_interpretation.startswith(("RGB", "YBR_"))

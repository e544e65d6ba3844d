"""Plain frames to lossless codestreams, one frame at a time.

JPEG-LS streams say 8 or 16 bits a sample, the others as many as are stored. What a syntax cannot
hold without a doubt about its meaning is not offered it.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any, Final

import imagecodecs
import numpy as np

from viewer.deid.masking import planes_of
from viewer.media.transfer_syntax import RLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from viewer.model.image import ImagePixels

JPEG_LOSSLESS: Final = "1.2.840.10008.1.2.4.70"
JPEG_LS: Final = "1.2.840.10008.1.2.4.80"
JPEG_2000: Final = "1.2.840.10008.1.2.4.90"
_GREY: Final = frozenset({"MONOCHROME1", "MONOCHROME2", "PALETTE COLOR"})
_COLOURS: Final = {
    JPEG_LOSSLESS: frozenset({"RGB"}),  # the stream would call everything else RGB
    JPEG_LS: frozenset({"RGB", "YBR_FULL"}),
    JPEG_2000: frozenset({"RGB", "YBR_FULL"}),
    RLE: frozenset({"RGB", "YBR_FULL"}),
}
_ALLOCATED: Final = {RLE: (8, 16, 32)}
_RLE_SEGMENTS: Final = 15


def can_encode(pixels: ImagePixels, syntax: str) -> bool:
    """Whether a plain image can be stored in `syntax`, every bit of it."""
    kind = pixels.photometric_interpretation
    colours = _GREY if pixels.samples_per_pixel == 1 else _COLOURS.get(syntax, frozenset())
    return (
        syntax in _COLOURS
        and kind in colours
        and pixels.bits_allocated in _ALLOCATED.get(syntax, (8, 16))
        and 2 <= pixels.bits_stored <= pixels.bits_allocated
        and pixels.high_bit == pixels.bits_stored - 1
    )


def photometric_of(pixels: ImagePixels, syntax: str) -> str:
    """The Photometric Interpretation of the image once it is stored in `syntax` (PS3.5 8.2.4)."""
    kind = pixels.photometric_interpretation
    return "YBR_RCT" if syntax == JPEG_2000 and kind == "RGB" else kind


def encode(data: NDArray[np.uint8], pixels: ImagePixels, syntax: str) -> bytes:
    """One plain frame as a codestream; `can_encode` was asked before."""
    planes: Any = planes_of(data, pixels)
    image = planes[0] if len(planes) == 1 else np.stack(planes, -1)
    return bytes(_ENCODERS[syntax](np.ascontiguousarray(image), pixels))


def _own_bits(image: NDArray[Any], pixels: ImagePixels) -> NDArray[Any]:
    """Without what fills the words above Bits Stored, copies of the sign among them."""
    if pixels.bits_stored == pixels.bits_allocated:
        return image
    own: NDArray[Any] = image & image.dtype.type((1 << pixels.bits_stored) - 1)
    return own


def _jpeg_lossless(image: NDArray[Any], pixels: ImagePixels) -> bytes:
    space = "RGB" if image.ndim == 3 else None
    return bytes(
        imagecodecs.jpeg8_encode(
            _own_bits(image, pixels),
            lossless=True,
            predictor=1,
            bitspersample=pixels.bits_stored,
            colorspace=space,
            outcolorspace=space,
        )
    )


def _jpeg_ls(image: NDArray[Any], pixels: ImagePixels) -> bytes:
    return bytes(imagecodecs.jpegls_encode(_own_bits(image, pixels)))


def _jpeg_2000(image: NDArray[Any], pixels: ImagePixels) -> bytes:
    image = _own_bits(image, pixels)
    if pixels.signed:
        unused = pixels.bits_allocated - pixels.bits_stored
        image = image.view(f"i{image.dtype.itemsize}") << unused >> unused
    return bytes(
        imagecodecs.jpeg2k_encode(
            image,
            level=0,
            codecformat="J2K",
            reversible=True,
            bitspersample=pixels.bits_stored,
            mct=photometric_of(pixels, JPEG_2000) == "YBR_RCT",
            numthreads=1,
        )
    )


def _rle(image: NDArray[Any], pixels: ImagePixels) -> bytes:
    """Byte planes, most significant first, each row packed for itself (PS3.5 G)."""
    size = pixels.bits_allocated // 8
    samples = image.reshape(pixels.rows, pixels.columns, pixels.samples_per_pixel)
    segments = []
    for sample in range(pixels.samples_per_pixel):
        words = np.ascontiguousarray(samples[:, :, sample])
        of_bytes = words.view(np.uint8).reshape(pixels.rows, pixels.columns, size)
        for byte in reversed(range(size)):
            plane = np.ascontiguousarray(of_bytes[:, :, byte])
            packed = bytes(imagecodecs.packbits_encode(plane, axis=-1))
            segments.append(packed + b"\0" * (len(packed) % 2))
    offsets = np.cumsum([64, *map(len, segments)])[:-1]
    head = [len(segments), *(int(offset) for offset in offsets)]
    head += [0] * (_RLE_SEGMENTS + 1 - len(head))
    return struct.pack("<16I", *head) + b"".join(segments)


_ENCODERS: Final[dict[str, Callable[[NDArray[Any], ImagePixels], bytes]]] = {
    JPEG_LOSSLESS: _jpeg_lossless,
    JPEG_LS: _jpeg_ls,
    JPEG_2000: _jpeg_2000,
    RLE: _rle,
}

"""The frames of an image as plain words, whatever they are stored as, with nothing rounded.

Native ones are given as they lie, compressed ones decoded; colour is converted only where the
codec does so itself, since every other conversion could not be undone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO, Final

import numpy as np

from viewer.deid.errors import ExcludedError
from viewer.media.decoders.base import DecodeRequest, check_limits
from viewer.media.decoders.codestream import Coding, probe
from viewer.media.decoders.native import incomplete
from viewer.media.read import index_frames
from viewer.media.transfer_syntax import (
    ENCAPSULATED_UNCOMPRESSED,
    RLE,
    is_encapsulated,
    is_lossy,
)
from viewer.model.image import PixelKind
from viewer.settings import DecodeSettings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from viewer.media.decoders.pool import DecoderPool
    from viewer.media.elements import PixelElement
    from viewer.model.image import ImagePixels

IMPLICIT_LITTLE: Final = "1.2.840.10008.1.2"
EXPLICIT_LITTLE: Final = "1.2.840.10008.1.2.1"
EXPLICIT_BIG: Final = "1.2.840.10008.1.2.2"
_BITS: Final = (8, 16, 32, 64)
_YBR_FULL: Final = "YBR_FULL"
_INCOMPLETE: Final = incomplete(0, 0).partition(":")[0]
_NO_COLOUR_OF_THEIR_OWN: Final = (Coding.JPEG_LOSSLESS, Coding.JPEG_LS)


@dataclass(frozen=True, slots=True)
class PixelSource:
    """Where the pixels of a source are: `stream` is what `element.offset` counts in.

    With `has_drawings` overlays are kept in bits of the pixel words that no sample uses (D-082).
    `darkest` is the value that a palette shows darkest, None for images without one.
    """

    stream: BinaryIO
    element: PixelElement
    description: ImagePixels | None
    has_drawings: bool = False
    darkest: int | None = None


@dataclass(frozen=True, slots=True)
class PlainImage:
    """What the frames are once they are plain: `pixels` is uncompressed, little endian.

    `asked` is what a decoder is asked for; None for frames that need none. `is_lossy` says that
    the source has lost something already.
    """

    pixels: ImagePixels
    asked: ImagePixels | None = None
    is_lossy: bool = False


def is_plain_kind(pixels: ImagePixels) -> bool:
    """True for images of whole words or native bits: not of floats or packed samples."""
    is_native = not is_encapsulated(pixels.transfer_syntax_uid)
    is_whole = pixels.bits_allocated in _BITS or (pixels.bits_allocated == 1 and is_native)
    return pixels.kind is PixelKind.INTEGER and is_whole


def plain_image(source: PixelSource) -> PlainImage:
    """What `plain_frames` will give.

    Raises ExcludedError for pixels that are not plain words or not there, PixelError for damage.
    """
    pixels = source.description
    if pixels is None or not is_plain_kind(pixels):
        raise ExcludedError("mask", "pixels of this kind cannot be changed")
    check_limits(pixels, DecodeSettings())
    plain = replace(pixels, transfer_syntax_uid=EXPLICIT_LITTLE)
    syntax = pixels.transfer_syntax_uid
    if not is_encapsulated(syntax) or syntax == ENCAPSULATED_UNCOMPRESSED:
        return PlainImage(plain)
    first = index_frames(source.stream, source.element, pixels).read(source.stream, 0).data
    info = probe(first)
    keeps_ycbcr = pixels.photometric_interpretation == _YBR_FULL and (
        syntax == RLE
        or (
            info is not None
            and (info.coding in _NO_COLOUR_OF_THEIR_OWN or info.coding is Coding.JPEG_2000)
            and not info.colour
        )
    )
    asked = replace(pixels, photometric_interpretation="RGB") if keeps_ycbcr else pixels
    if pixels.samples_per_pixel > 1:
        kind = _YBR_FULL if keeps_ycbcr else "RGB"
        plain = replace(plain, photometric_interpretation=kind, planar_configuration=0)
    lossy = is_lossy(syntax) and (info is None or not info.reversible)
    return PlainImage(replace(plain, high_bit=plain.bits_stored - 1), asked, lossy)


def plain_frames(
    source: PixelSource, image: PlainImage, pool: DecoderPool
) -> Iterator[NDArray[np.uint8]]:
    """Every frame as bytes of its words, to be changed by whoever asked; a byte for a single bit.

    Raises ExcludedError where frames are not all there, PixelError for damage.
    """
    pixels = source.description
    assert pixels is not None
    index = index_frames(source.stream, source.element, pixels)
    if index.count < pixels.number_of_frames:
        raise ExcludedError("damaged", "the pixel data ends early")
    for number in range(pixels.number_of_frames):
        encoded = index.read(source.stream, number)
        if encoded.truncated:
            raise ExcludedError("damaged", "the pixel data ends early")
        if pixels.bits_allocated == 1:
            bits = np.unpackbits(np.frombuffer(encoded.data, np.uint8), bitorder="little")
            yield bits[encoded.bit_offset : encoded.bit_offset + pixels.frame_bits]
        elif image.asked is None:
            yield _own_bits(_native(encoded.data, pixels), source)
        else:
            request = DecodeRequest(image.asked, encoded.data, frame_index=number)
            decoded = pool.decode(request)
            if any(notice.startswith(_INCOMPLETE) for notice in decoded.notices):
                raise ExcludedError("damaged", "the pixel data ends early")  # it would look whole
            yield stored_words(decoded.array, image.pixels)


def packed_bits(frames: Iterable[NDArray[np.uint8]]) -> Iterator[bytes]:
    """Frames of bytes for single bits as they are stored: one after the other, without gaps."""
    rest = np.empty(0, np.uint8)
    for frame in frames:
        bits = np.concatenate((rest, frame))
        whole = len(bits) // 8 * 8
        yield np.packbits(bits[:whole], bitorder="little").tobytes()
        rest = bits[whole:]
    yield np.packbits(rest, bitorder="little").tobytes()


def sample_bits(source: PixelSource) -> int:
    """The bits of a 16-bit word that belong to the image, 0 if all are to be kept."""
    pixels = source.description
    if not source.has_drawings or pixels is None:
        return 0
    if pixels.bits_allocated != 16:
        raise ExcludedError("overlay", "drawings are mixed into its pixels")
    low = pixels.high_bit + 1 - pixels.bits_stored
    return ((1 << pixels.bits_stored) - 1) << low


def _native(data: bytes | memoryview, pixels: ImagePixels) -> NDArray[np.uint8]:
    size = (pixels.frame_bits + 7) // 8
    if len(data) < size:
        raise ExcludedError("damaged", "the pixel data ends early")
    words = np.frombuffer(bytearray(data[:size]), f"u{pixels.bits_allocated // 8}")
    if pixels.transfer_syntax_uid == EXPLICIT_BIG:
        words = words.byteswap()
    return words.view(np.uint8)


def _own_bits(data: NDArray[np.uint8], source: PixelSource) -> NDArray[np.uint8]:
    bits = sample_bits(source)
    if bits:
        words = data.view("<u2")
        words &= np.uint16(bits)
    return data


def stored_words(array: NDArray[np.generic], pixels: ImagePixels) -> NDArray[np.uint8]:
    """Decoded values as bytes of the little endian words they are stored in.

    Lossy ones may overshoot what Bits Stored can hold, where they would become something else.
    """
    signed = array.dtype.kind == "i"
    span = 1 << pixels.bits_stored
    low = -span // 2 if signed else 0
    if pixels.bits_stored < array.dtype.itemsize * 8:
        array = np.clip(array, low, low + span - 1)
    word = np.dtype(f"<{'i' if signed else 'u'}{pixels.bits_allocated // 8}")
    whole = np.array(array.astype(word, copy=False), order="C")  # shared memory of the pool no more
    return whole.reshape(-1).view(np.uint8)

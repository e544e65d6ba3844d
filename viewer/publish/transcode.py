"""Compressed pixels to plain ones, frame by frame: no more in memory than one frame (M-052)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO, Final

import numpy as np

from viewer.media import attributes as at
from viewer.media.decoders.base import DecodeRequest
from viewer.media.read import index_frames
from viewer.media.rewrite import element
from viewer.media.transfer_syntax import is_lossy
from viewer.publish.handling import LeftOutError
from viewer.publish.profiles import EXPLICIT_LITTLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from viewer.media.dataset import RawDataset
    from viewer.media.decoders.pool import DecoderPool
    from viewer.media.elements import PixelElement
    from viewer.model.image import ImagePixels

_JPEG: Final = "1.2.840.10008.1.2.4."
# These may be lossless as well: what the header says of them stays.
_MAYBE: Final = frozenset(_JPEG + number for number in ("91", "93", "112", "203"))
_METHODS: Final = {
    _JPEG + "50": "ISO_10918_1",
    _JPEG + "51": "ISO_10918_1",
    _JPEG + "81": "ISO_14495_1",
}
_LOSSY: Final = 0x0028_2110
_RATIO: Final = 0x0028_2112
_METHOD: Final = 0x0028_2114
_PLANAR: Final = 0x0028_0006
_GONE: Final = (0x7FE0_0001, 0x7FE0_0002, 0x7FE0_0003)  # offset tables, total length


def plain_description(pixels: ImagePixels) -> ImagePixels:
    """What the image is once decoded: colour becomes RGB, pixel by pixel."""
    colour = pixels.samples_per_pixel > 1
    return replace(
        pixels,
        transfer_syntax_uid=EXPLICIT_LITTLE,
        photometric_interpretation="RGB" if colour else pixels.photometric_interpretation,
        planar_configuration=0,
        high_bit=pixels.bits_stored - 1,
    )


def changed_header(raw: RawDataset, pixels: ImagePixels, length: int) -> dict[int, bytes]:
    """Whole elements that are others once the pixels are plain, by tag; b"" for those that go.

    `length` is that of the compressed pixels, for the ratio of lossy ones (S-07).
    """
    changes = dict.fromkeys(_GONE, b"")
    plain = plain_description(pixels)
    if pixels.samples_per_pixel > 1:
        changes[_PLANAR] = element(_PLANAR, b"US", b"\0\0")
    stated = plain.photometric_interpretation.encode("ascii")
    if raw.raw(at.PHOTOMETRIC_INTERPRETATION).strip(b" \0") != stated:
        changes[at.PHOTOMETRIC_INTERPRETATION] = element(
            at.PHOTOMETRIC_INTERPRETATION, b"CS", stated
        )
    if raw.integer(at.HIGH_BIT) != plain.high_bit:
        changes[at.HIGH_BIT] = element(at.HIGH_BIT, b"US", plain.high_bit.to_bytes(2, "little"))
    syntax = pixels.transfer_syntax_uid
    if is_lossy(syntax) and syntax not in _MAYBE:
        _mark_lossy(raw, pixels, length, changes)
    return changes


def _mark_lossy(
    raw: RawDataset, pixels: ImagePixels, length: int, changes: dict[int, bytes]
) -> None:
    if raw.raw(_LOSSY).strip(b" \0") == b"01":
        return
    changes[_LOSSY] = element(_LOSSY, b"CS", b"01")
    if _RATIO not in raw and length:
        plain = plain_description(pixels).frame_bits * pixels.number_of_frames / 8
        changes[_RATIO] = element(_RATIO, b"DS", f"{plain / length:.2f}"[:16].encode("ascii"))
    method = _METHODS.get(pixels.transfer_syntax_uid)
    if _METHOD not in raw and method:
        changes[_METHOD] = element(_METHOD, b"CS", method.encode("ascii"))


def plain_frames(
    stream: BinaryIO,
    pixel_data: PixelElement,
    pixels: ImagePixels,
    pool: DecoderPool,
    check: Callable[[], None],
) -> Iterator[bytes]:
    """The frames one after the other in words of Bits Allocated, least significant byte first.

    Single bits are packed over the borders of frames (PS3.5 8.1.1). `check` is called before each.

    Raises LeftOutError where frames are missing, PixelError, and what reading raises.
    """
    index = index_frames(stream, pixel_data, pixels)
    if index.count < pixels.number_of_frames:
        raise LeftOutError("damaged", "its pixel data ends early")
    waiting = np.zeros(0, np.uint8)
    for number in range(pixels.number_of_frames):
        check()
        encoded = index.read(stream, number)
        if encoded.truncated:
            raise LeftOutError("damaged", "its pixel data ends early")
        request = DecodeRequest(pixels, encoded.data, encoded.bit_offset, frame_index=number)
        array = pool.decode(request).array
        if pixels.bits_allocated == 1:
            bits = np.concatenate((waiting, array.astype(np.uint8).ravel()))
            whole = len(bits) - len(bits) % 8
            yield np.packbits(bits[:whole], bitorder="little").tobytes()
            waiting = bits[whole:]
        else:
            yield _words(array, pixels)
    if len(waiting):
        yield np.packbits(waiting, bitorder="little").tobytes()


def _words(array: NDArray[np.generic], pixels: ImagePixels) -> bytes:
    """Decoded values in the words they are stored in."""
    if array.dtype.kind == "f":
        return array.astype(array.dtype.newbyteorder("<")).tobytes()
    kind = "i" if array.dtype.kind == "i" else "u"
    return np.ascontiguousarray(array).astype(f"<{kind}{pixels.bits_allocated // 8}").tobytes()

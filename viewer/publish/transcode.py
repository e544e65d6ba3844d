"""Compressed pixels to plain ones, frame by frame: no more in memory than one frame (M-052)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO, Final

import numpy as np

from viewer.media import attributes as at
from viewer.media.decoders.base import DecodeRequest
from viewer.media.read import index_frames
from viewer.media.rewrite import element as whole_element
from viewer.media.transfer_syntax import is_lossy
from viewer.publish.handling import LeftOutError
from viewer.publish.profiles import EXPLICIT_LITTLE

if TYPE_CHECKING:
    from collections.abc import Iterator

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
        changes[_PLANAR] = whole_element(_PLANAR, b"US", b"\0\0")
    stated = plain.photometric_interpretation.encode("ascii")
    if raw.raw(at.PHOTOMETRIC_INTERPRETATION).strip(b" \0") != stated:
        changes[at.PHOTOMETRIC_INTERPRETATION] = whole_element(
            at.PHOTOMETRIC_INTERPRETATION, b"CS", stated
        )
    if raw.integer(at.HIGH_BIT) != plain.high_bit:
        changes[at.HIGH_BIT] = whole_element(
            at.HIGH_BIT, b"US", plain.high_bit.to_bytes(2, "little")
        )
    syntax = pixels.transfer_syntax_uid
    if is_lossy(syntax) and syntax not in _MAYBE:
        _mark_lossy(raw, pixels, length, changes)
    return changes


def _mark_lossy(
    raw: RawDataset, pixels: ImagePixels, length: int, changes: dict[int, bytes]
) -> None:
    if raw.raw(_LOSSY).strip(b" \0") == b"01":
        return
    changes[_LOSSY] = whole_element(_LOSSY, b"CS", b"01")
    if _RATIO not in raw and length:
        plain = plain_description(pixels).frame_bits * pixels.number_of_frames / 8
        changes[_RATIO] = whole_element(_RATIO, b"DS", f"{plain / length:.2f}"[:16].encode("ascii"))
    method = _METHODS.get(pixels.transfer_syntax_uid)
    if _METHOD not in raw and method:
        changes[_METHOD] = whole_element(_METHOD, b"CS", method.encode("ascii"))


class PlainPixels:
    """The frames of one object, decoded in the order they are asked for (PS3.5 8.1.1).

    They come in words of Bits Allocated, least significant byte first; single bits are packed over
    the borders of frames. `length` is how many bytes all of them are.
    """

    def __init__(self, pixels: ImagePixels, pool: DecoderPool) -> None:
        samples = pixels.rows * pixels.columns * pixels.samples_per_pixel
        self.length = (samples * pixels.bits_allocated * pixels.number_of_frames + 7) // 8
        self._pixels = pixels
        self._pool = pool
        self._made = 0
        self._waiting = np.zeros(0, np.uint8)  # bits of a byte that is not whole

    def frame(self, request: DecodeRequest) -> bytes:
        """One frame; raises PixelError, CancelledError."""
        array = self._pool.decode(request).array
        if self._pixels.bits_allocated > 1:
            return self._counted(_words(array, self._pixels))
        bits = np.concatenate((self._waiting, array.astype(np.uint8).ravel()))
        whole = len(bits) - len(bits) % 8
        self._waiting = bits[whole:]
        return self._counted(np.packbits(bits[:whole], bitorder="little").tobytes())

    def rest(self) -> bytes:
        """What is left, padded; raises LeftOutError if all is not as long as it must be."""
        last = self._counted(np.packbits(self._waiting, bitorder="little").tobytes())
        if self._made != self.length:
            raise LeftOutError("damaged", "decompressed it has another size than described")
        return last + b"\0" * (self.length % 2)

    def _counted(self, data: bytes) -> bytes:
        self._made += len(data)
        return data


def coded_frames(
    stream: BinaryIO, element: PixelElement, pixels: ImagePixels
) -> Iterator[DecodeRequest]:
    """Every frame as it lies in the file.

    Raises LeftOutError where frames are missing, and what reading raises.
    """
    index = index_frames(stream, element, pixels)
    if index.count < pixels.number_of_frames:
        raise LeftOutError("damaged", "its pixel data ends early")
    for number in range(pixels.number_of_frames):
        encoded = index.read(stream, number)
        if encoded.truncated:
            raise LeftOutError("damaged", "its pixel data ends early")
        yield DecodeRequest(pixels, encoded.data, encoded.bit_offset, frame_index=number)


def _words(array: NDArray[np.generic], pixels: ImagePixels) -> bytes:
    """Decoded values in the words they are stored in."""
    if array.dtype.kind == "f":
        return array.astype(array.dtype.newbyteorder("<")).tobytes()
    kind = "i" if array.dtype.kind == "i" else "u"
    return np.ascontiguousarray(array).astype(f"<{kind}{pixels.bits_allocated // 8}").tobytes()

"""Where the frames of an instance lie, and their bytes (D-013..D-016, D-130)."""

from typing import BinaryIO

from viewer.errors import TruncatedPixelsError
from viewer.media.elements import PixelElement
from viewer.media.fragments import FragmentFrames
from viewer.media.frame_bytes import EncodedFrame, bytes_at, memory_at
from viewer.media.transfer_syntax import is_encapsulated
from viewer.model.image import ImagePixels

_PADDING = 1  # byte a native element may have more than it needs


class NativeFrames:
    """The frames of native pixel data: offsets are arithmetic, nothing is read before `read`.

    `count` is the number of frames of which at least a part is there.
    """

    def __init__(self, element: PixelElement, pixels: ImagePixels) -> None:
        length = element.available if element.length is None else element.length
        self._offset = element.offset
        # Bytes of big endian words are the wrong way round for samples of a byte or less.
        self._swapped = (
            element.vr == b"OW" and not element.little_endian and pixels.bits_allocated <= 8
        )
        self._bytes = min(length, element.available)
        self._frame_bits = pixels.frame_bits
        needed = (pixels.number_of_frames * self._frame_bits + 7) // 8
        there = -(-self._bytes * 8 // self._frame_bits)
        self.count = min(pixels.number_of_frames, there)
        self.notices: tuple[str, ...] = ()
        if self._bytes < needed:
            self.notices = (f"pixel data ends after {self._bytes} of {needed} bytes",)
        elif length > needed + _PADDING:
            self.notices = (f"pixel data has {length - needed} bytes too many",)

    def read(self, stream: BinaryIO, index: int) -> EncodedFrame:
        """The bytes of frame `index` as stored; raises TruncatedPixelsError if none are there."""
        start, bit_offset, count = self._place(index)
        there = max(0, min(count, self._bytes - start))
        data: bytes | memoryview
        if self._swapped:
            data = _swapped_bytes(stream, self._offset, start, there)
        else:
            data = memory_at(stream, self._offset + start, there)
        if not data:
            raise TruncatedPixelsError(f"the pixel data ends before frame {index + 1}")
        return EncodedFrame(data, bit_offset, truncated=len(data) < count)

    def _place(self, index: int) -> tuple[int, int, int]:
        """First byte, bits to skip in it, and number of bytes of a frame."""
        if index < 0:
            raise TruncatedPixelsError(f"there is no frame {index + 1}")
        start_bit = index * self._frame_bits
        bit_offset = start_bit % 8
        return start_bit // 8, bit_offset, (bit_offset + self._frame_bits + 7) // 8


def _swapped_bytes(stream: BinaryIO, offset: int, start: int, count: int) -> bytes:
    """`count` bytes from `start` of big endian words at `offset`, in the order of samples."""
    first = start - start % 2
    words = bytearray(bytes_at(stream, offset + first, start + count - first + (start + count) % 2))
    words[: len(words) & ~1] = _pairs_turned(words)
    return bytes(words[start - first : start - first + count])


def _pairs_turned(words: bytearray) -> bytes:
    even = len(words) & ~1
    turned = bytearray(even)
    turned[0::2], turned[1::2] = words[1:even:2], words[0:even:2]
    return bytes(turned)


FrameIndex = NativeFrames | FragmentFrames


def index_frames(stream: BinaryIO, element: PixelElement, pixels: ImagePixels) -> FrameIndex:
    """Find the frames of `element` in `stream`, which must be `RawDataset.stream`.

    Native data is not touched. Encapsulated data costs the offset table, or without one a
    look at each fragment's header. Raises nothing for damage: `notices` tell of it.
    """
    if element.length is None or is_encapsulated(pixels.transfer_syntax_uid):
        return FragmentFrames(stream, element, pixels)
    return NativeFrames(element, pixels)

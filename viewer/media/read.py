"""Where the frames of an instance lie, and their bytes (D-013..D-016, D-130)."""

import io
from typing import BinaryIO, cast

from viewer.errors import TruncatedPixelsError
from viewer.media.elements import PixelElement
from viewer.media.fragments import FragmentFrames
from viewer.media.frame_bytes import EncodedFrame, bytes_at
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
        data = bytes_at(stream, self._offset + start, max(0, min(count, self._bytes - start)))
        if not data:
            raise TruncatedPixelsError(f"the pixel data ends before frame {index + 1}")
        return EncodedFrame(data, bit_offset, truncated=len(data) < count)

    def read_into(self, stream: BinaryIO, index: int, buffer: memoryview) -> int:
        """As `read` into `buffer`, without a copy; returns how many bytes there were.

        Raises ValueError for frames that do not start at a byte.
        """
        start, bit_offset, count = self._place(index)
        if bit_offset:
            raise ValueError("the frame does not start at a byte")
        count = max(0, min(count, self._bytes - start, len(buffer)))
        stream.seek(self._offset + start)
        filled = 0
        while filled < count:
            got = cast("io.BufferedIOBase", stream).readinto(buffer[filled:count])
            if not got:
                break
            filled += got
        return filled

    def _place(self, index: int) -> tuple[int, int, int]:
        """First byte, bits to skip in it, and number of bytes of a frame."""
        if index < 0:
            raise IndexError(index)
        start_bit = index * self._frame_bits
        bit_offset = start_bit % 8
        return start_bit // 8, bit_offset, (bit_offset + self._frame_bits + 7) // 8


FrameIndex = NativeFrames | FragmentFrames


def index_frames(stream: BinaryIO, element: PixelElement, pixels: ImagePixels) -> FrameIndex:
    """Find the frames of `element` in `stream`, which must be `RawDataset.stream`.

    Native data is not touched. Encapsulated data costs the offset table, or without one a
    look at each fragment's header. Raises nothing for damage: `notices` tell of it.
    """
    if element.length is None or is_encapsulated(pixels.transfer_syntax_uid):
        return FragmentFrames(stream, element, pixels)
    return NativeFrames(element, pixels)

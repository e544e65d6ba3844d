"""Frames of encapsulated pixel data: offset tables while they are true, else the fragments.

PS3.5 A.4; the Extended Offset Table is PS3.3 C.7.6.3.1.8. Reading all fragment headers touches
the whole element, so a table that holds saves a disc many seeks; one that lies is noticed at the
item headers it points to, and costs no more than having none.
"""

import itertools
import struct
from typing import BinaryIO, Final, NamedTuple

from viewer.errors import PixelError, TruncatedPixelsError
from viewer.limits import FRAGMENTS, STREAM_BYTES
from viewer.media.elements import PixelElement
from viewer.media.frame_bytes import EncodedFrame, bytes_at
from viewer.media.transfer_syntax import DEFLATED_FRAME, ENCAPSULATED_UNCOMPRESSED, RLE, VIDEO
from viewer.model.image import ImagePixels

_ITEM: Final = b"\xfe\xff\x00\xe0"
_SEQUENCE_END: Final = b"\xfe\xff\xdd\xe0"
_LIES: Final = "offset table does not match the fragments"
# How a codestream begins: JPEG and JPEG-LS, JPEG 2000, JPEG XL bare and boxed, JP2.
_STARTS: Final = (
    b"\xff\xd8\xff",
    b"\xff\x4f\xff\x51",
    b"\xff\x0a",
    b"\0\0\0\x0cJXL ",
    b"\0\0\0\x0cjP  ",
)
_ONE_FRAGMENT_A_FRAME: Final = frozenset({RLE, DEFLATED_FRAME})


class Fragment(NamedTuple):
    """One item of the pixel sequence: `length` bytes at `offset`; clipped at the stream's end."""

    offset: int
    length: int
    clipped: bool = False


class FragmentFrames:
    """The frames of encapsulated pixel data.

    `count` is what is there, which may differ from what the header states (D-016); `notices`
    say so. Of a video the whole stream is frame 0.
    """

    def __init__(self, stream: BinaryIO, element: PixelElement, pixels: ImagePixels) -> None:
        self._element = element
        self._pixels = pixels
        self._end = element.offset + element.available
        if element.length is not None:
            self._end = min(self._end, element.offset + element.length)
        self._spans: tuple[tuple[int, int], ...] = ()
        self._frames: tuple[tuple[Fragment, ...], ...] = ()
        self.notices: tuple[str, ...] = ()
        self._first, basic_offsets = self._read_basic_table(stream)
        if pixels.transfer_syntax_uid in VIDEO:
            fragments, self.notices = self._scan(stream)
            self._frames = (tuple(fragments),) if fragments else ()
        elif not self._use_table(stream, self._extended_table(stream) or basic_offsets):
            self._use_fragments(stream)

    @property
    def count(self) -> int:
        """How many frames there are."""
        return len(self._spans) or len(self._frames)

    def read(self, stream: BinaryIO, index: int) -> EncodedFrame:
        """The codestream of frame `index`; raises TruncatedPixelsError beyond `count`.

        `count` may fall meanwhile: when a frame is read where the offset table leads astray.
        """
        if not 0 <= index < self.count:
            raise TruncatedPixelsError(f"the file holds only {self.count} frames")
        if self._spans:
            start, end = self._spans[index]
            frame = _joined_items(bytes_at(stream, start, _allowed(end - start)))
            if frame is not None:
                return frame
            self._spans = ()
            self._use_fragments(stream)
            self.notices = (_LIES, *self.notices)
            return self.read(stream, index)
        fragments = self._frames[index]
        _allowed(sum(fragment.length for fragment in fragments))
        data = b"".join(bytes_at(stream, f.offset, f.length) for f in fragments)
        return EncodedFrame(data, truncated=any(f.clipped for f in fragments))

    def _read_basic_table(self, stream: BinaryIO) -> tuple[int, tuple[int, ...]]:
        """Where the first fragment's item is, and the Basic Offset Table."""
        start = self._element.offset
        head = bytes_at(stream, start, 8)
        if head[:4] != _ITEM:
            return start, ()
        length = int.from_bytes(head[4:], "little")
        if length > self._end - start - 8:
            return start, ()
        # One offset more than there are frames shows as well as all that it is no table of them.
        wanted = max(16, 4 * (self._pixels.number_of_frames + 1))
        table = bytes_at(stream, start + 8, min(length, wanted))
        if table.startswith(_STARTS):  # no table at all, fragments from the start
            return start, ()
        # The table itself may be cut off where the size of the stream is not known.
        return start + 8 + length, struct.unpack_from(f"<{len(table) // 4}I", table)

    def _extended_table(self, stream: BinaryIO) -> tuple[int, ...]:
        if self._element.offset_table is None:
            return ()
        offset, length = self._element.offset_table
        table = bytes_at(stream, offset, min(length, self._pixels.number_of_frames * 8))
        return struct.unpack_from(f"<{len(table) // 8}Q", table)

    def _use_table(self, stream: BinaryIO, offsets: tuple[int, ...]) -> bool:
        """Take frames from a table whose offsets ascend and, where tried, point to items."""
        if not offsets:
            return False
        starts = [self._first + offset for offset in offsets]
        ascending = all(a < b for a, b in itertools.pairwise(starts))
        fits = len(starts) == self._pixels.number_of_frames and offsets[0] == 0
        tried = {starts[0], starts[len(starts) // 2], starts[-1]}
        if not (ascending and fits and starts[-1] < self._end) or any(
            bytes_at(stream, start, 4) != _ITEM for start in tried
        ):
            self.notices = (_LIES,)
            return False
        last = self._last_end(stream, starts[-1])
        self._spans = tuple(zip(starts, [*starts[1:], last], strict=True))
        return True

    def _last_end(self, stream: BinaryIO, start: int) -> int:
        """Where the fragments of the last frame end, found by walking them."""
        fragments, _ = self._scan(stream, start)
        return fragments[-1].offset + fragments[-1].length if fragments else self._end

    def _use_fragments(self, stream: BinaryIO) -> None:
        fragments, notices = self._scan(stream)
        self._frames = tuple(self._grouped(stream, [f for f in fragments if f.length]))
        stated, found = self._pixels.number_of_frames, len(self._frames)
        if stated != found:
            notices += (f"{stated} frames stated, {found} found",)
        self.notices += notices

    def _scan(
        self, stream: BinaryIO, start: int | None = None
    ) -> tuple[list[Fragment], tuple[str, ...]]:
        """All fragments from `start` on, and what was wrong with them."""
        fragments: list[Fragment] = []
        position = self._first if start is None else start
        while position + 8 <= self._end:
            head = bytes_at(stream, position, 8)
            if head[:4] == _SEQUENCE_END:
                return fragments, ()
            if head[:4] != _ITEM:
                if not fragments and start is None and self._element.length is not None:
                    break
                return fragments, ("pixel data is damaged between fragments",)
            if len(fragments) == FRAGMENTS:
                return fragments, (f"more than {FRAGMENTS} fragments, the rest is not read",)
            length = int.from_bytes(head[4:], "little")
            room = self._end - position - 8
            fragments.append(Fragment(position + 8, min(length, room), length > room))
            position += 8 + length
        if self._element.length is not None:
            if not fragments:  # a codestream without any items around it
                whole = Fragment(self._element.offset, self._end - self._element.offset)
                return [whole], ("compressed pixel data without fragments",)
            return fragments, ()
        return fragments, ("pixel data ends without a delimiter",)

    def _grouped(self, stream: BinaryIO, fragments: list[Fragment]) -> list[tuple[Fragment, ...]]:
        """Fragments by frame: each frame begins with a fragment of its own."""
        stated = self._pixels.number_of_frames
        syntax = self._pixels.transfer_syntax_uid
        if stated == 1 and fragments and syntax in _ONE_FRAGMENT_A_FRAME:
            return [tuple(fragments)]  # RLE cut into fragments against the rule does occur
        if len(fragments) == stated or syntax in _ONE_FRAGMENT_A_FRAME:
            return [(fragment,) for fragment in fragments]
        if syntax == ENCAPSULATED_UNCOMPRESSED:
            return _grouped_by_size(fragments, (self._pixels.frame_bits + 7) // 8)
        frames: list[list[Fragment]] = []
        for fragment in fragments:
            if not frames or bytes_at(stream, fragment.offset, 8).startswith(_STARTS):
                frames.append([])
            frames[-1].append(fragment)
        if len(frames) == 1 and len(fragments) % stated == 0:  # no codestream we know
            share = len(fragments) // stated
            return [tuple(fragments[i : i + share]) for i in range(0, len(fragments), share)]
        return [tuple(frame) for frame in frames]


def _grouped_by_size(fragments: list[Fragment], frame_bytes: int) -> list[tuple[Fragment, ...]]:
    frames: list[list[Fragment]] = [[]]
    for fragment in fragments:
        if sum(f.length for f in frames[-1]) >= frame_bytes:
            frames.append([])
        frames[-1].append(fragment)
    return [tuple(frame) for frame in frames if frame]


def _allowed(length: int) -> int:
    """`length` itself; raises PixelError for a stream no decoder could be given."""
    if length > STREAM_BYTES:
        raise PixelError(f"a compressed stream of {length} bytes is larger than the limit")
    return length


def _joined_items(data: bytes) -> EncodedFrame | None:
    """The contents of the items in `data`, joined; None if it does not consist of items."""
    parts = []
    position = 0
    while position + 8 <= len(data):
        if data[position : position + 4] != _ITEM:
            return None
        length = int.from_bytes(data[position + 4 : position + 8], "little")
        parts.append(data[position + 8 : position + 8 + length])
        position += 8 + length
    if not parts:
        return None
    joined = parts[0] if len(parts) == 1 else b"".join(parts)
    return EncodedFrame(joined, truncated=position > len(data))

"""The element walk: one tight loop for what is in order, one careful step for all else.

Of every element only the place of its value is noted; nothing is decoded here. The loop stops
before pixel data, which is never read by a header.
"""

from dataclasses import dataclass

from viewer.limits import DEVIATIONS
from viewer.media import attributes as at
from viewer.media.byte_window import ByteWindow
from viewer.media.encoding import (
    ALL_VRS,
    IMPLICIT_LITTLE,
    ITEM,
    ITEM_END,
    SEQUENCE_END,
    SHORT_VRS,
    UNDEFINED,
    Element,
    Encoding,
)
from viewer.media.sequences import find_sequence_end

PIXEL_TAGS = frozenset({at.PIXEL_DATA, at.FLOAT_PIXEL_DATA, at.DOUBLE_FLOAT_PIXEL_DATA})
AFTER_META = 0x0003_0000
_DELIMITERS = frozenset({ITEM, ITEM_END, SEQUENCE_END})
_MOST_IN_VAIN = 16  # second looks at sequences, each through all the rest, that found no end


@dataclass(frozen=True, slots=True)
class PixelElement:
    """Where the pixels are: absolute `offset` in the data set's stream, length in bytes.

    `length` is None for undefined length, that is, for fragments (PS3.5 A.4).
    """

    tag: int
    vr: bytes
    offset: int
    length: int | None
    available: int  # bytes from offset to the end of the stream, an upper limit when deflated
    little_endian: bool = True
    offset_table: tuple[int, int] | None = None  # place and length of (7FE0,0001)


class ElementScanner:
    """Walks the elements of one data set or item."""

    def __init__(
        self, window: ByteWindow, encoding: Encoding, start: int, end: int, *, stop: int = 0
    ) -> None:
        self.window = window
        self.encoding = encoding
        self.position = start
        self.end = end
        self.stop = stop or at.FLOAT_PIXEL_DATA  # tags from here on get the careful step
        self.elements: dict[int, Element] = {}
        self.pixels: PixelElement | None = None
        self.deviations: list[str] = []
        self.damaged = False  # the walk ended before the data set did
        self.in_item = False
        self.in_vain = 0  # second looks at sequences; items of one sequence share the count
        self._last = -1
        self._walked_again = -1

    def scan(self) -> None:
        """Note every element up to the end, the pixel data or damage that cannot be passed."""
        run = self._run_explicit if self.encoding.explicit else self._run_implicit
        while self.end - self.position >= 8:
            run()
            if self.end - self.position < 8 or not self._careful_step():
                break

    def scan_item(self) -> int:
        """Scan one item of undefined length; returns the position after its delimiter."""
        self.in_item = True
        self.scan()
        return self.position

    def _run_explicit(self) -> None:
        """Take elements while they are plain: ascending, known short VR, inside the window."""
        unpack, elements, stop, end = (
            self.encoding.explicit_header,
            self.elements,
            self.stop,
            self.end,
        )
        position, last = self.position, self._last
        self.window.load(position, 12)
        buffer, base = self.window.buffer, self.window.base
        room = min(base + len(buffer), end) - 8
        while position <= room:
            group, number, vr, length = unpack(buffer, position - base)
            tag = group << 16 | number
            value = position + 8
            if not last < tag < stop or vr not in SHORT_VRS or length > end - value:
                break
            elements[tag] = (vr, value, length)
            position = value + length
            last = tag
        self.position, self._last = position, last

    def _run_implicit(self) -> None:
        """As `_run_explicit`, for elements without VR."""
        unpack, elements, stop, end = (
            self.encoding.implicit_header,
            self.elements,
            self.stop,
            self.end,
        )
        position, last = self.position, self._last
        self.window.load(position, 12)
        buffer, base = self.window.buffer, self.window.base
        room = min(base + len(buffer), end) - 8
        while position <= room:
            group, number, length = unpack(buffer, position - base)
            tag = group << 16 | number
            value = position + 8
            if not last < tag < stop or length > end - value or length == UNDEFINED:
                break
            elements[tag] = (b"UN", value, length)
            position = value + length
            last = tag
        self.position, self._last = position, last

    def _careful_step(self) -> bool:
        """Take one element that is not plain; False ends the walk."""
        raw = self.window.peek(self.position, 12)
        head = self.encoding.head(raw, 0)
        if head is None:
            return bool(raw) and self._give_up("data set ends inside an element header")
        tag = head[0]
        if tag >= self.stop and (tag in PIXEL_TAGS or self.stop == AFTER_META):
            return self._stop_at(head)
        if tag <= self._last or tag in _DELIMITERS:
            regular_end = self.in_item and tag == ITEM_END
            if not regular_end and self._walk_last_sequence_again():
                return True
            if tag in _DELIMITERS or tag == 0 or self.stop == AFTER_META:
                return self._out_of_place(tag)
            self._note("elements out of order")
        guessed = head if self._has_known_vr(head) else self._guess_head(head)
        if guessed is None:
            return self._walk_last_sequence_again() or self._give_up("unknown VR")
        return self._take(*guessed)

    def _has_known_vr(self, head: tuple[int, bytes, int, int]) -> bool:
        return not self.encoding.explicit or head[1] in ALL_VRS

    def _take(self, tag: int, vr: bytes, length: int, size: int) -> bool:
        value = self.position + size
        if length == UNDEFINED or length > self.end - value:
            if length != UNDEFINED and self.window.peek(value, 4) != self._item_bytes():
                return self._walk_last_sequence_again() or self._give_up(
                    f"element {tag:08X} is longer than the file"
                )
            extent = find_sequence_end(self.window, value, self.end, self._nested_encoding(vr))
            if extent.problem or length != UNDEFINED:
                self._note(extent.problem or "sequence longer than the file")
            length, following = extent.content_end - value, extent.next_element
        else:
            following = value + length
        # After damage inside a sequence the walk may go on in there: what is known stays.
        self.elements.setdefault(tag, (vr, value, length))
        self.position, self._last = following, tag
        return True

    def _stop_at(self, head: tuple[int, bytes, int, int]) -> bool:
        tag, vr, length, size = head
        if tag in PIXEL_TAGS:
            offset = self.position + size
            table = self.elements.get(at.EXTENDED_OFFSET_TABLE)
            self.pixels = PixelElement(
                tag,
                vr,
                offset,
                None if length == UNDEFINED else length,
                max(0, self.end - offset),
                self.encoding.little,
                table[1:] if table else None,
            )
        return False

    def _out_of_place(self, tag: int) -> bool:
        if tag not in _DELIMITERS:
            return self._give_up("bytes after the end of the data set")
        if self.in_item:
            if tag == ITEM_END:
                self.position += 8
            return False
        self._note("stray item or delimiter between elements")
        self.position += 8
        return True

    def _walk_last_sequence_again(self) -> bool:
        """If the last element is a sequence whose length led astray, find its true end (M-002)."""
        last = self.elements.get(self._last)
        if last is None or self._walked_again == self._last or self.in_vain >= _MOST_IN_VAIN:
            return False
        self._walked_again = self._last
        vr, value, length = last
        if self.window.get(value, 4) != self._item_bytes():
            return False
        extent = find_sequence_end(self.window, value, self.end, self._nested_encoding(vr))
        if extent.problem.startswith("unreadable") or extent.content_end == value + length:
            self.in_vain += 1
            return False
        self.elements[self._last] = (vr, value, extent.content_end - value)
        self.position = extent.next_element
        self._note("sequence with a wrong length")
        return True

    def _guess_head(self, head: tuple[int, bytes, int, int]) -> tuple[int, bytes, int, int] | None:
        """Find out the length of an element whose VR is unknown, by what follows it."""
        tag = head[0]
        raw = self.window.peek(self.position, 12)
        candidates = [(head[2], 8)]  # as the VRs with a 16-bit length
        if len(raw) == 12:
            candidates.append((self.encoding.u32(raw, 8)[0], 12))
        candidates.append((self.encoding.u32(raw, 4)[0], 8))  # implicit VR, M-002
        for length, size in candidates:
            if self._plausible(self.position + size + length, tag):
                self._note("element with an unknown VR")
                return tag, b"UN", length, size
        return None

    def _plausible(self, position: int, after: int) -> bool:
        """True if an element with a higher tag than `after`, or the end, is at `position`."""
        if position >= self.end:
            return position == self.end
        raw = self.window.get(position, 12)
        head = self.encoding.head(raw, 0)
        if head is None or not after < head[0] <= at.PIXEL_DATA:
            return False
        implicit_length: int = self.encoding.u32(raw, 4)[0]
        return head[1] in ALL_VRS or implicit_length <= self.end - position - 8

    def _item_bytes(self) -> bytes:
        return b"\xfe\xff\x00\xe0" if self.encoding.little else b"\xff\xfe\xe0\x00"

    def _nested_encoding(self, vr: bytes) -> Encoding:
        return nested_encoding(self.encoding, vr)

    def _note(self, deviation: str) -> None:
        if deviation not in self.deviations and len(self.deviations) < DEVIATIONS:
            self.deviations.append(deviation)

    def _give_up(self, deviation: str) -> bool:
        self._note(deviation)
        self.damaged = True
        return False


def nested_encoding(outer: Encoding, vr: bytes) -> Encoding:
    """The encoding inside a sequence: UN holds implicit little endian (PS3.5 6.2.2)."""
    return IMPLICIT_LITTLE if outer.explicit and vr == b"UN" else outer

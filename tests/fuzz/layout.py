"""Where the elements of a DICOM byte string lie, so that a mutator can change one at a time.

Its own walk, not the viewer's: a mutator must also see into bytes that the viewer refuses.
"""

from __future__ import annotations

from dataclasses import dataclass

from viewer.media.encoding import (
    EXPLICIT_LITTLE,
    ITEM,
    ITEM_END,
    SEQUENCE_END,
    UNDEFINED,
    Encoding,
    guess_encoding,
)

_MOST = 2000  # elements of one file that are looked at
_DEEPEST = 8
_PIXEL_DATA = 0x7FE00010


@dataclass(frozen=True, slots=True)
class Span:
    """One element or item: `start` of its head, `value`, `end`; `length_at` is its length field.

    `above` are the length fields, (place, size in bytes), of what it lies in and whose length
    is defined: they must grow with it.
    """

    tag: int
    vr: bytes
    start: int
    value: int
    end: int
    length_at: int
    length_size: int
    encoding: Encoding
    above: tuple[tuple[int, int], ...] = ()

    @property
    def is_mark(self) -> bool:
        """Whether it is an item or a delimiter."""
        return self.tag in {ITEM, ITEM_END, SEQUENCE_END}


def spans(data: bytes, start: int = 0) -> list[Span]:
    """Elements, items and delimiters, outer before inner, as far as they make sense."""
    found: list[Span] = []
    if data[128:132] == b"DICM":
        start = 132
        start = _walk(data, (start, len(data)), EXPLICIT_LITTLE, found, stop_group=2)
    _walk(data, (start, len(data)), guess_encoding(data, start), found)
    return found


def _walk(
    data: bytes,
    room: tuple[int, int],
    encoding: Encoding,
    found: list[Span],
    *,
    above: tuple[tuple[int, int], ...] = (),
    stop_group: int = 0xFFFF,
) -> int:
    """Note what lies in `room`, a start and an end; returns where it stopped."""
    at, end = room
    while at + 8 <= end and len(found) < _MOST:
        head = encoding.head(data, at)
        if head is None or stop_group < head[0] >> 16 < ITEM >> 16:
            break
        tag, vr, length, size = head
        value = at + size
        field = (at + size - 4, 4) if size == 12 or vr == b"UN" else (at + 6, 2)
        opened = length == UNDEFINED
        stop = value if opened else min(value + length, end)
        found.append(Span(tag, vr, at, value, stop, *field, encoding, above))
        if opened:  # its content follows as if it were on this level
            at = value
            continue
        nested = tag == ITEM or vr == b"SQ" or data[value : value + 4] == b"\xfe\xff\x00\xe0"
        if nested and tag != _PIXEL_DATA and len(above) < _DEEPEST:
            _walk(data, (value, stop), encoding, found, above=(*above, field))
        if value + length > end:
            break
        at = value + length
    return at


def replaced(data: bytes, span: Span, new: bytes) -> bytes:
    """`data` with `new` in the place of a whole element, the lengths around it made right."""
    growth = len(new) - (span.end - span.start)
    changed = bytearray(data[: span.start] + new + data[span.end :])
    if growth:
        for place, size in span.above:
            order = span.encoding.byte_order
            length = int.from_bytes(changed[place : place + size], order) + growth
            limit = 1 << 8 * size
            changed[place : place + size] = (length % limit).to_bytes(size, order)
    return bytes(changed)

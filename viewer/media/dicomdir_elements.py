"""The flat list of elements in one directory record; sequences in it are stepped over."""

from collections.abc import Iterator

from viewer.limits import RECORD_NESTING
from viewer.media.encoding import ITEM, ITEM_END, SEQUENCE_END, SHORT_VRS, UNDEFINED, Encoding

Value = tuple[int, int, int]  # tag, and where the value starts and stops


def elements(data: bytes, at: int, end: int, encoding: Encoding, depth: int = 0) -> Iterator[Value]:
    """Yield the elements from `at` on; stops at an item's end, at nonsense, or at `end`."""
    end = min(end, len(data))
    unpack = encoding.explicit_header if encoding.explicit else None
    while at + 8 <= end:
        if unpack is not None:
            group, number, vr, length = unpack(data, at)
            tag, size = group << 16 | number, 8
        if unpack is None or vr not in SHORT_VRS:
            head = encoding.head(data, at)
            if head is None or head[0] in {ITEM, ITEM_END, SEQUENCE_END}:
                return
            tag, _, length, size = head
        start = at + size
        if length == UNDEFINED:
            length = _sequence_end(data, start, end, encoding, depth + 1) - start
        at = start + length
        if at > end:
            return
        yield tag, start, at


def item_end(data: bytes, at: int, end: int, encoding: Encoding, depth: int = 0) -> int:
    """Offset behind an item of undefined length whose first element is at `at`."""
    last = at
    for _, _, stop in elements(data, at, end, encoding, depth):
        last = stop
    head = encoding.head(data, last)
    return last + 8 if head is not None and head[0] == ITEM_END else last


def _sequence_end(data: bytes, at: int, end: int, encoding: Encoding, depth: int) -> int:
    """Offset behind the delimiter of a sequence of undefined length."""
    while depth <= RECORD_NESTING and at + 8 <= end:
        tag, _, length, _ = encoding.head(data, at) or (0, b"", 0, 0)
        at += 8
        if tag == SEQUENCE_END:
            return at
        if tag != ITEM:
            break
        if length == UNDEFINED:
            at = item_end(data, at, end, encoding, depth)
        else:
            at += length
    return end

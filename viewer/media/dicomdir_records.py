"""Bytes of a DICOMDIR -> its records with their links, whatever state it is in (M-021, M-033).

The links are at fixed places of nearly every record, so one `unpack_from` a record gives
them. Any other layout is read element by element, and what is no record at all is skipped
to the next one.
"""

import re
import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from viewer.media.charset import plain
from viewer.media.dicomdir_elements import Value, elements, item_end
from viewer.media.encoding import EXPLICIT_LITTLE, ITEM, UNDEFINED, Encoding, guess_encoding

_FILE_SET_ID = 0x00041130
_FIRST_ROOT = 0x00041200
_RECORDS = 0x00041220
_NEXT = 0x00041400
_LOWER = 0x00041420
_KIND = 0x00041430
_CHARACTER_SET = 0x00080005

# Explicit little endian record: item, length, (0004,1400) UL, in-use flag, (0004,1420) UL,
# (0004,1430) CS with the first bytes of its value, which are all that most have.
_HEAD = struct.Struct("<4sI8sI10x8sI14s")
_USUAL = (
    b"\xfe\xff\x00\xe0",
    b"\x04\x00\x00\x14UL\x04\x00",
    b"\x04\x00\x20\x14UL\x04\x00",
)
_KIND_HEAD = b"\x04\x00\x30\x14CS"
_KIND_PLACE = 42  # of that in a record
_LONGEST_USUAL = 1 << 16
_MOST_AGAIN = 8  # times the size of the file that is read again behind wrong lengths
_ITEM_END = b"\xfe\xff\x0d\xe0\0\0\0\0"
# An item that starts with a directory element or a group length.
_RECORD_START = {
    True: re.compile(rb"\xfe\xff\x00\xe0.{4}\x04\x00(?:.\x14|\x00\x00)", re.DOTALL),
    False: re.compile(rb"\xff\xfe\xe0\x00.{4}\x00\x04(?:\x14.|\x00\x00)", re.DOTALL),
}
_SEQUENCE_ENDS = (b"\xfe\xff\xdd\xe0", b"\xff\xfe\xe0\xdd")


class Record(NamedTuple):
    """One directory record; offsets count from the start of the file, 0 is "none"."""

    offset: int
    end: int
    next: int
    lower: int
    kind: str


@dataclass(slots=True)
class RecordTable:
    """All records in file order, by offset, and what is wrong with the file."""

    data: bytes
    encoding: Encoding
    file_set_id: bytes = b""
    character_set: bytes = b""
    first_root: int = 0
    records: dict[int, Record] = field(default_factory=dict)
    damage: Counter[str] = field(default_factory=Counter)

    def elements(self, record: Record, last: int = 0xFFFFFFFF) -> dict[int, bytes]:
        """Values of one record by tag, as far as `last`; sequences are left as bytes."""
        values: dict[int, bytes] = {}
        for tag, start, stop in elements(self.data, record.offset + 8, record.end, self.encoding):
            values[tag] = self.data[start:stop]
            if tag >= last:
                break
        return values


def read_records(data: bytes) -> RecordTable:
    """Find every record; never raises for bad content."""
    start, encoding = _data_set(data)
    table = RecordTable(data, encoding)
    at, stop = _read_root(table, start)
    if at == 0:
        first = _RECORD_START[encoding.little].search(data)
        table.damage["the directory has no record sequence"] += 1
        if first is None:
            return table
        at, stop = first.start(), len(data)
    _read_all(table, at, stop)
    return table


def _data_set(data: bytes) -> tuple[int, Encoding]:
    """Where the data set starts and how it is written, by looking at it (M-002)."""
    at = 132 if data[128:132] == b"DICM" else 0
    for tag, _, stop in elements(data, at, len(data), EXPLICIT_LITTLE):
        if tag >> 16 != 2:
            break
        at = stop
    return at, guess_encoding(data, at)


def _read_root(table: RecordTable, at: int) -> tuple[int, int]:
    """Take the root elements; (start, stop) of the records, (0, 0) if there are none."""
    data, encoding = table.data, table.encoding
    for tag, start, stop in _root_elements(data, at, encoding):
        if tag == _RECORDS:
            return start, stop
        if tag == _FILE_SET_ID:
            table.file_set_id = data[start:stop]
        elif tag == _CHARACTER_SET:
            table.character_set = data[start:stop]
        elif tag == _FIRST_ROOT:
            table.first_root = _number(data[start:stop], encoding)
    return 0, 0


def _root_elements(data: bytes, at: int, encoding: Encoding) -> Iterator[Value]:
    """Elements up to the record sequence, which may be longer than the file."""
    for element in elements(data, at, len(data), encoding):
        if element[0] >= _RECORDS:
            break
        at = element[2]
        yield element
    head = encoding.head(data, at)
    if head is not None and head[0] == _RECORDS:
        start = at + head[3]
        yield _RECORDS, start, len(data) if head[2] == UNDEFINED else start + head[2]


def _read_all(table: RecordTable, at: int, stop: int) -> None:
    size = len(table.data)
    if stop > size:
        table.damage["the directory is cut short"] += 1
    usual = table.encoding is EXPLICIT_LITTLE
    previous: Record | None = None
    room = _MOST_AGAIN * size
    while at < size:
        last = _read_usual(table, at) if usual else None
        if last is not None:
            previous, at = last, last.end
        record = _unusual_record(table, at)
        if record is not None:
            table.records[at] = previous = record
            at = record.end
        elif _is_at_end(table, at, stop):
            return
        else:
            back = previous.offset + 8 if previous else at
            room -= max(0, at - back)
            at = _next_record(table, back if room > 0 else at)
            if previous is not None and previous.end > at:  # its length is wrong
                previous = table.records[previous.offset] = previous._replace(end=at)


def _read_usual(table: RecordTable, at: int) -> Record | None:
    """Take records while they have the layout of nearly every writer; gives the last one."""
    data, records = table.data, table.records
    unpack, new = _HEAD.unpack_from, tuple.__new__
    item, next_tag, lower_tag = _USUAL
    kinds: dict[bytes, str] = {}
    whole = len(data)
    last = whole - _HEAD.size
    record = None
    while at <= last:
        tag, length, tag1, following, tag2, lower, stated = unpack(data, at)
        if tag != item or tag1 != next_tag or tag2 != lower_tag:
            break
        kind = kinds.get(stated)
        if kind is None:
            if not stated.startswith(_KIND_HEAD):
                break
            size = stated[6] + (stated[7] << 8)
            kind = _kind(data[at + _KIND_PLACE + 8 : at + _KIND_PLACE + 8 + size])
            if size <= len(stated) - 8:  # else others may begin in the same way
                kinds[stated] = kind
        if length == UNDEFINED:
            end = data.find(_ITEM_END, at, at + _LONGEST_USUAL) + 8
            # Sequences in a record end in the same way; another record must follow.
            if data[end : end + 4] != item or data[end + 8 : end + 16] != next_tag:
                break
        else:
            end = at + 8 + length
            if end > whole:
                break
        # As Record(...), which takes three times as long; a disc has thousands.
        records[at] = record = new(Record, (at, end, following, lower, kind))
        at = end
    return record


def _unusual_record(table: RecordTable, at: int) -> Record | None:
    """A record of any layout, read element by element; None if there is no item at `at`."""
    data, encoding = table.data, table.encoding
    head = encoding.head(data, at)
    if head is None or head[0] != ITEM:
        return None
    length = head[2]
    first, size = at + 8, len(data)
    end = item_end(data, first, size, encoding) if length == UNDEFINED else first + length
    if end > size:
        table.damage["a record is longer than the file"] += 1
        following = _RECORD_START[encoding.little].search(data, first)
        end = following.start() if following else size
    values = {_NEXT: b"", _LOWER: b"", _KIND: b""}
    for tag, start, stop in elements(data, first, end, encoding):
        if tag in values:
            values[tag] = data[start:stop]
    links = _number(values[_NEXT], encoding), _number(values[_LOWER], encoding)
    return Record(at, end, *links, _kind(values[_KIND]))


def _is_at_end(table: RecordTable, at: int, stop: int) -> bool:
    """True behind the last record: declared end, delimiter, or nothing but padding."""
    rest = table.data[at : at + 8]
    return at == stop or rest[:4] in _SEQUENCE_ENDS or not rest.strip(b"\0")


def _next_record(table: RecordTable, at: int) -> int:
    table.damage["a record has a wrong length"] += 1
    found = _RECORD_START[table.encoding.little].search(table.data, at)
    return found.start() if found else len(table.data)


def _kind(raw: bytes) -> str:
    return plain(raw).strip().upper()


def _number(value: bytes, encoding: Encoding) -> int:
    return int.from_bytes(value[:4], "little" if encoding.little else "big")

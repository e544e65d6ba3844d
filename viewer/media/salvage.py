"""Entries of a ZIP archive that has lost its directory: a copy cut short, a bad download.

A new directory is made from the entries' own headers and laid behind the damaged archive,
so that the standard library reads it as any other.
"""

import io
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from viewer.media.cancel import CancelToken

# signature, version, flags, method, time, date, crc, packed, unpacked, name and extra length
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_DESCRIPTOR = struct.Struct("<4s3I")
_LOCAL_MAGIC = b"PK\x03\x04"
_DESCRIPTOR_MAGIC = b"PK\x07\x08"
_SIZE_FOLLOWS = 0x8
_WINDOW = 1 << 20


@dataclass(frozen=True, slots=True)
class _Entry:
    offset: int
    flags: int
    method: int
    crc: int
    packed: int
    unpacked: int
    name: bytes
    end: int


def salvage_zip(stream: BinaryIO, most: int, cancel: CancelToken) -> zipfile.ZipFile:
    """Open an archive without directory, at most `most` entries of it.

    The archive is read twice at the most, whatever its headers say. Raises BadZipFile if no
    whole entry is left, and CancelledError.
    """
    size = stream.seek(0, io.SEEK_END)
    view, descriptors = _View(stream, cancel), _Descriptors(_View(stream, cancel), most)
    entries = list(islice(_entries(view, size, descriptors), most))
    if not entries:
        raise zipfile.BadZipFile("no entry was found")
    return zipfile.ZipFile(io.BufferedReader(_WithTail(stream, size, _directory(entries, size))))


def _entries(view: "_View", size: int, descriptors: "_Descriptors") -> Iterator[_Entry]:
    position = view.find(_LOCAL_MAGIC, 0)
    while position is not None:
        entry = _entry_at(view, position, size, descriptors)
        if entry is not None:
            yield entry
            position = view.find(_LOCAL_MAGIC, entry.end)
        else:
            position = view.find(_LOCAL_MAGIC, position + 4)


def _entry_at(view: "_View", offset: int, size: int, descriptors: "_Descriptors") -> _Entry | None:
    """The entry whose header is at `offset`, None if it is not whole."""
    head = view.get(offset, _LOCAL.size)
    if len(head) < _LOCAL.size:
        return None
    _, _, flags, method, _, _, crc, packed, unpacked, name_size, extra_size = _LOCAL.unpack(head)
    start = offset + _LOCAL.size + name_size + extra_size
    end = start + packed
    if flags & _SIZE_FOLLOWS:
        found = descriptors.of(start)
        if found is None:
            return None
        crc, packed, unpacked, end = found
    if not name_size or end > size:
        return None
    name = view.get(offset + _LOCAL.size, name_size)
    return _Entry(offset, flags, method, crc, packed, unpacked, name, end)


class _Descriptors:
    """What a writer to a pipe puts behind the data of each entry.

    They are looked for once from the first entry to the end, and `most` of them kept by the
    place where the data they tell of must start.
    """

    def __init__(self, view: "_View", most: int) -> None:
        self._view = view
        self._most = most
        self._known: dict[int, tuple[int, int, int, int]] = {}
        self._next: int | None = 0

    def of(self, start: int) -> tuple[int, int, int, int] | None:
        """(crc, packed, unpacked, end) of the data that starts there; ask in their order."""
        if self._next is not None:
            self._next = max(self._next, start)
        while start not in self._known and self._next is not None:
            self._read_next(self._next)
        return self._known.get(start)

    def _read_next(self, position: int) -> None:
        found = self._view.find(_DESCRIPTOR_MAGIC, position)
        raw = self._view.get(found, _DESCRIPTOR.size) if found is not None else b""
        if found is None or len(raw) < _DESCRIPTOR.size or len(self._known) >= self._most:
            self._next = None
            return
        _, crc, packed, unpacked = _DESCRIPTOR.unpack(raw)
        self._known.setdefault(found - packed, (crc, packed, unpacked, found + len(raw)))
        self._next = found + 4


class _View:
    """A stretch of the stream in memory, moved on when something beyond it is wanted."""

    def __init__(self, stream: BinaryIO, cancel: CancelToken) -> None:
        self._stream = stream
        self._cancel = cancel
        self._base = 0
        self._data = b""

    def get(self, offset: int, count: int) -> bytes:
        """Up to `count` bytes; fewer at the end of the stream."""
        at = offset - self._base
        if at < 0 or at + count > len(self._data):
            self._load(offset)
            at = 0
        return self._data[at : at + count]

    def find(self, magic: bytes, start: int) -> int | None:
        """Offset of the next `magic`; stretches overlap so that none is cut in two."""
        while True:
            at = start - self._base
            found = self._data.find(magic, at) if at >= 0 else -1
            if found >= 0:
                return self._base + found
            start = max(start, self._base + len(self._data) - len(magic) + 1) if at >= 0 else start
            self._load(start)
            if len(self._data) < len(magic):
                return None

    def _load(self, offset: int) -> None:
        self._cancel.check()
        self._stream.seek(offset)
        self._base, self._data = offset, self._stream.read(_WINDOW)


def _directory(entries: list[_Entry], start: int) -> bytes:
    records = b"".join(
        _CENTRAL.pack(
            b"PK\x01\x02", 20, 20, entry.flags, entry.method, 0, 0x21, entry.crc, entry.packed,
            entry.unpacked, len(entry.name), 0, 0, 0, 0, 0, entry.offset,
        )
        + entry.name
        for entry in entries
    )  # fmt: skip
    count = min(len(entries), 0xFFFF)
    return records + _END.pack(b"PK\x05\x06", 0, 0, count, count, len(records), start, 0)


class _WithTail(io.RawIOBase):
    """A stream of `size` bytes followed by `tail`, without copying the stream."""

    def __init__(self, stream: BinaryIO, size: int, tail: bytes) -> None:
        self._stream = stream
        self._size = size
        self._tail = tail
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position}.get(
            whence, self._size + len(self._tail)
        )
        self._position = max(0, base + offset)
        return self._position

    def readinto(self, buffer: "memoryview[int]") -> int:  # type: ignore[override]
        wanted = len(buffer)
        if self._position < self._size:
            self._stream.seek(self._position)
            chunk = self._stream.read(min(wanted, self._size - self._position))
        else:
            at = self._position - self._size
            chunk = self._tail[at : at + wanted]
        buffer[: len(chunk)] = chunk
        self._position += len(chunk)
        return len(chunk)

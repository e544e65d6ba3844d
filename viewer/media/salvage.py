"""Entries of a ZIP archive that has lost its directory: a copy cut short, a bad download.

A new directory is made from the entries' own headers and laid behind the damaged archive,
so that the standard library reads it as any other.
"""

import io
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

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


def salvage_zip(stream: BinaryIO) -> zipfile.ZipFile:
    """Open an archive without directory; raises BadZipFile if no whole entry is left."""
    size = stream.seek(0, io.SEEK_END)
    entries = list(_entries(stream, size))
    if not entries:
        raise zipfile.BadZipFile("no entry was found")
    return zipfile.ZipFile(io.BufferedReader(_WithTail(stream, size, _directory(entries, size))))


def _entries(stream: BinaryIO, size: int) -> Iterator[_Entry]:
    position = _find(stream, _LOCAL_MAGIC, 0)
    while position is not None:
        entry = _entry_at(stream, position)
        if entry is not None and entry.name and entry.end <= size:
            yield entry
            position = _find(stream, _LOCAL_MAGIC, entry.end)
        else:
            position = _find(stream, _LOCAL_MAGIC, position + 4)


def _entry_at(stream: BinaryIO, offset: int) -> _Entry | None:
    stream.seek(offset)
    head = stream.read(_LOCAL.size)
    if len(head) < _LOCAL.size:
        return None
    _, _, flags, method, _, _, crc, packed, unpacked, name_size, extra_size = _LOCAL.unpack(head)
    name = stream.read(name_size)
    start = offset + _LOCAL.size + name_size + extra_size
    end = start + packed
    if flags & _SIZE_FOLLOWS:
        found = _descriptor(stream, start)
        if found is None:
            return None
        crc, packed, unpacked, end = found
    return _Entry(offset, flags, method, crc, packed, unpacked, name, end)


def _descriptor(stream: BinaryIO, start: int) -> tuple[int, int, int, int] | None:
    """(crc, packed, unpacked, end) that a writer to a pipe puts behind the data."""
    position = _find(stream, _DESCRIPTOR_MAGIC, start)
    while position is not None:
        stream.seek(position)
        raw = stream.read(_DESCRIPTOR.size)
        if len(raw) < _DESCRIPTOR.size:
            return None
        _, crc, packed, unpacked = _DESCRIPTOR.unpack(raw)
        if packed == position - start:
            return crc, packed, unpacked, position + _DESCRIPTOR.size
        position = _find(stream, _DESCRIPTOR_MAGIC, position + 4)
    return None


def _find(stream: BinaryIO, magic: bytes, start: int) -> int | None:
    """Offset of the next `magic`; windows overlap so that none is cut in two."""
    while True:
        stream.seek(start)
        window = stream.read(_WINDOW)
        at = window.find(magic)
        if at >= 0:
            return start + at
        if len(window) < _WINDOW:
            return None
        start += _WINDOW - len(magic) + 1


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

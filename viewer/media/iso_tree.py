"""The names in an image of a disc and where their bytes lie (ECMA-119, Joliet, Rock Ridge).

An image may be damaged or hostile: what cannot be read or makes no sense costs the folder it is
in. The names of Joliet are taken where there are any, then those of Rock Ridge, then the short
ones; folders that cannot be read in one tree of names are looked for in the other.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from viewer.errors import FileReadError, UnsafePathError
from viewer.limits import ISO_FOLDER_BYTES
from viewer.media.file_id import split_file_id
from viewer.media.source import refused
from viewer.model.findings import Finding, FindingCode, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from viewer.media.cancel import CancelToken

SECTOR: Final = 2048
_FIRST: Final = 16  # sector of the first volume descriptor
_MOST_DESCRIPTORS: Final = 64
_PRIMARY, _SUPPLEMENTARY, _END = 1, 2, 255
_JOLIET: Final = frozenset({b"%/@", b"%/C", b"%/E"})
_IS_FOLDER, _GOES_ON = 0x02, 0x80
_ITSELF: Final = frozenset({b"\0", b"\1"})  # the folder and the one above
_VERSION: Final = re.compile(r";\d+$")
_HEAD: Final = 33  # bytes of a directory record before its name


@dataclass(frozen=True, slots=True)
class Extent:
    """A run of bytes of the image."""

    start: int
    length: int


@dataclass(slots=True)
class IsoTree:
    """The files of an image by path, "/" between components, in the order of their bytes."""

    label: str = ""
    files: dict[str, tuple[Extent, ...]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Volume:
    """One tree of names."""

    block: int
    root: bytes  # directory record of the root
    label: str
    is_joliet: bool


@dataclass(frozen=True, slots=True)
class _Record:
    name: str
    extent: Extent
    is_folder: bool
    goes_on: bool


def is_iso(stream: BinaryIO) -> bool:
    """Whether there is a volume descriptor where one must be; raises OSError."""
    stream.seek(_FIRST * SECTOR)
    return stream.read(6)[1:] == b"CD001"


def read_iso_tree(stream: BinaryIO, most: int, cancel: CancelToken) -> IsoTree:
    """All names in the image, of up to `most` files and folders.

    Raises FileReadError if no tree of names can be found, CancelledError.
    """
    volumes = sorted(_volumes(stream), key=lambda volume: not volume.is_joliet)
    if not volumes:
        raise FileReadError("the image has no directory that can be read")
    walker = _Walker(stream, most, cancel)
    for volume in volumes:
        walker.walk(volume)
        if not walker.has_gaps:
            break
    files = sorted(walker.files.items(), key=lambda one: one[1][0].start)
    label = next((volume.label for volume in volumes if volume.label), "")
    return IsoTree(label, dict(files), walker.findings)


def _volumes(stream: BinaryIO) -> Iterator[_Volume]:
    for number in range(_FIRST, _FIRST + _MOST_DESCRIPTORS):
        try:
            stream.seek(number * SECTOR)
            data = stream.read(SECTOR)
        except OSError:  # the next one may be a copy that can be read
            continue
        if len(data) < SECTOR or data[1:6] != b"CD001" or data[0] == _END:
            return
        joliet = data[0] == _SUPPLEMENTARY and data[88:91] in _JOLIET
        if data[0] == _PRIMARY or joliet:
            label = data[40:72].decode("utf-16-be" if joliet else "ascii", "replace")
            block = int.from_bytes(data[128:130], "little")
            if block in {512, 1024, 2048}:
                yield _Volume(block, data[156:190], label.strip(" \0"), joliet)


class _Walker:
    """Goes through trees of names; a place of the image is one folder, however often named."""

    def __init__(self, stream: BinaryIO, most: int, cancel: CancelToken) -> None:
        self.files: dict[str, tuple[Extent, ...]] = {}
        self.findings: list[Finding] = []
        self.has_gaps = False
        self._stream = stream
        self._left = most
        self._cancel = cancel
        self._starts: set[int] = set()

    def walk(self, volume: _Volume) -> None:
        """Take what one tree names and the one before did not."""
        visited: set[int] = set()
        pending = [("", _extent(volume.root, volume.block))]
        known = set(self._starts)
        while pending:
            self._cancel.check()
            folder, extent = pending.pop()
            if extent.start in visited:
                continue
            visited.add(extent.start)
            inside: list[tuple[str, Extent]] = []
            for record, parts in self._files_and_folders(folder, extent, volume):
                if self._left <= 0:
                    self._find(FindingCode.ARCHIVE_LIMIT, folder, "more names in the image")
                    return
                self._left -= 1
                path = self._safe(folder, record.name)
                if path is None:
                    continue
                if record.is_folder:
                    inside.append((path, record.extent))
                elif parts[0].start not in known:
                    self._take(path, parts)
            pending.extend(reversed(inside))

    def _take(self, path: str, parts: tuple[Extent, ...]) -> None:
        if path not in self.files:
            self.files[path] = parts
            self._starts.add(parts[0].start)

    def _files_and_folders(
        self, folder: str, extent: Extent, volume: _Volume
    ) -> Iterator[tuple[_Record, tuple[Extent, ...]]]:
        """Each name with all runs of bytes behind it: a file may be in several records."""
        parts: list[Extent] = []
        for record in self._records(folder, extent, volume):
            parts.append(record.extent)
            if not record.goes_on:
                yield record, tuple(parts)
                parts = []

    def _records(self, folder: str, extent: Extent, volume: _Volume) -> Iterator[_Record]:
        """Records of a folder, sector by sector, so that a bad one costs what is in it."""
        if extent.length > ISO_FOLDER_BYTES:
            self._gap(folder, "it claims to be larger than folders are")
            return
        for offset in range(0, extent.length, volume.block):
            try:
                self._stream.seek(extent.start + offset)
                data = self._stream.read(volume.block)
            except OSError as error:
                self._gap(folder, type(error).__name__)
                continue
            if len(data) < volume.block:
                self._gap(folder, "the image ends before it")
                return
            yield from _in_block(data, volume)

    def _safe(self, folder: str, name: str) -> str | None:
        try:
            parts = split_file_id(name)
        except UnsafePathError as error:
            self.findings.append(refused(folder, f"a name in the image: {error}"))
            return None
        if len(parts) != 1:
            self.findings.append(refused(folder, "a name in the image has separators in it"))
            return None
        return f"{folder}/{parts[0]}" if folder else parts[0]

    def _gap(self, folder: str, reason: str) -> None:
        self.has_gaps = True
        self._find(FindingCode.FOLDER_UNREADABLE, folder, f"cannot be listed: {reason}")

    def _find(self, code: FindingCode, path: str, detail: str) -> None:
        finding = Finding(code, Severity.ERROR, detail, path)
        if finding not in self.findings:
            self.findings.append(finding)


def _in_block(data: bytes, volume: _Volume) -> Iterator[_Record]:
    position = 0
    while position < len(data) and data[position]:
        record = data[position : position + data[position]]
        position += data[position]
        if len(record) <= _HEAD or len(record) < _HEAD + record[32]:
            return  # what follows cannot be told from noise
        raw = record[_HEAD : _HEAD + record[32]]
        if raw in _ITSELF:
            continue
        flags = record[25]
        name = _name(record, raw, is_joliet=volume.is_joliet)
        extent = _extent(record, volume.block)
        yield _Record(name, extent, bool(flags & _IS_FOLDER), bool(flags & _GOES_ON))


def _extent(record: bytes, block: int) -> Extent:
    start, length = struct.unpack_from("<I", record, 2)[0], struct.unpack_from("<I", record, 10)[0]
    return Extent((start + record[1]) * block, length)


def _name(record: bytes, raw: bytes, *, is_joliet: bool) -> str:
    if is_joliet:
        return _VERSION.sub("", raw.decode("utf-16-be", "replace"))
    long_name = _rock_ridge(record[_HEAD + len(raw) + (len(raw) + 1) % 2 :])
    if long_name:
        return long_name.decode("utf-8", "replace")
    return _VERSION.sub("", raw.decode("ascii", "replace")).rstrip(".")


def _rock_ridge(fields: bytes) -> bytes:
    """The parts of a name in a record's own fields; those elsewhere are not looked for."""
    name, position = b"", 0
    while position + 4 <= len(fields) and fields[position + 2] >= 4:
        end = position + fields[position + 2]
        if fields[position : position + 2] == b"NM":
            name += fields[position + 5 : end]
        position = end
    return name

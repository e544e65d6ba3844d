"""The archives of modules in the order in which a start reads them.

PyInstaller keeps Python's modules in the program's own file and a few in `base_library.zip`, by
name. What the window needs is put first there, so that it is read in one piece; the rest follows
when pictures are due. Which ones these are is told by the places a traced start read from.
"""

from __future__ import annotations

import importlib.util
import marshal
import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path

_HEAD = 17  # bytes: magic, Python's magic, place of the table, unused


class Archive:
    """PyInstaller's archive in a program (PyInstaller/archive/writers.py).

    A head, the entries, the table as Python marshals it; places are counted from the head.
    """

    def __init__(self, program: Path) -> None:
        self._program = program
        self._data = program.read_bytes()
        self.start = self._data.index(b"PYZ\0")
        while self._data[self.start + 4 : self.start + 8] != importlib.util.MAGIC_NUMBER:
            self.start = self._data.index(b"PYZ\0", self.start + 4)
        (table_at,) = struct.unpack_from("!i", self._data, self.start + 8)
        self.table_at = self.start + table_at
        self.table: list[tuple[str, tuple[int, int, int]]] = marshal.loads(  # noqa: S302  just made
            self._data[self.table_at :]
        )
        self.size = len(self._data)

    def names_at(self, places: Sequence[int]) -> list[str]:
        """Modules that begin at these bytes of the program, in that order."""
        names = {self.start + place: name for name, (_, place, size) in self.table if size}
        return [names[place] for place in dict.fromkeys(places) if place in names]

    def reorder(self, names: Sequence[str]) -> None:
        """Write the entries of `names` first; the size of everything stays.

        Raises:
            RuntimeError: the table has another size now.
        """
        rank = {name: number for number, name in enumerate(dict.fromkeys(names))}
        ordered = sorted(self.table, key=lambda one: (rank.get(one[0], len(rank)), one[0]))
        body, places, at = [], {}, _HEAD
        for name, (_, start, size) in ordered:
            places[name] = at
            body.append(self._data[self.start + start : self.start + start + size])
            at += size
        self.table = [(name, (kind, places[name], n)) for name, (kind, _, n) in self.table]
        table = marshal.dumps(self.table)
        old = marshal.dumps(marshal.loads(self._data[self.table_at :]))  # noqa: S302  as above
        if len(table) != len(old) or self.start + at != self.table_at:
            raise RuntimeError("the archive of modules does not fit its place any more")
        whole = bytearray(self._data)
        whole[self.start + _HEAD : self.table_at] = b"".join(body)
        whole[self.table_at : self.table_at + len(table)] = table
        self._data = bytes(whole)
        self._program.write_bytes(self._data)

    def end_of(self, names: Sequence[str]) -> int:
        """The byte of the program behind the last of these modules."""
        wanted = set(names)
        ends = (place + size for name, (_, place, size) in self.table if name in wanted)
        return self.start + max(ends, default=0)


def zip_names_at(file: Path, places: Sequence[int]) -> list[str]:
    """Entries of a ZIP whose heads are at these bytes."""
    with zipfile.ZipFile(file) as archive:
        heads = {one.header_offset: one.filename for one in archive.infolist()}
    return [heads[place] for place in dict.fromkeys(places) if place in heads]


def reorder_zip(file: Path, names: Sequence[str]) -> int:
    """Write a ZIP anew with `names` first; returns the byte behind them."""
    rank = {name: number for number, name in enumerate(names)}
    with zipfile.ZipFile(file) as old:
        infos = sorted(old.infolist(), key=lambda one: rank.get(one.filename, len(rank)))
        entries = [(one, old.read(one)) for one in infos]
    end = 0
    with zipfile.ZipFile(file, "w") as new:
        for entry, data in entries:
            new.writestr(entry, data)
            if entry.filename in rank and new.fp is not None:
                end = new.fp.tell()
    return end

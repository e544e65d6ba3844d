"""A DICOMDIR that is there, taken apart so that records can be added and none is lost (M-021).

Records keep every value byte for byte, of kinds nobody knows too. A directory whose links are not
in order is refused: what cannot be found again cannot be kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final

from viewer.errors import FileReadError, MediumError
from viewer.limits import DIRECTORY_DEPTH
from viewer.media import attributes as at
from viewer.media.charset import plain
from viewer.media.dicomdir_records import read_records
from viewer.media.directory_file import IN_USE, RecordNode
from viewer.media.header import read_dataset
from viewer.media.rewrite import encoded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from viewer.media.dataset import RawDataset
    from viewer.media.dicomdir_records import Record, RecordTable
    from viewer.settings import DecodeSettings

_FILE_SET_ID: Final = 0x0004_1130
_REWRITTEN: Final = frozenset({_FILE_SET_ID, 0x0004_1200, 0x0004_1202, 0x0004_1212, 0x0004_1220})
_LINKS: Final = frozenset({0x0004_1400, 0x0004_1410, 0x0004_1420})
_IN_USE: Final = 0x0004_1410
_FILE_ID: Final = 0x0004_1500
_MULTIPLE: Final = 0x0004_1504  # leads to a record by its place, in directories of long ago
_INSTANCE: Final = 0x0004_1511
_EVERY: Final = 1 << 31
_DAMAGED: Final = "the directory of the medium is damaged: make a new disc of it instead"


@dataclass(frozen=True, slots=True)
class ExistingDirectory:
    """What a DICOMDIR holds, keyed as `DirectoryWriter` keys it."""

    roots: dict[str, RecordNode]
    elements: Mapping[int, bytes]  # of the root, beside links and records
    file_set_id: str
    instance_uid: str
    instances: frozenset[str]  # SOP Instance UIDs that are listed


def read_existing(data: bytes, settings: DecodeSettings) -> ExistingDirectory:
    """Take a directory apart; raises MediumError for one that is not in order."""
    table = read_records(data)
    try:
        raw = read_dataset(BytesIO(data), settings=settings)
        items = raw.items(at.DIRECTORY_RECORD_SEQUENCE, _EVERY)
    except FileReadError as error:
        raise MediumError(_DAMAGED) from error
    if table.damage or raw.cut_off or len(items) != len(table.records):
        raise MediumError(_DAMAGED)
    if any(_MULTIPLE in item for item in items):
        raise MediumError("the directory of the medium is of a kind that nothing can be added to")
    found = dict(zip(table.records, items, strict=True))
    walk = _Walk(table, found)
    roots = walk.level(table.first_root)
    if len(walk.seen) != len(found):
        raise MediumError(_DAMAGED)
    return ExistingDirectory(
        roots,
        {tag: encoded(raw, tag) for tag in raw.elements if tag & 0xFFFF and tag not in _REWRITTEN},
        plain(raw.raw(_FILE_SET_ID)).strip()[:16],
        raw.meta.uid(at.MEDIA_STORAGE_SOP_INSTANCE_UID) if raw.meta is not None else "",
        frozenset(item.uid(_INSTANCE) for item in items) - {""},
    )


class _Walk:
    """Follows the links; every record once."""

    def __init__(self, table: RecordTable, found: Mapping[int, RawDataset]) -> None:
        self._table = table
        self._found = found
        self.seen: set[int] = set()

    def level(self, first: int, depth: int = 0) -> dict[str, RecordNode]:
        """The records of one level from the first on, with what is below them."""
        nodes: dict[str, RecordNode] = {}
        if depth > DIRECTORY_DEPTH:
            raise MediumError(_DAMAGED)
        for record in self._siblings(first):
            item = self._found[record.offset]
            key = _key(record, item)
            if key in nodes:  # two of one name: neither is lost
                key = f"\n{record.offset}"
            below = self.level(record.lower, depth + 1) if record.lower else {}
            stated = item.integer(_IN_USE)
            nodes[key] = RecordNode(_content(item), below, IN_USE if stated is None else stated)
        return nodes

    def _siblings(self, offset: int) -> Iterator[Record]:
        while offset:
            record = self._table.records.get(offset)
            if record is None or offset in self.seen:
                raise MediumError(_DAMAGED)
            self.seen.add(offset)
            yield record
            offset = record.next


def _content(item: RawDataset) -> bytes:
    tags = (tag for tag in sorted(item.elements) if tag & 0xFFFF and tag not in _LINKS)
    return b"".join(encoded(item, tag) for tag in tags)


def _key(record: Record, item: RawDataset) -> str:
    """The key under which something that belongs to the record would be added."""
    if record.kind == "PATIENT":
        return item.text(at.PATIENT_ID).strip() or f"\n{item.name(at.PATIENT_NAME)}"
    if record.kind == "STUDY":
        return item.uid(at.STUDY_INSTANCE_UID) or f"\n{record.offset}"
    if record.kind == "SERIES":
        return item.uid(at.SERIES_INSTANCE_UID) or f"\n{record.offset}"
    file_id = "/".join(part.strip() for part in plain(item.raw(_FILE_ID)).split("\\"))
    return file_id or f"\n{record.offset}"

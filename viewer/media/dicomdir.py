"""DICOMDIR -> the series it lists, at once; their instances when somebody asks (M-020..M-024).

Only patient, study and series records are read to begin with. The records of instances, of
which a disc has thousands, are read series by series.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TypeVar

from viewer.media import attributes as at
from viewer.media.charset import brief, charset, plain
from viewer.media.dicomdir_links import (
    LEVELS,
    PATIENT,
    SERIES,
    STUDY,
    RecordTree,
    link_records,
)
from viewer.media.dicomdir_records import Record, RecordTable, read_records
from viewer.media.facts import patient_facts, series_facts, study_facts
from viewer.media.numbers import decimal, whole
from viewer.model.findings import Finding, FindingCode, Severity
from viewer.model.header import PatientFacts, SeriesFacts, StudyFacts

_IN_USE = 0x00041410
_FILE_ID = 0x00041500
_SOP_CLASS = 0x00041510
_SOP_INSTANCE = 0x00041511
_TRANSFER_SYNTAX = 0x00041512
_MOST_TEXT_BYTES = 64 * 1024  # decoded of one value, as of a header's
PLACEHOLDER = "~"  # first character of a UID the directory does not name; no real UID has it


@dataclass(frozen=True, slots=True)
class ListedSeries:
    """One series of a directory; `leaves` are the places of its instances' records."""

    patient: PatientFacts
    study: StudyFacts
    series: SeriesFacts
    leaves: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ListedInstance:
    """What one record says; `file_id` as stored, not to be trusted (M-030)."""

    file_id: str
    sop_instance_uid: str
    sop_class_uid: str
    transfer_syntax_uid: str
    instance_number: int | None
    record_type: str
    in_use: bool


class Directory:
    """One DICOMDIR, read into memory; `findings` say what is wrong with it."""

    def __init__(self, data: bytes, path: str = "") -> None:
        self.path = path
        with _no_garbage():
            self._table = read_records(data)
            tree = link_records(self._table)
            self.series = tuple(_Outline(self._table, tree).series())
        self.file_set_id = plain(self._table.file_set_id)
        self.findings = tuple(_findings(self._table, tree, path))

    def instances(self, series: ListedSeries) -> Iterator[ListedInstance | Finding]:
        """Read the records of one series; those that name no file become findings."""
        for offset in series.leaves:
            record = self._table.records[offset]
            instance = self._instance(record)
            if instance.file_id:
                yield instance
            else:
                yield self._without_file(record)

    def first_syntax(self, series: ListedSeries) -> str:
        """The transfer syntax of the first file of a series, "" if its record does not say."""
        for offset in series.leaves[:1]:
            return self._instance(self._table.records[offset]).transfer_syntax_uid
        return ""

    def _instance(self, record: Record) -> ListedInstance:
        values = self._table.elements(record, at.INSTANCE_NUMBER)
        stated = _Values(values, b"")
        return ListedInstance(
            _file_id(values.get(_FILE_ID, b"")),
            stated.uid(_SOP_INSTANCE),
            stated.uid(_SOP_CLASS),
            stated.uid(_TRANSFER_SYNTAX),
            stated.integer(at.INSTANCE_NUMBER),
            record.kind,
            any(values.get(_IN_USE, b"\xff")),
        )

    def _without_file(self, record: Record) -> Finding:
        known = record.kind in LEVELS
        severity = Severity.WARNING if known else Severity.INFO
        detail = f"a record of type {record.kind or 'none'!r} names no file"
        return Finding(FindingCode.DIRECTORY_RECORD, severity, detail, self.path)


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Keep the collector from looking through thousands of new tuples again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@dataclass(frozen=True, slots=True)
class _Above:
    """What the records above say: a record's facts are those of its ancestors."""

    declaration: bytes  # of the character set
    patient: PatientFacts = field(default_factory=PatientFacts)
    study: StudyFacts = field(default_factory=StudyFacts)
    series: SeriesFacts = field(default_factory=SeriesFacts)


class _Outline:
    """Goes down the tree of records to the series."""

    def __init__(self, table: RecordTable, tree: RecordTree) -> None:
        self._table = table
        self._tree = tree

    def series(self) -> Iterator[ListedSeries]:
        """One entry per SERIES record, and one per record that has instances without it."""
        pending = [(0, self._tree.roots, _Above(self._table.character_set))]
        while pending:
            place, offsets, above = pending.pop()
            leaves: list[int] = []
            below: list[tuple[int, list[int], _Above]] = []
            for offset in offsets:
                record = self._table.records[offset]
                children = self._tree.children.get(offset, [])
                level = self._level(record, children)
                if level == 0:
                    leaves.extend(self._flat([offset]))
                    continue
                facts = self._read(record, level, above)
                if level == SERIES:
                    yield _listed(offset, facts, self._flat(children))
                else:
                    below.append((offset, children, facts))
            pending.extend(reversed(below))
            if leaves:
                yield _listed(place, above, leaves)

    def _level(self, record: Record, children: list[int]) -> int:
        """PATIENT, STUDY, SERIES, or 0 for what is or may be an instance."""
        level = LEVELS.get(record.kind)
        if level is None and children:  # an unknown kind in the place of a known one
            level = LEVELS.get(self._table.records[children[0]].kind, 1) - 1
        return level if level in {PATIENT, STUDY, SERIES} else 0

    def _flat(self, offsets: list[int]) -> list[int]:
        """Records of a series with all below them, PRIVATE ones for instance."""
        if self._tree.children.keys().isdisjoint(offsets):
            return offsets
        flat: list[int] = []
        pending = offsets[::-1]
        while pending:
            offset = pending.pop()
            flat.append(offset)
            pending.extend(reversed(self._tree.children.get(offset, ())))
        return flat

    def _read(self, record: Record, level: int, above: _Above) -> _Above:
        values = self._table.elements(record)
        declaration = values.get(at.SPECIFIC_CHARACTER_SET) or above.declaration
        stated = _Values(values, declaration)
        if level == PATIENT:
            return _Above(declaration, patient_facts(stated))
        if level == STUDY:
            study = _or_place(study_facts(stated), record.offset)
            return _Above(declaration, above.patient, study)
        series = _or_place(series_facts(stated), record.offset)
        return _Above(declaration, above.patient, above.study, series)


def _listed(place: int, above: _Above, leaves: list[int]) -> ListedSeries:
    # Instances may lack the records that should be above them.
    study, series = _or_place(above.study, place), _or_place(above.series, place)
    return ListedSeries(above.patient, study, series, tuple(leaves))


_Facts = TypeVar("_Facts", StudyFacts, SeriesFacts)


def _or_place(facts: _Facts, place: int) -> _Facts:
    """The same facts, told apart by the record's place if they have no UID."""
    return facts if facts.uid else replace(facts, uid=f"{PLACEHOLDER}{place}")


class _Values:
    """The values of one record, as `facts` asks for them (M-005, M-006)."""

    def __init__(self, values: dict[int, bytes], declaration: bytes) -> None:
        self._values = values
        self._charset = charset(declaration)

    def text(self, tag: int) -> str:
        return brief(self._charset.decode(self._values.get(tag, b"")[:_MOST_TEXT_BYTES]))

    def name(self, tag: int) -> str:
        return brief(self._charset.decode_name(self._values.get(tag, b"")[:_MOST_TEXT_BYTES]))

    def uid(self, tag: int) -> str:
        return plain(self._values.get(tag, b""))

    def code(self, tag: int) -> str:
        return self.uid(tag).split("\\")[0].strip().upper()

    def integer(self, tag: int) -> int | None:
        number = decimal(self.uid(tag).split("\\")[0])
        return next(iter(whole((number,))), None) if number is not None else None


def _file_id(raw: bytes) -> str:
    """File names are ASCII by the standard, in whatever the writer used in practice (M-010)."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("iso8859-1")


def _findings(table: RecordTable, tree: RecordTree, path: str) -> Iterator[Finding]:
    if not table.records and not table.damage:
        empty = "the directory lists nothing"
        yield Finding(FindingCode.DIRECTORY_DAMAGED, Severity.WARNING, empty, path)
    damage = table.damage + tree.damage
    if damage:
        detail = "; ".join(f"{what} ({count} times)" for what, count in damage.items())
        yield Finding(FindingCode.DIRECTORY_DAMAGED, Severity.WARNING, detail, path)

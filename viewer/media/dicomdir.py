"""DICOMDIR -> the series it lists, at once; their instances when somebody asks (M-020..M-024).

Only patient, study and series records are read to begin with. The records of instances, of
which a disc has thousands, are read series by series.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

from viewer.media import attributes as at
from viewer.media.charset import charset, format_name
from viewer.media.dicomdir_links import (
    LEVELS,
    PATIENT,
    SERIES,
    STUDY,
    RecordTree,
    link_records,
)
from viewer.media.dicomdir_records import Record, RecordTable, read_records
from viewer.model.findings import Finding, FindingCode, Severity
from viewer.model.header import PatientFacts, SeriesFacts, StudyFacts

_IN_USE = 0x00041410
_FILE_ID = 0x00041500
_SOP_CLASS = 0x00041510
_SOP_INSTANCE = 0x00041511
_TRANSFER_SYNTAX = 0x00041512
_Text = Callable[[int], str]
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
        self.file_set_id = _plain(self._table.file_set_id)
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

    def _instance(self, record: Record) -> ListedInstance:
        values = self._table.elements(record, at.INSTANCE_NUMBER)
        return ListedInstance(
            _file_id(values.get(_FILE_ID, b"")),
            _plain(values.get(_SOP_INSTANCE, b"")),
            _plain(values.get(_SOP_CLASS, b"")),
            _plain(values.get(_TRANSFER_SYNTAX, b"")),
            _number(_plain(values.get(at.INSTANCE_NUMBER, b""))),
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
        text = partial(_value, values, declaration)
        if level == PATIENT:
            return _Above(declaration, _patient(text))
        if level == STUDY:
            return _Above(declaration, above.patient, _or_place(_study(text), record.offset))
        series = _or_place(_series(text), record.offset)
        return _Above(declaration, above.patient, above.study, series)


def _listed(place: int, above: _Above, leaves: list[int]) -> ListedSeries:
    # Instances may lack the records that should be above them.
    study, series = _or_place(above.study, place), _or_place(above.series, place)
    return ListedSeries(above.patient, study, series, tuple(leaves))


_Facts = TypeVar("_Facts", StudyFacts, SeriesFacts)


def _or_place(facts: _Facts, place: int) -> _Facts:
    """The same facts, told apart by the record's place if they have no UID."""
    return facts if facts.uid else replace(facts, uid=f"{PLACEHOLDER}{place}")


def _patient(text: _Text) -> PatientFacts:
    return PatientFacts(
        name=format_name(text(at.PATIENT_NAME)),
        patient_id=text(at.PATIENT_ID),
        issuer=text(at.ISSUER_OF_PATIENT_ID),
        birth_date=text(at.PATIENT_BIRTH_DATE),
        sex=text(at.PATIENT_SEX),
    )


def _study(text: _Text) -> StudyFacts:
    return StudyFacts(
        uid=text(at.STUDY_INSTANCE_UID),
        date=text(at.STUDY_DATE),
        time=text(at.STUDY_TIME),
        description=text(at.STUDY_DESCRIPTION),
        accession_number=text(at.ACCESSION_NUMBER),
        institution=text(at.INSTITUTION_NAME),
        study_id=text(at.STUDY_ID),
    )


def _series(text: _Text) -> SeriesFacts:
    return SeriesFacts(
        uid=text(at.SERIES_INSTANCE_UID),
        number=_number(text(at.SERIES_NUMBER)),
        modality=text(at.MODALITY),
        description=text(at.SERIES_DESCRIPTION),
        date=text(at.SERIES_DATE),
        time=text(at.SERIES_TIME),
        body_part=text(at.BODY_PART_EXAMINED),
        protocol=text(at.PROTOCOL_NAME),
    )


def _value(values: dict[int, bytes], declaration: bytes, tag: int) -> str:
    """One value as text for people; names keep their `^` and `=` (M-005, M-006)."""
    raw = values.get(tag, b"")
    decoder = charset(declaration)
    return decoder.decode_name(raw) if tag == at.PATIENT_NAME else decoder.decode(raw)


def _plain(raw: bytes) -> str:
    """A UID or code: ASCII, padded with NUL or space."""
    return raw.decode("ascii", "replace").strip(" \0")


def _file_id(raw: bytes) -> str:
    """File names are ASCII by the standard, in whatever the writer used in practice (M-010)."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("iso8859-1")


def _number(text: str) -> int | None:
    try:
        return int(float(text))
    except (ValueError, OverflowError):
        return None


def _findings(table: RecordTable, tree: RecordTree, path: str) -> Iterator[Finding]:
    if not table.records and not table.damage:
        empty = "the directory lists nothing"
        yield Finding(FindingCode.DIRECTORY_DAMAGED, Severity.WARNING, empty, path)
    damage = table.damage + tree.damage
    if damage:
        detail = "; ".join(f"{what} ({count} times)" for what, count in damage.items())
        yield Finding(FindingCode.DIRECTORY_DAMAGED, Severity.WARNING, detail, path)

"""Display sets of every series of a medium, kept current while headers arrive."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from viewer.hanging.split_rules import split_series
from viewer.media.catalogue import is_same_person
from viewer.model.display_set import DisplaySet, ImageStack
from viewer.model.header import PatientFacts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from viewer.model.entities import FileSet, Instance, Patient, Series, Study
    from viewer.model.findings import Counts
    from viewer.model.header import InstanceHeader
    from viewer.model.image import FileKey

GROWTH = 1.5  # a series is split again when it has grown by this, not for every header

# Patient identity, Study and Series Instance UID: discs exist on which two people share a
# series UID, or where it is missing, and their pictures must never be in one stack (S-01).
SeriesKey = tuple[tuple[str, ...], str, str]


@dataclass(frozen=True, slots=True)
class SeriesState:
    """What is known of one series; `uid` is unique in the session and never changes."""

    uid: str
    display_sets: tuple[DisplaySet, ...] = ()


@dataclass(slots=True)
class _Entry:
    uid: str
    split_at: int = 0  # number of headers at the last split
    expected: int | None = None
    sets: tuple[DisplaySet, ...] = ()
    series: Series | None = None  # as it was at the last split

    def is_final(self, series: Series, counts: Counts | None) -> bool:
        """Whether the last split was of all there is, and nothing has changed since."""
        expected = counts.referenced if counts else None
        whole = self.split_at == len(series.instances) and self.expected == expected
        return whole and self.series is series


def series_key(patient: Patient, study: Study, series: Series) -> SeriesKey:
    """Tell a series apart from every other on the medium."""
    return patient.facts.identity, study.facts.uid, series.facts.uid


def series_of(file_set: FileSet) -> Iterator[tuple[SeriesKey, Series]]:
    """Every series of the tree with its key."""
    for patient in file_set.patients:
        for study in patient.studies:
            for series in study.series:
                yield series_key(patient, study, series), series


class SeriesSets:
    """Splits each series again as it grows; used under its owner's lock."""

    def __init__(self, medium: int) -> None:
        self._prefix = "" if medium == 1 else f"{medium}/"
        self._headers: dict[FileKey, InstanceHeader] = {}
        self._with_state: dict[FileKey, InstanceHeader] = {}
        self._entries: dict[SeriesKey, _Entry] = {}
        self._keys: dict[tuple[str, str], list[SeriesKey]] = {}  # by study and series UID
        self._times_used: dict[str, int] = {}  # of each Series Instance UID
        self._next: set[str] = set()
        self._changed: set[str] = set()  # series of which a header was replaced

    def add(self, header: InstanceHeader) -> None:
        """Take one header, or a newer word about one."""
        if header.file in self._headers:
            self._changed.add(header.series.uid)
        self._headers[header.file] = header
        if header.state is not None:
            self._with_state[header.file] = header

    @property
    def states(self) -> tuple[InstanceHeader, ...]:
        """The headers with a presentation state, in the order they came."""
        return tuple(self._with_state.values())

    def split_next(self, series_uid: str) -> None:
        """Split this series at the next update, however little it has grown."""
        self._next.add(series_uid)

    def update(
        self, file_set: FileSet, counts: Mapping[str, Counts], *, complete: bool
    ) -> dict[SeriesKey, SeriesState]:
        """All series of the tree, with display sets where headers are known."""
        states = {}
        present = dict(series_of(file_set))
        for key, series in present.items():
            entry = self._entries.get(key) or self._known_by_less(key, present)
            entry = entry or self._new_entry(key)
            changed = series.facts.uid in self._changed
            if changed or not entry.is_final(series, counts.get(series.facts.uid)):
                self._grow(entry, series, counts.get(series.facts.uid), complete=complete)
            states[key] = SeriesState(entry.uid, entry.sets)
        self._next.clear()
        self._changed.clear()
        return states

    def _grow(
        self, entry: _Entry, series: Series, counts: Counts | None, *, complete: bool
    ) -> None:
        known = [i for i in series.instances if i.file in self._headers]
        if known and self._is_due(series, entry, len(known), counts, complete=complete):
            entry.split_at = len(known)
            entry.expected = counts.referenced if counts else None
            entry.sets = self._split(entry, known)
            entry.series = series

    def _known_by_less(self, key: SeriesKey, present: Mapping[SeriesKey, Series]) -> _Entry | None:
        """The entry a directory made that said less of the person than the headers do.

        It is the same series still: somebody may wait for it by its uid. Of another person
        (M-024, S-01) it is not.
        """
        keys = self._keys.get(key[1:], [])
        for old in keys:
            if old not in present and is_same_person(_facts(old), _facts(key)):
                keys.remove(old)
                keys.append(key)
                entry = self._entries[key] = self._entries.pop(old)
                return entry
        return None

    def _new_entry(self, key: SeriesKey) -> _Entry:
        self._keys.setdefault(key[1:], []).append(key)
        uid = key[2]
        number = self._times_used.get(uid, 0)
        self._times_used[uid] = number + 1
        own = f"{self._prefix}{uid}~{number}" if number else f"{self._prefix}{uid}"
        entry = self._entries[key] = _Entry(own)
        return entry

    def _is_due(
        self, series: Series, entry: _Entry, have: int, counts: Counts | None, *, complete: bool
    ) -> bool:
        if series.facts.uid in self._changed:
            return True
        expected = counts.referenced if counts else None
        if have == entry.split_at and expected == entry.expected:
            return False
        whole = counts is not None and counts.referenced is not None and have >= counts.found
        grown = have >= max(1, entry.split_at) * GROWTH
        return series.facts.uid in self._next or complete or whole or grown

    def _split(self, entry: _Entry, instances: list[Instance]) -> tuple[DisplaySet, ...]:
        sets = split_series(instances, self._headers)
        plain = instances and self._headers[instances[0].file].series.uid
        if entry.uid != plain:
            sets = tuple(
                replace(one, uid=entry.uid + one.uid.removeprefix(str(plain))) for one in sets
            )
        alone = self._times_used.get(str(plain)) == 1
        if len(sets) == 1 and isinstance(sets[0], ImageStack) and alone:
            # Only an unsplit series can say how many images the directory promised it.
            sets = (replace(sets[0], expected=entry.expected or sets[0].expected),)
        return sets


def _facts(key: SeriesKey) -> PatientFacts:
    patient_id, issuer, name, birth_date = key[0]
    return PatientFacts(name, patient_id, issuer=issuer, birth_date=birth_date)

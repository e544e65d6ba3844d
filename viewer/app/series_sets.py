"""Display sets of every series of a medium, kept current while headers arrive."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from viewer.hanging.split_rules import split_series
from viewer.model.display_set import DisplaySet, ImageStack

if TYPE_CHECKING:
    from collections.abc import Mapping

    from viewer.model.entities import FileSet, Series
    from viewer.model.findings import Counts
    from viewer.model.header import InstanceHeader
    from viewer.model.image import FileKey

GROWTH = 1.5  # a series is split again when it has grown by this, not for every header


@dataclass(slots=True)
class _Entry:
    headers: dict[FileKey, InstanceHeader] = field(default_factory=dict)
    split_at: int = 0  # number of headers at the last split
    expected: int | None = None
    sets: tuple[DisplaySet, ...] = ()


class SeriesSets:
    """Splits each series again as it grows; used under its owner's lock."""

    def __init__(self) -> None:
        self._entries: dict[str, _Entry] = {}
        self._next: set[str] = set()

    def add(self, header: InstanceHeader) -> None:
        """Take one header."""
        entry = self._entries.setdefault(header.series.uid, _Entry())
        entry.headers[header.file] = header

    def split_next(self, series_uid: str) -> None:
        """Split this series at the next update, however little it has grown."""
        self._next.add(series_uid)

    def update(
        self, file_set: FileSet, counts: Mapping[str, Counts], *, complete: bool
    ) -> dict[str, tuple[DisplaySet, ...]]:
        """The display sets of all series of which headers are known."""
        by_uid: dict[str, list[Series]] = {}
        for patient in file_set.patients:
            for study in patient.studies:
                for series in study.series:
                    by_uid.setdefault(series.facts.uid, []).append(series)
        for uid, parts in by_uid.items():
            entry = self._entries.get(uid)
            known = counts.get(uid)
            if entry is not None and self._is_due(uid, entry, known, complete=complete):
                self._split(entry, parts, known)
        self._next.clear()
        return {uid: entry.sets for uid, entry in self._entries.items() if entry.sets}

    def _is_due(self, uid: str, entry: _Entry, counts: Counts | None, *, complete: bool) -> bool:
        have = len(entry.headers)
        expected = counts.referenced if counts else None
        if have == entry.split_at and expected == entry.expected:
            return False
        whole = counts is not None and counts.referenced is not None and have >= counts.found
        return uid in self._next or complete or whole or have >= max(1, entry.split_at) * GROWTH

    def _split(self, entry: _Entry, parts: list[Series], counts: Counts | None) -> None:
        instances = [i for part in parts for i in part.instances if i.file in entry.headers]
        entry.split_at = len(entry.headers)
        entry.expected = counts.referenced if counts else None
        sets = split_series(instances, entry.headers)
        if len(sets) == 1 and isinstance(sets[0], ImageStack) and entry.expected is not None:
            # Only an unsplit series can say how many images the directory promised it.
            sets = (replace(sets[0], expected=entry.expected),)
        entry.sets = sets

"""File sets and display sets to the catalog that the browser lists."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from viewer.app.catalog import Catalog, CatalogItem, CatalogPatient, CatalogStudy
from viewer.app.series_sets import series_key
from viewer.model.display_set import ImageStack, StackKind
from viewer.model.image import FrameKey

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from viewer.app.series_sets import SeriesKey, SeriesState
    from viewer.model.display_set import DisplaySet
    from viewer.model.entities import FileSet, Series
    from viewer.model.findings import Counts
    from viewer.model.header import InstanceHeader, PatientFacts


@dataclass(frozen=True, slots=True)
class MediumSnapshot:
    """What is known of one medium at one moment."""

    file_set: FileSet
    series: Mapping[SeriesKey, SeriesState]
    counts: Mapping[str, Counts]  # by Series Instance UID
    states: tuple[InstanceHeader, ...] = ()  # presentation states


def build_catalog(snapshots: Iterable[MediumSnapshot]) -> Catalog:
    """Merge media: one entry per identity, its studies newest first, series by number.

    Only identities that agree in every part are one patient (S-01).
    """
    people: dict[tuple[str, ...], PatientFacts] = {}
    studies: dict[tuple[str, ...], list[CatalogStudy]] = {}
    for snapshot in snapshots:
        owners = Counter(uid for *_, uid in snapshot.series)
        for patient in snapshot.file_set.patients:
            who = patient.facts.identity
            people.setdefault(who, replace(patient.facts, age=""))  # differs between studies
            known = studies.setdefault(who, [])
            for study in patient.studies:
                items = tuple(
                    item
                    for series in sorted(study.series, key=_series_order)
                    for item in _series_items(
                        series,
                        snapshot.series[series_key(patient, study, series)],
                        snapshot,
                        shared=owners[series.facts.uid] > 1,
                    )
                )
                known.append(CatalogStudy(study.facts, items))
    return Catalog(
        tuple(
            CatalogPatient(people[who], tuple(sorted(known, key=_study_date, reverse=True)))
            for who, known in studies.items()
        )
    )


def _study_date(study: CatalogStudy) -> tuple[str, str]:
    return (study.facts.date.replace(".", ""), study.facts.time)


def _series_order(series: Series) -> tuple[bool, int, str]:
    number = series.facts.number
    return (number is None, number or 0, series.facts.uid)


def _series_items(
    series: Series, state: SeriesState, snapshot: MediumSnapshot, *, shared: bool
) -> tuple[CatalogItem, ...]:
    # Counts are by Series Instance UID; where two people share one they say nothing of either.
    counts = None if shared else snapshot.counts.get(series.facts.uid)
    expected = counts.referenced if counts else None
    readable = counts.readable if counts else None
    sets = state.display_sets
    if not sets:
        return (
            CatalogItem(
                uid=state.uid,
                medium=snapshot.file_set.medium,
                series=series.facts,
                label="",
                count=counts.found if counts else len(series.instances),
                expected=expected,
                readable=readable,
            ),
        )
    alone = len(sets) == 1
    return tuple(
        CatalogItem(
            uid=display_set.uid,
            medium=snapshot.file_set.medium,
            series=series.facts,
            label=display_set.label,
            count=_count(display_set),
            expected=expected if alone else None,
            readable=readable if alone else None,
            display_set=display_set,
            thumbnail=_thumbnail(display_set),
        )
        for display_set in sorted(sets, key=_is_localizer)
    )


def _is_localizer(display_set: DisplaySet) -> bool:
    return isinstance(display_set, ImageStack) and display_set.kind is StackKind.LOCALIZER


def _count(display_set: DisplaySet) -> int:
    return len(display_set.frames) if isinstance(display_set, ImageStack) else 1


def _thumbnail(display_set: DisplaySet) -> FrameKey | None:
    if not isinstance(display_set, ImageStack) or not display_set.frames:
        return None
    return display_set.frames[len(display_set.frames) // 2].key

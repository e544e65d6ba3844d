"""Examinations of a person as they were made, however many of the open discs hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.app.catalog import CatalogStudy

if TYPE_CHECKING:
    from collections.abc import Iterable


def examinations(studies: Iterable[CatalogStudy], uid: str = "") -> tuple[CatalogStudy, ...]:
    """One for each Study Instance UID, in the same order: a copy is no earlier examination (S-09).

    Of a series that several discs hold the first one is taken, or the one with catalog item `uid`.
    """
    found: dict[object, CatalogStudy] = {}
    for study in studies:
        key: object = study.facts.uid or len(found)
        same = found.get(key)
        if same is None:
            found[key] = study
        elif any(item.uid == uid for item in study.items):
            found[key] = _joined(study, same)
        else:
            found[key] = _joined(same, study)
    return tuple(found.values())


def _joined(first: CatalogStudy, second: CatalogStudy) -> CatalogStudy:
    """The first with the series that only the second has."""
    known = {item.series.uid for item in first.items}
    rest = (item for item in second.items if item.series.uid not in known)
    return CatalogStudy(first.facts, (*first.items, *rest))

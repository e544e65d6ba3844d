"""What of the catalog can be hung: the examination on show and the person's earlier ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.hanging.traits import items_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from viewer.app.catalog import Catalog, CatalogPatient, CatalogStudy
    from viewer.hanging.traits import HangItem


def study_of(catalog: Catalog, uid: str) -> tuple[CatalogPatient, int] | None:
    """Whose examination an item belongs to and its place in their list, the newest first."""
    for patient in catalog.patients:
        for place, study in enumerate(patient.studies):
            if any(item.uid == uid for item in study.items):
                return patient, place
    return None


def hang_items(catalog: Catalog, uid: str) -> tuple[HangItem, ...]:
    """Everything of the examination of item `uid`, then of older ones; one person's only (S-02)."""
    found = study_of(catalog, uid)
    if found is None:
        return ()
    patient, place = found
    return tuple(
        item for age, study in enumerate(patient.studies[place:]) for item in _of_study(study, age)
    )


def _of_study(study: CatalogStudy, age: int) -> Iterable[HangItem]:
    for item in study.items:
        yield from items_of(
            item.display_set, item.series, item.count, age, study.facts.description, item.uid
        )

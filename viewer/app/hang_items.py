"""What of the catalog can be hung: the examination on show and the person's earlier ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from viewer.app.examinations import examinations
from viewer.app.key_selections import key_facts
from viewer.hanging.traits import items_of
from viewer.model.display_set import ImageStack, StackKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from viewer.app.catalog import Catalog, CatalogStudy
    from viewer.app.key_selections import KeyFacts
    from viewer.hanging.traits import HangItem
    from viewer.model.display_set import DisplaySet


def hang_items(catalog: Catalog, uid: str) -> tuple[HangItem, ...]:
    """Everything of the examination of item `uid`, then of older ones; one person's only (S-02)."""
    found = catalog.study_of(uid)
    if found is None:
        return ()
    patient, _ = found
    facts = key_facts(patient)
    studies = examinations(patient.studies, uid)
    own = next(n for n, study in enumerate(studies) if any(i.uid == uid for i in study.items))
    return tuple(
        item for age, study in enumerate(studies[own:]) for item in _of_study(study, age, facts)
    )


def _of_study(study: CatalogStudy, age: int, facts: KeyFacts) -> Iterable[HangItem]:
    for item in study.items:
        for hung in items_of(
            item.display_set, item.series, item.count, age, study.facts.description, item.uid
        ):
            yield _with_rejection(hung, item.display_set, facts)


def _with_rejection(item: HangItem, display_set: DisplaySet | None, facts: KeyFacts) -> HangItem:
    """The item, marked where a person has rejected its image, or all of its images (P-022)."""
    if not facts.selections or not isinstance(display_set, ImageStack):
        return item
    alone = item.kind == StackKind.SINGLE.value
    frames = display_set.frames[item.index : item.index + 1] if alone else display_set.frames
    return replace(item, rejected=all(map(facts.rejection, frames)))

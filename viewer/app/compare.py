"""Which series goes beside another one (S-02: never another person's)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.app.links import corresponding_index
from viewer.model.display_set import Document, ImageStack, StackKind

if TYPE_CHECKING:
    from viewer.app.catalog import Catalog, CatalogItem, CatalogPatient


def comparable(catalog: Catalog, uid: str) -> CatalogItem | None:
    """The series to compare item `uid` with: of another date if possible, as alike as possible.

    None when the person has no other series that can be shown.
    """
    for patient in catalog.patients:
        for number, study in enumerate(patient.studies):
            item = next((item for item in study.items if item.uid == uid), None)
            if item is not None:
                return _best(patient, number, item)
    return None


def _best(patient: CatalogPatient, own_study: int, item: CatalogItem) -> CatalogItem | None:
    candidates = [
        (_likeness(item, other, other_study=number != own_study), -abs(number - own_study), other)
        for number, study in enumerate(patient.studies)
        for other in study.items
        if other.uid != item.uid and not isinstance(other.display_set, Document)
    ]
    return max(candidates, key=lambda c: c[:2], default=(0, 0, None))[2]


def _likeness(item: CatalogItem, other: CatalogItem, *, other_study: bool) -> float:
    """Sum of reasons to compare; modality outweighs date, date outweighs description."""
    score = 8.0 * (item.series.modality == other.series.modality) + 4.0 * other_study
    score += 2.0 * (bool(item.series.body_part) and item.series.body_part == other.series.body_part)
    own, others = _words(item), _words(other)
    if own and others:
        score += 2.0 * len(own & others) / len(own | others)
    if other.series.uid == item.series.uid:  # another part of the same, not another look at it
        score -= 3.0
    if _is_localizer(other) and not _is_localizer(item):
        score -= 6.0
    return score + 3.0 * _shows_the_same_place(item, other)


def _shows_the_same_place(item: CatalogItem, other: CatalogItem) -> bool:
    """Whether slices of the two stacks lie at one position (G-040)."""
    own, others = item.display_set, other.display_set
    if not (isinstance(own, ImageStack) and isinstance(others, ImageStack) and own.frames):
        return False
    match = corresponding_index(own.frames[len(own.frames) // 2], others)
    return match is not None and not match.missing


def _words(item: CatalogItem) -> set[str]:
    return set(f"{item.series.description} {item.series.protocol}".casefold().split())


def _is_localizer(item: CatalogItem) -> bool:
    stack = item.display_set
    return isinstance(stack, ImageStack) and stack.kind is StackKind.LOCALIZER

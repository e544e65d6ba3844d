"""Which series goes beside another one (S-02: never another person's)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from viewer.app.examinations import examinations
from viewer.app.first_item import is_localizer
from viewer.app.links import corresponding_index
from viewer.hanging.alike import are_of_one_kind, shared_meanings
from viewer.hanging.planes import nearest_plane
from viewer.hanging.traits import HangItem, items_of, places_of
from viewer.hanging.words import words_of
from viewer.model.display_set import Document, ImageStack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from viewer.app.catalog import Catalog, CatalogItem, CatalogStudy


def comparable(catalog: Catalog, uid: str) -> CatalogItem | None:
    """The series to compare item `uid` with: of another date if possible, as alike as possible.

    None when the person has no other series that can be shown.
    """
    for patient in catalog.patients:
        studies = examinations(patient.studies, uid)
        for number, study in enumerate(studies):
            item = next((item for item in study.items if item.uid == uid), None)
            if item is not None:
                return _best(studies, number, item)
    return None


def _best(studies: Sequence[CatalogStudy], own_study: int, item: CatalogItem) -> CatalogItem | None:
    candidates = [
        (likeness(item, other, other_study=number != own_study), -abs(number - own_study), other)
        for number, study in enumerate(studies)
        for other in study.items
        if other.uid != item.uid and not isinstance(other.display_set, Document)
    ]
    return max(candidates, key=lambda c: c[:2], default=(0, 0, None))[2]


def likeness(item: CatalogItem, other: CatalogItem, *, other_study: bool) -> float:
    """Sum of reasons to compare; modality outweighs date, date outweighs description.

    What contradicts counts against it: another part of the body, plane or side. Descriptions
    count by what they mean first, as two hospitals name one sequence differently.
    """
    own, its = _traits(item), _traits(other)
    score = 8.0 * are_of_one_kind(item.series.modality, other.series.modality) + 4.0 * other_study
    score += 2.0 * same_part(item.series.body_part, other.series.body_part)
    score += 2.0 * _agreement(plane_name(item), plane_name(other))
    score += 3.0 * _agreement(_side(item), _side(other))
    score += 3.0 * _agreement(_direction(own.view), _direction(its.view))
    score += 4.0 * shared_meanings(own.meanings, its.meanings)
    mine, others = _words(item), _words(other)
    if mine and others:
        score += 2.0 * len(mine & others) / len(mine | others)
    if other.series.uid == item.series.uid:  # another part of the same, not another look at it
        score -= 3.0
    if is_localizer(other) != is_localizer(item):
        score -= 6.0
    return score + 3.0 * _shows_the_same_place(item, other)


def _traits(item: CatalogItem) -> HangItem:
    """What hanging knows of it; of a series of several views only what is said of all."""
    found = items_of(item.display_set, item.series, item.count, uid=item.uid)
    if not found:
        return HangItem(item.uid)
    return found[0] if len(found) == 1 else replace(found[0], view="")


def _direction(view: str) -> str:
    """Front to back or back to front is one look at a chest: a bed decides it."""
    return "FRONTAL" if view in {"AP", "PA"} else view


def same_part(own: str, other: str) -> int:
    """As `_agreement`, of parts of the body: HEAD and BRAIN are one place."""
    places, others = places_of(own), places_of(other)
    if places and others:
        return 1 if places & others else -1
    return _agreement(own.casefold(), other.casefold())


def plane_name(item: CatalogItem) -> str:
    """The plane of a stack by its geometry, "" when it has none or its headers are not read."""
    stack = item.display_set
    if not isinstance(stack, ImageStack) or not stack.frames:
        return ""
    plane = stack.frames[len(stack.frames) // 2].facts.plane
    if plane is None or not plane.in_patient:
        return ""
    return nearest_plane(plane)


def _agreement(own: str, other: str) -> int:
    """1 for the same, -1 for a contradiction, 0 when one of them says nothing."""
    return (1 if own == other else -1) if own and other else 0


def _side(item: CatalogItem) -> str:
    """The laterality that series or image state, "" when none or both sides."""
    stack = item.display_set
    sides = {item.series.laterality}
    if isinstance(stack, ImageStack) and stack.frames:
        sides |= set(stack.frames[0].facts.laterality)
    sides &= {"L", "R"}
    return sides.pop() if len(sides) == 1 else ""


def _shows_the_same_place(item: CatalogItem, other: CatalogItem) -> bool:
    """Whether slices of the two stacks lie at one position (G-040)."""
    own, others = item.display_set, other.display_set
    if not (isinstance(own, ImageStack) and isinstance(others, ImageStack) and own.frames):
        return False
    match = corresponding_index(own, len(own.frames) // 2, others)
    return match is not None and not match.missing


def _words(item: CatalogItem) -> set[str]:
    return set(words_of(f"{item.series.description} {item.series.protocol}"))

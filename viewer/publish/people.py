"""Who is on a disc: one person under every spelling, never two taken for one (M-075, S-01)."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from viewer.model.identity import Likeness, Part, compare_identities

if TYPE_CHECKING:
    from collections.abc import Iterable

    from viewer.model.header import PatientFacts


def is_one_person(one: PatientFacts, other: PatientFacts) -> bool:
    """True if nothing that both state speaks against it, and something speaks for it."""
    found = compare_identities(one, other)
    if found.likeness is Likeness.SAME:
        return True
    differs = {Part.NAME, Part.BIRTH} & set(found.differs)
    return found.likeness is Likeness.SIMILAR and not differs


def person_of(facts: PatientFacts, people: tuple[PatientFacts, ...]) -> int:
    """Which of `people`, as `people_of` gives them, somebody is."""
    return next(number for number, known in enumerate(people) if is_one_person(facts, known))


def people_of(stated: Iterable[PatientFacts]) -> tuple[PatientFacts, ...]:
    """Each person once, by the first statement of them."""
    people: list[PatientFacts] = []
    for facts in dict.fromkeys(stated):
        if not any(is_one_person(facts, known) for known in people):
            people.append(facts)
    return tuple(people)


def share_a_number(people: tuple[PatientFacts, ...]) -> bool:
    """True if two of them have one Patient ID, which a directory can list once only (M-011)."""
    return any(
        one.patient_id.strip() == other.patient_id.strip() != ""
        for one, other in combinations(people, 2)
    )

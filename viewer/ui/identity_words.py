"""What agrees and what differs between people, in sentences (S-01, S-02)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.app.identity_view import SHOWN
from viewer.app.wording import real_date
from viewer.model.identity import Likeness, Part, compare_identities
from viewer.model.safe_text import visible
from viewer.ui.words import MAX_NAME, tell_apart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from viewer.model.header import PatientFacts
    from viewer.model.identity import IdentityComparison

_BUTTON_LENGTH = 14  # characters
_BUTTON_WORDS = {
    Part.NUMBER: "number ",
    Part.BIRTH: "born ",
    Part.ISSUER: "number given by ",
}
OUTSIDE = (
    "Places that make discs often use numbers and spellings of their own; only they can say "
    "whether it is one person."
)


def may_be_one(people: Sequence[PatientFacts]) -> bool:
    """Whether all of them may be the same person, written differently."""
    return all(
        compare_identities(one, other).likeness is not Likeness.DIFFERENT
        for n, one in enumerate(people)
        for other in people[n + 1 :]
    )


def likeness_words(one: PatientFacts, other: PatientFacts) -> str:
    """Say "The name and birth date agree. The patient number differs: 4711 and A-99."."""
    found = compare_identities(one, other)
    sentences = []
    if found.agrees:
        verb = "agree" if len(found.agrees) > 1 else "agrees"
        sentences.append(f"The {_listed([p.value for p in found.agrees])} {verb}.")
    sentences += [f"The {part.value} differs{_both(one, other, part)}." for part in found.differs]
    sentences += _one_sided(one, other, found)
    return " ".join(sentences)


def only_words(people: tuple[PatientFacts, ...]) -> tuple[str, ...]:
    """For each person the words of a button, "number 4711": the first thing that differs.

    Different people are called by name; the name alone may not tell those apart who are alike.
    """
    if may_be_one(people) and len(people) == 2 and not SHOWN.state.people:
        differs = compare_identities(*people).differs
        if differs:
            part = differs[0]
            label = _BUTTON_WORDS.get(part, "")
            return tuple(f"{label}{visible(_value(p, part), _BUTTON_LENGTH)}" for p in people)
    return tell_apart(people)


def banner_words(people: tuple[PatientFacts, ...]) -> str:
    """What stands in red over pictures of two people as long as both are on show (S-02)."""
    names = "  |  ".join(tell_apart(people))
    if not may_be_one(people):
        return f"Pictures of different people side by side: {names}"
    differs = compare_identities(people[0], people[1]).differs
    parts = _listed([part.value for part in differs]) or "part of the identity"
    return f"Not known to be one person, the {parts} differs: {names}"


def _both(one: PatientFacts, other: PatientFacts, part: Part) -> str:
    return "" if SHOWN.state.people else f": {_value(one, part)} and {_value(other, part)}"


def _one_sided(one: PatientFacts, other: PatientFacts, found: IdentityComparison) -> list[str]:
    """What only one of the two states; it would decide nothing, but one asks for it."""
    missing = [
        part.value
        for part in Part
        if part not in found.agrees
        and part not in found.differs
        and bool(_raw(one, part)) != bool(_raw(other, part))
    ]
    return [f"Only one of them states the {_listed(missing)}."] if missing else []


def _raw(facts: PatientFacts, part: Part) -> str:
    return {
        Part.NAME: facts.name,
        Part.NUMBER: facts.patient_id,
        Part.ISSUER: facts.issuer,
        Part.BIRTH: facts.birth_date,
    }[part].strip()


def _value(facts: PatientFacts, part: Part) -> str:
    raw = _raw(facts, part)
    return (
        real_date(raw) or visible(raw, MAX_NAME) if part is Part.BIRTH else visible(raw, MAX_NAME)
    )


def _listed(words: list[str]) -> str:
    """Say "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"

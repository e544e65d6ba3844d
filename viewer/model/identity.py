"""Whether two headers speak of one person: what agrees and what differs (S-01, S-02)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from viewer.model.header import PatientFacts


class Likeness(StrEnum):
    """How far two identities agree."""

    SAME = "same"  # in every part
    SIMILAR = "similar"  # enough that they may be one person; nobody here can know
    DIFFERENT = "different"


class Part(StrEnum):
    """What tells people apart, in words."""

    NAME = "name"
    NUMBER = "patient number"
    ISSUER = "issuer of the number"
    BIRTH = "birth date"


@dataclass(frozen=True, slots=True)
class IdentityComparison:
    """Two identities side by side; what only one of them states is in neither list."""

    likeness: Likeness
    agrees: tuple[Part, ...] = ()
    differs: tuple[Part, ...] = ()


def compare_identities(one: PatientFacts, other: PatientFacts) -> IdentityComparison:
    """Compare name, Patient ID with issuer, and birth date.

    Same is only what agrees in every part as written. Similar are those that agree in two of
    name, number and birth date, or in one of name and number while nothing contradicts it:
    outside discs often give the same person another number or another spelling.
    """
    agrees: list[Part] = []
    differs: list[Part] = []
    for part, mine, theirs in (
        (Part.NAME, _plain_name(one.name), _plain_name(other.name)),
        (Part.NUMBER, one.patient_id.strip(), other.patient_id.strip()),
        (Part.ISSUER, one.issuer.strip(), other.issuer.strip()),
        (Part.BIRTH, one.birth_date.replace(".", ""), other.birth_date.replace(".", "")),
    ):
        if mine and theirs:
            (agrees if mine == theirs else differs).append(part)
    if one.identity == other.identity:
        return IdentityComparison(Likeness.SAME, tuple(agrees), tuple(differs))
    if Part.ISSUER in differs and Part.NUMBER in agrees:
        agrees.remove(Part.NUMBER)  # equal numbers of two places mean nothing
    telling = [part for part in agrees if part is not Part.ISSUER]
    contradicted = [part for part in differs if part in {Part.NAME, Part.BIRTH}]
    weak = len(telling) == 1 and telling[0] is not Part.BIRTH and not contradicted
    # An equal number with another name or birth date is the mix-up that is easiest to miss.
    alike = len(telling) >= 2 or weak or Part.NUMBER in telling
    likeness = Likeness.SIMILAR if alike else Likeness.DIFFERENT
    return IdentityComparison(likeness, tuple(agrees), tuple(differs))


def _plain_name(name: str) -> str:
    """A name without what spelling habits change: case, accents, punctuation, order of groups."""
    first = name.split("=", maxsplit=1)[0]
    letters = unicodedata.normalize("NFKD", first.casefold())
    kept = "".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c))
    return " ".join(kept.split())

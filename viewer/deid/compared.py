"""What becomes of the values of an object, for a person to look at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

WITHIN: Final = " > "  # between a sequence and what is in it


class Fate(StrEnum):
    """What becomes of a value."""

    KEPT = "kept"
    CHANGED = "changed"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Value:
    """One attribute, at any depth: `name` begins with the sequences it is in."""

    tag: int
    name: str
    before: str
    after: str

    @property
    def fate(self) -> Fate:
        """Removed where nothing is left of it."""
        if self.before == self.after:
            return Fate.KEPT
        if not self.after:
            return Fate.REMOVED
        return Fate.CHANGED if self.before else Fate.ADDED


@dataclass(frozen=True, slots=True)
class Compared:
    """One object by a profile; `left_out` says why it gets into no copy, then nothing is left."""

    patient_id: str
    pseudonym: str
    values: tuple[Value, ...]
    left_out: str = ""

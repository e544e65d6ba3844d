"""Whether people are named on the screen, and what stands for them while they are not.

It is about the room one sits in, not about a picture: one state for every window, not undone with
what is done to pictures, in no arrangement, and off when the program starts (S-30). Only words that
are shown pass through here. Who is who is decided by the facts themselves, so that nothing else
takes two people for one (S-02).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from viewer.observe import Event

if TYPE_CHECKING:
    from collections.abc import Iterable

    from viewer.model.header import Identity, PatientFacts

NOTICE: Final = "identity hidden"
DATE: Final = "date hidden"
GAP: Final = "•••"
_WORD: Final = re.compile(r"[^\W_]+")
_SHORTEST_NAME: Final = 2
_SHORTEST_INSIDE: Final = 5  # letters of a name that is found inside a longer word
_SHORTEST_NUMBER: Final = 3
_TWO_LETTERS: Final = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "å": "aa", "ø": "oe"}
)


@dataclass(frozen=True, slots=True)
class Hiding:
    """What is not to be read on the screen; dates are hidden with people only."""

    people: bool = False
    dates: bool = False


class IdentityView:
    """Puts "Person 1" for a name, and gaps for names and numbers of known people in other text."""

    def __init__(self) -> None:
        self.state = Hiding()
        self.changed: Event[Hiding] = Event()
        self.forget()

    def forget(self) -> None:
        """Know nobody any more, once everything is closed; numbers begin anew."""
        self._numbers: dict[Identity, int] = {}
        self._names: frozenset[str] = frozenset()
        self._inside: tuple[str, ...] = ()
        self._others: re.Pattern[str] | None = None

    def set_state(self, state: Hiding) -> None:
        """Hide or show; whoever shows words is told."""
        state = replace(state, dates=state.dates and state.people)
        if state != self.state:
            self.state = state
            self.changed.emit(state)

    def meet(self, people: Iterable[PatientFacts]) -> None:
        """Number those not met yet, in this order; a number stays until `forget`."""
        new = [facts for facts in people if facts.identity not in self._numbers]
        for facts in new:
            self._numbers.setdefault(facts.identity, len(self._numbers) + 1)
        if new:
            self._learn()

    def facts(self, facts: PatientFacts) -> PatientFacts:
        """The facts as they may be shown: sex and age stay, which say little and mean much."""
        if not self.state.people:
            return facts
        self.meet((facts,))
        name = f"Person {self._numbers[facts.identity]}"
        return replace(facts, name=name, patient_id="", issuer="", birth_date="")

    def text(self, text: str) -> str:
        """Other words of a medium, with gaps for the names, numbers and birth dates of people."""
        if not self.state.people or not text:
            return text
        if self._others is not None:
            text = self._others.sub(GAP, text)
        return _WORD.sub(self._word, text)

    def place(self, text: str) -> str:
        """Where somebody was, or what a disc is called: nothing while people are hidden."""
        return "" if self.state.people else text

    def _word(self, match: re.Match[str]) -> str:
        word = _folded(match[0])
        is_name = word in self._names or any(name in word for name in self._inside)
        return GAP if is_name else match[0]

    def _learn(self) -> None:
        names: set[str] = set()
        others: set[str] = set()
        for patient_id, _, name, birth_date in self._numbers:
            for word in _WORD.findall(name.casefold()):
                if len(word) >= _SHORTEST_NAME and not word.isdigit():
                    names |= {_folded(word), _folded(word.translate(_TWO_LETTERS))}
            others |= {patient_id.strip()} | _dates(birth_date)
        self._names = frozenset(names)
        self._inside = tuple(name for name in names if len(name) >= _SHORTEST_INSIDE)
        told = [re.escape(one) for one in others if len(one) >= _SHORTEST_NUMBER]
        pattern = "|".join(sorted(told, key=len, reverse=True))
        edges = rf"(?<![^\W_])(?:{pattern})(?![^\W_])"
        self._others = re.compile(edges, re.IGNORECASE) if told else None


def _folded(word: str) -> str:
    """Small letters without accents."""
    if word.isascii():
        return word.lower()
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _dates(birth_date: str) -> set[str]:
    """A birth date as it is stored and as people write it."""
    digits = birth_date.replace(".", "").strip()
    if len(digits) != 8 or not digits.isdigit():
        return {birth_date.strip()}
    year, month, day = digits[:4], digits[4:6], digits[6:]
    written = ("{y}{m}{d}", "{y}-{m}-{d}", "{d}.{m}.{y}", "{d}/{m}/{y}", "{m}/{d}/{y}", "{d}{m}{y}")
    return {birth_date.strip()} | {form.format(y=year, m=month, d=day) for form in written}


SHOWN: Final = IdentityView()

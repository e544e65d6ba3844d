"""What text found in pictures says: who somebody is, a date, or anything else (A-053).

A reader takes letters for others that look alike, so these are the same here. What is found is a
hint for whoever looks; what is not found says nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Final

from viewer.deid.folding import folded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from viewer.deid.boxes import Box
    from viewer.deid.identity import Identity

_SHORTEST: Final = 3  # characters of a word that are compared
_ONE_WRONG_FROM: Final = 6  # characters from which one may be read wrongly
_SAME_PLACE: Final = 0.6  # of the smaller of two boxes
_LOOK_ALIKES: Final = str.maketrans(
    {"o": "0", "q": "0", "d": "0", "i": "1", "l": "1", "j": "1", "|": "1", "z": "2", "s": "5"}
    | {"b": "8", "g": "9", "!": "1"}
)
_NOT_SAID: Final = re.compile(r"[\W_]+")
_DATE: Final = re.compile(
    r"\b\d{1,4}[./-]\d{1,2}[./-]\d{2,4}"
    r"|\b(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\b"
    r"|\b\d{1,2}[ .-]?(?:jan|feb|mar|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-z]*"
    r"[ .,-]{0,2}\d{2,4}\b",
    re.IGNORECASE,
)
_LABEL: Final = re.compile(
    r"\b(?:patient|name|pat|pid|mrn|dob|born|birth|geb|acc(?:ession)?|id)\b\s*[:#]", re.IGNORECASE
)


class Meaning(IntEnum):
    """How much a text says about who somebody is."""

    TEXT = 0
    DATE = 1
    PERSON = 2


@dataclass(frozen=True, slots=True)
class FoundText:
    """A text in a picture: where it is, what was read, how certainly (0 to 1), what it says."""

    box: Box
    text: str
    certainty: float
    meaning: Meaning = Meaning.TEXT


def distinct(texts: Iterable[FoundText]) -> tuple[FoundText, ...]:
    """One of those that were found at the same place again and again: what says most."""
    kept: list[FoundText] = []
    for text in sorted(texts, key=lambda text: (-text.meaning, -text.certainty)):
        if not any(text.box.shared(other.box) > _SAME_PLACE for other in kept):
            kept.append(text)
    return tuple(sorted(kept, key=lambda text: (text.box.top, text.box.left)))


class Recogniser:
    """Compares texts with what is known of people."""

    def __init__(self, people: Iterable[Identity]) -> None:
        known = list(people)
        names = {name for identity in known for name in identity.names}
        values = {value for identity in known for value in identity.identifiers}
        self._names = {_alike(name) for name in names if len(name) >= _SHORTEST}
        self._values = {_alike(value) for value in values if len(_alike(value)) > _SHORTEST}

    def meaning(self, text: str) -> Meaning:
        """What one text says."""
        run_together = _alike(text)
        words = {_alike(word) for word in _NOT_SAID.split(folded(text)) if word}
        if self._names & words or any(value in run_together for value in self._values):
            return Meaning.PERSON
        long_names = {name for name in self._names if len(name) > _SHORTEST}
        if any(name in run_together for name in long_names) or self._nearly(words):
            return Meaning.PERSON
        if _LABEL.search(text):
            return Meaning.PERSON
        return Meaning.DATE if _DATE.search(text) else Meaning.TEXT

    def _nearly(self, words: set[str]) -> bool:
        known = {term for term in self._names | self._values if len(term) >= _ONE_WRONG_FROM}
        return any(one_apart(word, term) for word in words for term in known)


def one_apart(first: str, second: str) -> bool:
    """Whether at most one character is another, missing or too many."""
    short, long = sorted((first, second), key=len)
    if len(long) - len(short) > 1:
        return False
    same = 0
    while same < len(short) and short[same] == long[same]:
        same += 1
    rest = long[same + 1 :]
    return rest == (short[same + 1 :] if len(short) == len(long) else short[same:])


def _alike(text: str) -> str:
    """Letters and digits alone, those that look alike being the same."""
    return _NOT_SAID.sub("", folded(text).replace("|", "1").replace("!", "1")).translate(
        _LOOK_ALIKES
    )

"""Two people with one Patient ID must not become one (A-014)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.deid import piece
from viewer.deid.errors import ExcludedError
from viewer.deid.folding import words

if TYPE_CHECKING:
    from pydicom.dataset import Dataset


class People:
    """Who was met first under each pseudonym's code."""

    def __init__(self) -> None:
        self._met: dict[str, tuple[frozenset[str], str]] = {}

    def check(self, code: str, ds: Dataset) -> None:
        """Raise ExcludedError if it has another name and nothing says that it is the same person.

        Names are other names if they share no word; the same birth date says so all the same.
        """
        names = frozenset(words(piece.text_at(ds, "PatientName")))
        born = piece.text_at(ds, "PatientBirthDate")
        known_names, known_born = self._met.get(code, (frozenset(), ""))
        other_name = bool(names and known_names) and not names & known_names
        if other_name and not (born and born == known_born):
            raise ExcludedError("another person", "another person has the same patient ID")
        self._met[code] = (known_names or names, known_born or born)

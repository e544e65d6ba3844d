"""Where equipment is known to write text into its images (A-051): `resources/deid/burned_in.csv`.

What is known need not be all: newer software writes elsewhere. It is a proposal for a person.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from viewer.deid.boxes import Box
from viewer.resources import resources_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

_TEXTS: Final = ("modality", "manufacturer", "model", "image_type", "description")
_NUMBERS: Final = ("rows", "columns")


@dataclass(frozen=True, slots=True)
class _Known:
    """One rectangle, and what must be in an image's texts and numbers for it to be there."""

    texts: tuple[tuple[str, tuple[str, ...]], ...]  # capitals; one of them each
    numbers: tuple[tuple[str, tuple[int, ...]], ...]
    left: int
    top: int
    width: int
    height: int

    def fits(self, texts: Mapping[str, str], numbers: Mapping[str, int]) -> bool:
        return all(numbers[name] in allowed for name, allowed in self.numbers) and all(
            any(word in texts[name] for word in words) for name, words in self.texts
        )


def known_boxes(texts: Mapping[str, str], rows: int, columns: int) -> tuple[Box, ...]:
    """The rectangles known for an image, as far as they lie in it.

    `texts` in capitals: its modality, manufacturer, model, image_type and description.
    """
    numbers = {"rows": rows, "columns": columns}
    return tuple(
        Box(
            known.left,
            known.top,
            min(known.left + known.width, columns) - 1,
            min(known.top + known.height, rows) - 1,
        )
        for known in _table()
        if known.fits(texts, numbers) and known.left < columns and known.top < rows
    )


@cache
def _table() -> tuple[_Known, ...]:
    path = resources_folder() / "deid" / "burned_in.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return tuple(
        _Known(
            tuple((name, tuple(row[name].upper().split("|"))) for name in _TEXTS if row[name]),
            tuple((n, tuple(map(int, row[n].split("|")))) for n in _NUMBERS if row[n]),
            *(int(row[name]) for name in ("left", "top", "width", "height")),
        )
        for row in rows
    )

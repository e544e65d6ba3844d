"""Letters at the four edges of a picture, from geometry alone (D-110..D-113)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from viewer.model.geometry import Vector
    from viewer.model.header import FrameFacts
    from viewer.model.viewport import ViewState

_AXES: Final = (("L", "R"), ("P", "A"), ("H", "F"))  # towards + and - of x, y, z
_SMALLEST_PART: Final = 1e-4
_OPPOSITE: Final = {"L": "R", "R": "L", "A": "P", "P": "A", "H": "F", "F": "H"}
_PAIRS: Final = (("LE", "RT"), ("D", "V"), ("CR", "CD"), ("PR", "DI"), ("PA", "PL"), ("M", "L"))
_QUADRUPED_OPPOSITE: Final = {a: b for one, two in _PAIRS for a, b in ((one, two), (two, one))}
_QUADRUPED_CODE: Final = re.compile("LE|RT|CR|CD|PR|DI|PA|PL|D|V|M|L|R")


@dataclass(frozen=True, slots=True)
class Edges:
    """Letters at the edges of the picture as turned and flipped, "" where unknown."""

    left: str = ""
    right: str = ""
    top: str = ""
    bottom: str = ""

    @property
    def known(self) -> bool:
        """Whether any edge has letters; if not, say "orientation unknown" (D-112)."""
        return bool(self.left or self.right or self.top or self.bottom)


def edges(facts: FrameFacts, view: ViewState) -> Edges:
    """The letters of a frame as `view` shows it: every turn and flip moves them (D-113)."""
    letters = _upright(facts)
    for _ in range(view.quarter_turns % 4):  # clockwise: what was on top comes to the right
        letters = Edges(
            left=letters.bottom, right=letters.top, top=letters.left, bottom=letters.right
        )
    if view.flipped:
        letters = Edges(letters.right, letters.left, letters.top, letters.bottom)
    return letters


def direction_letters(vector: Vector) -> str:
    """Where a direction in patient coordinates points, at most three letters (D-110).

    Strongest axis first; parts below 1e-4 are dropped.
    """
    parts = sorted(zip(vector, _AXES, strict=True), key=lambda part: -abs(part[0]))
    return "".join(
        plus if component > 0 else minus
        for component, (plus, minus) in parts
        if abs(component) >= _SMALLEST_PART
    )


def opposite_letters(letters: str, *, quadruped: bool = False) -> str:
    """The letters of the opposite direction, "" if any of them has none (D-111)."""
    if not quadruped:
        known = all(letter in _OPPOSITE for letter in letters)
        return "".join(_OPPOSITE[letter] for letter in letters) if known else ""
    codes = _QUADRUPED_CODE.findall(letters)
    if "".join(codes) != letters or any(code not in _QUADRUPED_OPPOSITE for code in codes):
        return ""
    return "".join(_QUADRUPED_OPPOSITE[code] for code in codes)


def _upright(facts: FrameFacts) -> Edges:
    quadruped = facts.orientation.quadruped
    plane = facts.plane if facts.plane is not None and facts.plane.in_patient else None
    if plane is not None and not quadruped:  # D-110 names axes of bipeds only
        right = direction_letters(plane.row_direction)
        bottom = direction_letters(plane.column_direction)
    else:
        right, bottom = facts.orientation.right, facts.orientation.bottom
    return Edges(
        left=opposite_letters(right, quadruped=quadruped),
        right=right,
        top=opposite_letters(bottom, quadruped=quadruped),
        bottom=bottom,
    )

"""What a person decided about images that may hold text, kept in a file (A-051)."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any, Final

from viewer.deid.boxes import Box, outermost
from viewer.deid.errors import ProfileError
from viewer.deid.found_text import Meaning
from viewer.deid.risk import Review

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from viewer.deid.layout_text import Searched
    from viewer.deid.risk import Risk

_ADVICE: Final = (
    "# Look at the images, correct the boxes (left, top, right, bottom; none: there is no text),\n"
    "# then take out looked = false. leave_out = true leaves the images out."
)
_KEYS: Final = frozenset({"boxes", "looked", "leave_out"})


def load_reviews(path: Path) -> dict[str, Review]:
    """Decisions by layout; raises ProfileError.

    A table for each layout: `[layouts.NAME]` with `boxes = [[left, top, right, bottom], ...]`.
    No boxes at all means that somebody looked and there is no text; `leave_out = true` in place of
    boxes that the images are not to be copied. With `looked = false` nothing is decided.
    """
    try:
        layouts = tomllib.loads(path.read_text(encoding="utf-8"))["layouts"]
        return {
            str(name): _review(table)
            for name, table in layouts.items()
            if _is_said(table, "looked", unsaid=True)
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ProfileError(f"the review cannot be used: {type(error).__name__}") from error


def _is_said(table: dict[str, Any], key: str, *, unsaid: bool) -> bool:
    """True or false as the file says; raises ValueError for any other word, as "no" in quotes."""
    said = table.get(key, unsaid)
    if not isinstance(said, bool):
        raise ValueError(f"`{key}` is true or false")  # noqa: TRY004  a value of a file
    return said


def _review(table: dict[str, Any]) -> Review:
    if not table.keys() <= _KEYS:
        raise ValueError("a word that is none of these would decide nothing")
    if _is_said(table, "leave_out", unsaid=False):
        return Review(left_out=True)
    return Review(tuple(Box(*(int(edge) for edge in box)) for box in table["boxes"]))


def suggestion(risks: Iterable[Risk], searched: Mapping[str, Searched] | None = None) -> str:
    """A file for `load_reviews` with what is proposed, which decides nothing by itself.

    `searched` is what a search for text came to, by layout: its boxes are proposed too.
    """
    lines = [_ADVICE]
    for risk in risks:
        found = (searched or {}).get(risk.layout)
        boxes = outermost((*risk.proposal, *(found.boxes if found is not None else ())))
        lines += [
            f"[layouts.{risk.layout}]  # {risk.about}: {'; '.join(risk.reasons)}",
            *(_search_words(found) if found is not None else ()),
            f"boxes = {[_edges(box) for box in boxes]}",
            "looked = false",
            "",
        ]
    return "\n".join(lines)


def _search_words(found: Searched) -> list[str]:
    if found.problem:
        return [f"# {found.problem}"]
    failed = f", {found.failed} of them could not be searched" if found.failed else ""
    lines = [f"# {found.frames} pictures, {len(found.boxes)} places with text found{failed}"]
    lines += [
        f"# the name, a number or the birth date seems to be at {_edges(text.box)}"
        for text in found.texts
        if text.meaning is Meaning.PERSON
    ]
    return lines


def _edges(box: Box) -> list[int]:
    return [box.left, box.top, box.right, box.bottom]

"""What a person decided about images that may hold text, kept in a file (A-051)."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from viewer.deid.errors import ProfileError
from viewer.deid.risk import Box, Review

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from viewer.deid.risk import Risk


def load_reviews(path: Path) -> dict[str, Review]:
    """Decisions by layout; raises ProfileError.

    A table for each layout: `[layouts.NAME]` with `boxes = [[left, top, right, bottom], ...]`.
    No boxes at all means that somebody looked and there is no text; `leave_out = true` in place of
    boxes that the images are not to be copied.
    """
    try:
        layouts = tomllib.loads(path.read_text(encoding="utf-8"))["layouts"]
        return {str(name): _review(table) for name, table in layouts.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ProfileError(f"the review cannot be used: {type(error).__name__}") from error


def _review(table: dict[str, Any]) -> Review:
    if table.get("leave_out") is True:
        return Review(left_out=True)
    return Review(tuple(Box(*(int(edge) for edge in box)) for box in table["boxes"]))


def suggestion(risks: Iterable[Risk]) -> str:
    """A file for `load_reviews` with what is proposed, to be checked by a person."""
    lines = []
    for risk in risks:
        boxes = [[box.left, box.top, box.right, box.bottom] for box in risk.proposal]
        lines += [
            f"[layouts.{risk.layout}]  # {risk.about}: {'; '.join(risk.reasons)}",
            f"boxes = {boxes}",
            "",
        ]
    return "\n".join(lines)

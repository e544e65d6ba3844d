"""Pictures that face each other and look as large as each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from viewer.model.viewport import ViewState
from viewer.render.orientation import edges

if TYPE_CHECKING:
    from collections.abc import Sequence

    from viewer.hanging.traits import HangItem
    from viewer.model.header import FrameFacts

# What is tried in order: as it is, turned, and only then seen from the other side.
_WAYS: Final = tuple(
    ViewState(quarter_turns=turns, flipped=flipped)
    for quarter in ((0, 2), (1, 3))
    for flipped in (False, True)
    for turns in quarter
)
_UPRIGHT: Final = (ViewState(), ViewState(flipped=True))

_FROM_ABOVE: Final = frozenset({"CC", "XCC", "XCCL", "XCCM", "FB"})


def usual_bottom(item: HangItem) -> str:
    """The letter a mammogram has at its bottom where everybody hangs it, "" where none is usual.

    Views from above have the middle of the body below, the others the feet. A mirrored image has
    to be flipped then; turning it brings the right letter to the right edge too, upside down.
    """
    if item.modality != "MG":
        return ""
    if item.view in _FROM_ABOVE:
        return {"R": "L", "L": "R"}.get(item.side, "")
    return "F" if item.view else ""


def view_with_edges(facts: FrameFacts, right: str, bottom: str = "") -> ViewState:
    """How to turn an image so that its right and bottom edges get these letters.

    Where only the right edge can be had, that; where the image does not say how it lies, or
    cannot be brought there, it stays as it is: nothing is guessed (D-112, S-03).
    """
    for ways, wanted in ((_WAYS, bottom), (_UPRIGHT, "")):
        for view in ways:
            letters = edges(facts, view)
            if letters.right.startswith(right) and letters.bottom.startswith(wanted):
                return view
    return ViewState()


def alike_rooms(items: Sequence[HangItem | None]) -> dict[int, tuple[float, float]]:
    """For each image the room it shares with the others, by place; in its own columns.

    A millimetre is as long in every cell if all images say how large their pixels are; else
    each one fills its cell.
    """
    sized = {n: item for n, item in enumerate(items) if item is not None and item.facts is not None}
    extents = {n: _extent_mm(item) for n, item in sized.items()}
    if all(extents.values()):
        width = max((extent[0] for extent in extents.values() if extent), default=0.0)
        height = max((extent[1] for extent in extents.values() if extent), default=0.0)
        return {
            n: (width / _column_mm(item), height / _column_mm(item)) for n, item in sized.items()
        }
    return {
        n: (float(item.columns), item.rows * (item.facts.aspect if item.facts else 1.0))
        for n, item in sized.items()
        if item.rows and item.columns
    }


def _extent_mm(item: HangItem) -> tuple[float, float] | None:
    spacing = item.facts.spacing if item.facts is not None else None
    if spacing is None or not item.rows or not item.columns:
        return None
    return item.columns * spacing.column_mm, item.rows * spacing.row_mm


def _column_mm(item: HangItem) -> float:
    assert item.facts is not None
    assert item.facts.spacing is not None
    return item.facts.spacing.column_mm

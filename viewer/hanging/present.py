"""The layout on show as a protocol: what kind of picture is where, and nothing about whose."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from viewer.hanging.protocol import KINDS, PLANES, CellRule, Protocol
from viewer.hanging.traits import PLACES
from viewer.hanging.words import vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from viewer.hanging.traits import HangItem


@dataclass(frozen=True, slots=True)
class PresentCell:
    """What a cell of the present layout shows; `item` None where it is empty."""

    item: HangItem | None
    window: str = ""  # name of the preset in use
    tiles: tuple[int, int] = (1, 1)
    toward: str = ""  # "left", "right": the edge at which a breast stands


def protocol_of(name: str, rows: int, columns: int, cells: Sequence[PresentCell]) -> Protocol:
    """A protocol that hangs like pictures alike.

    It holds modalities, views, planes and meanings of our own word list: a description itself,
    where a name may stand, is never kept.
    """
    items = [cell.item for cell in cells if cell.item is not None]
    shared = _shared(items)
    rules = [_rule(cell, items) for cell in cells]
    current = [item for item in items if item.study == 0]
    return Protocol(
        id="",
        name=name,
        rows=rows,
        columns=columns,
        cells=tuple(rules),
        modality=tuple(sorted({item.modality for item in current if item.modality.isalnum()})),
        body=tuple(sorted(shared & PLACES)),
        alike=any(cell.toward for cell in cells),
        is_own=True,
    )


def _shared(items: Sequence[HangItem]) -> frozenset[str]:
    counts = Counter(meaning for item in items for meaning in item.meanings)
    known = vocabulary().meanings
    return frozenset(m for m, n in counts.items() if n == len(items) and m in known)


def _rule(cell: PresentCell, items: Sequence[HangItem]) -> CellRule:
    item = cell.item
    if item is None:
        return CellRule(empty=True)
    known = vocabulary().meanings
    others = [other for other in items if other is not item]
    elsewhere = frozenset(meaning for other in others for meaning in other.meanings)
    said = (item.meanings & known) - PLACES
    own = said - elsewhere
    return CellRule(
        modality=(item.modality,) if item.modality.isalnum() else (),
        view=(item.view,) if item.view.isalnum() else (),
        side=item.side,
        plane=(item.plane,) if item.plane in PLANES else (),
        words=tuple(sorted(own or said)),
        without=tuple(sorted(((elsewhere & known) - said - PLACES) if said else ())),
        kind=(item.kind,) if item.kind in KINDS else (),
        study="prior" if item.study else "current",
        window=cell.window,
        tiles=cell.tiles,
        toward=cell.toward,
        right={"right": "P", "left": "A"}.get(cell.toward, ""),  # the chest wall is at that edge
    )

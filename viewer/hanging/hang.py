"""Chooses the protocol that fits and says which display set goes into which cell; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from viewer.hanging.alike import are_of_one_kind, shared_meanings
from viewer.hanging.mammography import alike_rooms, usual_bottom, view_with_edges
from viewer.hanging.presets import PresetKind, presets
from viewer.hanging.protocol import CellRule, Protocol
from viewer.model.layout import Layout
from viewer.model.viewport import Room, Tiles, ViewState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from viewer.hanging.traits import HangItem
    from viewer.model.lut import Window

SINGLE: Final = Protocol("single", "One picture")
_LOCALIZER: Final = "localizer"
_GRIDS: Final = ((1, 1), (1, 2), (1, 3), (2, 2), (2, 3), (2, 4), (3, 3), (3, 4))


@dataclass(frozen=True, slots=True)
class HungCell:
    """What one cell shows and how."""

    uid: str = ""  # of a catalog item, "" for an empty cell
    index: int | None = None  # where to start, None for where the link or the first image is
    view: ViewState = ViewState()
    window: Window | None = None
    tiles: Tiles = Tiles()
    missing: str = ""  # words for an empty cell


@dataclass(frozen=True, slots=True)
class Hanging:
    """A layout, what goes where, and why."""

    protocol: Protocol
    rows: int
    columns: int
    cells: tuple[HungCell, ...]
    reason: str  # "Mammography, four views; no left CC"
    score: float = 0.0

    @property
    def layout(self) -> Layout:
        """The grid with the display sets in it."""
        return Layout(self.rows, self.columns, tuple(cell.uid for cell in self.cells))


def hang(items: Sequence[HangItem], protocols: Sequence[Protocol], main: str = "") -> Hanging:
    """The way to hang that fits best; one picture alone if none does.

    `main` is the uid of the series on show, which a protocol may ask to stay.
    """
    found = matching(items, protocols, main)
    return found[0] if found else single(items, main)


def matching(
    items: Sequence[HangItem], protocols: Sequence[Protocol], main: str = ""
) -> tuple[Hanging, ...]:
    """Every protocol that fits, the best first."""
    found = [hung for p in protocols if (hung := fitted(items, p, main)) is not None]
    return tuple(sorted(found, key=lambda hung: -hung.score))  # stable: else as they are listed


def single(items: Sequence[HangItem], main: str = "") -> Hanging:
    """One viewport with the main series; a localizer only if there is nothing else."""
    worth = [item for item in items if item.kind != _LOCALIZER and item.study == 0] or list(items)
    chosen = next((item for item in worth if item.uid == main), worth[0] if worth else None)
    cells = (HungCell(chosen.uid if chosen is not None else ""),)
    return Hanging(SINGLE, 1, 1, cells, SINGLE.name)


def fitted(items: Sequence[HangItem], protocol: Protocol, main: str = "") -> Hanging | None:
    """The examination hung by one protocol, None if it does not fit."""
    current = [item for item in items if item.study == 0]
    if protocol.modality and not any(item.modality in protocol.modality for item in current):
        return None
    said = {meaning for item in current for meaning in item.meanings}
    if protocol.body and not said & set(protocol.body):
        return None
    chosen = _chosen(items, protocol, main)
    filled = [(rule, item) for rule, item in zip(protocol.cells, chosen, strict=True) if item]
    if len(filled) < protocol.least_filled:
        return None
    missing = sum(not rule.empty for rule in protocol.cells) - len(filled)
    own = [rule for rule, _ in filled if rule.study != "prior"]  # else more would always be better
    score = 10.0 * bool(protocol.body) + sum(rule.strictness for rule in own) - 3.0 * missing
    return _hung(protocol, chosen, score)


def _chosen(
    items: Sequence[HangItem], protocol: Protocol, main: str
) -> tuple[HangItem | None, ...]:
    """The item of each cell; none is hung twice, no localizer and nothing rejected is."""
    free = [item for item in items if item.kind != _LOCALIZER and not item.rejected]
    chosen: list[HangItem | None] = []
    for rule in protocol.cells:
        partner = chosen[rule.like - 1] if 0 < rule.like <= len(chosen) else None
        if rule.like and partner is None:
            chosen.append(None)
            continue
        fitting = [item for item in free if _fits(item, rule, main)]
        if partner is not None:
            fitting = [item for item in fitting if _is_comparable(item, partner)]
        best = max(fitting, key=lambda item: _worth(item, rule, partner), default=None)
        chosen.append(best)
        if best is not None:
            free.remove(best)
    return tuple(chosen)


def _fits(item: HangItem, rule: CellRule, main: str) -> bool:
    """Whether an item meets every criterion of a cell."""
    if rule.empty:
        return False
    is_prior = item.study > 0
    if is_prior != (rule.study == "prior") or (rule.main and main and item.uid != main):
        return False
    words = set(rule.words)
    return (
        _among(item.modality, rule.modality)
        and _among(item.view, rule.view)
        and _among(item.plane, rule.plane)
        and _among(item.kind, rule.kind)
        and (not rule.side or item.side == rule.side)
        and (not words or bool(words & item.meanings))
        and not set(rule.without) & item.meanings
        and item.count >= rule.least_images
        and (not rule.most_images or item.count <= rule.most_images)
    )


def _among(value: str, allowed: tuple[str, ...]) -> bool:
    return not allowed or value in allowed


def _worth(item: HangItem, rule: CellRule, partner: HangItem | None) -> tuple[object, ...]:
    """What decides between items that fit; of equal ones the first is taken."""
    preferred = sum(word in item.meanings or word == item.plane for word in rule.prefer)
    likeness = _likeness(item, partner) if partner is not None else 0.0
    return (
        not item.for_processing,
        not item.modifiers,  # a magnified spot is not the view
        likeness,
        preferred,
        item.count if item.kind != "single" else 0,
        item.acquired if item.kind == "single" else "",  # a repeated view replaces the first
    )


def _is_comparable(item: HangItem, partner: HangItem) -> bool:
    """Whether an earlier picture can stand beside this one: same kind of picture, same view."""
    return (
        are_of_one_kind(item.modality, partner.modality)
        and item.view == partner.view
        and item.side == partner.side
        and (item.plane == partner.plane or not (item.plane and partner.plane))
    )


def _likeness(item: HangItem, partner: HangItem) -> float:
    """Shared meanings, and the nearest in time."""
    return 4.0 * shared_meanings(item.meanings, partner.meanings) - 0.5 * item.study


def _hung(protocol: Protocol, chosen: Sequence[HangItem | None], score: float) -> Hanging:
    pairs = list(zip(protocol.cells, chosen, strict=True))
    missing = [_named(rule) for rule, item in pairs if item is None and rule.name]
    rows, columns = protocol.rows, protocol.columns
    if protocol.compact:
        pairs = [(rule, item) for rule, item in pairs if item is not None]
        if len(pairs) < len(chosen):
            rows, columns = next(grid for grid in _GRIDS if grid[0] * grid[1] >= len(pairs))
        missing = []
    rooms = alike_rooms([item for _, item in pairs]) if protocol.alike else {}
    cells = [
        _cell(rule, item, rooms.get(number)) if item is not None else _empty(rule)
        for number, (rule, item) in enumerate(pairs)
    ]
    cells += [HungCell()] * (rows * columns - len(cells))
    reason = "; ".join([protocol.name, *(f"no {name}" for name in missing)])
    return Hanging(protocol, rows, columns, tuple(cells), reason, score)


def _empty(rule: CellRule) -> HungCell:
    where = "" if rule.study == "prior" else " in this examination"
    return HungCell(missing=f"No {_named(rule)}{where}" if rule.name else "")


def _named(rule: CellRule) -> str:
    return f"earlier {rule.name}" if rule.study == "prior" else rule.name


def _cell(rule: CellRule, item: HangItem, room: tuple[float, float] | None) -> HungCell:
    facts = item.facts
    view = ViewState()
    if facts is not None and rule.right:
        view = view_with_edges(facts, rule.right, rule.bottom or usual_bottom(item))
    if room is not None:
        view = _with_room(view, Room(*room, rule.toward))
    start = {"first": 0, "middle": item.count // 2, "last": item.count - 1}[rule.start]
    index = item.index or (start if rule.start != "first" else None)
    return HungCell(
        uid=item.uid,
        index=item.index if item.kind == "single" else index,
        view=view,
        window=_window(item.modality, rule.window),
        tiles=Tiles(*rule.tiles),
    )


def _with_room(view: ViewState, room: Room) -> ViewState:
    return ViewState(quarter_turns=view.quarter_turns, flipped=view.flipped, room=room)


def _window(modality: str, name: str) -> Window | None:
    """The preset of this name, None for the file's own window."""
    wanted = name.casefold()
    for preset in presets(modality):
        if preset.kind is PresetKind.WINDOW and preset.name.casefold() == wanted:
            return preset.window
    return None

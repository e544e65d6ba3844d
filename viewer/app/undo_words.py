"""What a person would say has changed between two moments of the screen: "Undo brightness"."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from viewer.app.screen_state import ScreenState, ViewportMoment
    from viewer.app.workspace import WorkspaceState
    from viewer.model.viewport import FilmWay, Presentation, ViewState

# Says what changed between two states of a store, "" when nothing that counts did.
Describe = Callable[[object, object], str]

SCROLLING = "scrolling"
ZOOM = "zoom"
MOVE = "move"
SPEED = "speed of the film"
_RUNS = {SCROLLING, ZOOM, MOVE, SPEED}  # repeated they are one movement
OTHER = "last change"


@dataclass(frozen=True, slots=True)
class Change:
    """One step: its name, and the viewport it began in."""

    words: str
    active: int

    def goes_on(self, last: Change | None) -> bool:
        """Whether it continues the step before: scrolling after scrolling is one step."""
        return last == self and self.words in _RUNS


def change_between(
    before: ScreenState, after: ScreenState, stores: Mapping[str, Describe]
) -> Change | None:
    """The most telling difference; None for what is no step of its own.

    Which viewport is active, and what a store does not describe (a selection), is restored with
    the steps around it, but is none: there is nothing to see of it that could be wrong.
    """
    words = (
        _of_content(before, after)
        or _of_stores(before, after, stores)
        or _of_looks(before, after)
        or _of_workspace(before.workspace, after.workspace)
        or _of_places(before, after)
    )
    return Change(words, after.workspace.active) if words else None


def _of_content(before: ScreenState, after: ScreenState) -> str:
    old, new = before.workspace.layout, after.workspace.layout
    if (old.rows, old.columns) != (new.rows, new.columns):
        return "layout"
    if len(before.viewports) != len(after.viewports):
        return "layout"
    pairs = list(zip(before.viewports, after.viewports, strict=True))
    if any(a.uid != b.uid for a, b in pairs):
        return "change of series"
    return next((_of_making(a, b) for a, b in pairs if a.made != b.made), "")


def _of_making(old: ViewportMoment, new: ViewportMoment) -> str:
    derived = any(moment.key is not None and moment.key.derived for moment in (old, new))
    return "subtraction" if derived else "choice of key images"


def _of_stores(before: ScreenState, after: ScreenState, stores: Mapping[str, Describe]) -> str:
    for name, describe in stores.items():
        old, new = before.store(name), after.store(name)
        if old is not new and (words := describe(old, new)):
            return words
    return ""


def _of_looks(before: ScreenState, after: ScreenState) -> str:
    found = [
        words
        for old, new in zip(before.viewports, after.viewports, strict=True)
        if (words := _of_look(old, new))
    ]
    return found[0] if found else ""


def _of_look(old: ViewportMoment, new: ViewportMoment) -> str:
    if old is new:
        return ""
    if (old.rest.tiles.rows, old.rest.tiles.columns) != (
        new.rest.tiles.rows,
        new.rest.tiles.columns,
    ):
        return "tiles"
    view = _of_view(old.rest.view, new.rest.view)
    presentation = _of_presentation(old.rest.presentation, new.rest.presentation)
    if view and presentation:
        return "change of view"
    same = replace(
        new.rest,
        view=old.rest.view,
        presentation=old.rest.presentation,
        message=old.rest.message,
        tiles=old.rest.tiles,  # which of them come first is a matter of scrolling
        home=old.rest.home,
        film=old.rest.film,
    )
    film = _of_film(old.rest.film, new.rest.film)
    return view or presentation or film or ("" if same == old.rest else OTHER)


def _of_film(old: FilmWay, new: FilmWay) -> str:
    if old.backwards != new.backwards:
        return "direction of the film"
    if old.shows_all != new.shows_all:
        return "length of the film"
    return SPEED if old.speed != new.speed else ""


def _of_view(old: ViewState, new: ViewState) -> str:
    if old == new:
        return ""
    if old.quarter_turns != new.quarter_turns:
        return "turning"
    if old.flipped != new.flipped:
        return "mirroring"
    return ZOOM if (old.fit, old.zoom) != (new.fit, new.zoom) else MOVE


def _of_presentation(old: Presentation, new: Presentation) -> str:
    if old == new:
        return ""
    for names, words in (
        (("voi", "colour_window", "from_zero"), "brightness"),
        (("inverted",), "swap of black and white"),
        (("show_overlays",), "drawings of the file"),
        (("show_padding",), "padding"),
        (("smooth",), "smoothing"),
        (("colour_reading",), "reading of colours"),
    ):
        if any(getattr(old, name) != getattr(new, name) for name in names):
            return words
    return "appearance"


def _of_workspace(old: WorkspaceState, new: WorkspaceState) -> str:
    for name, words in (
        ("maximised", "picture alone"),
        ("links", "linking"),
        ("lines", "lines where slices cross"),
        ("annotations", "text in the corners"),
        ("detached", "window of its own"),
    ):
        if getattr(old, name) != getattr(new, name):
            return words
    same = replace(new, active=old.active, layout=old.layout)
    cells = replace(new.layout, cells=old.layout.cells)
    return "" if same == old and cells == old.layout else OTHER


def _of_places(before: ScreenState, after: ScreenState) -> str:
    moved = any(
        (a.key, a.rest.message, a.rest.tiles) != (b.key, b.rest.message, b.rest.tiles)
        for a, b in zip(before.viewports, after.viewports, strict=True)
    )
    return SCROLLING if moved else ""

"""The menu of what others have marked: the original, each state, the layers of the active one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from viewer.app.identity_view import SHOWN
from viewer.app.marked import state_name
from viewer.app.wording import format_time
from viewer.ui.filled_menu import FilledMenu

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from viewer.model.presentation_state import PresentationState
    from viewer.ui.grid_widget import GridWidget
    from viewer.ui.marked_commands import MarkedCommands

NOBODY = "Nobody has marked anything on this picture"
ORIGINAL = "Original"


def offer_marks(menu: QMenu, grid: GridWidget, commands: MarkedCommands) -> None:
    """Fill the menu as it opens, and open it where a viewport asks for it."""
    MarkedMenu(menu, commands)
    grid.marked_wanted.connect(lambda at: menu.popup(at))  # noqa: PLW0108  Qt fails without


class MarkedMenu(FilledMenu):
    """Fills a menu as it opens, above the actions that are always in it."""

    def __init__(self, menu: QMenu, commands: MarkedCommands) -> None:
        super().__init__(menu)
        self._session = commands.session
        self._commands = commands

    def make_entries(self) -> None:
        """The states, then the layers of the active one."""
        self._states()
        self._layers()

    def _states(self) -> None:
        state = self._session.workspace.active.state
        every = self._session.marked.all_for(state.frame) if state.frame is not None else ()
        offered = self._session.marked.offered(state.frame) if state.frame is not None else ()
        active = state.presentation.state
        if not every and active is None:
            self.add_heading(NOBODY)
            return
        self.add_entry(ORIGINAL, lambda: self._commands.choose(None), checked=active is None)
        choices = (*offered, *([active] if active is not None and active not in offered else []))
        for one in choices:
            run = partial(self._commands.choose, one)
            self.add_entry(state_entry(one), run, checked=one is active)
        if len(every) > len(offered):
            self.add_heading(f"and {len(every) - len(offered)} older ones")

    def _layers(self) -> None:
        """The layers in which the active state draws (P-012)."""
        presentation = self._session.workspace.active.state.presentation
        state = presentation.state
        if state is None:
            return
        names = state.layers_in_use
        if not names:
            return
        self.add_line()
        self.add_heading("Drawings")
        for name in names:
            shown = name not in presentation.hidden_layers
            run = partial(self._commands.toggle_layer, name)
            self.add_entry(SHOWN.text(name) or "Without a name", run, checked=shown)


def state_entry(state: PresentationState) -> str:
    """Say "MARKED · 29 Feb 2024 11:00 · Findings · partially"."""
    name = " ".join(filter(None, (state_name(state), format_time(state.time))))
    part = "" if state.is_exact else "partially"
    description = state.description if state.description != state.label else ""
    return " · ".join(filter(None, (name, SHOWN.text(description), part)))

"""The menu of what others have marked: the original, each state, the layers of the active one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from viewer.app.marked import state_name
from viewer.app.wording import format_time

if TYPE_CHECKING:
    from collections.abc import Callable

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


class MarkedMenu(QObject):
    """Fills a menu as it opens, above the actions that are always in it."""

    def __init__(self, menu: QMenu, commands: MarkedCommands) -> None:
        super().__init__(menu)
        self._menu = menu
        self._session = commands.session
        self._commands = commands
        self._entries: list[QAction] = []
        menu.aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        for entry in self._entries:
            self._menu.removeAction(entry)
            entry.deleteLater()
        self._entries = []
        below = self._menu.actions()[0] if self._menu.actions() else None
        self._states()
        self._layers()
        if below is not None:
            self._line()
            self._menu.insertActions(below, self._entries)
        else:
            self._menu.addActions(self._entries)

    def _states(self) -> None:
        state = self._session.workspace.active.state
        every = self._session.marked.all_for(state.frame) if state.frame is not None else ()
        offered = self._session.marked.offered(state.frame) if state.frame is not None else ()
        active = state.presentation.state
        if not every and active is None:
            self._heading(NOBODY)
            return
        self._choice(ORIGINAL, lambda: self._commands.choose(None), checked=active is None)
        choices = (*offered, *([active] if active is not None and active not in offered else []))
        for one in choices:
            run = partial(self._commands.choose, one)
            self._choice(state_entry(one), run, checked=one is active)
        if len(every) > len(offered):
            self._heading(f"and {len(every) - len(offered)} older ones")

    def _layers(self) -> None:
        """The layers in which the active state draws (P-012)."""
        presentation = self._session.workspace.active.state.presentation
        state = presentation.state
        if state is None:
            return
        used = {entry.layer for entry in state.annotations}
        used |= {layer for _, layer in state.activations}
        names = [layer.name for layer in state.layers if layer.name in used]
        names += sorted(used - set(names))
        if not names:
            return
        self._line()
        self._heading("Drawings")
        for name in names:
            shown = name not in presentation.hidden_layers
            run = partial(self._commands.toggle_layer, name)
            self._choice(name or "Without a name", run, checked=shown)

    def _choice(self, text: str, run: Callable[[], None], *, checked: bool) -> None:
        entry = QAction(text.replace("&", "&&"), self._menu)
        entry.setCheckable(True)
        entry.setChecked(checked)
        entry.triggered.connect(lambda _checked: run())
        self._entries.append(entry)

    def _heading(self, text: str) -> None:
        entry = QAction(text, self._menu)
        entry.setEnabled(False)
        self._entries.append(entry)

    def _line(self) -> None:
        entry = QAction(self._menu)
        entry.setSeparator(True)
        self._entries.append(entry)


def state_entry(state: PresentationState) -> str:
    """Say "MARKED · 29 Feb 2024 11:00 · Findings · partially"."""
    name = " ".join(filter(None, (state_name(state), format_time(state.time))))
    part = "" if state.is_exact else "partially"
    description = state.description if state.description != state.label else ""
    return " · ".join(filter(None, (name, description, part)))

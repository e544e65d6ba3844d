"""The menu of ways to hang: those that fit first, then the others, then what was saved."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

if TYPE_CHECKING:
    from collections.abc import Callable

    from viewer.ui.arrange_commands import ArrangeCommands


class HangMenu(QObject):
    """Fills the top of a menu as it opens."""

    def __init__(self, menu: QMenu, commands: ArrangeCommands) -> None:
        super().__init__(menu)
        self._menu = menu
        self._commands = commands
        self._entries: list[QAction] = []
        self._removing: QMenu | None = None
        menu.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """Offer what there is now."""
        self._clear()
        hanger, own = self._commands.hanger, self._commands.own
        offers = hanger.offers()
        for offer in offers:
            self._add(offer.reason, partial(self._commands.hang, offer))
        if not offers:
            self._add("No arrangement fits this examination", None)
        fitting = {offer.protocol.id for offer in offers}
        others = [p for p in hanger.protocols() if p.id not in fitting]
        if others:
            self._line()
        for protocol in others:
            self._add(protocol.name, None)
        saved = own.read()
        if saved or own.bad:
            self._line()
        if saved:
            removing = QMenu("Remove a saved layout", self._menu)
            self._removing = removing
            for protocol in saved:
                entry = removing.addAction(_plain(protocol.name))
                entry.triggered.connect(
                    lambda _checked, name=protocol.id: self._commands.remove_layout(name)
                )
            self._entries.append(removing.menuAction())
        if own.bad:
            count = len(own.bad)
            words = "1 saved layout" if count == 1 else f"{count} saved layouts"
            self._add(f"{words} could not be read …", self._commands.show_bad_layouts)
        self._line()
        self._menu.insertActions(self._menu.actions()[0], self._entries)

    def _clear(self) -> None:
        for entry in self._entries:
            self._menu.removeAction(entry)
            if self._removing is None or entry is not self._removing.menuAction():
                entry.deleteLater()
        self._entries = []
        if self._removing is not None:
            self._removing.deleteLater()
            self._removing = None

    def _add(self, words: str, act: Callable[[], None] | None) -> None:
        entry = QAction(_plain(words), self._menu)
        entry.setEnabled(act is not None)
        if act is not None:
            entry.triggered.connect(lambda _checked: act())
        self._entries.append(entry)

    def _line(self) -> None:
        line = QAction(self._menu)
        line.setSeparator(True)
        self._entries.append(line)


def _plain(words: str) -> str:
    return words.replace("&", "&&")

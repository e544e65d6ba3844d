"""Menus whose upper part is made as they open, above the actions that are always in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class FilledMenu(QObject):
    """Fills a menu with what `make_entries` adds; all words are shown letter by letter."""

    def __init__(self, menu: QMenu) -> None:
        super().__init__(menu)
        self._menu = menu
        self._entries: list[QAction] = []
        self._submenus: list[QMenu] = []
        menu.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """Offer what there is now."""
        self._clear()
        self.make_entries()
        if self._entries and self._menu.actions():
            self.add_line()
            self._menu.insertActions(self._menu.actions()[0], self._entries)
        else:
            self._menu.addActions(self._entries)

    def make_entries(self) -> None:
        """Add what there is to choose from."""
        raise NotImplementedError

    def add_entry(
        self, text: str, run: Callable[[], object], *, checked: bool | None = None
    ) -> None:
        """Something to choose; with `checked` it has a tick, or room for one."""
        entry = QAction(_plain(text), self._menu)
        if checked is not None:
            entry.setCheckable(True)
            entry.setChecked(checked)
        entry.triggered.connect(lambda _checked: run())
        self._entries.append(entry)

    def add_heading(self, text: str) -> None:
        """Words that cannot be chosen."""
        entry = QAction(_plain(text), self._menu)
        entry.setEnabled(False)
        self._entries.append(entry)

    def add_line(self) -> None:
        """A line between groups."""
        entry = QAction(self._menu)
        entry.setSeparator(True)
        self._entries.append(entry)

    def add_submenu(self, text: str, entries: Iterable[tuple[str, Callable[[], object]]]) -> None:
        """A menu within it: words and what they do."""
        submenu = QMenu(_plain(text), self._menu)
        for words, run in entries:
            entry = submenu.addAction(_plain(words))
            entry.triggered.connect(lambda _checked, run=run: run())
        self._submenus.append(submenu)
        self._entries.append(submenu.menuAction())

    def _clear(self) -> None:
        of_submenus = {submenu.menuAction() for submenu in self._submenus}
        for entry in self._entries:
            self._menu.removeAction(entry)
            if entry not in of_submenus:
                entry.deleteLater()
        for submenu in self._submenus:
            submenu.deleteLater()
        self._entries, self._submenus = [], []


def _plain(words: str) -> str:
    return words.replace("&", "&&")

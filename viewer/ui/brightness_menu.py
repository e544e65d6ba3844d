"""The brightness the file offers, by name, in the menu of presets (D-046)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from viewer.app.wording import voi_label
from viewer.model.lut import VoiLut

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from viewer.app.workspace import Workspace
    from viewer.model.lut import VoiTransform


class FileBrightness(QObject):
    """Puts every window and table of the active picture's file on top of a menu as it opens."""

    def __init__(self, menu: QMenu, workspace: Workspace) -> None:
        super().__init__(menu)
        self._menu = menu
        self._workspace = workspace
        self._entries: list[QAction] = []
        menu.aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        for entry in self._entries:
            self._menu.removeAction(entry)
            entry.deleteLater()
        self._entries = []
        state = self._workspace.active.state
        if state.frame is None or not state.frame.facts.voi:
            return
        below = self._menu.actions()[0]
        heading = QAction("From the file", self._menu)
        heading.setEnabled(False)
        self._entries.append(heading)
        for number, voi in enumerate(state.frame.facts.voi):
            entry = QAction(file_brightness(number, voi).replace("&", "&&"), self._menu)
            entry.setCheckable(True)
            # The first is what every picture starts with, each by its own window.
            by_state = state.presentation.state is not None  # which has a brightness of its own
            chosen = None if number == 0 and not by_state else voi
            entry.setChecked(state.presentation.voi == chosen)
            entry.triggered.connect(lambda _checked, chosen=chosen: self._choose(chosen))
            self._entries.append(entry)
        line = QAction(self._menu)
        line.setSeparator(True)
        self._entries.append(line)
        self._menu.insertActions(below, self._entries)

    def _choose(self, voi: VoiTransform | None) -> None:
        viewport = self._workspace.active
        viewport.set_presentation(replace(viewport.state.presentation, voi=voi))


def file_brightness(number: int, voi: VoiTransform) -> str:
    """Say "LUNG · W 1500 L −600"; one without a name is counted from 1."""
    is_table = isinstance(voi, VoiLut)
    name = voi.table.explanation if isinstance(voi, VoiLut) else voi.name
    name = name.strip() or f"{'Table' if is_table else 'Window'} {number + 1}"
    values = "table" if is_table else voi_label(voi).partition(" (")[0]
    return f"{name} · {values}"

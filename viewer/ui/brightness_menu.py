"""The brightness the file offers, by name, in the menu of presets (D-046)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from viewer.app.wording import voi_label
from viewer.model.lut import VoiLut
from viewer.ui.filled_menu import FilledMenu

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from viewer.app.workspace import Workspace
    from viewer.model.lut import VoiTransform


class FileBrightness(FilledMenu):
    """Puts every window and table of the active picture's file on top of a menu as it opens."""

    def __init__(self, menu: QMenu, workspace: Workspace) -> None:
        super().__init__(menu)
        self._workspace = workspace

    def make_entries(self) -> None:
        """The windows and tables of the file, and which one is in use."""
        state = self._workspace.active.state
        if state.frame is None or not state.frame.facts.voi:
            return
        self.add_heading("From the file")
        for number, voi in enumerate(state.frame.facts.voi):
            # The first is what every picture starts with, each by its own window.
            by_state = state.presentation.state is not None  # which has a brightness of its own
            chosen = None if number == 0 and not by_state else voi
            self.add_entry(
                file_brightness(number, voi),
                partial(self._choose, chosen),
                checked=state.presentation.voi == chosen,
            )

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

"""Marks key images, and opens the dialog that saves them with the drawings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.app.frames import LoadedFrame
from viewer.app.values_to_come import ValuesToCome
from viewer.model.viewport import FitMode
from viewer.ui.listening import until_destroyed
from viewer.ui.measure_commands import LOADING

if TYPE_CHECKING:
    from viewer.app.save_marked import Area
    from viewer.model.image import FrameKey
    from viewer.ui.grid_widget import GridWidget
    from viewer.ui.main_window import MainWindow

NOTHING_MARKED = "Nothing is drawn or marked yet. Key K marks the picture you see."


class SavingCommands:
    """Acts on the active viewport and the whole session."""

    def __init__(self, window: MainWindow, grid: GridWidget) -> None:
        self._window = window
        self._session = window.session
        self._grid = grid
        self._values = ValuesToCome(window.session)
        until_destroyed(window, self._values.subscription)

    def toggle_key_image(self) -> None:
        """Mark the picture on show as key, or take the mark away."""
        frame = self._session.workspace.active.state.frame
        if frame is not None:
            self._session.key_images.toggle(frame.key.native, frame.header)

    def save_marked(self) -> None:
        """Ask for a title and a place, then save beside the window."""
        from viewer.app.save_marked import has_marks  # noqa: PLC0415  when asked for

        if not has_marks(self._session):
            self._window.status.show_probe(NOTHING_MARKED)
            return
        if not self._values.complete(self._ask):
            self._window.status.show_probe(LOADING)

    def _ask(self) -> None:
        from viewer.ui.dialogs.save_marked import SaveMarkedDialog  # noqa: PLC0415  when asked for

        theme, areas = self._window.theme, self._areas()
        self._window.show_dialog(
            "save-marked", lambda: SaveMarkedDialog(self._session, areas, theme, self._window)
        )

    def _areas(self) -> dict[FrameKey, Area]:
        """What is in sight of each picture that is zoomed or moved (P-011)."""
        areas: dict[FrameKey, Area] = {}
        for view in self._grid.views:
            shown, placement = view.model.shown, view.canvas.placement()
            if not isinstance(shown, LoadedFrame) or placement is None:
                continue
            if view.model.state.view.fit is FitMode.FIT:
                continue
            left, top, right, bottom = placement.visible
            if right > left and bottom > top:
                corners = (left, top), (right, bottom)
                one, other = (placement.image_from_screen(corner) for corner in corners)
                areas[shown.key.native] = one, other
        return areas

"""How pictures are arranged: hung by protocol, as tiles, in windows of their own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths

from viewer.app.auto_hang import AutoHang
from viewer.app.hanger import Hanger
from viewer.app.own_protocols import OwnProtocols
from viewer.app.present_layout import present_layout, present_protocol
from viewer.ui.hang_menu import HangMenu
from viewer.ui.listening import until_destroyed

if TYPE_CHECKING:
    from viewer.hanging.hang import Hanging
    from viewer.ui.grid_widget import GridWidget
    from viewer.ui.main_window import MainWindow


class ArrangeCommands(QObject):
    """Acts on the grid as a whole; actions call it by name."""

    def __init__(self, window: MainWindow, grid: GridWidget, folder: Path | None = None) -> None:
        super().__init__(window)
        self._window = window
        self._grid = grid
        self._session = window.session
        self.own = OwnProtocols(folder or own_layouts_folder())
        self.hanger = Hanger(self._session, self.own.read)
        self._hung = ""  # id of the protocol that was applied last
        self._menu = HangMenu(window.menus["Window/Hang as"], self)
        grid.path_dropped.connect(window.open_path)
        automatic = AutoHang(self._session, self.hanger)
        until_destroyed(self, *automatic.subscriptions, automatic.hung.connect(self._note))

    # Hanging

    def hang(self, hanging: Hanging) -> None:
        """Arrange the pictures and say how."""
        self.hanger.apply(hanging)
        self._note(hanging)

    def hang_next(self) -> None:
        """The way that fits best; again for the next one that fits."""
        offers = self.hanger.offers()
        if not offers:
            self._window.status.show_probe("No arrangement fits this examination")
            return
        ids = [offer.protocol.id for offer in offers]
        at = ids.index(self._hung) + 1 if self._hung in ids and self._is_as_hung(offers) else 0
        self.hang(offers[at % len(offers)])

    def save_layout(self) -> None:
        """Ask for a name and keep the present layout as a protocol."""
        from viewer.ui.dialogs.save_layout import SaveLayoutDialog  # noqa: PLC0415  when asked for

        cells = present_layout(self._session)
        protocol = present_protocol(self._session, cells)
        window = self._window
        window.show_dialog(
            "save-layout", lambda: SaveLayoutDialog(self.own, protocol, cells, window.theme, window)
        )

    def show_bad_layouts(self) -> None:
        """Say which saved layouts cannot be used and why."""
        from viewer.ui.dialogs.save_layout import BadLayoutsDialog  # noqa: PLC0415  when asked for

        window = self._window
        window.show_dialog("bad-layouts", lambda: BadLayoutsDialog(self.own, window.theme, window))

    def remove_layout(self, protocol_id: str) -> None:
        """Delete a saved layout."""
        try:
            self.own.remove(protocol_id)
        except OSError as error:
            words = error.strerror or "the folder refused it"
            self._window.status.show_probe(f"The layout could not be removed: {words}")

    # Tiles

    def set_tiles(self, rows: int, columns: int) -> None:
        """Show consecutive images of the active viewport side by side in it."""
        self._session.workspace.active.set_tiles(rows, columns)

    def page_tiles(self, pages: int) -> None:
        """Go on by as many images as there are tiles."""
        active = self._session.workspace.active
        tiles = active.state.tiles
        if tiles.count > 1:
            active.scroll_tiles(pages * tiles.count)
        else:
            active.scroll(pages)

    # Places

    def toggle_detached(self) -> None:
        """Put the active viewport into a window of its own, or back."""
        self._grid.toggle_detached()

    def _is_as_hung(self, offers: tuple[Hanging, ...]) -> bool:
        """Whether the grid still is what was hung last."""
        last = next(offer for offer in offers if offer.protocol.id == self._hung)
        layout = self._session.workspace.state.layout
        return (layout.rows, layout.columns) == (last.rows, last.columns)

    def _note(self, hanging: Hanging) -> None:
        self._hung = hanging.protocol.id
        self._window.status.show_probe(hanging.reason)


def own_layouts_folder() -> Path:
    """Where the person's own layouts are; made when the first one is saved."""
    place = QStandardPaths.StandardLocation.AppConfigLocation
    return Path(QStandardPaths.writableLocation(place)) / "hanging"

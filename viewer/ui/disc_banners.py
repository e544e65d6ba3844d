"""What the window says when a disc comes or goes while pictures are on show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from viewer.app.stage import Stage
from viewer.ui.banner import Banner
from viewer.ui.words import short_name

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from viewer.app.session import Session
    from viewer.media.removable import Volume
    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme

OUT = "The disc was taken out. Put it back in to go on."
BACK = "The disc is back. Read it again to go on."


class DiscBanners(QObject):
    """Two calm bars: one for the open disc that is out, one for another that came."""

    again_wanted = Signal()
    volume_chosen = Signal(object)  # Path

    def __init__(self, session: Session, icons: Icons, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._away: frozenset[Path] = frozenset()
        self._back: frozenset[Path] = frozenset()  # removed ones that were put in again
        self._offered: Volume | None = None
        self.removed = Banner("calm", icons, theme, parent)
        self.again = self.removed.add_button("Read again", self.again_wanted.emit)
        self.offer = Banner("calm", icons, theme, parent)
        self.offer.add_button("Open", self._open)
        self.offer.add_button("Not now", self._put_away)
        self.removed.hide()
        self.offer.hide()

    def set_away(self, away: frozenset[Path]) -> None:
        """Take which open places are gone, as the system sees them now."""
        for path in away - self._away:
            self._session.medium_taken_out(path)
        self._back = (self._back | self._away) - away
        self._away = away
        self._show_removed()

    def set_volumes(self, volumes: tuple[Volume, ...]) -> None:
        """Offer nothing that was taken out again."""
        if self._offered not in volumes:
            self._put_away()

    def offer_volume(self, volume: Volume) -> None:
        """Offer a disc that was inserted, unless it is the open one or the start page lists it."""
        is_open = any(path.is_relative_to(volume.root) for path in self._session.paths)
        if self._session.load.stage is not Stage.NO_MEDIUM and not is_open:
            self._offered = volume
            name = short_name(volume.label or str(volume.root))
            kind = "disc" if volume.is_optical else "stick or drive"
            self.offer.set_text(f"A {kind} was inserted: {name}")
            self.offer.show()

    def update_banners(self, *, images_shown: bool) -> None:
        """Speak of a removed disc only beside pictures: else a page does."""
        self.removed.setVisible(bool(self._session.removed) and images_shown)
        self._show_removed()
        if self._session.load.stage is Stage.NO_MEDIUM:
            self._put_away()

    def _show_removed(self) -> None:
        removed = frozenset(self._session.removed)
        self._back &= removed
        self.removed.set_text(BACK if removed and removed <= self._back else OUT)
        # Reading what is not there would lose what is in memory.
        self.again.setEnabled(not removed & self._away)

    def _open(self) -> None:
        volume = self._offered
        self._put_away()
        if volume is not None:
            self.volume_chosen.emit(volume.root)

    def _put_away(self) -> None:
        self._offered = None
        self.offer.hide()

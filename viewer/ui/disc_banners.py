"""What the window says when a disc comes or goes while pictures are on show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from viewer.app.identity_view import SHOWN
from viewer.app.stage import Stage
from viewer.ui.banner import Banner
from viewer.ui.words import short_name

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from viewer.app.session import Session
    from viewer.app.stage import LoadState
    from viewer.media.removable import Volume
    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme

OUT = "The disc was taken out. Put it back in to go on."
BACK = "A disc is in the drive. Looking whether it is the same one …"
REPLACED = (
    "Another disc is in the drive. Put the first one back in to go on with it, "
    "or open the new one instead."
)
_FAILED = {Stage.FAILED, Stage.NOTHING_FOUND}
_LONGEST_WAIT = 15  # looks of the volume watch between two attempts: half a minute


class DiscBanners(QObject):
    """Two calm bars: one for the open disc that is out, one for another that came."""

    again_wanted = Signal()
    volume_chosen = Signal(object)  # Path

    def __init__(self, session: Session, icons: Icons, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._away: frozenset[Path] = frozenset()
        self._present: frozenset[Path] = frozenset()
        self._attempts: dict[Path, int] = {}  # to go on with a removed medium
        self._waits: dict[Path, int] = {}  # looks until the next attempt
        self._offered: Volume | None = None
        self.removed = Banner("calm", icons, theme, parent)
        self.instead = self.removed.add_button("Open the new disc", self.again_wanted.emit)
        self.offer = Banner("calm", icons, theme, parent)
        self.offer.add_button("Open", self._open)
        self.offer.add_button("Not now", self._put_away)
        self.failed = Banner("warning", icons, theme, parent)
        self.failed.add_button("Understood", self._put_failure_away)
        self._understood: LoadState | None = None
        self.all = (self.removed, self.failed, self.offer)
        for banner in self.all:
            banner.hide()

    def set_away(self, away: frozenset[Path]) -> None:
        """Take which open places are gone, as the system sees them now."""
        for path in away - self._away:
            self._session.medium_taken_out(path)
        for path in away | self._away:  # what comes back is looked at without delay
            self._attempts.pop(path, None)
            self._waits.pop(path, None)
        self._away = away
        self._show_removed()

    def set_present(self, present: frozenset[Path]) -> None:
        """Have removed media looked at that seem to be back, less and less often."""
        self._present = present
        removed = self._session.removed
        for path in set(self._attempts) - set(removed):
            del self._attempts[path], self._waits[path]
        for path in removed:
            if path not in present:
                continue
            if self._waits.get(path, 0) > 0:
                self._waits[path] -= 1
                continue
            self._attempts[path] = self._attempts.get(path, 0) + 1
            self._waits[path] = min(1 << self._attempts[path], _LONGEST_WAIT)
            self._session.medium_back(path)
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
            called = SHOWN.place(volume.label or str(volume.root))
            kind = "disc" if volume.is_optical else "stick or drive"
            name = f": {short_name(called)}" if called else "."
            self.offer.set_text(f"A {kind} was inserted{name}")
            self.offer.show()

    def update_banners(self, *, images_shown: bool) -> None:
        """Speak of a removed disc only beside pictures: else a page does."""
        self.removed.setVisible(bool(self._session.removed) and images_shown)
        self._show_removed()
        self._show_failure(images_shown=images_shown)
        if self._session.load.stage is Stage.NO_MEDIUM:
            self._put_away()

    def _show_failure(self, *, images_shown: bool) -> None:
        """Speak of what could not be opened beside the pictures on show: else a page does."""
        load = self._session.load
        failed = load.stage in _FAILED and images_shown and load != self._understood
        if failed:
            called = SHOWN.place(load.label)
            name = short_name(called) if called else "what was added"
            what = (
                f"{name} could not be opened: it may be protected or damaged."
                if load.stage is Stage.FAILED
                else f"There are no medical pictures in {name}."
            )
            self.failed.set_text(f"{what[0].upper()}{what[1:]} What is on show stays.")
        self.failed.setVisible(failed)

    def _put_failure_away(self) -> None:
        self._understood = self._session.load
        self.failed.hide()

    def _show_removed(self) -> None:
        removed = frozenset(self._session.removed)
        replaced = bool(self._session.replaced)
        if replaced:
            self.removed.set_text(REPLACED)
        else:
            self.removed.set_text(BACK if removed and removed <= self._present else OUT)
        self.instead.setVisible(replaced)

    def _open(self) -> None:
        volume = self._offered
        self._put_away()
        if volume is not None:
            self.volume_chosen.emit(volume.root)

    def _put_away(self) -> None:
        self._offered = None
        self.offer.hide()

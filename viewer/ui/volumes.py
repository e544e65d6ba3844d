"""Watches for discs and sticks that come, and for open ones that are taken out."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from viewer.media.removable import removable_volumes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from viewer.media.removable import ListVolumes, Volume

INTERVAL_MS = 2000


class VolumeWatch(QObject):
    """Asks the system every two seconds, on a thread: a drive that spins up takes its time.

    `list_open` says which places are open; each is only looked at from outside, as whether it
    is there and a folder still has an entry: an empty mount point is what a disc leaves behind.
    """

    changed = Signal(object)  # tuple[Volume, ...]: all there are
    inserted = Signal(object)  # Volume that was not there when asked before
    away_changed = Signal(object)  # frozenset[Path]: open places that are gone
    present = Signal(object)  # frozenset[Path]: open places that are there, at every look

    def __init__(
        self,
        post: Callable[[Callable[[], None]], None],
        list_volumes: ListVolumes = removable_volumes,
        parent: QObject | None = None,
        *,
        list_open: Callable[[], tuple[Path, ...]] = tuple,
    ) -> None:
        super().__init__(parent)
        self._post = post
        self._list_volumes = list_volumes
        self._list_open = list_open
        self._known: tuple[Volume, ...] | None = None
        self._present: frozenset[Path] = frozenset()  # open places that were there once
        self._away: frozenset[Path] = frozenset()
        self._thread: threading.Thread | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self.look)

    @property
    def is_asking(self) -> bool:
        """Whether an answer is awaited."""
        return self._thread is not None

    @property
    def is_watching(self) -> bool:
        """Whether it asks by itself."""
        return self._timer.isActive()

    def set_watching(self, *, watching: bool) -> None:
        """Start or stop asking."""
        if watching and not self._timer.isActive():
            self._timer.start()
            self.look()
        elif not watching:
            self._timer.stop()

    def look(self) -> None:
        """Ask once, unless an answer is still awaited."""
        if self._thread is None:
            places = frozenset(self._list_open())
            self._thread = threading.Thread(
                target=self._ask, args=(places,), name="volumes", daemon=True
            )
            self._thread.start()

    def _ask(self, places: frozenset[Path]) -> None:
        try:
            found = self._list_volumes()
        except OSError:  # a drive that does not answer is no reason to stop looking
            found = ()
        here = frozenset(place for place in places if _is_there(place))
        self._post(lambda: self._take(found, places, here))

    def _take(
        self, found: tuple[Volume, ...], places: frozenset[Path], here: frozenset[Path]
    ) -> None:
        self._thread = None
        self._present = (self._present & places) | here
        away = self._present - here
        if away != self._away:
            self._away = away
            self.away_changed.emit(away)
        self.present.emit(here)
        known, self._known = self._known, found
        if found != (known or ()):
            self.changed.emit(found)
        if known is not None:  # what was in when the program started is no news
            for volume in found:
                if volume not in known:
                    self.inserted.emit(volume)


def _is_there(place: Path) -> bool:
    """Whether a file is there, or a folder with anything in it."""
    if place.is_file():
        return True
    try:
        with os.scandir(place) as entries:
            return next(entries, None) is not None
    except OSError:  # no such folder, or the drive has nothing to read from
        return False

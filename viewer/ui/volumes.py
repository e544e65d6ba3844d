"""Watches for discs and sticks while the start page is on show."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from viewer.media.removable import removable_volumes

if TYPE_CHECKING:
    from collections.abc import Callable

    from viewer.media.removable import ListVolumes, Volume

INTERVAL_MS = 2000


class VolumeWatch(QObject):
    """Asks the system every two seconds, on a thread: a drive that spins up takes its time."""

    changed = Signal(object)  # tuple[Volume, ...]

    def __init__(
        self,
        post: Callable[[Callable[[], None]], None],
        list_volumes: ListVolumes = removable_volumes,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._post = post
        self._list_volumes = list_volumes
        self._known: tuple[Volume, ...] = ()
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
            self._thread = threading.Thread(target=self._ask, name="volumes", daemon=True)
            self._thread.start()

    def _ask(self) -> None:
        try:
            found = self._list_volumes()
        except OSError:  # a drive that does not answer is no reason to stop looking
            found = ()
        self._post(lambda: self._take(found))

    def _take(self, found: tuple[Volume, ...]) -> None:
        self._thread = None
        if found != self._known:
            self._known = found
            self.changed.emit(found)

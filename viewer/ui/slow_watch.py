"""Notices when a drive keeps somebody waiting, so that nobody waits without words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from viewer.app.stage import Stage

if TYPE_CHECKING:
    from viewer.app.session import Session

INTERVAL_MS = 250
PATIENCE_S = 0.5  # what takes longer needs words


class SlowWatch(QObject):
    """Asks the session how long a read has been under way, while a medium is open.

    The asking waits for nothing: a hanging read must not hold up the window.
    """

    slow_changed = Signal(bool)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._is_slow = False
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self.look)
        self._subscription = session.load_changed.connect(lambda _: self._watch())

    def close_watch(self) -> None:
        """Ask no more."""
        self._timer.stop()
        self._subscription.close()

    def look(self) -> None:
        """Ask once."""
        load = self._session.load
        away = load.stage in {Stage.NO_MEDIUM, Stage.REMOVED}
        slow = not away and self._session.waiting_s > PATIENCE_S
        if slow != self._is_slow:
            self._is_slow = slow
            self.slow_changed.emit(slow)

    def _watch(self) -> None:
        if self._session.load.stage is Stage.NO_MEDIUM:
            self._timer.stop()
            self.look()
        elif not self._timer.isActive():
            self._timer.start()

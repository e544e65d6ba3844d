"""Whether a button that a gesture began with is still down, however it went up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent

LOOK_MS = 50


class ButtonWatch(QObject):
    """Looks now and then, from a press on, until told that it is over or no button is down.

    Qt tells the release to nobody if the press was on a child of the canvas that passed it on and
    is hidden meanwhile ("Next picture"), and to a menu that comes while the keys are in another
    widget or window. What is down at all the application knows from the system.
    """

    over = Signal()  # no button is down, and nobody said so

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)

    def begin(self, press: QMouseEvent) -> None:
        """A button is down; what a program has sent, the application knows nothing of."""
        if QGuiApplication.mouseButtons() & press.button():
            self._timer.start()

    def end(self) -> None:
        """The release was told."""
        self._timer.stop()

    def _look(self) -> None:
        if QGuiApplication.mouseButtons() == Qt.MouseButton.NoButton:
            self._timer.stop()
            self.over.emit()


def comes_late(event: QEvent) -> bool:
    """Whether this event of a window is a press whose release was already dealt with.

    On Windows Qt posts the press anew that has closed a menu (QWidgetWindow::handleMouseEvent); in
    a window that was busy, the release waits before it. Asked before a widget has it: after that
    the application takes the button for down again.
    """
    return (
        event.type() == QEvent.Type.MouseButtonPress
        and not event.spontaneous()
        and QGuiApplication.mouseButtons() == Qt.MouseButton.NoButton
    )

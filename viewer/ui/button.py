"""Buttons that Enter presses too, also where Enter is a key of the pictures."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget

from viewer.ui.contained import contained

_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_PLAIN = {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}


class EnterPresses(QObject):
    """Lets Enter press the buttons it watches; Qt knows only Space outside of dialogs."""

    @contained
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep Enter from the window's shortcuts, then press the button."""
        if not isinstance(event, QKeyEvent) or not isinstance(watched, QAbstractButton):
            return False
        if event.key() not in _ENTER or event.modifiers() not in _PLAIN:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress:
            watched.click()
            return True
        return False


class Button(QPushButton):
    """For pages and bars, without the look of a dialog's default button."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.installEventFilter(EnterPresses(self))

"""A line to type in, over the picture it belongs to; no dialog comes between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QLineEdit, QWidget

from viewer.ui.contained import contained
from viewer.ui.plain_text import plain_label

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_CHARACTERS: Final = 200  # more would hide the picture
_MARGIN = 8
_WIDTH = 220
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class InPlaceEditor(QFrame):
    """Asks for one line. Enter or a click elsewhere takes it, Esc drops it.

    `take` uses what was typed and returns what is wrong with it, "" for nothing; while something
    is, the line stays open and tells.
    """

    closed = Signal()

    def __init__(
        self,
        prompt: str,
        text: str,
        take: Callable[[str], str],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._over = parent
        self._take = take
        self._open = True
        self.setProperty("role", "card")
        self.setAutoFillBackground(True)
        self.line = QLineEdit(text, self)
        self.line.setMaxLength(MAX_CHARACTERS)
        self.line.setAccessibleName(prompt)
        self.line.installEventFilter(self)
        self.label = QLabel(prompt, self)
        self.label.setProperty("role", "small")
        self.problem = plain_label(self, "small")
        self.problem.hide()
        cells = QGridLayout(self)
        cells.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        cells.addWidget(self.label, 0, 0)
        cells.addWidget(self.line, 1, 0)
        cells.addWidget(self.problem, 2, 0)
        self.line.setMinimumWidth(_WIDTH)

    def open_at(self, at: QPoint) -> None:
        """Show it beside a point of its parent, within it, ready for typing."""
        self._place(at + QPoint(_MARGIN, 0))
        self.show()
        self.raise_()
        self.line.selectAll()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def take(self) -> None:
        """Use what was typed, or say what is wrong with it."""
        if not self._open:
            return
        problem = self._take(self.line.text().strip())
        if problem:
            self.problem.setText(problem)
            self.problem.show()
            self._place(self.pos())
            self.line.selectAll()
        else:
            self._close()

    def drop(self) -> None:
        """Forget what was typed."""
        if self._open:
            self._close()

    @contained
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the keys from the window's shortcuts, and know when the focus is elsewhere."""
        if watched is self.line and event.type() == QEvent.Type.FocusOut and self._open:
            self._leave()
        if watched is not self.line or not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() == Qt.Key.Key_Escape:
            self.drop()
        elif event.key() in _ENTER:
            self.take()
        else:
            return False
        return True

    def _place(self, at: QPoint) -> None:
        """As large as its words, with a corner there if it fits."""
        self.adjustSize()
        room = self._over.rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        left = max(room.left(), min(at.x(), room.right() - self.width()))
        top = max(room.top(), min(at.y(), room.bottom() - self.height()))
        self.move(left, top)

    def _leave(self) -> None:
        """Nobody types any more: what can be used is, the rest is dropped."""
        self._take(self.line.text().strip())
        self.drop()

    def _close(self) -> None:
        self._open = False
        had_focus = self.line.hasFocus()
        self.hide()
        if had_focus:
            self._over.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()
        self.deleteLater()

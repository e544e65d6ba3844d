"""The button on the card of a picture that cannot be shown: on to the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

if TYPE_CHECKING:
    from PySide6.QtCore import QRectF

    from viewer.app.viewport import ViewportModel


class WayOn(QPushButton):
    """Steps forward, at the last picture back; stands where the card left room for it."""

    def __init__(self, model: ViewportModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the arrow keys do the same
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.clicked.connect(lambda: model.scroll(self._step))
        self.hide()

    def place(self, room: QRectF | None) -> None:
        """Stand at the left of `room` (logical pixels of the parent); nowhere if it is None."""
        if room is not None:
            self.setText("Next picture" if self._step > 0 else "Previous picture")
            width = min(self.sizeHint().width(), int(room.width()))
            self.setGeometry(int(room.left()), int(room.top()), width, int(room.height()))
        self.setVisible(room is not None)

    @property
    def _step(self) -> int:
        stack = self._model.state.stack
        last = stack is not None and self._model.state.index == len(stack.frames) - 1
        return -1 if last else 1

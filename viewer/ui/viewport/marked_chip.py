"""The quiet button in a viewport whose picture others have marked (P-001: offer, do not force)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QToolButton

from viewer.app.identity_view import SHOWN
from viewer.app.marked import state_name
from viewer.ui.contained import contained
from viewer.ui.listening import until_destroyed

if TYPE_CHECKING:
    from viewer.app.marked import MarkedStates
    from viewer.app.viewport import ViewportModel
    from viewer.ui.viewport.canvas import Canvas

_GAP = 6
_MARGIN = 8
_NARROWEST = 260  # logical pixels of a viewport that has room for it
_LONGEST = 28  # characters of a label


class MarkedChip(QToolButton):
    """Says that there is something to choose from; a click asks for the menu of it.

    Stands above the text in the lower right corner of its canvas.
    """

    wanted = Signal()

    def __init__(self, model: ViewportModel, marked: MarkedStates, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._model = model
        self._marked = marked
        self._canvas = canvas
        until_destroyed(
            self,
            model.changed.connect(lambda _: self.update_chip()),
            marked.changed.connect(lambda _: self.update_chip()),
            SHOWN.changed.connect(lambda _: self.update_chip()),
        )
        # Queued: no widget may move while another one paints.
        canvas.text_moved.connect(self.update_chip, Qt.ConnectionType.QueuedConnection)
        canvas.installEventFilter(self)
        self.setProperty("role", "chip")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the key does the same
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setToolTip("Show the picture as others have marked it")
        self.clicked.connect(self.wanted)
        self.hide()

    @contained
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the corner of a canvas that has another size."""
        if watched is self._canvas and event.type() == QEvent.Type.Resize:
            self.update_chip()
        return False

    def update_chip(self) -> None:
        """Take words and place of what is on show now; hide where there is nothing to say."""
        text = self._words()
        room = self._canvas.size()
        painted = self._canvas.painted
        text_below = round(painted.lines_below * painted.line_height)
        self.setVisible(bool(text) and room.width() >= _NARROWEST)
        if not text:
            return
        if text != self.text():
            self.setText(text)
            self.setAccessibleName(text)
        size = self.sizeHint()
        bottom = room.height() - _MARGIN - text_below - _GAP
        self.setGeometry(
            room.width() - _MARGIN - size.width(),
            max(_MARGIN, bottom - size.height()),
            size.width(),
            size.height(),
        )

    def _words(self) -> str:
        state = self._model.state
        if state.frame is None or state.message:
            return ""
        active = state.presentation.state
        if active is not None:
            name = state_name(active)
            return name if len(name) <= _LONGEST else name[:_LONGEST] + "…"
        count = len(self._marked.all_for(state.frame))
        if not count:
            return ""
        return "Marked by others" if count == 1 else f"Marked by others: {count}"

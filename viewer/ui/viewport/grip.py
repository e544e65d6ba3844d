"""The grip by which a viewport is dragged onto another one; there while the pointer is near."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QMimeData, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QDrag, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from viewer.ui.colours import DARK
from viewer.ui.contained import contained

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent

VIEWPORT_MIME = "application/x-lightbox-viewport"
NEAR_PX = 72  # from the top edge
_SIZE = (36, 20)
_TOP_PX = 30  # below the letter of the upper edge
_PICTURE_PX = 160


class ViewportGrip(QWidget):
    """Six dots; a drag that begins on them carries the number of the viewport, nothing else."""

    def __init__(self, number: int, view: QWidget) -> None:
        super().__init__(view)
        self._number = number
        self._view = view
        self._pressed: QPoint | None = None
        self.setFixedSize(*_SIZE)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setToolTip("Drag onto another picture to change places")
        self.setAccessibleName("Move this picture")
        self.hide()

    def approach(self, position: QPointF | None, *, wanted: bool) -> None:
        """Be there while the pointer is near the upper edge and there is another viewport."""
        near = position is not None and position.y() <= NEAR_PX
        if near and wanted and self._view.width() > 2 * _SIZE[0]:
            self.move((self._view.width() - _SIZE[0]) // 2, _TOP_PX)
            self.show()
            self.raise_()
        elif not self.underMouse():
            self.hide()

    def mime_data(self) -> QMimeData:
        """What a drag carries."""
        data = QMimeData()
        data.setData(VIEWPORT_MIME, QByteArray(str(self._number).encode()))
        return data

    @contained
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()

    @contained
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        way = event.position().toPoint() - self._pressed
        if way.manhattanLength() >= QApplication.startDragDistance():
            self._pressed = None
            self._drag()

    @contained
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        del event
        self._pressed = None

    @contained
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  the whole is drawn
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(DARK.raised))
            painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
            painter.setBrush(QColor(DARK.text))
            for column in range(3):
                for row in range(2):
                    painter.drawEllipse(QPointF(10 + 8 * column, 7 + 6 * row), 1.5, 1.5)

    def _drag(self) -> None:
        drag = QDrag(self)
        drag.setMimeData(self.mime_data())
        picture = self._view.grab().scaledToWidth(
            _PICTURE_PX, Qt.TransformationMode.SmoothTransformation
        )
        drag.setPixmap(picture)
        drag.exec(Qt.DropAction.MoveAction)
        self.hide()


def dragged_viewport(data: QMimeData) -> int | None:
    """The number of the viewport that is dragged, None if it is something else."""
    if not data.hasFormat(VIEWPORT_MIME):
        return None
    text = bytes(data.data(VIEWPORT_MIME).data())
    return int(text) if text.isdigit() and len(text) < 4 else None

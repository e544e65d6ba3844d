"""The signs on the buttons of the film bar, drawn for its dark ground."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, QPolygonF

from viewer.ui.colours import DARK

_SIZE = 20

# Shapes with their left edge and width: ">" and "<" are triangles, "|" a bar.
_SIGNS = {
    "play": ((">", 6, 10),),
    "backwards": (("<", 4, 10),),
    "pause": (("|", 5, 3.5), ("|", 11.5, 3.5)),
    "stop": (("|", 4.5, 11),),
    "next": (("|", 4, 2), (">", 7.5, 8.5)),
    "previous": (("<", 4, 8.5), ("|", 14, 2)),
    "first": (("|", 2.5, 2), ("<", 5.5, 6), ("<", 11.5, 6)),
    "last": ((">", 2.5, 6), (">", 8.5, 6), ("|", 15.5, 2)),
}
_TOP, _MIDDLE, _BOTTOM = 4.0, 10.0, 16.0


def film_icon(name: str) -> QIcon:
    """The sign of a button, one of "play", "backwards", "pause", "stop", "next", ..."""
    pixmap = QPixmap(_SIZE * 2, _SIZE * 2)
    pixmap.setDevicePixelRatio(2)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(DARK.text))
        for sign, left, width in _SIGNS[name]:
            _draw(painter, sign, float(left), float(width))
    return QIcon(pixmap)


def _draw(painter: QPainter, sign: str, left: float, width: float) -> None:
    right = left + width
    if sign == "|":
        painter.drawRect(QRectF(left, _TOP, width, _BOTTOM - _TOP))
        return
    point, back = (right, left) if sign == ">" else (left, right)
    ends = (QPointF(back, _TOP - 0.5), QPointF(point, _MIDDLE), QPointF(back, _BOTTOM + 0.5))
    painter.drawPolygon(QPolygonF(list(ends)))

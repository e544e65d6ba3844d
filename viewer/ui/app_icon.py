"""The program's own icon: a picture on a light box, drawn here so that no file has to be read.

On Windows the signed program carries Python's icon (docs/packaging.md); what the window says of
itself is what the task bar shows.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QLinearGradient, QPainter, QPixmap

SIDES = (16, 24, 32, 48, 64, 128, 256)
_CASE, _EDGE = "#1c2733", "#3d5a75"
_LIGHT, _GLOW = "#ffffff", "#bfe0fa"
_FILM, _BODY, _HOLLOW = "#16202b", "#dfe7ee", "#5f7183"


def app_icon() -> QIcon:
    """The icon in all sizes that task bars and window frames ask for."""
    icon = QIcon()
    for side in SIDES[:-1]:
        icon.addPixmap(QPixmap.fromImage(drawn(side)))
    return icon


def drawn(side_px: int) -> QImage:
    """A square of `side_px`: a case, the light in it, a film before it with a slice of a head."""
    image = QImage(side_px, side_px, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(side_px / 16, side_px / 16)
        painter.setPen(Qt.PenStyle.NoPen)
        _rounded(painter, QRectF(0, 0, 16, 16), 3.5, QColor(_EDGE))
        _rounded(painter, QRectF(0.5, 0.5, 15, 15), 3, QColor(_CASE))
        light = QLinearGradient(QPointF(8, 2), QPointF(8, 14))
        light.setColorAt(0, QColor(_LIGHT))
        light.setColorAt(1, QColor(_GLOW))
        _rounded(painter, QRectF(2, 2, 12, 12), 1.2, light)
        _rounded(painter, QRectF(3, 3, 10, 10), 0.6, QColor(_FILM))
        painter.setBrush(QColor(_BODY))
        painter.drawEllipse(QRectF(4.6, 3.8, 6.8, 8.4))
        painter.setBrush(QColor(_HOLLOW))
        painter.drawEllipse(QRectF(5.5, 4.7, 5, 6.6))
        painter.setBrush(QColor(_BODY))
        painter.drawRoundedRect(QRectF(7.7, 5.4, 0.6, 5.2), 0.3, 0.3)
    return image


def _rounded(
    painter: QPainter, place: QRectF, radius: float, brush: QColor | QLinearGradient
) -> None:
    painter.setBrush(brush)
    painter.drawRoundedRect(place, radius, radius)

"""A round lens that follows the pointer, drawn from stored values like the picture."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainterPath, QPen

from viewer.model.viewport import FitMode
from viewer.render.viewport import ViewportRenderer
from viewer.ui.colours import DARK
from viewer.ui.viewport.image_bits import image_of

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from viewer.app.frames import LoadedFrame
    from viewer.app.viewport import ViewportState
    from viewer.render.placement import Placement

FACTOR = 2.0
SIDE = 220  # logical pixels


class Magnifier:
    """Where the lens is, if it is; paints itself over the picture."""

    def __init__(self) -> None:
        self.position: QPointF | None = None
        self._renderer = ViewportRenderer()

    def forget(self) -> None:
        """Let go of the picture that was under the lens."""
        self._renderer.forget()

    def paint(
        self,
        painter: QPainter,
        shown: LoadedFrame,
        state: ViewportState,
        placement: Placement,
        dpr: float,
    ) -> None:
        """Paint the part under the pointer at twice the zoom, windowed after resampling."""
        if self.position is None:
            return
        point = (self.position.x() * dpr, self.position.y() * dpr)
        view = replace(
            state.view,
            fit=FitMode.FREE,
            zoom=placement.zoom * FACTOR,
            center=placement.image_from_screen(point),
        )
        side = round(SIDE * dpr)
        picture = self._renderer.render(shown.image, state.presentation, view, (side, side))
        painter.save()
        painter.setRenderHint(painter.RenderHint.Antialiasing)
        circle = QPainterPath()
        circle.addEllipse(self.position, SIDE / 2 - 1, SIDE / 2 - 1)
        painter.setClipPath(circle)
        corner = self.position - QPointF(SIDE / 2, SIDE / 2)
        left, top = round(corner.x() * dpr) / dpr, round(corner.y() * dpr) / dpr
        painter.drawImage(QPointF(left, top), image_of(picture, dpr))
        painter.setClipping(False)
        for colour, width in ((QColor(0, 0, 0, 210), 4.0), (QColor(DARK.text), 1.5)):
            painter.setPen(QPen(colour, width))
            painter.drawPath(circle)
        painter.restore()

"""Play, pause and the rate of a film, under the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from viewer.app.cine import is_film
from viewer.ui.colours import DARK
from viewer.ui.listening import until_destroyed

if TYPE_CHECKING:
    from viewer.app.viewport import ViewportModel, ViewportState
    from viewer.ui.viewport.film import FilmRunner

_ICON = 20


class FilmBar(QWidget):
    """Shown for films, and for slices while they are played."""

    def __init__(self, model: ViewportModel, runner: FilmRunner, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._runner = runner
        self._play_icon, self._pause_icon = _icon(playing=False), _icon(playing=True)
        self.play = self._button("Play", self._toggle)
        self.slower = self._button("Slower", lambda: runner.change_speed(-1))
        self.slower.setText("−")
        self.faster = self._button("Faster", lambda: runner.change_speed(1))
        self.faster.setText("+")
        self.rate = QLabel(self)
        self.rate.setTextFormat(Qt.TextFormat.PlainText)
        self.rate.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 2, 8, 2)
        row.setSpacing(8)
        for part in (self.play, self.slower, self.faster):
            row.addWidget(part)
        row.addWidget(self.rate, 1)
        subscription = model.changed.connect(self._show)
        until_destroyed(self, subscription)
        runner.rate_changed.connect(self._show_rate)
        self._show(model.state)

    def _button(self, name: str, slot: object) -> QToolButton:
        button = QToolButton(self)
        button.setAutoRaise(True)
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.setMinimumSize(28, 28)
        button.clicked.connect(slot)
        return button

    def _toggle(self) -> None:
        self._model.set_playing(playing=not self._model.state.playing)

    def _show(self, state: ViewportState) -> None:
        stack = state.stack
        plays = stack is not None and len(stack.frames) > 1
        self.setVisible(plays and stack is not None and (is_film(stack) or state.playing))
        name = "Pause" if state.playing else "Play"
        if self.play.accessibleName() != name or self.play.icon().isNull():
            self.play.setIcon(self._pause_icon if state.playing else self._play_icon)
            self.play.setAccessibleName(name)
            self.play.setToolTip(f"{name} (C)")
        self._show_rate()

    def _show_rate(self) -> None:
        plan = self._runner.plan if not self.isHidden() else None
        if plan is None:
            return
        achieved = self._runner.achieved_rate
        shown = f" · shown {achieved:.1f} fps" if achieved else ""
        self.rate.setText(plan.label + shown)


def _icon(*, playing: bool) -> QIcon:
    pixmap = QPixmap(_ICON * 2, _ICON * 2)
    pixmap.setDevicePixelRatio(2)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(DARK.text))
    if playing:
        painter.drawRect(QRectF(5, 4, 3.5, 12))
        painter.drawRect(QRectF(11.5, 4, 3.5, 12))
    else:
        painter.drawPolygon(QPolygonF([QPointF(6, 3.5), QPointF(16, 10), QPointF(6, 16.5)]))
    painter.end()
    return QIcon(pixmap)

"""Fingers on one viewport: one drags with the tool, two pinch and move, a double tap fills."""

from __future__ import annotations

import math
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QTouchEvent

    from viewer.ui.viewport.input import ViewportInput

_TAP_DISTANCE_PX = 30.0


class Touch:
    """Follows the fingers of one viewport."""

    def __init__(self, hands: ViewportInput, origin: Callable[[], QPointF]) -> None:
        self._hands = hands
        self._origin = origin  # of what the hands work on: the canvas, or a tile of it
        self._middle: QPointF | None = None
        self._spread = 0.0
        self._fingers = 0
        self._last_tap: tuple[float, QPointF] | None = None

    def handle(self, event: QTouchEvent) -> None:
        """Take one touch event."""
        origin = self._origin()
        points = [p.position() - origin for p in event.points() if not _lifted(p.state())]
        if event.type() == QEvent.Type.TouchBegin and points:
            self._fingers = 0  # whatever became of those before: a dialog may have taken them
            self._hands.activated.emit()
            if self._tap(points[0]):
                self._fingers = len(points)
        if event.type() in {QEvent.Type.TouchEnd, QEvent.Type.TouchCancel}:
            points = []
        if len(points) != self._fingers:
            self._count_changed(points)
        elif len(points) == 1:
            self._hands.finger_moved(points[0])
        elif len(points) >= 2:
            self._pinch(points)

    def _count_changed(self, points: list[QPointF]) -> None:
        if bool(points) != bool(self._fingers):
            self._hands.held.emit(bool(points))
        self._fingers = len(points)
        if len(points) == 1:
            self._hands.finger_down(points[0])
        else:
            self._hands.finger_up(another=bool(points))
        self._middle = None
        if len(points) >= 2:
            self._middle, self._spread = _middle_and_spread(points)

    def _pinch(self, points: list[QPointF]) -> None:
        middle, spread = _middle_and_spread(points)
        if self._middle is not None and self._spread > 0 and spread > 0:
            self._hands.zoom(spread / self._spread, self._middle)
            self._hands.pan(middle - self._middle)
        self._middle, self._spread = middle, spread

    def _tap(self, position: QPointF) -> bool:
        """Note a tap; True if it was the second of two that are for a drawing."""
        now = monotonic()
        last, self._last_tap = self._last_tap, (now, position)
        if last is None:
            return False
        interval = QGuiApplication.styleHints().mouseDoubleClickInterval() / 1000
        apart = position - last[1]
        if now - last[0] <= interval and math.hypot(apart.x(), apart.y()) <= _TAP_DISTANCE_PX:
            self._last_tap = None
            return self._hands.double_tap(position)
        return False


def _lifted(state: object) -> bool:
    return getattr(state, "name", "") == "Released"


def _middle_and_spread(points: list[QPointF]) -> tuple[QPointF, float]:
    apart = points[1] - points[0]
    return (points[0] + points[1]) / 2, math.hypot(apart.x(), apart.y())

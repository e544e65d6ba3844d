"""The slim bar at the right edge: position, what is loaded and seen, and where slices miss."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSlider, QWidget

from viewer.ui.colours import DARK
from viewer.ui.contained import contained
from viewer.ui.listening import until_destroyed

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent, QWheelEvent

    from viewer.app.frames import FrameStore
    from viewer.app.viewport import ViewportModel, ViewportState
    from viewer.model.display_set import ImageStack
    from viewer.model.image import FrameKey

WIDTH = 14
_REFRESH_MS = 100  # arriving frames come in bursts
_HANDLE_PX = 12.0
_BAR_PX = 4.0
_LOADED = QColor("#6b747f")
_SEEN = QColor("#9db4cc")


class FrameSlider(QSlider):
    """Shows and asks for the frame of one viewport; it never changes the viewport."""

    frame_requested = Signal(int)  # zero-based index in the stack

    def __init__(
        self, viewport: ViewportModel, frames: FrameStore, parent: QWidget | None = None
    ) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._viewport = viewport
        self._stack: ImageStack | None = None
        self._loaded: bytes = b""  # a byte for each image, 1 or 0
        self._seen: bytes = b""
        self.setInvertedAppearance(True)  # the first image is on top
        self.setInvertedControls(True)
        self.setFixedWidth(WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Position in the series")
        self.valueChanged.connect(self._ask)
        self._refresh = QTimer(self)
        self._refresh.setSingleShot(True)
        self._refresh.setInterval(_REFRESH_MS)
        self._refresh.timeout.connect(self._take_loaded)
        subscriptions = (
            viewport.changed.connect(self._show),
            frames.arrived.connect(self._arrived),
        )
        until_destroyed(self, *subscriptions)
        self._show(viewport.state)

    def index_at(self, y: float) -> int:
        """The position of the stack at a height of the bar, in logical pixels."""
        way = max(1.0, self.height() - _HANDLE_PX)
        share = min(1.0, max(0.0, (y - _HANDLE_PX / 2) / way))
        return round(share * self.maximum())

    def _show(self, state: ViewportState) -> None:
        count = len(state.stack.frames) if state.stack is not None else 0
        # Beside pictures that share a scale (`Room`) it would make some smaller than others, and
        # part chest walls that face each other.
        self.setVisible(count > 1 and state.view.room is None)
        blocked = self.blockSignals(True)  # noqa: FBT003  Qt's signature; only hands ask for frames
        self.setRange(0, max(0, count - 1))
        self.setPageStep(max(1, count // 10))
        self.setValue(state.index)
        self.blockSignals(blocked)
        seen = f", {self._viewport.visited_fraction:.0%} seen"
        self.setToolTip(f"Image {state.index + 1} of {count}{seen}")
        if state.stack is not self._stack:
            self._stack = state.stack
            self._take_loaded()
        self._seen = self._viewport.visited_indices()
        self.update()

    def _ask(self, value: int) -> None:
        self.frame_requested.emit(value)

    def _arrived(self, _: FrameKey) -> None:
        if not self._refresh.isActive():
            self._refresh.start()

    def _take_loaded(self) -> None:
        self._loaded = bytes(self._viewport.loaded_indices())
        self.update()

    @contained
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.setValue(self.index_at(event.position().y()))

    @contained
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self.setValue(self.index_at(event.position().y()))

    @contained
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002  Qt's signature
        self.setSliderDown(False)

    @contained
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the viewport scrolls, wherever in it the pointer is

    @contained
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  the whole is drawn
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor("#000000"))
            left = (self.width() - _BAR_PX) / 2
            way = self.height() - _HANDLE_PX
            painter.fillRect(QRectF(left, _HANDLE_PX / 2, _BAR_PX, way), QColor(DARK.hairline))
            self._paint_runs(painter, self._loaded, _LOADED, left)
            self._paint_runs(painter, self._seen, _SEEN, left)
            self._paint_gaps(painter)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(DARK.accent if self.hasFocus() else DARK.text))
            top = self._y(self.value()) - _HANDLE_PX / 2
            painter.drawRoundedRect(QRectF(2, top, self.width() - 4.0, _HANDLE_PX), 3, 3)

    def _y(self, index: float) -> float:
        way = self.height() - _HANDLE_PX
        return _HANDLE_PX / 2 + way * index / max(1, self.maximum())

    def _paint_runs(self, painter: QPainter, marks: bytes, colour: QColor, left: float) -> None:
        start = marks.find(1)
        while start >= 0:
            end = marks.find(0, start)
            end = end if end >= 0 else len(marks)
            top = max(_HANDLE_PX / 2, self._y(start - 0.5))
            bottom = min(self.height() - _HANDLE_PX / 2, self._y(end - 0.5))
            painter.fillRect(QRectF(left, top, _BAR_PX, bottom - top), colour)
            start = marks.find(1, end)

    def _paint_gaps(self, painter: QPainter) -> None:
        """A break in the bar with a line on both sides wherever slices are missing (S-05)."""
        stack = self._viewport.state.stack
        for gap in stack.gaps if stack is not None else ():
            y = self._y(gap + 0.5)
            painter.fillRect(QRectF(0, y - 2, self.width(), 4), QColor("#000000"))
            for edge in (y - 2, y + 1):
                painter.fillRect(QRectF(1, edge, self.width() - 2.0, 1), QColor(DARK.warning))

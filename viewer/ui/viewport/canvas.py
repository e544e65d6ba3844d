"""The picture of one viewport on screen: draws the scene, hands input on."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QNativeGestureEvent, QPainter, QTouchEvent
from PySide6.QtWidgets import QWidget

from viewer.app.frames import LoadedFrame
from viewer.app.stack_suv import frame_suv
from viewer.render.probe import probe
from viewer.render.resample import Quality
from viewer.render.viewport import placement_of
from viewer.ui.contained import contained
from viewer.ui.listening import until_destroyed
from viewer.ui.viewport.input import Pointer, ViewportInput
from viewer.ui.viewport.magnifier import Magnifier
from viewer.ui.viewport.mark_painter import MarkPainter
from viewer.ui.viewport.painter import Painted, Surface, ViewportPainter
from viewer.ui.viewport.scene import Scene, Surroundings, scene_of
from viewer.ui.viewport.text_tiles import sized
from viewer.ui.viewport.touch import Touch
from viewer.ui.viewport.way_on import WayOn

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent, QWheelEvent

    from viewer.app.viewport import ViewportModel, ViewportState
    from viewer.model.marks import Mark
    from viewer.render.bands import BandPool
    from viewer.render.placement import Placement

REFINE_MS = 120
_SLOW_MS = 20.0  # a picture that took longer is drawn with less work while things move


class Canvas(QWidget):
    """Draws `model`; keeps no state but caches and what it painted last."""

    painted_changed = Signal()
    probe_changed = Signal(str)
    text_moved = Signal()  # as many lines as before are no longer in the lower right corner
    _card_painted = Signal()

    def __init__(self, model: ViewportModel, pool: BandPool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setMouseTracking(True)
        self.installEventFilter(self)
        self.painted = Painted()
        self._model = model
        self._painter = ViewportPainter(pool)
        self._surroundings = Surroundings()
        self._ladder = QualityLadder()
        self._refine = QTimer(self)
        self._refine.setSingleShot(True)
        self._refine.setInterval(REFINE_MS)
        self._refine.timeout.connect(self._refined)
        self.hands = ViewportInput(self, model)
        self.hands.pointer_moved.connect(self._pointer_moved)
        self._touch = Touch(self.hands)
        self._magnifier = Magnifier()
        self.way_on = WayOn(model, self)
        # Queued: no widget may come or go while another one paints.
        self._card_painted.connect(self._place_way_on, Qt.ConnectionType.QueuedConnection)
        self._draft: tuple[Mark, ...] = ()
        self._pointer: QPointF | None = None
        self._probed = ""
        subscription = model.changed.connect(self._model_changed)
        until_destroyed(self, subscription)

    def set_surroundings(self, surroundings: Surroundings) -> None:
        """Take what the words depend on besides the viewport."""
        if surroundings != self._surroundings:
            self._surroundings = surroundings
            self.update()

    def set_draft(self, marks: tuple[Mark, ...]) -> None:
        """Draw over everything what somebody is drawing just now."""
        if marks != self._draft:
            self._draft = marks
            self.update()

    def scene(self) -> Scene:
        """What is to be painted now."""
        return scene_of(self._model, self._surroundings)

    def moving(self) -> None:
        """Things move under the hand: fast pictures until nothing moved for 120 ms."""
        self._ladder.moving = True
        self._refine.start()

    def surface(self) -> Surface:
        """The canvas in device pixels, exact at fractional ratios too (rendering.md 2)."""
        dpr = self.devicePixelRatioF()
        corner = self.mapTo(self.window(), QPoint(0, 0))
        width = round((corner.x() + self.width()) * dpr) - round(corner.x() * dpr)
        height = round((corner.y() + self.height()) * dpr) - round(corner.y() * dpr)
        return Surface(QSizeF(self.size()), QSize(width, height), dpr)

    def placement(self) -> Placement | None:
        """Where the image lies now, None while there is none."""
        shown, state = self._model.shown, self._model.state
        if not isinstance(shown, LoadedFrame) or state.message:
            return None
        pixels = self.surface().pixels
        return placement_of(shown.image, state.view, (pixels.width(), pixels.height()))

    def device_point(self, position: QPointF) -> tuple[float, float]:
        """A widget position in device pixels."""
        dpr = self.devicePixelRatioF()
        return position.x() * dpr, position.y() * dpr

    @contained
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  the whole is drawn
        before = self.painted
        with QPainter(self) as painter:  # a painter left active would end the program
            start = perf_counter()
            scene = self.scene()
            self.painted = self._painter.paint(
                painter, self.surface(), scene, self.font(), self._ladder.quality
            )
            self._ladder.took((perf_counter() - start) * 1000)
            placement = self.painted.placement
            if isinstance(scene.shown, LoadedFrame) and placement is not None:
                dpr = self.devicePixelRatioF()
                self._magnifier.paint(painter, scene.shown, scene.state, placement, dpr)
                if self._draft:
                    size, font = self.surface().size, sized(self.font(), 12)
                    MarkPainter(placement, size, dpr, font).paint(painter, self._draft)
        self._probe()
        painted = self.painted
        if (painted.key, painted.words) != (before.key, before.words):
            self.painted_changed.emit()
        if painted.lines_below != before.lines_below:
            self.text_moved.emit()
        if painted.button is not None or before.button is not None:
            self._card_painted.emit()

    @contained
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # WORKAROUND: not `event`. Below a Python `event` PySide 6.11 ends the program if anything
        # raises from C code (docs/architecture.md, "Pins").
        if watched is not self:
            return False
        if event.type() in {QEvent.Type.Resize, QEvent.Type.DevicePixelRatioChange}:
            pixels = self.surface().pixels
            self._model.set_room(pixels.width(), pixels.height())
        if isinstance(event, QTouchEvent):
            self._touch.handle(event)
            event.accept()
            return True
        return isinstance(event, QNativeGestureEvent) and self.hands.native_gesture(event)

    @contained
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.hands.press(event)

    @contained
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.hands.move(event)

    @contained
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.hands.release(event)

    @contained
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.hands.double_click(event)

    @contained
    def wheelEvent(self, event: QWheelEvent) -> None:
        self.hands.wheel(event)
        event.accept()

    @contained
    def leaveEvent(self, event: QEvent) -> None:
        self.hands.leave()
        super().leaveEvent(event)

    def _model_changed(self, state: ViewportState) -> None:
        if state.playing:  # the rate of a film matters more than the finest interpolation
            self.moving()
        self.update()

    def _pointer_moved(self, pointer: Pointer | None) -> None:
        self._pointer = pointer.position if pointer is not None else None
        lens = pointer.position if pointer is not None and pointer.lens else None
        if lens != self._magnifier.position:
            self._magnifier.position = lens
            self.update()
        self._probe()

    def _probe(self) -> None:
        """Tell the value under the pointer if it is another one (S-13)."""
        text = self._probe_text()
        if text != self._probed:
            self._probed = text
            self.probe_changed.emit(text)

    def _probe_text(self) -> str:
        shown, placement = self._model.shown, self.placement()
        if self._pointer is None or placement is None or not isinstance(shown, LoadedFrame):
            return ""
        point = placement.image_from_screen(self.device_point(self._pointer))
        frame = self._model.state.frame
        uptake = frame_suv(frame) if frame is not None else None
        found = probe(shown.frame, shown.image.image, shown.image.facts, point, uptake)
        return f"x {found.column} y {found.row}: {found.text}" if found is not None else ""

    def _place_way_on(self) -> None:
        self.way_on.place(self.painted.button)

    def _refined(self) -> None:
        if self._ladder.rest():
            self.update()


class QualityLadder:
    """Chooses how much work the next picture is worth (rendering.md 6.5)."""

    def __init__(self) -> None:
        self.moving = False
        self._rung = Quality.FULL

    @property
    def quality(self) -> Quality:
        """Full at rest; what was quick enough lately while moving."""
        return self._rung if self.moving else Quality.FULL

    def took(self, duration_ms: float) -> None:
        """Note how long the last picture took."""
        limit_ms = _SLOW_MS if self._rung is Quality.FULL else 2 * _SLOW_MS  # squares are ugly
        if self.moving and duration_ms > limit_ms and self._rung > Quality.NEAREST:
            self._rung = Quality(self._rung - 1)

    def rest(self) -> bool:
        """Nothing moves any more; True if the last picture was less than full."""
        was_coarse = self.quality is not Quality.FULL
        self.moving = False
        self._rung = Quality.FULL
        return was_coarse

"""The picture of one viewport on screen: draws the scene, hands input on."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QObject,
    QPoint,
    QPointF,
    QRectF,
    QSize,
    QSizeF,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QTouchEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from viewer.app.frames import LoadedFrame
from viewer.app.stack_suv import frame_suv
from viewer.render.probe import probe
from viewer.render.viewport import placement_of
from viewer.ui.colours import DARK
from viewer.ui.contained import contained
from viewer.ui.listening import until_destroyed
from viewer.ui.viewport.input import Pointer, ViewportInput
from viewer.ui.viewport.ladder import QualityLadder
from viewer.ui.viewport.magnifier import Magnifier
from viewer.ui.viewport.painter import Painted, Surface, ViewportPainter, paint_marks
from viewer.ui.viewport.scene import Scene, Surroundings, scene_of
from viewer.ui.viewport.tiling import Tile, TilePainter, tile_at, tiles_on
from viewer.ui.viewport.touch import Touch
from viewer.ui.viewport.way_on import WayOn

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from viewer.app.corner_text import CornerText
    from viewer.app.viewport import ViewportModel, ViewportState
    from viewer.model.image import FrameKey
    from viewer.model.marks import Mark
    from viewer.render.bands import BandPool
    from viewer.render.placement import Placement
    from viewer.ui.viewport.scene import Scene

REFINE_MS = 120


class Canvas(QWidget):
    """Draws `model`; keeps no state but caches and what it painted last."""

    painted_changed = Signal()
    probe_changed = Signal(str)
    scene_wanted = Signal()  # about to take the surroundings as they are
    text_moved = Signal()  # as many lines as before are no longer in the lower right corner
    _card_painted = Signal()

    def __init__(self, model: ViewportModel, pool: BandPool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setMouseTracking(True)
        self.installEventFilter(self)
        self.painted = Painted()  # of the active tile where there are several
        self.painted_tiles: tuple[Painted, ...] = ()
        self.painted_head: CornerText | None = None  # above tiles: whose they are
        self._model = model
        self._painter = ViewportPainter(pool)
        self._tile_painter = TilePainter(pool)
        self._surroundings = Surroundings()
        self._ladder = QualityLadder()
        self._refine = QTimer(self)
        self._refine.setSingleShot(True)
        self._refine.setInterval(REFINE_MS)
        self._refine.timeout.connect(self._refined)
        self.hands = ViewportInput(self, model)
        self.hands.pointer_moved.connect(self._pointer_moved)
        self._touch = Touch(self.hands, self.origin)
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
        self.scene_wanted.emit()
        return scene_of(self._model, self._surroundings)

    def moving(self) -> None:
        """Things move under the hand: fast pictures until nothing moved for 120 ms."""
        self._ladder.moving = True
        self._refine.start()

    def surface(self) -> Surface:
        """What the active image is painted on: the canvas, or its tile."""
        tile = self._active_tile()
        return tile.surface if tile is not None else self.whole_surface()

    def whole_surface(self) -> Surface:
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
        before, tiles = self.painted, self._tile_keys()
        with QPainter(self) as painter:  # a painter left active would end the program
            start = perf_counter()
            scene = self.scene()
            self._paint(painter, scene)
            self._ladder.took((perf_counter() - start) * 1000)
            placement = self.painted.placement
            painter.translate(self.origin())
            if isinstance(scene.shown, LoadedFrame) and placement is not None:
                dpr = self.devicePixelRatioF()
                self._magnifier.paint(painter, scene.shown, scene.state, placement, dpr)
                if self._draft:
                    paint_marks(painter, self.surface(), placement, self.font(), self._draft)
        self._probe()
        painted = self.painted
        if (painted.key, painted.words, self._tile_keys()) != (before.key, before.words, tiles):
            self.painted_changed.emit()
        if (painted.lines_below, painted.line_height) != (before.lines_below, before.line_height):
            self.text_moved.emit()
        if painted.button is not None or before.button is not None:
            self._card_painted.emit()

    def _paint(self, painter: QPainter, scene: Scene) -> None:
        """Paint the one image, or a page of tiles, from the state as it is now."""
        tiles = self._tiles()
        quality = self._ladder.quality
        if not tiles:
            self._tile_painter.forget()
            self.painted_tiles, self.painted_head = (), None
            self.painted = self._painter.paint(
                painter, self.whole_surface(), scene, self.font(), quality
            )
            return
        painter.fillRect(self.rect(), QColor(DARK.hairline))
        last = tiles[-1].rect  # places without an image are black
        for room in (
            QRectF(last.right(), last.top(), self.width(), self.height()),
            QRectF(0, last.bottom(), self.width(), self.height()),
        ):
            painter.fillRect(room, QColor("#000000"))
        whole = self.whole_surface()
        self.painted_head = self._tile_painter.paint_head(painter, scene, whole, self.font())
        style = (self.font(), quality)
        self.painted_tiles = self._tile_painter.paint(
            painter, tiles, self._model, self._surroundings, style
        )
        place = next((n for n, t in enumerate(tiles) if t.index == scene.state.index), 0)
        painted = self.painted_tiles[place]
        if painted.button is not None:
            painted = replace(painted, button=painted.button.translated(tiles[place].origin))
        self.painted = painted

    # Tiles: everything but painting works on the active one as if it were the viewport.

    def _tiles(self) -> tuple[Tile, ...]:
        return tiles_on(self.whole_surface(), self._model.state, self.font())

    def _tile_keys(self) -> tuple[FrameKey | None, ...]:
        return tuple(painted.key for painted in self.painted_tiles)

    def _active_tile(self) -> Tile | None:
        if self._model.state.tiles.count == 1:
            return None
        index = self._model.state.index
        return next((tile for tile in self._tiles() if tile.index == index), None)

    def origin(self) -> QPointF:
        """Where what the hands work on begins: the canvas, or the active tile of it."""
        tile = self._active_tile()
        return tile.origin if tile is not None else QPointF(0, 0)

    def pressed_in_tile(self, event: QMouseEvent) -> QMouseEvent:
        """Make the tile under a press the active one; the press as that tile sees it."""
        if event.buttons() == event.button():  # the first one: no drag is under way
            self._activate_tile(event.position())
        return self._in_tile(event)

    def _in_tile(self, event: QMouseEvent) -> QMouseEvent:
        """The event as the active tile sees it."""
        origin = self.origin()
        if origin.isNull():
            return event
        return QMouseEvent(
            event.type(),
            event.position() - origin,
            event.scenePosition(),
            event.globalPosition(),
            event.button(),
            event.buttons(),
            event.modifiers(),
            event.pointingDevice(),
        )

    def _gesture(self, event: QNativeGestureEvent) -> bool:
        """A pinch on tiles zooms to what is under it, in its tile."""
        tile = tile_at(self._tiles(), event.position())
        if tile is None or event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
            return self.hands.native_gesture(event)
        self.hands.zoom(max(0.1, 1.0 + event.value()), event.position() - tile.origin)
        return True

    def _activate_tile(self, position: QPointF) -> None:
        tile = tile_at(self._tiles(), position)
        if tile is not None:
            self._model.go_to(tile.index)

    @contained
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # WORKAROUND: not `event`. Below a Python `event` PySide 6.11 ends the program if anything
        # raises from C code (docs/decisions.md, "Pins").
        if watched is not self:
            return False
        if event.type() in {QEvent.Type.Resize, QEvent.Type.DevicePixelRatioChange}:
            pixels = self.surface().pixels
            self._model.set_room(pixels.width(), pixels.height())
        if isinstance(event, QTouchEvent):
            if event.type() == QEvent.Type.TouchBegin and event.points():
                self._activate_tile(event.points()[0].position())
            self._touch.handle(event)
            event.accept()
            return True
        return isinstance(event, QNativeGestureEvent) and self._gesture(event)

    @contained
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.hands.press(event)

    @contained
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.hands.move(self._in_tile(event))

    @contained
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.hands.release(self._in_tile(event))

    @contained
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.hands.double_click(event)

    @contained
    def wheelEvent(self, event: QWheelEvent) -> None:
        tile = tile_at(self._tiles(), event.position())
        self.hands.wheel(_wheel_in(tile, event) if tile is not None else event)
        event.accept()

    @contained
    def hideEvent(self, event: QHideEvent) -> None:
        self.hands.put_down()
        self.painted, self.painted_tiles, self.painted_head = Painted(), (), None
        super().hideEvent(event)

    @contained
    def leaveEvent(self, event: QEvent) -> None:
        self.hands.leave()
        super().leaveEvent(event)

    def _model_changed(self, state: ViewportState) -> None:
        if state.display_set is None:  # at once: a canvas out of sight is not painted any more
            self._painter.forget()
            self._tile_painter.forget()
            self._magnifier.forget()
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
        stack, pointed = self._model.state.stack, self._pointed()
        if stack is None or pointed is None:
            return ""
        index, placement, position = pointed
        shown = self._model.shown_at(index)
        if not isinstance(shown, LoadedFrame):
            return ""
        point = placement.image_from_screen(self.device_point(position))
        uptake = frame_suv(stack.frames[index])
        found = probe(shown.frame, shown.image.image, shown.image.facts, point, uptake)
        return f"x {found.column} y {found.row}: {found.text}" if found is not None else ""

    def _pointed(self) -> tuple[int, Placement, QPointF] | None:
        """The image under the pointer, which need not be the active tile (S-13)."""
        state, position, placement = self._model.state, self._pointer, self.placement()
        if position is None or placement is None:
            return None
        if state.tiles.count == 1:
            return state.index, placement, position
        position = position + self.origin()
        tile = tile_at(self._tiles(), position)
        shown = self._model.shown_at(tile.index) if tile is not None else None
        if tile is None or not isinstance(shown, LoadedFrame):
            return None
        pixels = tile.surface.pixels
        placement = placement_of(shown.image, state.view, (pixels.width(), pixels.height()))
        return tile.index, placement, position - tile.origin

    def _place_way_on(self) -> None:
        self.way_on.place(self.painted.button)

    def _refined(self) -> None:
        if self._ladder.rest():
            self.update()


def _wheel_in(tile: Tile, event: QWheelEvent) -> QWheelEvent:
    """The wheel as a tile sees it: zoom goes to what is under the pointer."""
    return QWheelEvent(
        event.position() - tile.origin,
        event.globalPosition(),
        event.pixelDelta(),
        event.angleDelta(),
        event.buttons(),
        event.modifiers(),
        event.phase(),
        event.inverted(),
        event.source(),
        event.pointingDevice(),
    )

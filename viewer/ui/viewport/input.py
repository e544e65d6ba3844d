"""Mouse, wheel and trackpad of one viewport, turned into changes of its model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, Qt, Signal

from viewer.tools.bindings import Bindings, Button, Gesture
from viewer.tools.stepping import TRACKPAD_STEP_PX, WHEEL_NOTCH, Steps, drag_step_px
from viewer.tools.tool_mode import ToolMode
from viewer.ui.viewport.button_watch import ButtonWatch
from viewer.ui.viewport.drags import Drag, window_dragged

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent

    from viewer.app.viewport import ViewportModel
    from viewer.ui.annotating.hand import DrawingHand
    from viewer.ui.viewport.canvas import Canvas

ZOOM_PER_NOTCH = 1.2
ZOOM_DOUBLING_PX = 120.0
PAN_BY_KEY_PX = 40.0

_BUTTONS = {
    Qt.MouseButton.LeftButton: Button.LEFT,
    Qt.MouseButton.MiddleButton: Button.MIDDLE,
    Qt.MouseButton.RightButton: Button.RIGHT,
}
_CURSORS = {
    ToolMode.SCROLL: Qt.CursorShape.SizeVerCursor,
    ToolMode.WINDOW: Qt.CursorShape.CrossCursor,
    ToolMode.ZOOM: Qt.CursorShape.SizeFDiagCursor,
    ToolMode.PAN: Qt.CursorShape.OpenHandCursor,
    ToolMode.MAGNIFIER: Qt.CursorShape.WhatsThisCursor,
    ToolMode.CROSSHAIR: Qt.CursorShape.CrossCursor,
}
_DRAWING_CURSOR = Qt.CursorShape.CrossCursor


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where the pointer is, in logical pixels; `lens` while the magnifier is held."""

    position: QPointF
    lens: bool = False


class ViewportInput(QObject):
    """Turns what hands do on a canvas into changes of its model."""

    activated = Signal()
    maximise_wanted = Signal()
    pointer_moved = Signal(object)  # Pointer, None when it left
    point_wanted = Signal(object)  # QPointF to find in every viewport; None: no more (G-034)
    held = Signal(bool)  # whether a button or finger is down: what it does is one step of undo

    def __init__(self, canvas: Canvas, model: ViewportModel) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._model = model
        self._bindings = Bindings()
        self._tool = ToolMode.SCROLL
        self._space = False
        self._pointing = False  # Shift is held: the 3D cursor follows the pointer
        self._drag: Drag | None = None
        self._wheel = Steps()
        self._is_held = False
        self._by_mouse = False  # of what is held; fingers leave no button down
        self._button = ButtonWatch(self)
        self._button.over.connect(self.put_down)
        self.held.connect(self._take_held)
        self.drawing: DrawingHand | None = None

    def set_tool(self, mode: ToolMode) -> None:
        """Give the left button a tool and the pointer its shape."""
        self._tool = mode
        if self.drawing is not None:
            self.drawing.set_tool(mode)
        self._show_cursor()

    def draw_with(self, drawing: DrawingHand) -> None:
        """Let a hand take those presses of the left button that are for drawings."""
        self.drawing = drawing
        drawing.set_tool(self._tool)

    @property
    def tool(self) -> ToolMode:
        """What the left button holds."""
        return self._tool

    def put_down(self) -> None:
        """End what is under way: the button or finger goes up where nobody tells of it.

        As when the viewport goes, or a dialog or menu comes in the middle of a drag.
        """
        if not self._is_held:
            return
        self.begin(None, QPointF())
        if self.drawing is not None:
            self.drawing.release()
        self.held.emit(False)  # noqa: FBT003  a signal's argument

    def _take_held(self, down: bool) -> None:  # noqa: FBT001  a signal's argument
        self._is_held = down
        self._by_mouse = self._by_mouse and down
        if not down:
            self._button.end()

    # Mouse

    def press(self, event: QMouseEvent) -> None:
        """Begin what the buttons held now are bound to."""
        self.activated.emit()
        self.held.emit(True)  # noqa: FBT003  a signal's argument
        self._by_mouse = True
        self._button.begin(event)
        event = self._canvas.pressed_in_tile(event)  # in the same step of undo
        if self._is_for_drawing(event) and self.drawing is not None:
            self.begin(None, event.position())
            if self.drawing.press(event.position(), straight=_straight(event)):
                self.pointer_moved.emit(Pointer(event.position()))
                self._show_cursor()
                return
        self._begin(event)

    def move(self, event: QMouseEvent) -> None:
        """Go on with the drag."""
        if event.buttons() == Qt.MouseButton.NoButton and self._by_mouse:
            self.put_down()  # the button went up over something else
        drag = self._drag
        if drag is not None:
            self.drag_to(event.position())
        else:
            self._point_with_shift(event)
            if self.drawing is not None:
                self.drawing.move(event.position(), straight=_straight(event))
                self._show_cursor()
        lens = drag is not None and drag.mode is ToolMode.MAGNIFIER
        self.pointer_moved.emit(Pointer(event.position(), lens))

    def release(self, event: QMouseEvent) -> None:
        """End the drag, or go on with what the buttons still held are bound to."""
        if self.drawing is not None and event.button() == Qt.MouseButton.LeftButton:
            self.drawing.release()
            self._show_cursor()
        self._begin(event)
        if event.buttons() == Qt.MouseButton.NoButton:
            self.held.emit(False)  # noqa: FBT003  a signal's argument

    def double_click(self, on_canvas: QMouseEvent) -> None:
        """Fill the grid, or reset the view."""
        event = self._canvas.pressed_in_tile(on_canvas)
        if self._is_for_drawing(event) and self.drawing is not None:
            taken = self.drawing.double_click(event.position(), straight=_straight(event))
            self._show_cursor()
            if taken:
                return
        match self._bindings.double_clicks.get(_BUTTONS.get(event.button(), Button.MIDDLE)):
            case Gesture.MAXIMISE:
                self.maximise_wanted.emit()
            case Gesture.RESET:
                self._model.reset()
            case None:
                self.press(on_canvas)

    def leave(self) -> None:
        """The pointer is elsewhere now."""
        self.pointer_moved.emit(None)

    def _is_for_drawing(self, event: QMouseEvent) -> bool:
        """Whether it is the left button alone, and not moving the image."""
        left = Qt.MouseButton.LeftButton
        return event.button() == event.buttons() == left and not self._space

    def _show_cursor(self) -> None:
        shape = self.drawing.cursor if self.drawing is not None else None
        if shape is None:
            shape = _CURSORS.get(self._tool, _DRAWING_CURSOR)
        if shape != self._canvas.cursor().shape():
            self._canvas.setCursor(shape)

    def _begin(self, event: QMouseEvent) -> None:
        held = frozenset(name for button, name in _BUTTONS.items() if event.buttons() & button)
        mode = self._bindings.drag(held, self._tool, space=self._space)
        self.begin(mode, event.position())
        self.pointer_moved.emit(Pointer(event.position(), mode is ToolMode.MAGNIFIER))

    # Fingers

    def finger_down(self, position: QPointF) -> None:
        """One finger: takes hold of what is drawn there, or has the tool."""
        self.begin(None, position)
        if self.drawing is None or not self.drawing.press(position, finger=True):
            self.begin(self._tool, position)

    def finger_moved(self, position: QPointF) -> None:
        """Go on with what the finger began."""
        if self.drawing is not None and self.drawing.is_held:
            self.drawing.move(position)
        else:
            self.drag_to(position)

    def finger_up(self, *, another: bool) -> None:
        """End what the finger began, or forget it as `another` came down beside it."""
        self.begin(None, QPointF())
        if self.drawing is not None and another:
            self.drawing.let_go()
        elif self.drawing is not None:
            self.drawing.release()

    def double_tap(self, position: QPointF) -> bool:
        """Two taps at one place; True if they were for a drawing, so that no drag begins."""
        if self.drawing is not None and self.drawing.double_click(position, finger=True):
            return True
        self.maximise_wanted.emit()
        return False

    # Drags, by mouse or finger

    def begin(self, mode: ToolMode | None, position: QPointF) -> None:
        """Start dragging with `mode` at a position; None ends the drag."""
        self._drag = None
        if mode is not None:
            self._drag = Drag.starting(mode, position, self._model)
        if mode is ToolMode.CROSSHAIR:
            self.point_wanted.emit(position)

    def _point_with_shift(self, event: QMouseEvent) -> None:
        """With Shift held, moving points at the same place everywhere.

        Not with a tool that draws: there Shift asks for straight lines.
        """
        shift = event.modifiers() == Qt.KeyboardModifier.ShiftModifier and self._tool in _CURSORS
        if shift:
            self.point_wanted.emit(event.position())
        elif self._pointing and self._tool is not ToolMode.CROSSHAIR:
            self.point_wanted.emit(None)
        self._pointing = shift

    def drag_to(self, position: QPointF) -> None:
        """Do what the drag does for the way to `position`."""
        drag = self._drag
        if drag is None:
            return
        step = position - drag.last
        drag.last = position
        self._canvas.moving()
        match drag.mode:
            case ToolMode.SCROLL:
                self._scroll_by(drag, step.y())
            case ToolMode.WINDOW:
                window_dragged(self._model, drag, position - drag.start)
            case ToolMode.ZOOM:
                self.zoom(2.0 ** (-step.y() / ZOOM_DOUBLING_PX), drag.start)
            case ToolMode.PAN:
                self.pan(step)
            case ToolMode.CROSSHAIR:
                self.point_wanted.emit(position)
            case ToolMode.MAGNIFIER:
                pass  # the lens follows the pointer

    def zoom(self, factor: float, position: QPointF) -> None:
        """Zoom, keeping what is under `position` there."""
        placement = self._canvas.placement()
        if placement is not None:
            self._canvas.moving()
            point = self._canvas.device_point(position)
            self._model.set_view(placement.zoom_about(self._model.state.view, factor, point))

    def pan(self, step: QPointF) -> None:
        """Move the image by logical pixels."""
        placement = self._canvas.placement()
        if placement is not None:
            self._canvas.moving()
            dx, dy = self._canvas.device_point(step)
            self._model.set_view(placement.pan(self._model.state.view, dx, dy))

    def pan_by_steps(self, right: int, down: int) -> None:
        """Move the image as far as keys move it."""
        self.pan(QPointF(right, down) * PAN_BY_KEY_PX)

    def _scroll_by(self, drag: Drag, down_px: float) -> None:
        stack = self._model.state.stack
        if stack is not None:
            per_step = drag_step_px(len(stack.frames), self._canvas.height())
            steps, drag.steps = drag.steps.moved(down_px, per_step)
            if steps:
                self._model.scroll(steps)

    # Wheel and trackpad

    def wheel(self, event: QWheelEvent) -> None:
        """Scroll through the stack, with Control zoom to the pointer."""
        self.activated.emit()
        # Pixels are told reliably only by devices that also tell phases (Qt documentation).
        smooth = event.phase() != Qt.ScrollPhase.NoScrollPhase and not event.pixelDelta().isNull()
        delta = event.pixelDelta().y() if smooth else event.angleDelta().y()
        per_step = TRACKPAD_STEP_PX if smooth else WHEEL_NOTCH
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        mode = self._bindings.wheel_with_control if control else self._bindings.wheel
        if mode is ToolMode.ZOOM:
            self.zoom(ZOOM_PER_NOTCH ** (delta / per_step), event.position())
            return
        steps, self._wheel = self._wheel.moved(-delta, per_step)
        if steps:
            self._canvas.moving()
            self._model.scroll(steps)

    def native_gesture(self, event: QNativeGestureEvent) -> bool:
        """Pinch on a trackpad; False for gestures that mean nothing here."""
        if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
            return False
        self.zoom(max(0.1, 1.0 + event.value()), event.position())
        return True

    # Keys

    def key_press(self, event: QKeyEvent) -> bool:
        """Take Space, which is held; every other key is an action's and can be changed."""
        if event.key() == Qt.Key.Key_Space:
            self._space = True
            return True
        return False

    def key_release(self, event: QKeyEvent) -> bool:
        """Let go of Space."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space = False
            return True
        return False

    def hold_space(self, *, held: bool) -> None:
        """Whether Space is down: left then moves the image, wherever the focus is."""
        self._space = held


def _straight(event: QMouseEvent) -> bool:
    """Whether Shift asks for straight lines and equal sides."""
    return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)

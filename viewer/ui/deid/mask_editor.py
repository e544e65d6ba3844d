"""The picture with its boxes: drawn, moved, resized and deleted by hand (A-051)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from viewer.deid.boxes import Box
from viewer.deid.found_text import Meaning
from viewer.tools.mask_boxes import Grip, changed, drawn, grip_at
from viewer.ui.contained import contained
from viewer.ui.deid.picture_image import as_image

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QWheelEvent

    from viewer.deid.found_text import FoundText
    from viewer.ui.theme import Theme

_REACH: Final = 6  # logical pixels around an edge that hold it
_HANDLE: Final = 7
_NOTCH: Final = 120
_ZOOM_STEP: Final = 1.25
_LARGEST_ZOOM: Final = 32.0
_LARGE_STEP: Final = 10  # pixels, with Shift
_VEIL: Final = 120  # of 255: how much of the picture a box hides while it is edited
_EDGE, _PERSON, _TEXT = "#4da3ff", "#ff6b6b", "#f0b429"  # over pictures, in either theme
_QUIET: Final = "#a7adb5"
_ARROWS: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_CURSORS: Final = {
    (0, 0): Qt.CursorShape.SizeAllCursor,
    (-1, 0): Qt.CursorShape.SizeHorCursor,
    (1, 0): Qt.CursorShape.SizeHorCursor,
    (0, -1): Qt.CursorShape.SizeVerCursor,
    (0, 1): Qt.CursorShape.SizeVerCursor,
    (-1, -1): Qt.CursorShape.SizeFDiagCursor,
    (1, 1): Qt.CursorShape.SizeFDiagCursor,
    (-1, 1): Qt.CursorShape.SizeBDiagCursor,
    (1, -1): Qt.CursorShape.SizeBDiagCursor,
}
HINT: Final = (
    "Drag to draw a box. Drag a box to move it, its edges to resize it. Del deletes it. "
    "Arrow keys move it, with Ctrl they resize it; N makes a new one, B takes the next one. "
    "Wheel: next picture, with Ctrl: zoom."
)


class MaskEditor(QWidget):
    """Shows one picture and the boxes of its layout; tells of every change that is finished."""

    edited = Signal(object)  # tuple[Box, ...]
    stepped = Signal(int)  # pictures forward
    undo_wanted = Signal()
    redo_wanted = Signal()
    zoomed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._image: QImage | None = None
        self._size = (0, 0)
        self._boxes: tuple[Box, ...] = ()
        self._found: tuple[FoundText, ...] = ()
        self.selected: int | None = None
        self.as_it_will_be = False
        self.message = ""  # what is said in place of a picture
        self._zoom: float | None = None  # logical pixels for one of the image; None: all of it
        self._centre = QPointF()
        self._press: QPointF | None = None
        self._grip: Grip | None = None
        self._before: tuple[Box, ...] = ()
        self._panning: QPointF | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("The picture and what is to be blacked out")
        self.setAccessibleDescription(HINT)

    @property
    def boxes(self) -> tuple[Box, ...]:
        """The boxes as they are drawn now."""
        return self._boxes

    @property
    def has_picture(self) -> bool:
        """Whether a picture is shown, and not a sentence in its place."""
        return self._image is not None

    def sizeHint(self) -> QSize:
        """Room for a picture of ultrasound."""
        return QSize(self._theme.px(440), self._theme.px(280))

    def minimumSizeHint(self) -> QSize:
        """Still enough to see a word."""
        return QSize(self._theme.px(240), self._theme.px(160))

    def show_pixels(self, pixels: NDArray[np.uint8] | None, message: str = "") -> None:
        """A picture (rows, columns[, 3]) of 8 bits, or a sentence that says why there is none."""
        self.message = message
        self._image = None if pixels is None else as_image(pixels)
        if self._image is not None:
            size = (self._image.width(), self._image.height())
            if size != self._size:
                self._size = size
                self.fit()
        self.update()

    def set_boxes(self, boxes: tuple[Box, ...]) -> None:
        """The boxes of the layout; the selected one stays so if it is still there."""
        if boxes == self._boxes:
            return
        was = self._boxes[self.selected] if self.selected is not None else None
        self._boxes = boxes
        if was is not None:
            same_place = len(boxes) > (self.selected or 0)
            self.selected = boxes.index(was) if was in boxes else self.selected
            self.selected = self.selected if same_place else None
        self._grip = self._press = None
        self.update()

    def set_found(self, found: tuple[FoundText, ...]) -> None:
        """What the text search found; what seems to say who somebody is stands out."""
        self._found = found
        self.update()

    def set_as_it_will_be(self, *, on: bool) -> None:
        """Show boxes black as they will be, or so that one sees what is under them."""
        self.as_it_will_be = on
        self.update()

    def fit(self) -> None:
        """All of the picture."""
        self._zoom = None
        self._centre = QPointF(self._size[0] / 2, self._size[1] / 2)
        self.zoomed.emit()
        self.update()

    def zoom_by(self, factor: float, around: QPointF | None = None) -> None:
        """Larger or smaller; what is at `around`, in logical pixels, stays where it is."""
        point = around if around is not None else QPointF(self.width() / 2, self.height() / 2)
        fixed = self.to_image(point)
        zoom = max(self._fit_zoom(), min(self.scale() * factor, _LARGEST_ZOOM))
        if zoom <= self._fit_zoom():
            self.fit()
            return
        self._zoom = zoom
        middle = QPointF(self.width() / 2, self.height() / 2)
        self._centre = fixed - (point - middle) / zoom
        self._keep_in_view()
        self.zoomed.emit()
        self.update()

    def scale(self) -> float:
        """Logical pixels that one pixel of the picture takes."""
        return self._zoom if self._zoom is not None else self._fit_zoom()

    def to_image(self, point: QPointF) -> QPointF:
        """A place of the widget in pixels of the picture."""
        middle = QPointF(self.width() / 2, self.height() / 2)
        return self._centre + (point - middle) / self.scale()

    def from_image(self, x: float, y: float) -> QPointF:
        """A place of the picture in logical pixels of the widget."""
        middle = QPointF(self.width() / 2, self.height() / 2)
        return middle + (QPointF(x, y) - self._centre) * self.scale()

    def add_box(self) -> None:
        """A new box in the middle of what is seen, to be moved by keys."""
        if self._image is None:
            return
        side = max(4.0, min(self.width(), self.height()) / self.scale() / 8)
        x, y = self._centre.x(), self._centre.y()
        box = drawn((x - side, y - side / 3), (x + side, y + side / 3), self._size)
        if box is not None:
            self.selected = len(self._boxes)
            self._finish((*self._boxes, box))

    def delete_selected(self) -> None:
        """Take the selected box away."""
        if self.selected is None:
            return
        left = tuple(box for index, box in enumerate(self._boxes) if index != self.selected)
        self.selected = None
        self._finish(left)

    def select_next(self) -> None:
        """The next box, for hands without a mouse."""
        if self._boxes:
            self.selected = 0 if self.selected is None else (self.selected + 1) % len(self._boxes)
            self.update()

    @contained
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a box, or begin a new one; the middle button moves the picture."""
        if event.button() == Qt.MouseButton.MiddleButton:
            self._panning = event.position()
        if event.button() != Qt.MouseButton.LeftButton or self._image is None:
            return
        self._press = self.to_image(event.position())
        self._before = self._boxes
        is_new = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        self._grip = None if is_new else self._grip_at(event.position())
        self.selected = None if self._grip is None else self._grip.index
        self.update()

    @contained
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what the box would become."""
        if self._panning is not None:
            self._centre -= (event.position() - self._panning) / self.scale()
            self._panning = event.position()
            if self._zoom is None:
                self._zoom = self._fit_zoom()
            self._keep_in_view()
        elif self._press is not None:
            self._drag_to(self.to_image(event.position()))
        else:
            self._set_cursor(event.position())
        self.update()

    @contained
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The change is finished."""
        if event.button() == Qt.MouseButton.MiddleButton:
            self._panning = None
        if event.button() != Qt.MouseButton.LeftButton or self._press is None:
            return
        self._press = None
        boxes, self._boxes = self._boxes, self._before
        self._finish(boxes)

    @contained
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step through the pictures, or zoom to the pointer with Ctrl."""
        notches = event.angleDelta().y() / _NOTCH
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(_ZOOM_STEP**notches, event.position())
        elif notches:
            self.stepped.emit(-1 if notches > 0 else 1)
        event.accept()

    @contained
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Everything the mouse can do."""
        if not self._key(event):
            super().keyPressEvent(event)

    @contained
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  all of it is painted
        """The picture, the boxes, what was found."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), Qt.GlobalColor.black)
            if self._image is None:
                painter.setPen(QColor(_QUIET))
                margin = self._theme.px(16)
                room = self.rect().adjusted(margin, margin, -margin, -margin)
                flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
                painter.drawText(room, flags, self.message)
                return
            corner, end = self.from_image(0, 0), self.from_image(*self._size)
            ratio = self.devicePixelRatioF()
            smooth = self.scale() * ratio < 1
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
            painter.drawImage(QRectF(corner, end), self._image)
            for index, box in enumerate(self._boxes):
                self._paint_box(painter, box, is_selected=index == self.selected)
            for text in self._found:
                self._paint_found(painter, text)

    def _key(self, event: QKeyEvent) -> bool:
        key, held = event.key(), event.modifiers()
        with_ctrl = bool(held & Qt.KeyboardModifier.ControlModifier)
        with_shift = bool(held & Qt.KeyboardModifier.ShiftModifier)
        if with_ctrl and key in {Qt.Key.Key_Z, Qt.Key.Key_Y}:
            back = key == Qt.Key.Key_Z and not with_shift
            (self.undo_wanted if back else self.redo_wanted).emit()
            return True
        if key in _ARROWS:
            far = _LARGE_STEP if with_shift else 1
            across, down = _ARROWS[Qt.Key(key)]
            return self._by_arrow((across * far, down * far), resizes=with_ctrl)
        acts: dict[Qt.Key, Callable[[], None]] = {
            Qt.Key.Key_Delete: self.delete_selected,
            Qt.Key.Key_Backspace: self.delete_selected,
            Qt.Key.Key_N: self.add_box,
            Qt.Key.Key_B: self.select_next,
            Qt.Key.Key_F: self.fit,
            Qt.Key.Key_Plus: partial(self.zoom_by, _ZOOM_STEP),
            Qt.Key.Key_Equal: partial(self.zoom_by, _ZOOM_STEP),
            Qt.Key.Key_Minus: partial(self.zoom_by, 1 / _ZOOM_STEP),
            Qt.Key.Key_PageUp: partial(self.stepped.emit, -1),
            Qt.Key.Key_PageDown: partial(self.stepped.emit, 1),
        }
        act = acts.get(Qt.Key(key))
        if act is None or with_ctrl:
            return False
        act()
        return True

    def _by_arrow(self, step: tuple[int, int], *, resizes: bool) -> bool:
        if self.selected is None:
            if step[1]:
                self.stepped.emit(1 if step[1] > 0 else -1)
            return bool(step[1])
        grip = Grip(self.selected, *((1, 1) if resizes else (0, 0)))
        box = changed(self._boxes[self.selected], grip, step, self._size)
        self._finish(self._with(self.selected, box))
        return True

    def _drag_to(self, point: QPointF) -> None:
        assert self._press is not None
        if self._grip is not None:
            way = point - self._press
            step = (round(way.x()), round(way.y()))
            box = changed(self._before[self._grip.index], self._grip, step, self._size)
            self._boxes = self._with(self._grip.index, box)
            return
        way = (point - self._press) * self.scale()
        if max(abs(way.x()), abs(way.y())) < self._theme.px(3):
            return  # a click, not a box
        box_drawn = drawn((self._press.x(), self._press.y()), (point.x(), point.y()), self._size)
        if box_drawn is not None:
            self._boxes = (*self._before, box_drawn)
            self.selected = len(self._before)

    def _with(self, index: int, box: Box) -> tuple[Box, ...]:
        return (*self._boxes[:index], box, *self._boxes[index + 1 :])

    def _finish(self, boxes: tuple[Box, ...]) -> None:
        is_changed = boxes != self._boxes
        self._boxes = boxes
        self.update()
        if is_changed:
            self.edited.emit(boxes)

    def _grip_at(self, position: QPointF) -> Grip | None:
        point = self.to_image(position)
        reach = self._theme.px(_REACH) / self.scale()
        return grip_at(self._boxes, point.x(), point.y(), reach, self.selected)

    def _set_cursor(self, position: QPointF) -> None:
        grip = self._grip_at(position) if self._image is not None else None
        plain = Qt.CursorShape.CrossCursor
        self.setCursor(plain if grip is None else _CURSORS[grip.across, grip.down])

    def _paint_box(self, painter: QPainter, box: Box, *, is_selected: bool) -> None:
        area = self._area(box)
        painter.fillRect(area, QColor(0, 0, 0, 255 if self.as_it_will_be else _VEIL))
        width = 2 if is_selected else 1
        painter.setPen(QPen(QColor(_EDGE), width))
        painter.drawRect(area)
        if not is_selected:
            return
        side = self._theme.px(_HANDLE)
        for x in (area.left(), area.center().x(), area.right()):
            for y in (area.top(), area.center().y(), area.bottom()):
                if (x, y) != (area.center().x(), area.center().y()):
                    spot = QRectF(x - side / 2, y - side / 2, side, side)
                    painter.fillRect(spot, QColor(_EDGE))

    def _paint_found(self, painter: QPainter, text: FoundText) -> None:
        is_person = text.meaning is Meaning.PERSON
        colour = QColor(_PERSON if is_person else _TEXT)
        line = Qt.PenStyle.SolidLine if is_person else Qt.PenStyle.DotLine
        painter.setPen(QPen(colour, 3 if is_person else 1, line))
        painter.drawRect(self._area(text.box))

    def _area(self, box: Box) -> QRectF:
        corner = self.from_image(box.left, box.top)
        return QRectF(corner, self.from_image(box.right + 1, box.bottom + 1))

    def _fit_zoom(self) -> float:
        columns, rows = self._size
        if not columns or not rows:
            return 1.0
        return max(min(self.width() / columns, self.height() / rows), 1e-3)

    def _keep_in_view(self) -> None:
        """The middle of the view stays over the picture."""
        columns, rows = self._size
        self._centre = QPointF(
            max(0.0, min(self._centre.x(), columns)), max(0.0, min(self._centre.y(), rows))
        )

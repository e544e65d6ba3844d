"""One cell of the grid: picture, slider, film bar, frame, and what a screen reader says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGridLayout, QWidget

from viewer.app.identity_view import SHOWN
from viewer.app.wording import modality_name, moment, prior_label
from viewer.ui.colours import DARK, viewport_colour
from viewer.ui.contained import contained
from viewer.ui.listening import until_destroyed
from viewer.ui.viewport.canvas import Canvas
from viewer.ui.viewport.film import FilmRunner
from viewer.ui.viewport.film_bar import FilmBar
from viewer.ui.viewport.frame_slider import FrameSlider
from viewer.ui.viewport.grip import ViewportGrip, dragged_viewport
from viewer.ui.viewport.scene import Surroundings

if TYPE_CHECKING:
    from PySide6.QtGui import (
        QDragEnterEvent,
        QDropEvent,
        QFocusEvent,
        QKeyEvent,
        QPaintEvent,
        QWheelEvent,
    )

    from viewer.app.frames import FrameStore
    from viewer.app.viewport import ViewportModel, ViewportState
    from viewer.render.bands import BandPool
    from viewer.ui.viewport.input import Pointer

ITEM_MIME = "application/x-lightbox-item"
FRAME_PX = 2
PERSON_PX = 4  # the band that tells two people apart
_DIMMED = 170  # per cent


class ViewportWidget(QWidget):
    """Shows one viewport model; tells the grid what it cannot do by itself."""

    focused = Signal(Qt.FocusReason)
    item_dropped = Signal(str)  # uid of a catalog item
    viewport_dropped = Signal(int)  # number of the viewport that is to change places with this

    def __init__(
        self,
        number: int,
        model: ViewportModel,
        frames: FrameStore,
        pool: BandPool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.model = model
        self._number = number
        self._active = False
        self._alone = True
        self._dropping = False
        self._person_colour = ""
        self._surroundings = Surroundings()
        self._framed_for: object = None  # the frame's colour depends on what is shown
        self.setAutoFillBackground(False)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        self.canvas = Canvas(model, pool, self)
        self.slider = FrameSlider(model, frames, self)
        self.slider.frame_requested.connect(model.go_to)
        self.film = FilmRunner(model, self)
        self.film_bar = FilmBar(model, self.film, self)
        self.canvas.setFocusProxy(self)
        cells = self._cells = QGridLayout(self)
        cells.setContentsMargins(FRAME_PX, FRAME_PX, FRAME_PX, FRAME_PX)
        cells.setSpacing(0)
        cells.addWidget(self.canvas, 0, 0)
        cells.addWidget(self.slider, 0, 1)
        cells.addWidget(self.film_bar, 1, 0, 1, 2)
        cells.setRowStretch(0, 1)
        cells.setColumnStretch(0, 1)
        self.canvas.hands.activated.connect(self._take_focus)
        self.grip = ViewportGrip(number, self)
        self.canvas.hands.pointer_moved.connect(self._pointer_moved)
        subscription = model.changed.connect(self._describe)
        until_destroyed(self, subscription, SHOWN.changed.connect(lambda _: self._say_again()))
        self._describe(model.state)

    def set_active(self, *, active: bool, alone: bool) -> None:
        """Whether keys act here, and whether this is the only viewport in sight."""
        if (active, alone) != (self._active, self._alone):
            self._active, self._alone = active, alone
            self.update()

    def set_surroundings(self, surroundings: Surroundings) -> None:
        """Take what the words depend on besides this viewport."""
        self._surroundings = surroundings
        self.canvas.set_surroundings(surroundings)
        self.update()

    def set_person_colour(self, colour: str) -> None:
        """Put a band in a person's colour around the picture while two are visible, "" for none.

        The name in the corner says it too: never colour alone (S-01).
        """
        if colour != self._person_colour:
            self._person_colour = colour
            margin = FRAME_PX + (PERSON_PX if colour else 0)
            self._cells.setContentsMargins(margin, margin, margin, margin)
            self.update()

    @property
    def is_prior(self) -> bool:
        """Whether a newer study of the same patient is at hand (S-09)."""
        frame = self.model.state.frame
        newest = self._surroundings.newest_study
        return frame is not None and bool(prior_label(moment(frame.header.study), newest))

    def _describe(self, state: ViewportState) -> None:
        name = f"Viewport {self._number + 1}: {_content(state)}"
        if name != self.accessibleName():
            self.setAccessibleName(name)
        if state.display_set is not self._framed_for:
            self._framed_for = state.display_set
            self.update()

    def _say_again(self) -> None:
        """People are named now, or not any more."""
        self._describe(self.model.state)
        self.canvas.update()

    def _take_focus(self) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.focused.emit(Qt.FocusReason.MouseFocusReason)

    @contained
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  the whole is drawn
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(DARK.window))
            if self._person_colour:
                inside = self.rect().adjusted(FRAME_PX, FRAME_PX, -FRAME_PX, -FRAME_PX)
                painter.fillRect(inside, QColor(self._person_colour))
            pen = self._frame_pen()
            if pen is not None:
                painter.setPen(pen)
                half = pen.widthF() / 2
                painter.drawRect(QRectF(self.rect()).adjusted(half, half, -half, -half))

    def _frame_pen(self) -> QPen | None:
        """Accent for the active one, its own colour for others, dashed for priors (S-09)."""
        if self._alone and not self.is_prior and not self._dropping and not self._has_key_focus:
            return None
        strong = self._active or self._dropping
        pen = QPen(QColor(DARK.accent), FRAME_PX) if strong else QPen(self._quiet_colour(), 1.0)
        if self.is_prior:
            pen.setDashPattern([4.0, 3.0] if strong else [8.0, 6.0])
        return pen

    def _quiet_colour(self) -> QColor:
        """The colour of this viewport's dot in the browser, dimmed; none while it is empty."""
        if self.model.state.display_set is None:
            return QColor(DARK.hairline)
        return QColor(viewport_colour(self._number)).darker(_DIMMED)

    @property
    def _has_key_focus(self) -> bool:
        return self.hasFocus() and self.property("byKey") is True

    @contained
    def focusInEvent(self, event: QFocusEvent) -> None:
        tabbed = event.reason() in {
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        }
        self.setProperty("byKey", tabbed)
        self.focused.emit(event.reason())
        self.update()
        super().focusInEvent(event)

    @contained
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.canvas.hands.hold_space(held=False)
        if event.reason() == Qt.FocusReason.PopupFocusReason:
            self.canvas.hands.put_down()  # the menu hears that the button goes up
        self.update()
        super().focusOutEvent(event)

    @contained
    def wheelEvent(self, event: QWheelEvent) -> None:
        self.canvas.hands.wheel(event)  # from the slider, the film bar and the frame
        event.accept()

    @contained
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.canvas.hands.key_press(event):
            super().keyPressEvent(event)

    @contained
    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not self.canvas.hands.key_release(event):
            super().keyReleaseEvent(event)

    @contained
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        moving = dragged_viewport(event.mimeData()) not in {None, self._number}
        if event.mimeData().hasFormat(ITEM_MIME) or moving:
            event.acceptProposedAction()
            self._set_dropping(dropping=True)

    @contained
    def dragLeaveEvent(self, event: QEvent) -> None:
        del event
        self._set_dropping(dropping=False)

    @contained
    def dropEvent(self, event: QDropEvent) -> None:
        self._set_dropping(dropping=False)
        moved = dragged_viewport(event.mimeData())
        if moved is not None:
            event.acceptProposedAction()
            self.viewport_dropped.emit(moved)
            return
        uid = bytes(event.mimeData().data(ITEM_MIME).data()).decode("utf-8", "replace")
        event.acceptProposedAction()
        self.item_dropped.emit(uid)

    def _pointer_moved(self, pointer: Pointer | None) -> None:
        position = pointer.position if pointer is not None else None
        self.grip.approach(position, wanted=not self._alone)

    def _set_dropping(self, *, dropping: bool) -> None:
        self._dropping = dropping
        self.update()


def _content(state: ViewportState) -> str:
    """What is on show, for people who hear it instead of seeing it."""
    frame, stack = state.frame, state.stack
    if frame is None or stack is None:
        return SHOWN.text(state.document.label) if state.document is not None else "empty"
    series = frame.header.series
    parts = (modality_name(series.modality), SHOWN.text(series.description))
    words = " ".join(part for part in parts if part)
    place = f"image {state.index + 1} of {len(stack.frames)}"
    return ", ".join(part for part in (words, place, state.message) if part)

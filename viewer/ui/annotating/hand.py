"""The hand that draws in one viewport: new drawings, and what is drawn already."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from viewer.app.annotation_marks import annotation_marks
from viewer.app.annotation_places import anchor_of
from viewer.model.annotation import Annotation, AnnotationKind
from viewer.tools.drawing import KINDS, Drawing
from viewer.tools.editing import Grip, Part
from viewer.tools.ground import Ground
from viewer.tools.hit_test import FINGER_PX, MOUSE_PX, Hit, hit_test
from viewer.tools.tool_mode import ToolMode
from viewer.ui.annotating.on_screen import OnScreen, returned
from viewer.ui.annotating.questions import Questions
from viewer.ui.contained import contained
from viewer.ui.listening import until_destroyed

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF

    from viewer.app.session import Session
    from viewer.model.display_set import StackFrame
    from viewer.model.geometry import Point
    from viewer.ui.annotating.pencil import Pencil
    from viewer.ui.viewport.viewport_widget import ViewportWidget

_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class DrawingHand(QObject):
    """Draws while a measuring tool is active; takes hold of drawings whatever tool is."""

    def __init__(self, session: Session, pencil: Pencil, view: ViewportWidget) -> None:
        super().__init__(view)
        self._store = session.annotations
        self._marks = session.annotation_marks
        self._pencil = pencil
        self._canvas = view.canvas
        self.model = self._model = view.model
        self.screen = OnScreen(session, view)
        self.questions = Questions(session, view, self._show_draft)
        self._tool = ToolMode.SCROLL
        self._draft: Drawing | None = None
        self._frame: StackFrame | None = None  # that the draft is on
        self._grip: Grip | None = None
        self._hover: Part | None = None
        view.installEventFilter(self)
        until_destroyed(
            self,
            view.model.changed.connect(lambda _: self._follow()),
            session.history.leaving.connect(lambda _: self.put_down()),
        )

    # What it is doing

    @property
    def is_held(self) -> bool:
        """Whether a button or finger is down that draws or drags."""
        return self._grip is not None or (self._draft is not None and self._draft.is_held)

    @property
    def is_drawing(self) -> bool:
        """Whether a drawing is begun on the frame on show."""
        return self._draft is not None and self._frame == self._model.state.frame

    @property
    def cursor(self) -> Qt.CursorShape | None:
        """What the pointer should look like, None where it is on nothing drawn."""
        if self._grip is not None:
            return Qt.CursorShape.ClosedHandCursor
        if self._hover is None:
            return None
        is_handle = self._hover is Part.HANDLE
        return Qt.CursorShape.SizeAllCursor if is_handle else Qt.CursorShape.PointingHandCursor

    def set_tool(self, mode: ToolMode) -> None:
        """Another tool drops what was begun with the last one."""
        if mode is not self._tool:
            self._tool = mode
            self._drop_draft()

    # Pointer: True if it was for a drawing

    def press(self, position: QPointF, *, straight: bool = False, finger: bool = False) -> bool:
        """Take hold of a drawing, go on with one, or begin one."""
        ground, at = self._ground(), self._at(position)
        if ground is None or at is None:
            return False
        if self._draft is not None and self.is_drawing:
            self._set_draft(self._draft.press(at, ground, straight=straight))
            return True
        self._drop_draft()
        hit = self._hit(position, finger=finger)
        if hit is not None:
            self._take_hold(hit, at)
            return True
        self._store.select("")
        if self._tool not in KINDS:
            return False
        if ground.contains(at) and not self._model.is_preview:
            self._marks.set_visible(visible=True)  # nobody draws what cannot be seen
            self._frame = self._model.state.frame
            drawing = Drawing(KINDS[self._tool])
            self._set_draft(drawing.press(at, ground, straight=straight))
        return True

    def move(self, position: QPointF, *, straight: bool = False) -> None:
        """Go on with the drag or drawing, or see what is under the pointer."""
        ground, at = self._ground(), self._at(position)
        if ground is None or at is None:
            self._hover = None
        elif self._grip is not None:
            self._canvas.moving()
            self._drag(self._grip, at, ground, straight=straight)
        elif self._draft is not None and self.is_drawing:
            self._set_draft(self._draft.move(at, ground, straight=straight))
        else:
            hit = self._hit(position)
            self._hover = hit.part if hit is not None else None

    def release(self) -> None:
        """The button or finger is up."""
        ground = self._ground()
        if self._grip is not None:
            self._grip = None
            self._store.end_gesture()
        elif self._draft is not None and ground is not None:
            self._set_draft(self._draft.release(ground))

    def double_click(
        self, position: QPointF, *, straight: bool = False, finger: bool = False
    ) -> bool:
        """End a path, or write at what is under the pointer; False where it means nothing here."""
        ground, at = self._ground(), self._at(position)
        if ground is None or at is None:
            return False
        if self._draft is not None and self.is_drawing:
            after = self._draft.double_click(at, ground, straight=straight)
            self._set_draft(after)
            return after is not None
        hit = self._hit(position, finger=finger)
        annotation = self._store.state.annotation(hit.id) if hit is not None else None
        if annotation is None:
            return False
        self.write_at(annotation, position)
        return True

    def write_at(self, annotation: Annotation, position: QPointF) -> None:
        """Let somebody write the words of a drawing."""
        self._store.select(annotation.id)
        self.questions.ask_words(annotation, position)

    def let_go(self) -> None:
        """Another finger came down: what this one began was not meant."""
        if self._grip is not None:
            self._grip = None
            self._store.cancel_gesture()
        elif self._draft is not None and self._draft.is_held:
            self._drop_draft()

    def put_down(self) -> None:
        """Undo is asked for: what is begun or still asked about is no state to come back to."""
        self.questions.drop()
        self._drop_draft()
        if self._grip is not None:  # it is where it is
            self.release()

    # Keys

    def escape(self) -> bool:
        """Drop what is being drawn or dragged; False if there is nothing."""
        if self._grip is not None:
            self.let_go()
            return True
        if self.is_drawing:
            self._drop_draft()
            return True
        return False

    @contained
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and Backspace belong to a drawing that is begun, not to the window."""
        del watched
        if not isinstance(event, QKeyEvent) or self._draft is None or not self.is_drawing:
            return False
        if event.key() not in {*_ENTER, Qt.Key.Key_Backspace}:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        elif event.type() == QEvent.Type.KeyPress:
            is_enter = event.key() in _ENTER
            self._set_draft(self._draft.finish() if is_enter else self._draft.back())
        return True

    # Own work

    def _at(self, position: QPointF) -> Point | None:
        placement = self._canvas.placement()
        if placement is None:
            return None
        return placement.image_from_screen(self._canvas.device_point(position))

    def _ground(self) -> Ground | None:
        placement = self._canvas.placement()
        if placement is None:
            return None
        scale = placement.zoom / self._canvas.devicePixelRatioF()
        return Ground(placement.columns, placement.rows, placement.aspect, scale)

    def _hit(self, position: QPointF, *, finger: bool = False) -> Hit | None:
        near = FINGER_PX if finger else MOUSE_PX
        return hit_test(self.screen.targets(), (position.x(), position.y()), near)

    def _take_hold(self, hit: Hit, at: Point) -> None:
        self._hover = hit.part
        self._store.select(hit.id)
        shown = self.screen.shown(hit.id)
        if shown is None:
            return
        self._grip = Grip(shown, hit.part, hit.index, at, self.screen.label_offset(shown))
        self._store.begin_gesture()

    def _drag(self, grip: Grip, at: Point, ground: Ground, *, straight: bool) -> None:
        original = self._store.state.annotation(grip.before.id)
        dragged = grip.dragged_to(at, ground, straight=straight)
        changed = returned(dragged, original) if original is not None else None
        if changed is not None:
            self._store.change(changed)

    def _drop_draft(self) -> None:
        if self._draft is not None:
            self._set_draft(None)

    def _set_draft(self, draft: Drawing | None) -> None:
        frame, self._draft = self._frame, draft
        if draft is None or frame is None:
            self._draft = self._frame = None
        elif draft.done:
            self._draft = self._frame = None
            self._finish(draft, frame)
        self._show_draft()

    def _finish(self, draft: Drawing, frame: StackFrame) -> None:
        annotation = self._annotation(draft, frame)
        beside = self.screen.logical(annotation.points[-1])
        if self._tool is ToolMode.CALIBRATE:
            self.questions.ask_length(annotation, frame, beside)
        elif annotation.kind is AnnotationKind.TEXT:
            self.questions.ask_words(annotation, beside)
        else:
            self._store.add(annotation)

    def _annotation(self, draft: Drawing, frame: StackFrame) -> Annotation:
        return Annotation(
            uuid4().hex, draft.kind, draft.shown, anchor_of(frame), style=self._pencil.style
        )

    def _follow(self) -> None:
        """What was taken hold of is let go where it is when another picture comes."""
        frame, grip = self._model.state.frame, self._grip
        if grip is not None and (frame is None or frame.key.native != grip.before.anchor.key):
            self.release()
        self._show_draft()

    def _show_draft(self) -> None:
        """Draw what is begun, with its numbers by the pointer, or the line that is asked about."""
        draft, frame = self._draft, self._frame
        if draft is None or frame is None or not self.is_drawing:
            line, asked = self.questions.line or (None, None)
            is_here = line is not None and asked == self._model.state.frame
            self._canvas.set_draft(
                tuple(annotation_marks(line, (), selected=True, is_own=True))
                if line is not None and is_here
                else ()
            )
        else:
            annotation = replace(self._annotation(draft, frame), id="draft")
            self._canvas.set_draft(self.screen.draft_marks(annotation, frame))

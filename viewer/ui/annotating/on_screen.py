"""Drawings as they are on the screen of one viewport, and the way back to where they belong."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF

from viewer.app.annotation_marks import annotation_marks
from viewer.app.annotation_words import label_lines
from viewer.model.marks import MarkSpace, Pen, TextMark
from viewer.model.shapes import is_complete
from viewer.tools.handles import handles, paths
from viewer.tools.hit_test import Target
from viewer.ui.viewport.mark_painter import MarkPainter
from viewer.ui.viewport.text_tiles import sized

if TYPE_CHECKING:
    from viewer.app.session import Session
    from viewer.model.annotation import Annotation
    from viewer.model.display_set import StackFrame
    from viewer.model.geometry import Point
    from viewer.model.marks import Mark
    from viewer.ui.viewport.viewport_widget import ViewportWidget

_BESIDE_POINTER_PX = (16.0, 14.0)


class OnScreen:
    """Asks the session for what is drawn on the frame on show."""

    def __init__(self, session: Session, view: ViewportWidget) -> None:
        self._store = session.annotations
        self._marks = session.annotation_marks
        self._measurements = session.measurements
        self._canvas = view.canvas
        self._model = view.model

    def shown(self, annotation_id: str) -> Annotation | None:
        """A drawing in the pixels of the frame on show, None if it is not on it."""
        drawn = self._marks.shown(self._model)
        return next((a for a in drawn if a.id == annotation_id), None)

    def targets(self) -> list[Target]:
        """What the pointer can be on, in drawing order."""
        painter = self._painter()
        if painter is None:
            return []
        selected, boxes = self._store.state.selected, self._boxes(painter)
        return [
            self._target(painter, annotation, boxes, is_selected=annotation.id == selected)
            for annotation in self._marks.shown(self._model)
        ]

    def logical(self, point: Point) -> QPointF:
        """An image point in logical pixels of the viewport."""
        painter = self._painter()
        return painter.screen(point, MarkSpace.IMAGE) if painter is not None else QPointF()

    def label_offset(self, annotation: Annotation) -> Point:
        """Where the words of a drawing begin, from its first point, in image pixels."""
        painter, placement = self._painter(), self._canvas.placement()
        box = self._boxes(painter).get(annotation.id) if painter is not None else None
        if box is None or placement is None:
            return 0.0, 0.0
        corner = box.topLeft()
        column, row = placement.image_from_screen(self._canvas.device_point(corner))
        x, y = annotation.points[0]
        return column - x, row - y

    def draft_marks(self, annotation: Annotation, frame: StackFrame) -> tuple[Mark, ...]:
        """A drawing that is begun, its numbers beside the pointer."""
        marks = tuple(annotation_marks(annotation, (), selected=True, is_own=True))
        if not is_complete(annotation):
            return marks
        shown = self._model.state.presentation
        lines = label_lines(annotation, self._measurements.moving(annotation, frame, shown))
        if not lines:
            return marks
        pen = Pen(annotation.style.colour)
        return (*marks, TextMark(annotation.points[-1], lines, pen, _BESIDE_POINTER_PX))

    def _boxes(self, painter: MarkPainter) -> dict[str, QRectF]:
        """Where the words of each drawing are, by its id."""
        labels = {a.id: self._label(a) for a in self._marks.shown(self._model)}
        words = {name: label for name, label in labels.items() if label is not None}
        return dict(zip(words, painter.text_boxes(tuple(words.values())), strict=True))

    def _target(
        self,
        painter: MarkPainter,
        annotation: Annotation,
        boxes: dict[str, QRectF],
        *,
        is_selected: bool,
    ) -> Target:
        def screen(points: tuple[Point, ...]) -> tuple[Point, ...]:
            found = (painter.screen(point, MarkSpace.IMAGE) for point in points)
            return tuple((at.x(), at.y()) for at in found)

        kind, points = annotation.kind, annotation.points
        room, box = boxes.get(annotation.id), None
        if room is not None:
            box = (room.left(), room.top(), room.right(), room.bottom())
        return Target(
            annotation.id,
            tuple(screen(path) for path in paths(kind, points)),
            screen(handles(kind, points)),
            box,
            is_selected=is_selected,
        )

    def _label(self, annotation: Annotation) -> TextMark | None:
        frame, shown = self._model.state.frame, self._model.state.presentation
        if frame is None:
            return None
        lines = label_lines(annotation, self._measurements.of(annotation, frame, shown))
        marks = annotation_marks(annotation, lines, selected=False, is_own=True)
        return next((mark for mark in marks if isinstance(mark, TextMark)), None)

    def _painter(self) -> MarkPainter | None:
        placement = self._canvas.placement()
        if placement is None:
            return None
        surface = self._canvas.surface()
        return MarkPainter(placement, surface.size, surface.dpr, sized(self._canvas.font(), 12))


def returned(shown: Annotation, original: Annotation) -> Annotation | None:
    """A drawing changed on another image of its plane, in the pixels of its own image again.

    None where it was a box and lies askew there: no box can be made of what was dragged.
    """
    if shown.anchor.key == original.anchor.key:
        return shown
    here, there = original.anchor.plane, shown.anchor.plane
    if here is None or there is None or shown.kind is not original.kind:
        return None

    def back(point: Point) -> Point:
        return here.image_from_patient(there.patient_from_image(point))

    points = tuple(back(point) for point in shown.points)
    offset = shown.label_offset
    if offset is None:
        return replace(original, points=points)
    x, y = shown.points[0]
    column, row = back((x + offset[0], y + offset[1]))
    return replace(
        original, points=points, label_offset=(column - points[0][0], row - points[0][1])
    )

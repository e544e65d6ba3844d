"""What has to be typed: words at a drawing, and how long a line really is."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from viewer.model.annotation import AnnotationKind
from viewer.ui.annotating.in_place import InPlaceEditor

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QPointF

    from viewer.app.session import Session
    from viewer.model.annotation import Annotation
    from viewer.model.display_set import StackFrame
    from viewer.ui.viewport.viewport_widget import ViewportWidget

TRUE_LENGTH = "True length of this line, in mm"
NO_LENGTH = "Type the millimetres as a number, such as 50."
WORDS = "Words beside the drawing"
_LONGEST_MM = 10_000.0


class Questions:
    """Opens the line to type in; there is one at a time in a viewport."""

    def __init__(
        self, session: Session, view: ViewportWidget, answered: Callable[[], None]
    ) -> None:
        self._store = session.annotations
        self._measurements = session.measurements
        self._view = view
        self._answered = answered
        self.editor: InPlaceEditor | None = None
        self.line: tuple[Annotation, StackFrame] | None = None  # whose length is asked for

    def ask_words(self, annotation: Annotation, position: QPointF) -> None:
        """Ask for the words of a drawing; one of words alone goes when they do."""

        def take(words: str) -> str:
            is_there = self._store.state.annotation(annotation.id) is not None
            if not words and annotation.kind is AnnotationKind.TEXT:
                self._store.remove(annotation.id)
            elif is_there:
                self._store.change(replace(annotation, text=words))
            else:
                self._store.add(replace(annotation, text=words))
            return ""

        self._open(InPlaceEditor(WORDS, annotation.text, take, self._view), position)

    def ask_length(self, annotation: Annotation, frame: StackFrame, position: QPointF) -> None:
        """Ask how long a line is; then all lengths of its series are measured by it (D-104)."""

        def take(words: str) -> str:
            length_mm = millimetres(words)
            if length_mm is None:
                return NO_LENGTH
            problem = self._measurements.calibrate(annotation, frame, length_mm)
            if not problem:
                self._store.add(annotation)
            return problem

        self._open(InPlaceEditor(TRUE_LENGTH, "", take, self._view), position)
        self.line = annotation, frame

    def drop(self) -> None:
        """Ask no more."""
        if self.editor is not None:
            self.editor.drop()

    def _open(self, editor: InPlaceEditor, position: QPointF) -> None:
        if self.editor is not None:
            self.editor.drop()
        self.editor = editor
        editor.closed.connect(lambda: self._closed(editor))
        canvas = self._view.canvas
        editor.open_at(canvas.mapTo(self._view, (position + canvas.origin()).toPoint()))

    def _closed(self, editor: InPlaceEditor) -> None:
        if self.editor is editor:
            self.editor = self.line = None
            self._answered()


def millimetres(words: str) -> float | None:
    """A length as people write it, "12.5", "12,5 mm", "5 cm"; None if it is none."""
    number = words.strip().lower()
    unit_mm = 10.0 if number.endswith("cm") else 1.0
    number = number.removesuffix("cm" if unit_mm > 1 else "mm").strip().replace(",", ".")
    try:
        length_mm = float(number) * unit_mm
    except ValueError:
        return None
    return length_mm if math.isfinite(length_mm) and 0 < length_mm <= _LONGEST_MM else None

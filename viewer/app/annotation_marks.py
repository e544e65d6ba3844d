"""Annotations as marks over the frame on show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.observe import Event

if TYPE_CHECKING:
    from viewer.app.annotations import AnnotationStore
    from viewer.app.measurements import Measurements
    from viewer.app.viewport import ViewportModel
    from viewer.model.annotation import Annotation
    from viewer.model.marks import Mark


class AnnotationMarks:
    """A `MarkSource`: what is drawn on the frame, or on its plane in another series."""

    def __init__(self, store: AnnotationStore, measurements: Measurements) -> None:
        self.changed: Event[None] = Event()
        self._store = store
        self._measurements = measurements

    def shown(self, viewport: ViewportModel) -> tuple[Annotation, ...]:
        """The annotations on the frame on show, in its pixels, as `marks` draws them.

        Hit tests are to be made against these.
        """
        del viewport
        return ()

    def marks(self, viewport: ViewportModel) -> tuple[Mark, ...]:
        """What to draw over the frame that `viewport` shows, in drawing order."""
        del viewport
        return ()

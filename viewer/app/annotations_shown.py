"""Annotations over the frame on show; how they are drawn is loaded with the first of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from viewer.observe import Event

if TYPE_CHECKING:
    from viewer.app.annotations import AnnotationStore
    from viewer.app.measurements import Measurements
    from viewer.app.viewport import ViewportModel
    from viewer.model.annotation import Annotation
    from viewer.model.image import FrameKey
    from viewer.model.marks import Mark

_FRAMES_KEPT: Final = 64  # whose annotations are remembered until one changes


class AnnotationMarks:
    """A `MarkSource`: what is drawn on the frame, or on its plane in another series."""

    def __init__(self, store: AnnotationStore, measurements: Measurements) -> None:
        self.changed: Event[None] = Event()
        self._store = store
        self._measurements = measurements
        self._visible = True
        self._shown: dict[tuple[FrameKey, float | None], tuple[Annotation, ...]] = {}
        self._shown_of = store.state
        store.changed.connect(lambda _: self.changed.emit(None))
        measurements.changed.connect(lambda _: self.changed.emit(None))

    @property
    def visible(self) -> bool:
        """Whether annotations are drawn at all."""
        return self._visible

    @property
    def hides_some(self) -> bool:
        """Whether there are annotations and they are not drawn, which must be said (S-30)."""
        return not self._visible and bool(self._store.state.annotations)

    def set_visible(self, *, visible: bool) -> None:
        """Show or hide every annotation."""
        if visible != self._visible:
            self._visible = visible
            self.changed.emit(None)

    def shown(self, viewport: ViewportModel) -> tuple[Annotation, ...]:
        """The annotations on the frame on show, in its pixels, as `marks` draws them.

        Hit tests are to be made against these. One that was drawn on another image has this
        one's anchor here; the store has the original.
        """
        frame, stack = viewport.state.frame, viewport.state.stack
        state = self._store.state
        if self._shown_of is not state or len(self._shown) > _FRAMES_KEPT:
            self._shown, self._shown_of = {}, state
        if frame is None or stack is None or not state.annotations or not self._visible:
            return ()
        found = self._shown.get((frame.key, stack.spacing_mm))
        if found is None:
            from viewer.app.annotation_places import annotation_on  # noqa: PLC0415  when there is one

            places = (annotation_on(a, frame, stack.spacing_mm) for a in state.annotations)
            found = tuple(annotation for annotation in places if annotation is not None)
            self._shown[frame.key, stack.spacing_mm] = found
        return found

    def marks(self, viewport: ViewportModel) -> tuple[Mark, ...]:
        """What to draw over the frame that `viewport` shows, the selected one on top."""
        frame, shown = viewport.state.frame, self.shown(viewport)
        if frame is None or not shown:
            return ()
        from viewer.app.annotation_marks import annotation_marks  # noqa: PLC0415  when there is one
        from viewer.app.annotation_words import label_lines  # noqa: PLC0415

        state, drawn = self._store.state, []
        selected = state.selected
        for annotation in sorted(shown, key=lambda a: a.id == selected):
            original = state.annotation(annotation.id)
            is_own = original is not None and original.anchor.key == frame.key.native
            moving = self._store.in_gesture and annotation.id == selected
            measure = self._measurements.moving if moving else self._measurements.of
            presentation = viewport.state.presentation
            lines = label_lines(annotation, measure(annotation, frame, presentation))
            drawn += annotation_marks(
                annotation, lines, selected=annotation.id == selected, is_own=is_own
            )
        return tuple(drawn)

"""The annotations of a session; the one place where they change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from viewer.observe import Event

if TYPE_CHECKING:
    from viewer.model.annotation import Annotation


@dataclass(frozen=True, slots=True)
class AnnotationState:
    """Everything drawn, oldest first; replaced as a whole, so that it can be undone."""

    annotations: tuple[Annotation, ...] = ()
    selected: str = ""  # id, "" for none

    def annotation(self, annotation_id: str) -> Annotation | None:
        """The annotation with this id, None when it is gone."""
        return next((a for a in self.annotations if a.id == annotation_id), None)


class AnnotationStore:
    """Adds, changes and removes annotations; lives on the session's thread."""

    def __init__(self) -> None:
        self.changed: Event[AnnotationState] = Event()
        self.state = AnnotationState()
        self._before: AnnotationState | None = None  # what a gesture began with

    @property
    def in_gesture(self) -> bool:
        """Whether a drag is under way: its changes are one step for whoever undoes them."""
        return self._before is not None

    def begin_gesture(self) -> None:
        """Say that the changes to come belong together, until `end_gesture`."""
        self._before = self.state

    def end_gesture(self) -> None:
        """Tell once more what is there now, if the gesture has changed anything."""
        before, self._before = self._before, None
        if before is not None and before != self.state:
            self.changed.emit(self.state)

    def cancel_gesture(self) -> None:
        """Put everything back to what it was before the gesture."""
        before, self._before = self._before, None
        if before is not None:
            self.set_state(before)

    def add(self, annotation: Annotation) -> None:
        """Take a new annotation and select it."""
        rest = self.state.annotations
        self.set_state(AnnotationState((*rest, annotation), annotation.id))

    def change(self, annotation: Annotation) -> None:
        """Put another version in the place of the annotation with the same id."""
        changed = tuple(annotation if a.id == annotation.id else a for a in self.state.annotations)
        self.set_state(replace(self.state, annotations=changed))

    def remove(self, annotation_id: str) -> None:
        """Delete one."""
        rest = tuple(a for a in self.state.annotations if a.id != annotation_id)
        selected = self.state.selected if self.state.selected != annotation_id else ""
        self.set_state(replace(self.state, annotations=rest, selected=selected))

    def select(self, annotation_id: str) -> None:
        """Make one the selected, "" for none."""
        self.set_state(replace(self.state, selected=annotation_id))

    def clear(self) -> None:
        """Delete all."""
        self.set_state(AnnotationState())

    def set_state(self, state: AnnotationState) -> None:
        """Replace everything, as undo does."""
        if state != self.state:
            self.state = state
            self.changed.emit(state)


def describe_annotations(old: AnnotationState, new: AnnotationState) -> str:
    """Name a change for undo, "" for a selection alone: "adding a distance"."""
    if old.annotations == new.annotations:
        return ""
    before, after = {a.id: a for a in old.annotations}, {a.id: a for a in new.annotations}
    for verb, one, other in (("adding", after, before), ("deleting", before, after)):
        only = [annotation for name, annotation in one.items() if name not in other]
        if len(only) == 1:
            kind = only[0].kind.value.lower()
            return f"{verb} {'an' if kind[0] in 'aeiou' else 'a'} {kind}"
        if only:
            return f"{verb} {len(only)} drawings"
    return "change of a drawing"

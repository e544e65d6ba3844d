"""Draws what others have marked: the graphics of the active presentation states (P-012)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from viewer.observe import Event

if TYPE_CHECKING:
    from viewer.app.viewport import ViewportModel, ViewportState
    from viewer.model.marks import Mark


class MarkedGraphics:
    """The mark source of the presentation states; makes marks once for each frame on show."""

    def __init__(self) -> None:
        self.changed: Event[None] = Event()  # never: a viewport draws again when its state changes
        self._made: WeakKeyDictionary[ViewportModel, tuple[object, tuple[Mark, ...]]] = (
            WeakKeyDictionary()
        )

    def marks(self, viewport: ViewportModel) -> tuple[Mark, ...]:
        """The state's drawings on the frame on show; () without a state, or about other images."""
        presentation, frame = viewport.state.presentation, viewport.state.frame
        if presentation.state is None or frame is None or not presentation.show_overlays:
            return ()
        key = (frame.key, presentation.state, presentation.hidden_layers)
        made = self._made.get(viewport)
        if made is None or made[0] != key:
            made = self._made[viewport] = (key, marks_of(viewport.state))
        return made[1]


def marks_of(shown: ViewportState) -> tuple[Mark, ...]:
    """What the active state draws on the frame on show."""
    presentation, frame = shown.presentation, shown.frame
    state = presentation.state
    if state is None or frame is None or not presentation.show_overlays:
        return ()
    image = frame.header.image
    name = (frame.header.sop_instance_uid, frame.key.frame_index)
    if image is None or not state.covers(*name):
        return ()
    from viewer.app.state_marks import state_marks  # noqa: PLC0415  few discs have states

    size = (image.pixels.rows, image.pixels.columns)
    return state_marks(state, name, size, frame.facts.aspect, presentation.hidden_layers)

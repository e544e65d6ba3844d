"""Draws where the slice of the active viewport crosses the others (G-030..G-033)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.app.links import same_person
from viewer.model.viewport import ReferenceLineMode
from viewer.observe import Event

if TYPE_CHECKING:
    from viewer.app.viewport import ViewportModel
    from viewer.app.workspace import Workspace
    from viewer.model.marks import Mark


class ReferenceLines:
    """A mark source; off until somebody asks for it (BIR key O)."""

    def __init__(self, workspace: Workspace) -> None:
        self.changed: Event[None] = Event()
        self._workspace = workspace
        self._drawn_from: object = None
        workspace.changed.connect(lambda _: self._look())
        workspace.viewport_changed.connect(lambda _: self._look())

    def marks(self, viewport: ViewportModel) -> tuple[Mark, ...]:
        """The lines on what `viewport` shows, from what the active viewport asks for."""
        state = self._workspace.state
        source = self._workspace.active
        if state.lines is ReferenceLineMode.OFF or viewport is source or source.state.message:
            return ()
        shown, theirs = viewport.state, source.state
        if shown.frame is None or theirs.frame is None:
            return ()
        assert shown.stack is not None
        assert theirs.stack is not None
        if not same_person(shown.stack, theirs.stack):
            return ()
        from viewer.app.crossing_marks import crossing_marks  # noqa: PLC0415  when asked for

        return crossing_marks(
            theirs,
            shown.frame,
            self._workspace.way(theirs.frame, shown.frame),
            thick=state.lines is ReferenceLineMode.THICKNESS,
        )

    def _look(self) -> None:
        """Have all drawn again when another slice is the active one."""
        state, active = self._workspace.state, self._workspace.active.state
        frame = active.frame
        now = (state.lines, state.active, frame.key if frame is not None else None, active.message)
        if now != self._drawn_from:
            was_drawn = isinstance(self._drawn_from, tuple) and self._drawn_from[0] != "off"
            self._drawn_from = now
            if was_drawn or state.lines is not ReferenceLineMode.OFF:
                self.changed.emit(None)

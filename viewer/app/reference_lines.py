"""Draws where the slice of the active viewport crosses the others (G-030..G-033)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.app.links import same_person
from viewer.app.registrations import carried_image
from viewer.model.marks import PathMark, Pen, TextMark
from viewer.model.patient_space import image_plane
from viewer.model.viewport import ReferenceLineMode
from viewer.observe import Event
from viewer.render.cross_reference import crossing, faces

if TYPE_CHECKING:
    from viewer.app.viewport import ViewportModel, ViewportState
    from viewer.app.workspace import Workspace
    from viewer.model.display_set import StackFrame
    from viewer.model.marks import Mark
    from viewer.model.patient_space import ImagePlane
    from viewer.model.registration import Matrix
    from viewer.render.cross_reference import Segment

_COLOUR = "#6fd3ff"
_LINE = Pen(_COLOUR, 1.5)
_FAINT = Pen(_COLOUR, 1.0, opacity=0.45, dashed=True)
_FACE = Pen(_COLOUR, 1.0, opacity=0.8)


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
        target, plane = _plane(shown.frame), _plane(theirs.frame)
        if target is None or plane is None or not same_person(shown.stack, theirs.stack):
            return ()
        way = self._workspace.way(theirs.frame, shown.frame)
        line = _crossing(plane, target, way)
        marks = [*_of_stack(theirs, target, way)]
        if line is not None:
            thick = state.lines is ReferenceLineMode.THICKNESS
            lines = _faces(theirs.frame, target, way) if thick else []
            marks += [PathMark(face, _FACE) for face in lines]
            marks += [PathMark(line, _LINE), _label(theirs, line)]
        return tuple(marks)

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


def _crossing(source: ImagePlane, target: ImagePlane, way: Matrix | None) -> Segment | None:
    """As `crossing`; by a registered way between two frames of reference (G-041)."""
    if way is not None:
        source = carried_image(source, way, target.frame_of_reference_uid)
    return crossing(source, target)


def _of_stack(state: ViewportState, target: ImagePlane, way: Matrix | None) -> list[Mark]:
    """The first and the last slice of the stack, faintly."""
    stack = state.stack
    assert stack is not None
    last = len(stack.frames) - 1
    active = _plane(state.frame) if state.frame is not None else None
    own = active.frame_of_reference_uid if active is not None else ""
    marks: list[Mark] = []
    for index in (0, last) if last > 0 else ():
        plane = _plane(stack.frames[index]) if index != state.index else None
        if plane is None or plane.frame_of_reference_uid != own:
            continue
        line = _crossing(plane, target, way)
        if line is not None:
            marks.append(PathMark(line, _FAINT))
    return marks


def _faces(frame: StackFrame, target: ImagePlane, way: Matrix | None) -> list[Segment]:
    plane, thickness = _plane(frame), frame.facts.slice_thickness_mm
    if plane is None or not thickness:
        return []
    lines = (_crossing(face, target, way) for face in faces(plane, thickness))
    return [line for line in lines if line is not None]


def _label(state: ViewportState, line: Segment) -> TextMark:
    """Series and image at the end of the line, say "2: 41"."""
    assert state.frame is not None
    number = state.frame.header.series.number
    words = f"image {state.index + 1}"
    text = f"series {number}, {words}" if number is not None else words
    end = max(line)  # the right end: names stand at the left
    return TextMark(end, (text,), _LINE, offset_px=(6.0, 4.0), yielding=True)


def _plane(frame: StackFrame) -> ImagePlane | None:
    return image_plane(frame.header, frame.facts)

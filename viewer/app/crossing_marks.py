"""The lines where slices cross each other (G-030..G-033), as marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.app.carried import carried_image
from viewer.model.marks import PathMark, Pen, TextMark
from viewer.model.patient_space import image_plane
from viewer.render.cross_reference import crossing, faces

if TYPE_CHECKING:
    from viewer.app.viewport import ViewportState
    from viewer.model.display_set import StackFrame
    from viewer.model.marks import Mark
    from viewer.model.patient_space import ImagePlane
    from viewer.model.registration import Matrix
    from viewer.render.cross_reference import Segment

_COLOUR = "#6fd3ff"
_LINE = Pen(_COLOUR, 1.5)
_FAINT = Pen(_COLOUR, 1.0, opacity=0.45, dashed=True)
_FACE = Pen(_COLOUR, 1.0, opacity=0.8)


def crossing_marks(
    source: ViewportState, shown: StackFrame, way: Matrix | None, *, thick: bool
) -> tuple[Mark, ...]:
    """The slice of `source` on `shown`, and faintly the ends of its stack.

    `way` leads from the frame of reference of `source` to that of `shown` where they differ;
    `thick` draws both faces of the slice too.
    """
    assert source.frame is not None
    target, plane = _plane(shown), _plane(source.frame)
    if target is None or plane is None:
        return ()
    line = _crossing(plane, target, way)
    marks = [*_of_stack(source, target, way)]
    if line is not None:
        lines = _faces(source.frame, target, way) if thick else []
        marks += [PathMark(face, _FACE) for face in lines]
        marks += [PathMark(line, _LINE), _label(source, line)]
    return tuple(marks)


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

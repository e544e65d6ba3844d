"""Where a patient point is in other pictures, and its marks there (G-034)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from viewer.app.registrations import way_unless_matched
from viewer.model.marks import Pen, PointMark, TextMark
from viewer.model.patient_space import image_plane
from viewer.model.registration import moved
from viewer.render.cross_reference import NearestSlice, nearest_slice

if TYPE_CHECKING:
    from viewer.app.viewport import ViewportModel, ViewportState
    from viewer.app.workspace import Workspace
    from viewer.model.display_set import ImageStack
    from viewer.model.geometry import Point, Vector
    from viewer.model.header import Identity
    from viewer.model.marks import Mark
    from viewer.model.patient_space import ImagePlane

_COLOUR = "#ff9f5a"
_PEN = Pen(_COLOUR, 1.5)
_OFF = Pen(_COLOUR, 1.0, dashed=True, opacity=0.8)
_RING_PX, _ARM_PX = 9.0, 4.0


@dataclass(frozen=True, slots=True)
class PatientPoint:
    """A point in somebody's frame of reference, mm."""

    position: Vector
    frame_of_reference_uid: str
    identity: Identity  # never looked for in another person (S-02)


class PointPlaces:
    """Finds a point wherever its frame of reference leads; keeps the planes of the stacks."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._planes: dict[int, tuple[ImageStack, tuple[ImagePlane | None, ...]]] = {}

    def point_under(self, viewport: ViewportModel, at: Point) -> PatientPoint | None:
        """The patient point under an image point (column, row), None where there is none."""
        frame = viewport.state.frame
        plane = image_plane(frame.header, frame.facts) if frame is not None else None
        if frame is None or plane is None or viewport.state.message:
            return None
        position = plane.patient_from_image(at)
        identity = frame.header.patient.identity
        return PatientPoint(position, plane.frame_of_reference_uid, identity)

    def marks(self, point: PatientPoint, viewport: ViewportModel) -> tuple[Mark, ...]:
        """A ring where the point is, or its foot on the slice, with the distance to it."""
        state = viewport.state
        frame = state.frame
        position = self._position_in(point, state)
        if position is None or frame is None:
            return ()
        plane = image_plane(frame.header, frame.facts)
        stack = state.stack
        if plane is None or stack is None:
            return ()
        found = nearest_slice(position, (plane,), stack.spacing_mm)
        assert found is not None
        at = plane.image_from_patient(position)
        ring = PointMark(at, _OFF if found.off_plane else _PEN, handle=True, size_px=_RING_PX)
        if not found.off_plane:
            text = f"{found.residual_mm:.1f} mm" if found.residual_mm >= 0.05 else ""
            words = (text,) if text else ()
            cross = PointMark(at, _PEN, size_px=_ARM_PX)
            return (ring, cross, *_text(at, words, _PEN))
        return (ring, *_text(at, (f"off plane, {found.residual_mm:.1f} mm",), _OFF))

    def nearest(self, point: PatientPoint, state: ViewportState) -> NearestSlice | None:
        """The slice of what `state` shows that is nearest to the point."""
        position, stack = self._position_in(point, state), state.stack
        if position is None or stack is None:
            return None
        return nearest_slice(position, self._planes_of(stack), stack.spacing_mm)

    def _position_in(self, point: PatientPoint, state: ViewportState) -> Vector | None:
        """The point in the frame of reference of what is shown: the same one, or registered."""
        frame = state.frame
        plane = frame.facts.plane if frame is not None else None
        if frame is None or plane is None or not plane.in_patient:
            return None
        if frame.header.patient.identity != point.identity:
            return None
        if plane.frame_of_reference_uid == point.frame_of_reference_uid:
            return point.position
        way = way_unless_matched(
            self._workspace.registrations,
            self._workspace.state.links,
            point.identity,
            point.frame_of_reference_uid,
            plane.frame_of_reference_uid,
        )
        return moved(way, point.position) if way is not None else None

    def _planes_of(self, stack: ImageStack) -> tuple[ImagePlane | None, ...]:
        """The planes of a stack, kept while the hand moves."""
        kept = self._planes.get(id(stack))
        if kept is None or kept[0] is not stack:
            if len(self._planes) >= len(self._workspace.viewports):
                self._planes.clear()
            planes = tuple(image_plane(frame.header, frame.facts) for frame in stack.frames)
            kept = self._planes[id(stack)] = (stack, planes)
        return kept[1]


def _text(at: Point, words: tuple[str, ...], pen: Pen) -> tuple[TextMark, ...]:
    return (TextMark(at, words, pen, offset_px=(12.0, 6.0)),) if words else ()

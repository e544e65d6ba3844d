"""Where annotations are: on their own image, and wherever their plane is shown (P-018, G-025).

An annotation is kept in the pixels of the image it was drawn on. Where that image has a place in
the patient, the annotation has one too, and is the same drawing in the pixels of every other
image of that plane.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from viewer.model.annotation import Anchor, Annotation, AnnotationKind
from viewer.model.display_set import ImageStack
from viewer.model.geometry import Point
from viewer.model.patient_space import ImagePlane, dot, image_plane
from viewer.model.shapes import BOXES, outline

if TYPE_CHECKING:
    from viewer.model.display_set import StackFrame

_SAME_DIRECTION: Final = math.cos(math.radians(1.0))  # of normals
_SAME_AXES: Final = math.sin(math.radians(0.5))  # below: a box stays a box
_NO_THICKNESS_MM: Final = 0.5  # how far a plane may be off where nothing tells how thick it is


def anchor_of(frame: StackFrame) -> Anchor:
    """What a new annotation on this frame is to be anchored to."""
    header = frame.header
    return Anchor(
        frame.key.native,  # it stays where the mask comes or goes (D-124)
        header.sop_instance_uid,
        header.sop_class_uid,
        header.series.uid,
        header.study.uid,
        image_plane(header, frame.facts),
        header.patient.identity,
    )


def annotation_on(
    annotation: Annotation, frame: StackFrame, slice_distance_mm: float | None = None
) -> Annotation | None:
    """The annotation in the pixels of `frame`; None unless it is there.

    It is there if it was drawn on that very frame, or if the frame shows the same plane of the
    same person: one frame of reference, normals parallel within a degree, and no further off than
    half a slice. A slice is as thick as the frame says, or as `slice_distance_mm` (of its stack)
    if that is less, so that overlapping slices do not all show it.

    A box that would lie askew in the frame's pixels becomes its outline (FREEHAND): whoever
    changes points must then leave it alone, `kind` tells.
    """
    if frame.key.native == annotation.anchor.key:
        return annotation
    here, there = annotation.anchor.plane, image_plane(frame.header, frame.facts)
    if here is None or there is None or not _same_space(annotation.anchor, frame, there):
        return None
    if abs(dot(here.plane.normal, there.plane.normal)) < _SAME_DIRECTION:
        return None
    farthest = _half_slice_mm(frame, slice_distance_mm)
    shape = annotation
    if annotation.kind in BOXES and not _is_straight(here, there):
        shape = replace(
            annotation,
            kind=AnnotationKind.FREEHAND,
            points=outline(annotation.kind, annotation.points),
        )
    in_patient = [here.patient_from_image(point) for point in shape.points]
    if any(abs(there.distance_mm(point)) > farthest for point in in_patient):
        return None
    points = tuple(there.image_from_patient(point) for point in in_patient)
    offset = _label_offset(annotation, here, there, points[0]) if points else None
    return replace(shape, points=points, anchor=anchor_of(frame), label_offset=offset)


def copied_to(annotation: Annotation, frame: StackFrame, new_id: str) -> Annotation:
    """A copy of the annotation on another frame, the next slice for instance.

    It keeps its place in the plane where both have one: the copy is moved along the normal only.
    Else it keeps its pixels.
    """
    anchor = anchor_of(frame)
    here, there = annotation.anchor.plane, anchor.plane
    points = annotation.points
    if (
        here is not None
        and there is not None
        and _same_space(annotation.anchor, frame, there)
        and abs(dot(here.plane.normal, there.plane.normal)) >= _SAME_DIRECTION
        and (annotation.kind not in BOXES or _is_straight(here, there))
    ):
        points = tuple(there.image_from_patient(here.patient_from_image(p)) for p in points)
    return replace(annotation, id=new_id, anchor=anchor, points=points)


def index_of(annotation: Annotation, stack: ImageStack) -> int | None:
    """The position of the stack that shows the annotation: its own frame, else its plane."""
    for index, frame in enumerate(stack.frames):
        if frame.key.native == annotation.anchor.key:
            return index
    if annotation.anchor.plane is None:
        return None
    for index, frame in enumerate(stack.frames):
        if annotation_on(annotation, frame, stack.spacing_mm) is not None:
            return index
    return None


def _label_offset(
    annotation: Annotation, here: ImagePlane, there: ImagePlane, first: Point
) -> Point | None:
    """Where the words were moved to, from the first point in the other image."""
    if annotation.label_offset is None:
        return None
    (column, row), (right, down) = annotation.points[0], annotation.label_offset
    moved = there.image_from_patient(here.patient_from_image((column + right, row + down)))
    return moved[0] - first[0], moved[1] - first[1]


def _same_space(anchor: Anchor, frame: StackFrame, there: ImagePlane) -> bool:
    here = anchor.plane
    return (
        here is not None
        and here.frame_of_reference_uid == there.frame_of_reference_uid
        and anchor.patient == frame.header.patient.identity
    )


def _half_slice_mm(frame: StackFrame, slice_distance_mm: float | None) -> float:
    known = [
        value
        for value in (frame.facts.slice_thickness_mm, slice_distance_mm)
        if value is not None and value > 0 and math.isfinite(value)
    ]
    return (min(known) if known else 2 * _NO_THICKNESS_MM) / 2


def _is_straight(here: ImagePlane, there: ImagePlane) -> bool:
    """Whether the rows of one lie along rows or columns of the other."""
    along = abs(dot(here.plane.row_direction, there.plane.row_direction))
    across = abs(dot(here.plane.row_direction, there.plane.column_direction))
    return min(along, across) < _SAME_AXES

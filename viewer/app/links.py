"""Linked scrolling by position in one frame of reference (G-040)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from viewer.model.display_set import ImageStack, StackFrame
    from viewer.model.geometry import Vector

PARALLEL = 0.95  # |cosine| of the normals above which planes count as parallel


@dataclass(frozen=True, slots=True)
class Correspondence:
    """The slice of another stack at the same place, and how far off it is."""

    index: int
    residual_mm: float
    missing: bool  # the nearest slice is too far away to be the same place


def corresponding_index(source: StackFrame, target: ImageStack) -> Correspondence | None:
    """Find the slice of `target` at the position of `source`.

    None when the two cannot be compared: another patient (S-02), no geometry, another frame
    of reference, or planes that are not parallel. `missing` follows G-040: the residual exceeds
    spacing and thickness.
    """
    plane = source.facts.plane
    if plane is None or not plane.frame_of_reference_uid or not target.is_volume:
        return None
    first = target.frames[0].facts.plane
    if (
        first is None
        or source.header.patient.identity != target.frames[0].header.patient.identity
        or first.frame_of_reference_uid != plane.frame_of_reference_uid
        or abs(_dot(plane.normal, first.normal)) <= PARALLEL
    ):
        return None
    wanted = _dot(plane.position, first.normal)
    distances = [
        abs(_dot(frame.facts.plane.position, first.normal) - wanted)
        for frame in target.frames
        if frame.facts.plane is not None
    ]
    if len(distances) != len(target.frames):
        return None
    index = min(range(len(distances)), key=distances.__getitem__)
    thickness = target.frames[index].facts.slice_thickness_mm or 0.0
    limit = max(target.spacing_mm or 0.0, thickness)
    return Correspondence(index, distances[index], distances[index] > limit)


def _dot(a: Vector, b: Vector) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]

"""Where one slice crosses another, in pixels of the other (G-030..G-034)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from viewer.model.patient_space import dot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from viewer.model.geometry import Point, Vector
    from viewer.model.patient_space import ImagePlane

NEARLY_PARALLEL: Final = 0.98  # |cosine| of the normals above which planes share no line, 11°

Segment = tuple["Point", "Point"]


def crossing(source: ImagePlane, target: ImagePlane) -> Segment | None:
    """The line of slice `source` on `target`, ends as (column, row) of `target`, clipped to it.

    None without a common frame of reference (G-030), for nearly parallel planes (G-031), and
    where the line is not on the target (G-032).
    """
    if not share_frame_of_reference(source, target):
        return None
    if abs(dot(source.plane.normal, target.plane.normal)) > NEARLY_PARALLEL:
        return None
    ends = _through(source.corners(), target)
    if ends is None:
        return None
    first, second = (target.image_from_patient(end) for end in ends)
    return _clipped(first, second, target)


def faces(source: ImagePlane, thickness_mm: float) -> tuple[ImagePlane, ImagePlane]:
    """The two faces of a slice, half the thickness to either side along its normal (G-033)."""
    half = thickness_mm / 2
    return _moved(source, -half), _moved(source, half)


@dataclass(frozen=True, slots=True)
class NearestSlice:
    """The slice nearest to a patient point, and how far the point is from it."""

    index: int
    residual_mm: float  # at least 0
    off_plane: bool  # more than half the spacing: the point is on no slice


def nearest_slice(
    point: Vector, planes: Sequence[ImagePlane | None], spacing_mm: float | None
) -> NearestSlice | None:
    """Find the plane nearest to a patient point (G-034); None if no plane is known.

    Without a spacing, as of a single slice, only a point in the plane (0.5 mm) is on it.
    """
    best: tuple[float, int] | None = None
    for index, plane in enumerate(planes):
        if plane is not None:
            distance = abs(plane.distance_mm(point))
            if best is None or distance < best[0]:
                best = distance, index
    if best is None:
        return None
    half = (spacing_mm or 1.0) / 2
    return NearestSlice(best[1], best[0], best[0] > half + 1e-6)


def share_frame_of_reference(one: ImagePlane, other: ImagePlane) -> bool:
    """Whether both lie in one frame of reference that has a name (G-030)."""
    reference = one.frame_of_reference_uid
    return bool(reference) and reference == other.frame_of_reference_uid


def _moved(source: ImagePlane, way_mm: float) -> ImagePlane:
    plane = source.plane
    x, y, z = (p + n * way_mm for p, n in zip(plane.position, plane.normal, strict=True))
    return replace(source, plane=replace(plane, position=(x, y, z)))


def _through(
    corners: tuple[Vector, Vector, Vector, Vector], target: ImagePlane
) -> tuple[Vector, Vector] | None:
    """Where the edges of a rectangle pass through a plane: two patient points, or none."""
    distances = [target.distance_mm(corner) for corner in corners]
    points: list[Vector] = []
    for n in range(4):
        a, b, start, end = distances[n], distances[n - 3], corners[n], corners[n - 3]
        if (a > 0) != (b > 0):  # a corner in the plane counts to one side: two edges at most
            share = a / (a - b)
            x, y, z = (p + (q - p) * share for p, q in zip(start, end, strict=True))
            points.append((x, y, z))
    return (points[0], points[1]) if len(points) == 2 else None


def _clipped(first: Point, second: Point, target: ImagePlane) -> Segment | None:
    """The part of a line on the target's pixels (Liang and Barsky)."""
    dx, dy = second[0] - first[0], second[1] - first[1]
    enter, leave = 0.0, 1.0
    for way, room in (
        (-dx, first[0] + 0.5),
        (dx, target.columns - 0.5 - first[0]),
        (-dy, first[1] + 0.5),
        (dy, target.rows - 0.5 - first[1]),
    ):
        if way == 0:
            if room < 0:
                return None
            continue
        at = room / way
        if way < 0:
            enter = max(enter, at)
        else:
            leave = min(leave, at)
    if enter >= leave:
        return None
    return (
        (first[0] + dx * enter, first[1] + dy * enter),
        (first[0] + dx * leave, first[1] + dy * leave),
    )

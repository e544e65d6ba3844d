"""Directions and distances of image planes: names, likeness, positions along a normal."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from viewer.model.display_set import StackFrame
from viewer.model.geometry import Plane
from viewer.model.patient_space import dot

_NAMES: Final = ("sagittal", "coronal", "axial")  # by the axis the normal is nearest to
_OBLIQUE_BELOW: Final = 0.8  # cosine; 37 degrees, so a tilted gantry is still axial
_SAME_DIRECTION: Final = 0.9998  # G-003


def plane_name(plane: Plane | None) -> str:
    """Say axial, sagittal, coronal or oblique, volume if nobody knows; nothing without a plane."""
    if plane is None:
        return ""
    if not plane.in_patient:
        return "volume"
    return nearest_plane(plane) if max(map(abs, plane.normal)) >= _OBLIQUE_BELOW else "oblique"


def nearest_plane(plane: Plane) -> str:
    """Axial, sagittal or coronal, whichever an oblique plane is nearest to."""
    parts = [abs(component) for component in plane.normal]
    return _NAMES[parts.index(max(parts))]


def same_direction(one: Plane, other: Plane) -> bool:
    """True if rows and columns both run alike, within about one degree (G-003)."""
    return (
        dot(one.row_direction, other.row_direction) >= _SAME_DIRECTION
        and dot(one.column_direction, other.column_direction) >= _SAME_DIRECTION
    )


def distances_mm(frames: Sequence[StackFrame]) -> list[float] | None:
    """Position of every frame along the normal of the first (G-010); None if one has no plane."""
    planes = [frame.facts.plane for frame in frames]
    first = planes[0] if planes else None
    if first is None:
        return None
    normal = first.normal
    result = []
    for plane in planes:
        if plane is None:
            return None
        result.append(dot(plane.position, normal))
    return result


def places(distances: Sequence[float]) -> list[int]:
    """Number of the position each distance belongs to, in ascending order (G-013).

    Distances closer than 0.01 mm, or 1 % of the median step, are one position.
    """
    ascending = sorted(range(len(distances)), key=distances.__getitem__)
    steps = [distances[b] - distances[a] for a, b in pairwise(ascending)]
    apart = sorted(step for step in steps if step > 0.01)
    tolerance = max(0.01, 0.01 * apart[len(apart) // 2]) if apart else 0.01
    result = [0] * len(distances)
    place = 0
    for index, step in zip(ascending[1:], steps, strict=True):
        place += step >= tolerance
        result[index] = place
    return result

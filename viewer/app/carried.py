"""Planes as they lie in a registered frame of reference (G-041)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from viewer.model.patient_space import dot
from viewer.model.registration import moved, turned

if TYPE_CHECKING:
    from viewer.model.geometry import Plane, Vector
    from viewer.model.patient_space import ImagePlane
    from viewer.model.registration import Matrix


def carried(plane: Plane, way: Matrix, target_uid: str) -> Plane:
    """A plane as it lies in the registered frame of reference; its directions are unit again."""
    return replace(
        plane,
        position=moved(way, plane.position),
        row_direction=_unit(turned(way, plane.row_direction))[0],
        column_direction=_unit(turned(way, plane.column_direction))[0],
        frame_of_reference_uid=target_uid,
    )


def carried_image(image: ImagePlane, way: Matrix, target_uid: str) -> ImagePlane:
    """As `carried`, with the pixels on it: a way that enlarges makes them larger."""
    across = _unit(turned(way, image.plane.row_direction))[1]
    down = _unit(turned(way, image.plane.column_direction))[1]
    return replace(
        image,
        plane=carried(image.plane, way, target_uid),
        row_mm=image.row_mm * down,
        column_mm=image.column_mm * across,
    )


def _unit(way: Vector) -> tuple[Vector, float]:
    """A direction of length 1, and how long it was."""
    length = dot(way, way) ** 0.5
    return (way[0] / length, way[1] / length, way[2] / length), length

"""Between pixels of a frame and the patient (G-025, G-032)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from viewer.model.geometry import PixelSpacing, Plane, Vector
    from viewer.render.placement import Point


def pixel_to_patient(plane: Plane, spacing: PixelSpacing, point: Point) -> Vector:
    """Patient position in mm of an image point (column, row); PS3.3 eq. C.7.6.2.1-1 (G-025)."""
    across, down = point[0] * spacing.column_mm, point[1] * spacing.row_mm
    x, y, z = (
        origin + across * row + down * column
        for origin, row, column in zip(
            plane.position, plane.row_direction, plane.column_direction, strict=True
        )
    )
    return x, y, z


def patient_to_pixel(plane: Plane, spacing: PixelSpacing, position: Vector) -> Point:
    """Image point (column, row) at the foot of the perpendicular from `position` (G-032)."""
    offset = _minus(position, plane.position)
    return (
        _dot(offset, plane.row_direction) / spacing.column_mm,
        _dot(offset, plane.column_direction) / spacing.row_mm,
    )


def distance_to_plane(plane: Plane, position: Vector) -> float:
    """Signed distance in mm of a patient position from the plane, along its normal."""
    return _dot(_minus(position, plane.position), plane.normal)


def _minus(a: Vector, b: Vector) -> Vector:
    return a[0] - b[0], a[1] - b[1], a[2] - b[2]


def _dot(a: Vector, b: Vector) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]

"""From image pixels to patient millimetres and back (G-025, G-032)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from viewer.model.geometry import Plane, Point, SpacingSource, Vector

if TYPE_CHECKING:
    from viewer.model.header import FrameFacts, InstanceHeader


@dataclass(frozen=True, slots=True)
class ImagePlane:
    """A plane with pixels on it: where every image point (column, row) lies in the patient."""

    plane: Plane
    row_mm: float  # distance of rows, vertical
    column_mm: float  # distance of columns, horizontal
    rows: int
    columns: int

    @property
    def frame_of_reference_uid(self) -> str:
        """The coordinate system of the patient points."""
        return self.plane.frame_of_reference_uid

    def patient_from_image(self, point: Point) -> Vector:
        """P = IPP + X * column_mm * column + Y * row_mm * row, LPS mm (PS3.3 C.7.6.2.1-1)."""
        across, down = point[0] * self.column_mm, point[1] * self.row_mm
        plane = self.plane
        x, y, z = (
            p + a * across + b * down
            for p, a, b in zip(
                plane.position, plane.row_direction, plane.column_direction, strict=True
            )
        )
        return x, y, z

    def image_from_patient(self, point: Vector) -> Point:
        """The image point nearest to a patient point: its foot on the plane."""
        plane = self.plane
        way = subtract(point, plane.position)
        column = dot(way, plane.row_direction) / self.column_mm
        return column, dot(way, plane.column_direction) / self.row_mm

    def distance_mm(self, point: Vector) -> float:
        """How far a patient point is from the plane, positive along the normal."""
        return dot(subtract(point, self.plane.position), self.plane.normal)

    @property
    def middle(self) -> Vector:
        """The middle of the pixels in patient mm."""
        return self.patient_from_image(((self.columns - 1) / 2, (self.rows - 1) / 2))

    def corners(self) -> tuple[Vector, Vector, Vector, Vector]:
        """The outer corners of the pixels in patient mm, clockwise from the first (G-031)."""
        right, bottom = self.columns - 0.5, self.rows - 0.5
        top_left = self.patient_from_image((-0.5, -0.5))
        top_right = self.patient_from_image((right, -0.5))
        bottom_right = self.patient_from_image((right, bottom))
        return top_left, top_right, bottom_right, self.patient_from_image((-0.5, bottom))


def image_plane(header: InstanceHeader, facts: FrameFacts) -> ImagePlane | None:
    """The plane of a frame, None unless it has a place in a patient's frame of reference."""
    plane, spacing, image = facts.plane, facts.spacing, header.image
    if plane is None or spacing is None or image is None or not plane.in_patient:
        return None
    if not plane.frame_of_reference_uid or spacing.source is not SpacingSource.PATIENT:
        return None
    pixels = image.pixels
    return ImagePlane(plane, spacing.row_mm, spacing.column_mm, pixels.rows, pixels.columns)


def dot(a: Vector, b: Vector) -> float:
    """The scalar product."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def subtract(a: Vector, b: Vector) -> Vector:
    """The way from b to a."""
    return a[0] - b[0], a[1] - b[1], a[2] - b[2]

"""What an annotation measures: lengths, angles, areas and values (D-102..D-107, S-04)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, TypeAlias

from viewer.model.annotation import AnnotationKind, Measurement, Quantity
from viewer.model.geometry import RegionUnit, SpacingSource, UltrasoundRegion
from viewer.model.shapes import REGIONS, box, is_complete, outline
from viewer.tools.planar import (
    angle_deg,
    ellipse_perimeter,
    line_angle_deg,
    outline_area,
    path_length,
)
from viewer.tools.quantities import PERIMETER, angle, area, length, region_value
from viewer.tools.region_values import Subject, value_at, values_in
from viewer.tools.scales import RefusedError, Scale, scale_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from viewer.model.annotation import Annotation
    from viewer.model.geometry import PixelSpacing, Point

PREVIEW: Final = "preview: measured when the whole image is here"
TOO_SHORT: Final = "too short"
NO_LENGTHS: Final = "only distances and points here: the axes are no lengths"
NO_BASELINE: Final = "the region names no zero"
TOO_MANY_POINTS: Final = "outline of too many points"
NOT_A_PLACE: Final = "points without a place"
_MOST_POINTS: Final = 2000  # of an outline: looking for crossings takes their square
_SILENT: Final = {AnnotationKind.ARROW, AnnotationKind.TEXT}


def measure(
    annotation: Annotation, subject: Subject, calibration: PixelSpacing | None = None
) -> Measurement:
    """Measure `annotation` on the image in whose pixels its points are.

    Lengths need the header of the image only. `calibration` takes the place of the spacing the
    file states: a person's own (D-104), or one corrected for magnification (D-103). Never raises:
    what cannot be measured says why in `refusal`.
    """
    if annotation.kind in _SILENT or not is_complete(annotation):
        return Measurement()
    if subject.frame is not None and subject.frame.reduction:
        return Measurement(refusal=PREVIEW)
    if not all(math.isfinite(value) for point in annotation.points for value in point):
        return Measurement(refusal=NOT_A_PLACE)
    try:
        return _measured(annotation, subject, calibration)
    except RefusedError as reason:
        return Measurement(refusal=str(reason))


def _measured(
    annotation: Annotation, subject: Subject, calibration: PixelSpacing | None
) -> Measurement:
    points = annotation.points
    scale = scale_for(points, subject.image, subject.facts, calibration)
    if annotation.kind is AnnotationKind.POINT:
        return _of_point(annotation, subject, scale)
    if isinstance(scale, UltrasoundRegion):
        return _of_axes(annotation, scale)
    if annotation.kind in REGIONS:
        return _of_region(annotation, subject, scale)
    angles = _ANGLES.get(annotation.kind)
    if angles is not None:
        degrees = angles(scale.scaled(points))
        if degrees is None:
            raise RefusedError(TOO_SHORT)
        # The scale itself does not matter for an angle, how it differs between the axes does.
        label = "" if scale.is_square else scale.label
        return Measurement((angle(annotation.kind.value, degrees),), label)
    found = _LENGTHS[annotation.kind](scale.scaled(points), scale)
    return Measurement(found, scale.label, notes=scale.notes)


def _angle(points: tuple[Point, ...]) -> float | None:
    return angle_deg(points[0], points[1], points[2])


def _cobb(points: tuple[Point, ...]) -> float | None:
    return line_angle_deg((points[0], points[1]), (points[2], points[3]))


def _distance(points: tuple[Point, ...], scale: Scale) -> tuple[Quantity, ...]:
    return (length("Length", path_length(points), scale),)


def _diameters(points: tuple[Point, ...], scale: Scale) -> tuple[Quantity, ...]:
    """The longer one is the long axis, in whichever order they were drawn."""
    short, long = sorted((math.dist(points[0], points[1]), math.dist(points[2], points[3])))
    return length("Long axis", long, scale), length("Short axis", short, scale)


_ANGLES: Final[dict[AnnotationKind, Callable[[tuple[Point, ...]], float | None]]] = {
    AnnotationKind.ANGLE: _angle,
    AnnotationKind.COBB: _cobb,
}
_Lengths: TypeAlias = "Callable[[tuple[Point, ...], Scale], tuple[Quantity, ...]]"
_LENGTHS: Final[dict[AnnotationKind, _Lengths]] = {
    AnnotationKind.LENGTH: _distance,
    AnnotationKind.POLYLINE: _distance,
    AnnotationKind.BIDIRECTIONAL: _diameters,
}


def _of_region(annotation: Annotation, subject: Subject, scale: Scale) -> Measurement:
    """Area and edge of the drawn shape itself, not of its pixels; then the values in it."""
    if len(annotation.points) > _MOST_POINTS:
        raise RefusedError(TOO_MANY_POINTS)
    surface, edge = _surface_and_edge(annotation, scale)
    if surface <= 0:
        raise RefusedError(TOO_SHORT)
    shape = (area(surface, scale), length(PERIMETER, edge, scale))
    try:
        values, notes = values_in(annotation, subject)
    except RefusedError as reason:
        return Measurement(shape, scale.label, str(reason), scale.notes)
    return Measurement((*shape, *values), scale.label, notes=(*scale.notes, *notes))


def _surface_and_edge(annotation: Annotation, scale: Scale) -> tuple[float, float]:
    left, top, right, bottom = box(annotation)
    width, height = (right - left) * scale.column, (bottom - top) * scale.row
    if annotation.kind is AnnotationKind.RECTANGLE:
        return width * height, 2 * (width + height)
    if annotation.kind is AnnotationKind.ELLIPSE:
        return math.pi * width * height / 4, ellipse_perimeter(width / 2, height / 2)
    corners = scale.scaled(outline(annotation.kind, annotation.points))
    return outline_area(corners), path_length((*corners, corners[0]))


def _of_point(
    annotation: Annotation, subject: Subject, scale: Scale | UltrasoundRegion
) -> Measurement:
    """The value there; in a region that counts something else, where on its axes too (D-105)."""
    readings: list[Quantity] = []
    notes: list[str] = []
    if isinstance(scale, UltrasoundRegion):
        column, row = annotation.points[0]
        for axis, offset in ((scale.x, column - scale.left), (scale.y, row - scale.top)):
            if axis.unit is not RegionUnit.NONE:
                where = axis.value_at(offset)
                if where is None:
                    notes = [NO_BASELINE]
                else:
                    readings.append(region_value(axis.unit, where, change=False))
    try:
        values, more = value_at(annotation, subject)
    except RefusedError as reason:
        return Measurement(tuple(readings), refusal=str(reason), notes=tuple(notes))
    return Measurement((*readings, *values), notes=(*notes, *more))


def _of_axes(annotation: Annotation, region: UltrasoundRegion) -> Measurement:
    """From the first point to the second on each axis of an M-mode or spectral region (D-105)."""
    if annotation.kind is not AnnotationKind.LENGTH:
        raise RefusedError(NO_LENGTHS)
    (column, row), (to_column, to_row) = annotation.points
    ways = ((region.x, to_column - column), (region.y, to_row - row))
    found = tuple(
        region_value(axis.unit, way * axis.delta, change=True)
        for axis, way in ways
        if axis.unit is not RegionUnit.NONE
    )
    has_length = RegionUnit.CENTIMETRE in {region.x.unit, region.y.unit}
    return Measurement(found, SpacingSource.ULTRASOUND.value if has_length else "")

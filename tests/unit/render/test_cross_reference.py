"""Reference lines and the nearest slice against the vectors of standard.md 2.4 and numpy."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from viewer.model.geometry import Plane, Vector
from viewer.model.patient_space import ImagePlane
from viewer.render.cross_reference import crossing, faces, nearest_slice

AXIAL = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))
CORONAL = ((1.0, 0.0, 0.0), (0.0, 0.0, -1.0))
SAGITTAL = ((0.0, 1.0, 0.0), (0.0, 0.0, -1.0))


def image(
    position: Vector,
    directions: tuple[Vector, Vector],
    *,
    size: tuple[int, int] = (200, 200),
    spacing: tuple[float, float] = (1.0, 1.0),
    reference: str = "1.9",
) -> ImagePlane:
    """An image plane; `size` is (rows, columns), `spacing` (row, column) in mm."""
    return ImagePlane(Plane(position, *directions, reference), *spacing, *size)


CORONAL_TARGET = image((-100.0, 0.0, 100.0), CORONAL)  # the vector of G-032


def axial(z: float) -> ImagePlane:
    return image((-100.0, -100.0, z), AXIAL)


def test_the_vector_of_the_standard() -> None:
    """G-032: axial source z = 50, coronal target: a horizontal line at row 50."""
    line = crossing(axial(50.0), CORONAL_TARGET)
    assert line is not None
    assert sorted(line) == [pytest.approx((-0.5, 50.0)), pytest.approx((199.5, 50.0))]


def test_a_smaller_source_makes_a_shorter_line() -> None:
    """The line ends where the source's pixels end, half a pixel beyond their centres (G-031)."""
    source = image((-20.0, -100.0, 50.0), AXIAL, size=(200, 41))
    line = crossing(source, CORONAL_TARGET)
    assert line is not None
    assert sorted(line) == [pytest.approx((79.5, 50.0)), pytest.approx((120.5, 50.0))]


def test_spacing_of_rows_and_columns_is_not_exchanged() -> None:
    target = image((-100.0, 0.0, 100.0), CORONAL, spacing=(2.0, 0.5), size=(100, 400))
    source = image((-20.0, -100.0, 40.0), AXIAL, size=(200, 41))
    line = crossing(source, target)
    assert line is not None
    assert sorted(line) == [pytest.approx((159.0, 30.0)), pytest.approx((241.0, 30.0))]


@pytest.mark.parametrize(
    "source",
    [
        replace(axial(50.0), plane=replace(axial(50.0).plane, frame_of_reference_uid="1.8")),
        replace(axial(50.0), plane=replace(axial(50.0).plane, frame_of_reference_uid="")),
        axial(150.0),  # above the target: outside, nothing drawn (G-032)
        image((-100.0, 20.0, 50.0), AXIAL),  # its rectangle does not reach the target's plane
        image((-100.0, 10.0, 100.0), CORONAL),  # parallel
    ],
    ids=["another frame of reference", "none", "outside", "does not reach", "parallel"],
)
def test_no_line_where_there_is_none(source: ImagePlane) -> None:
    assert crossing(source, CORONAL_TARGET) is None


@pytest.mark.parametrize(("degrees", "drawn"), [(10.0, False), (13.0, True)])
def test_nearly_parallel_planes_have_no_line(degrees: float, drawn: bool) -> None:  # noqa: FBT001
    """G-031: within about 11 degrees."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    tilted = image((-100.0, -100.0 * c, -100.0 * s), ((1.0, 0.0, 0.0), (0.0, c, s)))
    assert (crossing(tilted, axial(0.0)) is not None) is drawn


def test_the_faces_lie_half_a_thickness_to_either_side() -> None:
    """G-033: two lines, as far apart on a perpendicular slice as the slice is thick."""
    lines = [crossing(face, CORONAL_TARGET) for face in faces(axial(50.0), 5.0)]
    assert [line and line[0][1] for line in lines] == [pytest.approx(52.5), pytest.approx(47.5)]


ANGLES = st.floats(-math.pi, math.pi)
PLACES = st.tuples(*[st.floats(-60.0, 60.0)] * 3)


def turned(a: float, b: float, c: float) -> tuple[Vector, Vector]:
    """Row and column direction of a rotated plane, from a rotation matrix."""
    ca, sa, cb, sb, cc, sc = (f(x) for x in (a, b, c) for f in (math.cos, math.sin))
    x = np.array([[1, 0, 0], [0, ca, -sa], [0, sa, ca]])
    y = np.array([[cb, 0, sb], [0, 1, 0], [-sb, 0, cb]])
    z = np.array([[cc, -sc, 0], [sc, cc, 0], [0, 0, 1]])
    matrix = x @ y @ z
    row, column = matrix[:, 0].tolist(), matrix[:, 1].tolist()
    return (row[0], row[1], row[2]), (column[0], column[1], column[2])


@given(ANGLES, ANGLES, ANGLES, PLACES)
def test_both_ends_lie_in_both_slices(a: float, b: float, c: float, place: Vector) -> None:
    """Whatever the planes: a point of the line is in both planes, and on both rectangles."""
    source, target = image(place, turned(a, b, c), size=(90, 120)), axial(10.0)
    line = crossing(source, target)
    if line is None:
        return
    for end in line:
        point = np.array(target.patient_from_image(end))
        assert abs(point[2] - 10.0) < 1e-6
        assert abs(source.distance_mm(target.patient_from_image(end))) < 1e-5
        column, row = source.image_from_patient(target.patient_from_image(end))
        assert -0.5 - 1e-5 <= column <= 119.5 + 1e-5
        assert -0.5 - 1e-5 <= row <= 89.5 + 1e-5
        assert -0.5 - 1e-6 <= end[0] <= 199.5 + 1e-6
        assert -0.5 - 1e-6 <= end[1] <= 199.5 + 1e-6


@given(ANGLES, ANGLES, ANGLES, PLACES)
def test_a_line_is_missed_only_where_there_is_none(
    a: float, b: float, c: float, place: Vector
) -> None:
    """Witness: many points of the source, by numpy; one just on the target asks for a line."""
    source, target = image(place, turned(a, b, c), size=(90, 120)), axial(10.0)
    rows, columns = np.mgrid[0:90:0.5, 0:120:0.5]
    x, y = np.array(source.plane.row_direction), np.array(source.plane.column_direction)
    points = np.array(place) + columns[..., None] * x + rows[..., None] * y
    inside = np.all((points[..., :2] > -100.0) & (points[..., :2] < 99.0), axis=-1)
    above = points[..., 2] > 10.0
    steep = abs(np.cross(x, y)[2]) <= 0.98
    if steep and (above & inside).any() and (~above & inside).any() and inside.all():
        assert crossing(source, target) is not None


def test_the_nearest_slice_and_how_far_it_is() -> None:
    """G-034: beyond half a spacing the point is on no slice."""
    planes = [axial(z) for z in (0.0, 5.0, 10.0)]
    found = nearest_slice((3.0, 4.0, 6.0), planes, 5.0)
    assert found is not None
    assert (found.index, found.off_plane) == (1, False)
    assert found.residual_mm == pytest.approx(1.0)
    beyond = nearest_slice((0.0, 0.0, 13.0), planes, 5.0)
    assert beyond is not None
    assert (beyond.index, beyond.off_plane) == (2, True)
    edge = nearest_slice((0.0, 0.0, 12.5), planes, 5.0)
    assert edge is not None
    assert not edge.off_plane
    assert nearest_slice((0.0, 0.0, 0.0), (None,), 5.0) is None


def test_a_single_slice_holds_only_what_lies_in_it() -> None:
    on, off = (nearest_slice((0.0, 0.0, z), (axial(0.0),), None) for z in (0.4, 0.6))
    assert on is not None
    assert off is not None
    assert (on.off_plane, off.off_plane) == (False, True)

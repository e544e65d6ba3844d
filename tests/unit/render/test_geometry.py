"""Pixels and the patient."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viewer.model.geometry import PixelSpacing, Plane, SpacingSource
from viewer.render.geometry import distance_to_plane, patient_to_pixel, pixel_to_patient

CORONAL = Plane((-100, 0, 100), (1, 0, 0), (0, 0, -1))
SQUARE = PixelSpacing(1.0, 1.0, SpacingSource.PATIENT)


def test_rows_are_the_first_spacing() -> None:
    """G-025: column 3 moves 3 column spacings along the row direction."""
    spacing = PixelSpacing(row_mm=2.0, column_mm=0.5, source=SpacingSource.PATIENT)
    assert pixel_to_patient(CORONAL, spacing, (3, 4)) == (-98.5, 0, 92)


def test_axial_slice_at_50_is_row_50_of_the_coronal() -> None:
    """The vector of G-032."""
    assert patient_to_pixel(CORONAL, SQUARE, (-100, 7, 50)) == (0, 50)
    assert patient_to_pixel(CORONAL, SQUARE, (30, -9, 50))[1] == 50


@given(
    st.floats(0, 2 * math.pi),
    st.tuples(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3)),
    st.floats(-50, 50),
)
def test_there_and_back(angle: float, point: tuple[float, float], off_plane: float) -> None:
    plane = Plane(
        (10, -20, 30), (math.cos(angle), 0, math.sin(angle)), (-math.sin(angle), 0, math.cos(angle))
    )
    spacing = PixelSpacing(0.7, 0.4, SpacingSource.PATIENT)
    x, y, z = pixel_to_patient(plane, spacing, point)
    nx, ny, nz = plane.normal
    moved = (x + off_plane * nx, y + off_plane * ny, z + off_plane * nz)
    assert patient_to_pixel(plane, spacing, moved) == pytest.approx(point, abs=1e-6)
    assert distance_to_plane(plane, moved) == pytest.approx(off_plane, abs=1e-6)

"""Lengths, angles and areas in the plane."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viewer.tools.planar import (
    angle_deg,
    ellipse_perimeter,
    line_angle_deg,
    outline_area,
    path_length,
)

coordinates = st.floats(-500, 500, allow_nan=False)
points = st.tuples(coordinates, coordinates)
turns = st.floats(0, math.tau)


def test_a_path_is_as_long_as_its_parts() -> None:
    assert path_length([(0, 0), (3, 4), (3, 10)]) == 11.0


@pytest.mark.parametrize("degrees", [0.001, 0.1, 30.0, 45.0, 90.0, 135.25, 179.999])
def test_an_angle_is_exact_near_its_ends_too(degrees: float) -> None:
    end = (math.cos(math.radians(degrees)) * 7, math.sin(math.radians(degrees)) * 7)
    found = angle_deg((3, 0), (0, 0), end)
    assert found == pytest.approx(degrees, abs=1e-9)


def test_without_a_side_there_is_no_angle() -> None:
    assert angle_deg((1, 1), (1, 1), (2, 2)) is None
    assert line_angle_deg(((0, 0), (1, 0)), ((5, 5), (5, 5))) is None


@given(turns, turns, st.tuples(st.booleans(), st.booleans()))
def test_cobb_is_the_smaller_angle_however_the_lines_are_drawn(
    one: float, other: float, turned: tuple[bool, bool]
) -> None:
    lines = []
    for turn, is_turned in zip((one, other), turned, strict=True):
        line = ((10.0, 5.0), (10 + 4 * math.cos(turn), 5 + 4 * math.sin(turn)))
        lines.append(line[::-1] if is_turned else line)
    found = line_angle_deg(lines[0], lines[1])
    apart = math.degrees(abs(one - other)) % 180
    assert found == pytest.approx(min(apart, 180 - apart), abs=1e-7)


@given(st.lists(points, min_size=3, max_size=3))
def test_a_triangle_has_the_area_of_herons_formula(corners: list[tuple[float, float]]) -> None:
    a, b, c = (math.dist(corners[i], corners[i - 1]) for i in range(3))
    a, b, c = sorted((a, b, c), reverse=True)  # Kahan's stable order
    inner = (a + (b + c)) * (c - (a - b)) * (c + (a - b)) * (a + (b - c))
    assert outline_area(corners) == pytest.approx(math.sqrt(max(0.0, inner)) / 4, abs=2e-4)


def test_areas_by_hand() -> None:
    assert outline_area([(0, 0), (4, 0), (4, 3), (0, 3)]) == 12.0
    assert outline_area([(1e6, 1e6), (1e6 + 4, 1e6), (1e6 + 4, 1e6 + 3)]) == 6.0
    # An L: 4 x 4 without a corner of 2 x 2.
    ell = [(0.0, 0.0), (4.0, 0.0), (4.0, 2.0), (2.0, 2.0), (2.0, 4.0), (0.0, 4.0)]
    assert outline_area(ell) == 12.0


def test_what_an_outline_goes_around_twice_is_outside() -> None:
    """As `region_mask` counts pixels; the plain formula would give nothing for the first."""
    assert outline_area([(0, 0), (2, 2), (2, 0), (0, 2)]) == pytest.approx(2.0)
    touching = [(0.0, 0.0), (1.0, 1.0), (2.0, 0.0), (2.0, 2.0), (1.0, 1.0), (0.0, 2.0)]
    assert outline_area(touching) == pytest.approx(2.0)
    star = [(math.cos(math.tau * 2 * k / 5), math.sin(math.tau * 2 * k / 5)) for k in range(5)]
    inner = math.cos(math.tau / 5) / math.cos(math.tau / 10)  # radius of the pentagon within
    ten = math.tau / 10
    whole = 5 * math.sin(ten) * inner  # area of the star's outline
    pentagon = 2.5 * inner**2 * math.sin(math.tau / 5)
    assert outline_area(star) == pytest.approx(whole - pentagon)
    square_twice = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)] * 2
    assert outline_area(square_twice) == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("half_width", "half_height", "perimeter"),
    [
        (1.0, 1.0, math.tau),
        (2.0, 1.0, 9.688448220547674),  # 8 E(3/4), Abramowitz and Stegun 17.3
        (1.0, 2.0, 9.688448220547674),
        (3.0, 0.0, 12.0),
        (1.0, 1e-7, 4.0),
    ],
)
def test_the_edge_of_an_ellipse(half_width: float, half_height: float, perimeter: float) -> None:
    assert ellipse_perimeter(half_width, half_height) == pytest.approx(perimeter, abs=1e-9)

"""Names and positions of planes."""

import math

import pytest

from tests.factories.headers import AXES, plane
from viewer.hanging.planes import places, plane_name, same_direction
from viewer.model.geometry import Plane


@pytest.mark.parametrize("name", ["axial", "sagittal", "coronal"])
def test_planes_along_the_body_have_their_names(name: str) -> None:
    assert plane_name(plane((0, 0, 0), name)) == name


@pytest.mark.parametrize(("degrees", "name"), [(20, "axial"), (45, "oblique"), (80, "coronal")])
def test_a_turned_plane_is_named_after_the_nearest_axis(degrees: float, name: str) -> None:
    angle = math.radians(degrees)
    turned = Plane((0, 0, 0), (1, 0, 0), (0, math.cos(angle), math.sin(angle)))
    assert plane_name(turned) == name


def test_no_plane_has_no_name() -> None:
    assert plane_name(None) == ""


@pytest.mark.parametrize(("degrees", "alike"), [(0.9, True), (1.5, False)])
def test_directions_differ_from_about_one_degree(degrees: float, alike: bool) -> None:  # noqa: FBT001 - a table column
    angle = math.radians(degrees)
    turned = Plane((0, 0, 0), (1, 0, 0), (0, math.cos(angle), math.sin(angle)))
    assert same_direction(Plane((0, 0, 0), *AXES["axial"]), turned) is alike


def test_the_opposite_direction_is_another_one() -> None:
    flipped = Plane((0, 0, 0), (-1, 0, 0), (0, 1, 0))
    assert not same_direction(Plane((0, 0, 0), *AXES["axial"]), flipped)


def test_positions_closer_than_a_hundredth_of_a_millimetre_are_one() -> None:
    assert places([5.0, 0.0, 5.004, 2.5]) == [2, 0, 2, 1]


def test_positions_closer_than_a_hundredth_of_the_step_are_one() -> None:
    assert places([0.0, 10.0, 10.05, 20.0, 30.0]) == [0, 1, 1, 2, 3]

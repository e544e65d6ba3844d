"""Boxes over an image are taken hold of, drawn, moved and resized, in whole pixels."""

import pytest

from viewer.deid.boxes import Box
from viewer.tools.mask_boxes import Grip, changed, drawn, grip_at

SIZE = (100, 80)  # columns, rows
BOX = Box(20, 10, 59, 29)  # its right edge is at 60, its lower one at 30


@pytest.mark.parametrize(
    ("point", "grip"),
    [
        ((40, 20), Grip(0)),
        ((20.5, 20), Grip(0, -1)),
        ((59, 20), Grip(0, 1)),
        ((40, 9), Grip(0, 0, -1)),
        ((61, 31), Grip(0, 1, 1)),
        ((19, 31), Grip(0, -1, 1)),
        ((40, 40), None),
        ((64, 20), None),
    ],
)
def test_what_is_under_a_point(point: tuple[float, float], grip: Grip | None) -> None:
    assert grip_at([BOX], *point, 2.0, None) == grip


def test_of_boxes_within_each_other_the_smaller_one_is_had() -> None:
    boxes = [Box(0, 0, 99, 79), Box(40, 30, 49, 39), Box(10, 10, 89, 69)]
    assert grip_at(boxes, 45, 35, 1.0, None) == Grip(1)
    assert grip_at(boxes, 20, 20, 1.0, None) == Grip(2)
    assert grip_at(boxes, 45, 35, 1.0, 0) == Grip(1), "also within a selected one"
    assert grip_at(boxes, 0, 40, 1.0, 2) == Grip(0, -1)


def test_a_small_box_can_be_moved_all_the_same() -> None:
    tiny = Box(10, 10, 12, 12)
    assert grip_at([tiny], 11.5, 11.5, 6.0, None) == Grip(0)


def test_a_box_is_drawn_around_every_pixel_that_was_touched() -> None:
    assert drawn((10.2, 20.9), (30.9, 5.1), SIZE) == Box(10, 5, 30, 20)
    assert drawn((5, 5), (5, 5), SIZE) == Box(5, 5, 5, 5)


def test_drawing_ends_at_the_edges_of_the_image() -> None:
    assert drawn((-10, -10), (300, 300), SIZE) == Box(0, 0, 99, 79)
    assert drawn((-10, 5), (-2, 20), SIZE) is None
    assert drawn((100, 5), (120, 20), SIZE) is None


def test_moving_keeps_the_size_and_stays_within() -> None:
    assert changed(BOX, Grip(0), (5, -3), SIZE) == Box(25, 7, 64, 26)
    assert changed(BOX, Grip(0), (-500, 500), SIZE) == Box(0, 60, 39, 79)


def test_an_edge_is_moved_and_may_pass_the_other_one() -> None:
    assert changed(BOX, Grip(0, 1), (5, 7), SIZE) == Box(20, 10, 64, 29)
    assert changed(BOX, Grip(0, -1, 1), (-3, 4), SIZE) == Box(17, 10, 59, 33)
    assert changed(BOX, Grip(0, 1), (-50, 0), SIZE) == Box(9, 10, 20, 29)
    assert changed(BOX, Grip(0, 1, 1), (500, 500), SIZE) == Box(20, 10, 99, 79)

"""Contrast minus mask (D-003, D-124, D-125)."""

import math

import numpy as np
import pytest

from viewer.render.subtraction import difference_window, subtracted
from viewer.render.voi import voi_values


def test_differences_are_signed_and_zero_is_the_middle_grey() -> None:
    mask = np.full((4, 4), 1000, np.uint16)
    image = mask.copy()
    image[1, 2] = 400  # contrast medium lets less through
    image[3, 3] = 1200
    difference = subtracted([image], [mask], (0.0, 0.0))
    assert difference[0, 0] == 0
    assert (difference[1, 2], difference[3, 3]) == (-600, 200)
    window = difference_window(difference)
    grey = voi_values(np.array([-600.0, 0.0, 600.0]), window)
    assert grey[1] == pytest.approx(127.5)
    assert grey[0] < grey[1] < grey[2]


def test_linear_pixels_are_subtracted_as_logarithms() -> None:
    """A vessel that absorbs half looks the same behind thin and thick bone (D-125)."""
    bone = np.array([[4000, 1000]], np.uint16)
    vessel = bone // 2
    difference = subtracted([vessel], [bone], (0.0, 0.0), darkest=1.0)
    assert difference.tolist() == [[round(-1000 * math.log(2))] * 2]
    plain = subtracted([vessel], [bone], (0.0, 0.0))
    assert plain[0, 0] != plain[0, 1]


def test_black_pixels_have_a_logarithm_too() -> None:
    zeros = np.zeros((2, 2), np.uint8)
    assert not subtracted([zeros], [zeros], (0.0, 0.0), darkest=1.0).any()


def test_means_of_frames() -> None:
    masks = [np.full((2, 2), value, np.uint8) for value in (10, 30)]
    images = [np.full((2, 2), value, np.uint8) for value in (50, 52, 54)]
    assert (subtracted(images, masks, (0.0, 0.0)) == 32).all()


@pytest.mark.parametrize(
    ("shift", "place"), [((1.0, 0.0), (3, 2)), ((0.0, 1.0), (2, 1)), ((-1.0, -1.0), (1, 3))]
)
def test_positive_shifts_move_the_mask_down_and_to_the_left(
    shift: tuple[float, float], place: tuple[int, int]
) -> None:
    mask = np.zeros((5, 5), np.uint16)
    mask[2, 2] = 100
    difference = subtracted([np.zeros((5, 5), np.uint16)], [mask], shift)
    assert difference[place] == -100
    assert (difference != 0).sum() == 1


def test_half_a_pixel_is_shared_and_uncovered_edges_have_no_difference() -> None:
    mask = np.full((3, 5), 80, np.uint16)
    mask[:, 2] = 180
    image = np.full((3, 5), 80, np.uint16)
    difference = subtracted([image], [mask], (0.0, 0.5))
    assert difference[1].tolist() == [0, -50, -50, 0, 0]
    down = subtracted([image * 0], [mask], (1.0, 0.0))
    assert not down[0].any()  # above it there is no mask
    assert down[1, 0] == -80

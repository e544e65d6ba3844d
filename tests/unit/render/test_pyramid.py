"""Halved planes, with and without holes."""

from __future__ import annotations

import numpy as np
import pytest

from viewer.render.pyramid import Pyramid, any_of_4, halve


def test_means_are_rounded_not_cut() -> None:
    plane = np.array([[0, 1, 10, 10], [1, 1, 10, 11]], np.uint8)
    assert halve(plane).tolist() == [[1, 10]]  # 0.75 -> 1, 10.25 -> 10


def test_odd_sides_repeat_their_last_row_and_column() -> None:
    plane = np.array([[0, 4, 7], [8, 12, 9], [1, 3, 65535]], np.uint16)
    assert halve(plane).tolist() == [[6, 8], [2, 65535]]


def test_float_means_stay_exact() -> None:
    assert halve(np.array([[0.5, 1.0], [2.0, 4.0]])).tolist() == [[1.875]]


def test_halving_in_bands_is_halving(  # the plane is taller than one band
) -> None:
    plane = np.random.default_rng(1).integers(0, 65536, (600, 10)).astype(np.uint16)
    blocks = plane.reshape(300, 2, 5, 2).astype(np.float64).mean(axis=(1, 3))
    assert np.array_equal(halve(plane), np.floor(blocks + 0.5))


def test_levels_are_made_when_asked_for_and_end_at_a_useful_size() -> None:
    pyramid = Pyramid(np.zeros((256, 128), np.uint16))
    assert pyramid.nbytes == 256 * 128 * 2
    assert pyramid.level(1)[1].shape == (128, 64)
    level, plane = pyramid.level(9)
    assert (level, plane.shape) == (2, (64, 32))


def test_any_of_4_keeps_single_pixels() -> None:
    plane = np.zeros((5, 5), np.bool_)
    plane[4, 4] = plane[0, 1] = True
    assert any_of_4(plane).tolist() == [
        [True, False, False],
        [False, False, False],
        [False, False, True],
    ]


@pytest.mark.parametrize("dtype", [np.uint16, np.float64])
def test_holes_take_the_mean_of_what_is_near_and_never_add_to_it(dtype: type) -> None:
    """D-023: padding must not bleed into the image, at no level."""
    plane: np.ndarray = np.full((300, 200), 1000, dtype)
    valid = np.zeros(plane.shape, np.bool_)
    valid[:, :97] = True
    plane[~valid] = 0
    pyramid = Pyramid.filled(plane, valid)
    for wanted in range(3):
        assert (pyramid.level(wanted)[1] == 1000).all()


def test_holes_everywhere_are_harmless() -> None:
    for shape in ((1, 1), (1, 9), (70, 70)):
        plane = np.zeros(shape, np.float64)
        pyramid = Pyramid.filled(plane, np.zeros(shape, np.bool_))
        assert not pyramid.level(5)[1].any()


def test_holes_of_one_row() -> None:
    plane = np.array([[5, 0, 0, 9]], np.uint8)
    Pyramid.filled(plane, np.array([[True, False, False, True]]))
    assert plane.tolist() == [[5, 5, 9, 9]]

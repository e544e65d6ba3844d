"""Rectangles: what lies within what, and what is left."""

import numpy as np
import pytest

from viewer.deid.boxes import Box, is_covered, outermost


def test_the_corners_are_checked() -> None:
    for corners in [(2, 0, 1, 0), (0, 2, 0, 1), (-1, 0, 1, 1)]:
        with pytest.raises(ValueError, match="wrong way round"):
            Box(*corners)


def test_outermost_keeps_what_lies_in_no_other() -> None:
    large, inside, other = Box(0, 0, 9, 9), Box(2, 2, 5, 5), Box(8, 8, 12, 12)
    assert outermost([inside, large, other, large]) == (large, other)


def test_covered_as_painted_pixels_say() -> None:
    rng = np.random.default_rng(2)

    def some_box() -> Box:
        (left, right), (top, bottom) = np.sort(rng.integers(0, 12, (2, 2)), axis=1)
        return Box(int(left), int(top), int(right), int(bottom))

    seen = set()
    for _ in range(500):
        box, covers = some_box(), [some_box() for _ in range(4)]
        painted = np.zeros((12, 12), bool)
        for cover in covers:
            painted[cover.top : cover.bottom + 1, cover.left : cover.right + 1] = True
        expected = bool(painted[box.top : box.bottom + 1, box.left : box.right + 1].all())
        assert is_covered(box, covers) is expected
        seen.add(expected)
    assert seen == {True, False}

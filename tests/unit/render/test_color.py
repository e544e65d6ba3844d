"""Colour words and adjustments."""

from __future__ import annotations

import numpy as np
import pytest

from viewer.model.viewport import ColourReading
from viewer.render.color import ColourAdjustment, read_as, rgb_words


def test_words() -> None:
    red, green, blue = (np.array([value], np.uint8) for value in (1, 128, 255))
    assert rgb_words(red, green, blue).tolist() == [0xFF0180FF]


def test_adjustments() -> None:
    assert ColourAdjustment().is_identity
    assert np.array_equal(ColourAdjustment().table(), np.arange(256))
    assert ColourAdjustment(inverted=True).table()[[0, 255]].tolist() == [255, 0]
    assert ColourAdjustment(brightness=10).table()[[0, 250]].tolist() == [10, 255]
    # 127.5 is the middle: 127 -> 126.5 and 128 -> 128.5, halves to even
    assert ColourAdjustment(contrast=2).table()[[0, 127, 128, 255]].tolist() == [0, 126, 128, 255]


@pytest.mark.parametrize(
    ("reading", "given", "seen"),
    [
        (ColourReading.AS_DECODED, (76, 85, 255), (76, 85, 255)),
        (ColourReading.YCBCR, (76, 85, 255), (254, 0, 0)),  # the vector of D-070
        (ColourReading.YCBCR, (128, 128, 128), (128, 128, 128)),
        (ColourReading.RGB, (255, 0, 0), (76, 85, 255)),
    ],
)
def test_colours_can_be_read_as_another_space(
    reading: ColourReading, given: tuple[int, ...], seen: tuple[int, ...]
) -> None:
    """D-072: for images whose header and stream contradict each other."""
    planes = [np.full((2, 2), value, np.uint8) for value in given]
    assert tuple(int(plane[0, 0]) for plane in read_as(reading, *planes)) == seen

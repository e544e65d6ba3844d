"""Colour words and adjustments."""

from __future__ import annotations

import numpy as np
import pytest

from viewer.render.color import ColourAdjustment, cielab_rgb, rgb_words


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
    ("lab", "rgb"),
    [
        ((0xFFFF, 0x8080, 0x8080), (255, 255, 255)),  # D-078
        ((0, 0x8080, 0x8080), (0, 0, 0)),
        # L* 54.29, a* 80.81, b* 69.89: sRGB red adapted to D50, to the nearest 16-bit code
        ((35579, 53664, 50856), (255, 0, 0)),
    ],
)
def test_cielab(lab: tuple[int, int, int], rgb: tuple[int, int, int]) -> None:
    assert cielab_rgb(lab) == pytest.approx(rgb, abs=1)

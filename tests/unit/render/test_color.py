"""Colour words and adjustments."""

from __future__ import annotations

import numpy as np

from viewer.render.color import ColourAdjustment, rgb_words


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

"""Windows and VOI LUTs against the vectors of the standard's digest."""

from __future__ import annotations

import math

import numpy as np
import pytest

from viewer.model.lut import LutTable, VoiFunction, VoiLut, VoiTransform, Window
from viewer.render.voi import identity_window, voi_values

LINEAR, EXACT, SIGMOID = VoiFunction.LINEAR, VoiFunction.LINEAR_EXACT, VoiFunction.SIGMOID


def one(x: float, voi: VoiTransform) -> float:
    return float(voi_values(np.array([x], np.float64), voi)[0])


@pytest.mark.parametrize(
    ("function", "x", "expected"),
    [
        (LINEAR, -160, 0),
        (LINEAR, -159, 0.6391),
        (LINEAR, 40, 127.8195),
        (LINEAR, 238, 254.3609),
        (LINEAR, 239, 255),
        (EXACT, -160, 0),
        (EXACT, 40, 127.5),
        (EXACT, 239, 254.3625),
        (EXACT, 240, 255),
        (SIGMOID, -160, 30.3967),
        (SIGMOID, 40, 127.5),
        (SIGMOID, 240, 224.6033),
    ],
)
def test_vectors_of_d043(function: VoiFunction, x: float, expected: float) -> None:
    assert one(x, Window(40, 400, function)) == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize(
    ("center", "width", "x", "expected"),
    [
        (2048, 4096, 0, 0),
        (2048, 4096, 4095, 255),
        (0, 100, -50, 0),
        (0, 100, 49.001, 255),
        (100, 1, 99, 0),
        (100, 1, 100, 255),
        (100, 2, 99, 0),
        (100, 2, 100, 255),
    ],
)
def test_vectors_of_d044(center: float, width: float, x: float, expected: float) -> None:
    assert one(x, Window(center, width)) == expected


def test_narrow_exact_window() -> None:
    window = Window(0.5, 0.5, EXACT)
    assert [one(x, window) for x in (0.25, 0.5, 0.75, 0.7500001)] == [0, 127.5, 255, 255]


def test_window_narrower_than_the_numbers_is_a_threshold() -> None:
    window = Window(1e6, math.ulp(0.0), EXACT)
    assert [one(x, window) for x in (1e6, 1e6 + 1)] == [0, 255]


def test_sigmoid_neither_overflows_nor_warns() -> None:
    window = Window(0, 1e-300, SIGMOID)
    assert [one(x, window) for x in (-1e300, 0, 1e300)] == pytest.approx([0, 127.5, 255])


def table(first: int, bits: int, entries: list[int]) -> LutTable:
    return LutTable(first, bits, np.array(entries, np.uint16))


def test_lut_of_4096_entries_and_8_bits_does_not_wrap_its_index() -> None:
    """D-048: input 2048 is entry 128, not entry 0."""
    lut = VoiLut(table(0, 8, [i // 16 for i in range(4096)]))
    assert one(2048, lut) == 128


def test_lut_clamps_rounds_and_scales() -> None:
    """D-032, D-047: first mapped -2, input rounded to integer, 10 bits to 255."""
    lut = VoiLut(table(-2, 10, [0, 341, 682, 1023]))
    inputs = np.array([-1e12, -2, -1.4, -0.6, 0, 1, 1e12, np.nan])
    assert voi_values(inputs, lut).tolist() == [0, 0, 85, 85, 170, 255, 255, 0]


def test_lut_entries_beyond_their_bits_are_white() -> None:
    assert one(0, VoiLut(table(0, 8, [300]))) == 255


def test_identity_spreads_the_full_range() -> None:
    window = identity_window(-1024, 3071)
    assert [one(x, window) for x in (-1024, 3071)] == [0, 255]
    assert identity_window(7, 7).width > 0

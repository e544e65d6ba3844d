"""The window to start with."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tests.unit.render.images import facts_of
from viewer.model.lut import (
    LutTable,
    Rescale,
    VoiFunction,
    VoiLut,
    VoiSource,
    VoiTransform,
    Window,
)
from viewer.model.pet import PetFacts, PetSeries
from viewer.render.auto_window import auto_window, default_voi
from viewer.render.voi import voi_values

HUNDRED = np.arange(101, dtype=np.int16).reshape(1, 101)


def ends(window: VoiTransform | None, low: float, high: float) -> list[float]:
    assert isinstance(window, Window)
    assert window.source is VoiSource.AUTO
    return [float(v) for v in voi_values(np.array([low, high]), window)]


def test_percentiles_become_black_and_white() -> None:
    """Of 0..100 the 1st percentile is 1, the 99th is 99 (D-050)."""
    window = auto_window(HUNDRED, None, Rescale(1, -1000))
    assert ends(window, -999, -901) == [0, 255]
    assert window is not None
    assert window.function is VoiFunction.LINEAR


def test_padding_does_not_count() -> None:
    stored = np.concatenate([HUNDRED, np.full((1, 101), -2000, np.int16)])
    assert ends(auto_window(stored, stored > -2000, Rescale()), 1, 99) == [0, 255]


def test_fractions_get_an_exact_window() -> None:
    window = auto_window(HUNDRED, None, Rescale(0.001))
    assert ends(window, 0.001, 0.099) == [0, 255]


def test_nothing_valid_and_one_value() -> None:
    assert auto_window(HUNDRED, np.zeros(HUNDRED.shape, np.bool_), Rescale()) is None
    window = auto_window(np.full((2, 2), 9, np.uint8), None, Rescale())
    assert window is not None
    assert float(voi_values(np.array([9.0]), window)[0]) == 127.5


def test_a_few_bright_pixels_on_black_are_seen() -> None:
    stored = np.zeros((100, 100), np.uint16)
    stored[0, :50] = 1000
    assert ends(auto_window(stored, None, Rescale()), 0, 1000) == [0, 255]


def test_pet_goes_from_zero_to_its_highest_value_even_of_one_pixel() -> None:
    stored = np.full((1500, 1500), 100, np.uint16)  # large enough to be sampled, else
    stored[701, 333] = 5000
    image = replace(facts_of(stored), pet=PetFacts(PetSeries()))
    assert ends(default_voi(image, (), stored, None, Rescale()), 0, 5000) == [0, 255]
    assert ends(auto_window(stored, None, Rescale()), 100, 5000) != [0, 255]
    padding = stored < 5000
    assert ends(auto_window(stored, padding, Rescale(), is_uptake=True), 0, 100) == [0, 255]
    below = np.linspace(-200, -100, 101).astype(np.int16).reshape(1, 101)  # nothing above zero
    assert ends(auto_window(below, None, Rescale(), is_uptake=True), -199, -101) == [0, 255]


def test_large_images_are_sampled() -> None:
    stored = np.tile(np.arange(1000, dtype=np.uint16), (2500, 1))
    window = auto_window(stored, None, Rescale())
    assert window is not None
    assert abs(window.center - 500) < 3
    assert abs(window.width - 980) < 5


def test_default_choices() -> None:
    image = facts_of(HUNDRED)
    lut = VoiLut(LutTable(0, 8, np.zeros(1, np.uint16)))
    offered = (lut, Window(1, 2))
    assert default_voi(image, offered, HUNDRED, None, Rescale()) is lut
    auto = default_voi(image, (), HUNDRED, None, Rescale())
    assert auto is not None
    assert auto.source is VoiSource.AUTO


def test_one_bit_is_shown_as_it_is() -> None:
    """D-130."""
    stored = np.array([[0, 1]], np.uint8)
    image = facts_of(stored, pixels={"bits_stored": 1})
    assert default_voi(image, (), stored, None, Rescale()) is None
    assert default_voi(image, (Window(1, 2),), stored, None, Rescale()) is None


def test_values_that_span_more_than_a_double_have_a_window() -> None:
    """D-131."""
    stored = np.array([[-1e308, 1e308] * 50], np.float64)
    assert ends(auto_window(stored, None, Rescale()), -1e308, 1e308) == [0, 255]
    assert auto_window(HUNDRED, None, Rescale(1e308, 1e308)) is not None

"""Frames made ready to draw."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.factories.overlays import overlay_of
from tests.unit.render.images import facts_of, frame_of, ramp
from viewer.errors import PixelDescriptionError
from viewer.model.header import FrameFacts
from viewer.model.lut import Padding, Palette, VoiSource, Window
from viewer.render.source import RenderImage, prepare


def prepared(array: np.ndarray, **more: Any) -> RenderImage:
    facts = facts_of(array, **more)
    return prepare(frame_of(array), facts, facts.frames[0])


def test_grey_becomes_indices_that_lead_back_to_the_stored_values() -> None:
    array = ramp(40, 30).astype(np.int16) - 1000
    image = prepared(array)
    assert image.index_map is not None
    assert np.array_equal(image.index_map.stored()[image.planes[0].level(0)[1]], array)
    assert (image.rows, image.columns, image.is_colour) == (40, 30, False)
    assert image.padding is None


def test_values_the_header_did_not_promise_do_not_wrap() -> None:
    """A decoder may deliver more bits, or signs, than Bits Stored says."""
    array = np.array([[-7, 5000]], np.int32)
    image = prepared(array, pixels={"bits_stored": 8, "signed": False})
    assert image.index_map is not None
    assert image.index_map.stored()[image.planes[0].level(0)[1]].tolist() == [[-7, 5000]]


def test_padding_is_masked_and_widens_nothing() -> None:
    array = np.array([[-32768, 10], [20, 4000]], np.int16)
    image = prepared(array, padding=Padding(-32768, -32768))
    assert image.padding is not None
    assert image.padding.tolist() == [[True, False], [False, False]]
    assert image.index_map is not None
    assert image.index_map.shift == 4
    assert image.default_voi is not None


def test_padding_that_never_occurs_costs_nothing() -> None:
    assert prepared(ramp(4, 4), padding=Padding(60000, 60000)).padding is None


def test_wide_integers_stay_exact() -> None:
    """D-131: no 16-bit truncation."""
    array = np.array([[0, 2**31 - 1], [12345678, 1]], np.int32)
    image = prepared(array)
    assert image.index_map is None
    assert np.array_equal(image.planes[0].level(0)[1], array)


def test_nan_and_infinity_are_padding() -> None:
    """D-131."""
    array = np.array([[np.nan, 1.0], [np.inf, 3.0]], np.float32)
    image = prepared(array)
    assert image.padding is not None
    assert image.padding.tolist() == [[True, False], [True, False]]
    assert np.isfinite(image.planes[0].level(0)[1]).all()
    assert isinstance(image.default_voi, Window)
    assert 1.0 <= image.default_voi.center <= 3.0


def test_the_files_window_comes_first_then_an_automatic_one() -> None:
    array = ramp(20, 20)
    window = Window(1, 2)
    facts = facts_of(array, FrameFacts(voi=(window, Window(3, 4))))
    assert prepare(frame_of(array), facts, facts.frames[0]).default_voi is window
    auto = prepared(array).default_voi
    assert auto is not None
    assert auto.source is VoiSource.AUTO


def test_colour_has_three_planes_and_no_window() -> None:
    array = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)
    image = prepared(array)
    assert image.is_colour
    assert image.default_voi is None
    assert image.planes[2].level(0)[1].tolist() == array[..., 2].tolist()


def test_colour_of_more_bits_is_brought_to_eight() -> None:
    array = np.array([[[65535, 256, 255]]], np.uint16)
    image = prepared(array)
    assert [int(plane.level(0)[1][0, 0]) for plane in image.planes] == [255, 1, 0]


def test_palette_indices_become_colours_before_anything_is_interpolated() -> None:
    palette = Palette(10, np.array([[1, 2, 3], [250, 251, 252]], np.uint8))
    image = prepared(np.array([[0, 11]], np.uint8), palette=palette)
    assert image.is_colour
    assert [plane.level(0)[1].tolist() for plane in image.planes] == [
        [[1, 250]],
        [[2, 251]],
        [[3, 252]],
    ]


def test_supplemental_palette_stays_grey_data() -> None:
    palette = Palette(10, np.zeros((2, 3), np.uint8), supplemental=True)
    assert not prepared(np.array([[0, 11]], np.uint8), palette=palette).is_colour


def test_memory_counts_every_plane() -> None:
    array = np.zeros((128, 128), np.uint16)
    bits = np.ones((1, 128, 128), np.bool_)
    levels = 128 * 128 + 64 * 64 + 32 * 32  # 32 is where halving ends
    assert prepared(array).nbytes == 2 * levels
    assert prepared(array, overlays=(overlay_of(bits),)).nbytes > 3 * levels - 2048


def test_one_pixel() -> None:
    assert prepared(np.array([[7]], np.uint8)).rows == 1


@pytest.mark.parametrize("shape", [(0, 5), (5,), (2, 2, 4), (1, 2, 2, 3)])
def test_what_is_no_image_is_refused(shape: tuple[int, ...]) -> None:
    facts = facts_of(np.zeros((2, 2), np.uint8))
    with pytest.raises(PixelDescriptionError):
        prepare(frame_of(np.zeros(shape, np.uint8)), facts, facts.frames[0])


def test_the_colours_to_show_are_drawn_and_the_stored_ones_kept() -> None:
    """D-077: an ICC profile changes what is drawn, nothing else."""
    stored = np.full((3, 4, 3), 10, np.uint8)
    image = facts_of(stored)
    drawn = prepare(frame_of(stored, display=stored + 5), image, image.frames[0])
    assert [int(plane.level(0)[1].max()) for plane in drawn.planes] == [15, 15, 15]
    assert int(drawn.frame.pixels.max()) == 10


def test_the_palette_to_show_colours_the_indices() -> None:
    """D-077."""
    palette = Palette(0, np.array([[1, 2, 3], [4, 5, 6]], np.uint8))
    meant = Palette(0, np.array([[10, 20, 30], [40, 50, 60]], np.uint8))
    stored = np.array([[0, 1]], np.uint8)
    image = facts_of(stored, palette=palette)
    drawn = prepare(frame_of(stored, palette=meant), image, image.frames[0])
    assert [plane.level(0)[1].tolist() for plane in drawn.planes] == [
        [[10, 40]],
        [[20, 50]],
        [[30, 60]],
    ]


def test_the_colour_of_padding_bleeds_into_nothing() -> None:
    """D-023: white padding beside black pixels leaves no grey when they are halved."""
    rgb = np.zeros((256, 3), np.uint8)
    rgb[9] = 255
    stored = np.zeros((64, 64), np.uint8)
    stored[:, 1::2] = 9
    image = prepared(stored, palette=Palette(0, rgb), padding=Padding(9, 9))
    for plane in image.planes:
        level, halved = plane.level(1)
        assert (level, int(halved.max()), int(plane.level(0)[1].max())) == (1, 0, 0)

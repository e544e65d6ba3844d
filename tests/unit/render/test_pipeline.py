"""The composed table: same as value by value, black padding, palettes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.render.images import pixels_of
from viewer.model.lut import (
    GreyPresentation,
    LutTable,
    ModalityTable,
    Padding,
    Palette,
    Rescale,
    VoiFunction,
    VoiLut,
    Window,
)
from viewer.render.index_map import IndexMap
from viewer.render.pipeline import (
    compose_rgb32_table,
    is_padding,
    stored_range,
    to_grey,
)

FULL = (0.0, 4095.0)


def grey(stored: list[float], presentation: GreyPresentation) -> list[int]:
    return [int(v) for v in to_grey(np.array(stored, np.float64), presentation, FULL)]


def test_abdomen_window_over_rescale() -> None:
    """CT stored 1064 with intercept -1024 is 40 HU: 127.8195 rounds to 128 (D-043)."""
    presentation = GreyPresentation(Rescale(1, -1024), Window(40, 400))
    assert grey([0, 864, 865, 1064, 1263, 4095], presentation) == [0, 0, 1, 128, 255, 255]


def test_inverts_before_rounding() -> None:
    presentation = GreyPresentation(voi=Window(40, 400), monochrome1=True)
    assert grey([40], presentation) == [127]  # 255 - 127.8195 = 127.1805


def test_fractional_slope() -> None:
    """By hand: 300 is 0.25, so ((0.25 - 12) / 39.25 + 0.5) * 255 = 51.16, and so on."""
    presentation = GreyPresentation(Rescale(0.0125, -3.5), Window(12.5, 40.25))
    assert grey([300, 459, 1000, 1777], presentation) == [51, 64, 108, 171]


def test_modality_table_feeds_the_window() -> None:
    table = ModalityTable(LutTable(0, 12, np.array([0, 1000, 4095], np.uint16)))
    assert grey([0, 1, 2], GreyPresentation(table, Window(1000, 1))) == [0, 255, 255]
    assert grey([0, 1, 2], GreyPresentation(table)) == [0, 62, 255]  # 1000 / 4095 * 255 = 62.27


def test_identity_is_the_full_range() -> None:
    assert grey([0, 2048, 4095], GreyPresentation()) == [0, 128, 255]
    assert grey([0, 4095], GreyPresentation(Rescale(-1, 0))) == [255, 0]


@pytest.mark.parametrize("monochrome1", [False, True])
@pytest.mark.parametrize("inverted", [False, True])
def test_padding_is_black_whatever_the_polarity(*, monochrome1: bool, inverted: bool) -> None:
    """D-023; also NaN and infinity (D-131)."""
    presentation = GreyPresentation(
        voi=Window(50, 100), padding=Padding(60, 70), monochrome1=monochrome1, inverted=inverted
    )
    assert grey([60, 65, 70, np.nan, np.inf, -np.inf], presentation) == [0] * 6
    assert 0 not in grey([59, 71], presentation)


def test_padding_range_of_integers() -> None:
    stored = np.array([-2001, -2000, -1999, 0], np.int16)
    assert is_padding(stored, Padding(-2000, -2000)).tolist() == [False, True, False, False]
    assert not is_padding(np.array([0], np.uint8), Padding(-2000, -2000)).any()
    assert not is_padding(stored, None).any()


@pytest.mark.parametrize(
    ("array", "changes", "expected"),
    [
        (np.zeros((1, 1), np.uint16), {"bits_stored": 12}, (0, 4095)),
        (np.zeros((1, 1), np.int16), {}, (-32768, 32767)),
        (np.zeros((1, 1), np.float32), {}, (0, 1)),
    ],
)
def test_stored_range(array: Any, changes: dict[str, int], expected: tuple[float, float]) -> None:
    assert stored_range(pixels_of(array, **changes)) == expected


windows = st.builds(
    Window,
    st.floats(-5000, 5000),
    st.floats(1, 10000),
    st.sampled_from(VoiFunction),
)
voi_luts = st.builds(
    lambda first, entries: VoiLut(LutTable(first, 12, np.array(entries, np.uint16))),
    st.integers(-2000, 2000),
    st.lists(st.integers(0, 4095), min_size=1, max_size=50),
)
presentations = st.builds(
    GreyPresentation,
    modality=st.builds(Rescale, st.floats(-4, 4), st.floats(-2000, 2000)),
    voi=st.one_of(st.none(), windows, voi_luts),
    padding=st.one_of(st.none(), st.just(Padding(-5, 300))),
    monochrome1=st.booleans(),
    inverted=st.booleans(),
)


@given(presentations, st.sampled_from([(-1024, 3071), (0, 255), (-32768, 32767), (0, 1)]))
def test_table_and_float_path_agree_exactly(
    presentation: GreyPresentation, span: tuple[int, int]
) -> None:
    """D-052, for every stored value the image can have."""
    index_map = IndexMap.covering(*span)
    assert index_map is not None
    stored = np.arange(span[0], span[1] + 1, dtype=np.int32)
    table = compose_rgb32_table(index_map, presentation, FULL)
    one_by_one = to_grey(stored.astype(np.float64), presentation, FULL).astype(np.uint32)
    assert np.array_equal(table[index_map.index(stored)], 0xFF000000 | one_by_one * 0x010101)


def test_rgb32_of_grey() -> None:
    table = compose_rgb32_table(IndexMap(0, 8), GreyPresentation(), (0.0, 255.0))
    assert [hex(table[v << 8]) for v in (0, 1, 255)] == ["0xff000000", "0xff010101", "0xffffffff"]


def test_palette_clamps_and_first_mapped_may_be_negative() -> None:
    """D-073."""
    palette = Palette(-1, np.array([[1, 2, 3], [4, 5, 6]], np.uint8))
    index_map = IndexMap(-1024, 0)
    table = compose_rgb32_table(index_map, GreyPresentation(), FULL, palette)
    words = [hex(table[value + 1024]) for value in (-1000, -1, 0, 500)]
    assert words == ["0xff010203", "0xff010203", "0xff040506", "0xff040506"]


def test_supplemental_palette_leaves_lower_values_grey() -> None:
    """D-075: grey through the window below 100, colour from 100 on, inversion spares colour."""
    palette = Palette(100, np.array([[200, 0, 0], [0, 200, 0]], np.uint8), supplemental=True)
    presentation = GreyPresentation(voi=Window(50, 1), padding=Padding(7, 7), inverted=True)
    table = compose_rgb32_table(IndexMap(0, 0), presentation, FULL, palette)
    words = [hex(table[value]) for value in (0, 99, 100, 101, 4000, 7)]
    expected = ["0xffffffff", "0xff000000", "0xffc80000", "0xff00c800", "0xff00c800", "0xff000000"]
    assert words == expected

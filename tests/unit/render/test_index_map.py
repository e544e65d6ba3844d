"""Stored values to table indices and back."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from viewer.render.index_map import IndexMap


@given(st.integers(-(2**20), 2**20), st.integers(0, 65535), st.sampled_from([np.int32, np.int64]))
def test_every_value_of_the_range_comes_back_exactly(low: int, span: int, dtype: type) -> None:
    index_map = IndexMap.covering(low, low + span)
    assert index_map is not None
    values: NDArray[Any] = np.unique(np.linspace(low, low + span, 500).astype(dtype))
    assert np.array_equal(index_map.stored()[index_map.index(values)], values)


@pytest.mark.parametrize("dtype", [np.int16, np.uint16, np.uint8, np.int8])
def test_the_whole_range_of_every_small_type(dtype: type) -> None:
    info = np.iinfo(dtype)
    index_map = IndexMap.covering(int(info.min), int(info.max))
    assert index_map is not None
    values: NDArray[Any] = np.arange(info.min, info.max + 1).astype(dtype)
    assert np.array_equal(index_map.stored()[index_map.index(values)], values)


def test_more_than_16_bits_have_no_map() -> None:
    assert IndexMap.covering(0, 65536) is None


def test_narrow_data_keep_fractions() -> None:
    """rendering.md 2: 12 bits leave 4 for values in between."""
    assert IndexMap.covering(0, 4095) == IndexMap(0, 4)


def test_slices_of_one_series_share_a_map() -> None:
    assert IndexMap.covering(-1024, 1800) == IndexMap.covering(-1000, 3000)

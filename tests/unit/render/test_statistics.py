"""Values in a region: un-interpolated, in modality units, padding excluded and counted."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tests.unit.render.images import facts_of, frame_of
from viewer.model.annotation import AnnotationKind
from viewer.model.header import FrameFacts
from viewer.model.lut import LutTable, ModalityLut, ModalityTable, Padding, Rescale
from viewer.render.region import RegionMask, region_mask
from viewer.render.statistics import RegionStatistics, region_statistics

CT = Rescale(1, -1024, "HU")


def everything(array: Any) -> RegionMask:
    return RegionMask(0, 0, np.ones(array.shape, np.bool_))


def of(
    array: Any,
    lut: ModalityLut = CT,
    region: RegionMask | None = None,
    hidden: Any = None,
    **more: Any,
) -> RegionStatistics | None:
    facts = FrameFacts(modality_lut=lut)
    image = facts_of(array, facts, **more)
    return region_statistics(frame_of(array), image, facts, region or everything(array), hidden)


def test_by_hand() -> None:
    """2, 4, 4, 4, 5, 5, 7, 9: mean 5, standard deviation of the population 2."""
    array = np.array([[2, 4, 4, 4], [5, 5, 7, 9]], np.int16)
    assert of(array, Rescale(10, -3)) == RegionStatistics(8, 47.0, 20.0, 17.0, 87.0, 0)


def test_padding_and_what_is_hidden_are_left_out_and_counted() -> None:
    """D-023, D-093, S-12."""
    array = np.array([[-2000, 1024], [1034, 1044]], np.int16)
    hidden = np.array([[True, False], [False, True]])
    found = of(array, padding=Padding(-2000, -2000), hidden=hidden)
    assert found == RegionStatistics(2, 5.0, 5.0, 0.0, 10.0, 2)


def test_what_is_no_number_is_left_out() -> None:
    """D-131."""
    array = np.array([[np.nan, 1.5], [np.inf, 2.5]], np.float32)
    assert of(array, Rescale()) == RegionStatistics(2, 2.0, 0.5, 1.5, 2.5, 2)


def test_of_padding_alone_there_are_none() -> None:
    assert of(np.full((3, 3), 7, np.uint16), padding=Padding(7, 7)) is None
    assert of(np.zeros((2, 2), np.uint8), region=RegionMask(0, 0, np.zeros((0, 0), bool))) is None


def test_values_come_from_the_table_pixel_by_pixel() -> None:
    """The mean of a bent curve is not the curve of the mean."""
    lut = ModalityTable(LutTable(0, 16, np.array([0, 100, 1000], np.uint16)), "OD")
    found = of(np.array([[0, 2]], np.uint16), lut)
    assert found is not None
    assert (found.mean, found.deviation) == (500.0, 500.0)


@given(
    hnp.arrays(
        st.sampled_from([np.uint8, np.int16, np.uint16, np.int32, np.float64]),
        st.tuples(st.integers(1, 9), st.integers(1, 9)),
        elements={"min_value": 0, "max_value": 200},
    ),
    st.integers(1, 1000),
)
def test_as_numpy_says(array: Any, times: int) -> None:
    """Also for so many pixels that equal values are counted instead of added."""
    large = np.tile(array, (times, 1))[: 8000 // array.shape[1] + 1]
    found = of(large, Rescale(0.5, -7.25))
    values = large.astype(np.float64) * 0.5 - 7.25
    assert found is not None
    assert found.mean == pytest.approx(values.mean(), abs=1e-9)
    assert found.deviation == pytest.approx(values.std(), abs=1e-6)
    assert (found.smallest, found.largest) == (values.min(), values.max())
    assert found.count == large.size


def test_extremes_of_16_bits() -> None:
    array = np.zeros((100, 100), np.int16)
    array[:50], array[50:] = -32768, 32767
    found = of(array, Rescale())
    assert found == RegionStatistics(10_000, -0.5, 32767.5, -32768.0, 32767.0, 0)


def test_a_large_constant_has_no_spread() -> None:
    found = of(np.full((300, 300), 1e9 + 0.1), Rescale())
    assert found is not None
    assert found.deviation < 1e-6


@pytest.mark.parametrize(
    ("array", "reduction"),
    [(np.zeros((2, 2, 3), np.uint8), 0), (np.zeros((2, 2), np.uint8), 1)],
)
def test_colour_and_previews_have_no_values(array: Any, reduction: int) -> None:
    image = facts_of(array)
    frame = frame_of(array, reduction=reduction)
    with pytest.raises(ValueError, match="no values"):
        region_statistics(frame, image, image.frames[0], everything(array[..., 0]))


def test_a_phantom_disc_on_a_ground() -> None:
    """A disc of 100 HU on 0: a region inside has 100 and no spread, one half over it has half."""
    rows, columns = np.mgrid[:256, :256]
    disc = (rows - 128) ** 2 + (columns - 128) ** 2 <= 60**2
    array = np.where(disc, 1124, 1024).astype(np.uint16)
    inside = region_mask(AnnotationKind.ELLIPSE, ((90.0, 90.0), (166.0, 166.0)), array.shape)
    found = of(array, region=inside)
    assert found is not None
    assert (found.mean, found.deviation, found.smallest) == (100.0, 0.0, 100.0)
    half = region_mask(AnnotationKind.RECTANGLE, ((128.0, 68.0), (310.0, 188.0)), array.shape)
    found = of(array, region=half)
    assert found is not None
    share = float(disc[68:189, 128:].mean())
    assert found.mean == pytest.approx(100 * share)
    assert found.deviation == pytest.approx(100 * (share * (1 - share)) ** 0.5)

"""Resampling against plain, slow definitions, and its quality figures (rendering.md 2)."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from viewer.render.bands import BandPool
from viewer.render.pyramid import Pyramid
from viewer.render.resample import Axis, Kernel, Quality, kernels, resample, taps

POOL = BandPool(1)
Floats = NDArray[np.float64]


def shrink_axis(size: int, count: int) -> Axis:
    """`count` output pixels over all of `size` source pixels."""
    step = size / count
    return Axis(step / 2 - 0.5, step, count, size)


def resampled(plane: NDArray[np.uint16], rows: int, columns: int, quality: Quality) -> Floats:
    axes = shrink_axis(plane.shape[0], rows), shrink_axis(plane.shape[1], columns)
    return resample(Pyramid(plane), *axes, kernels(quality, smooth=True), POOL).astype(np.float64)


def exact_area_mean(plane: NDArray[np.uint16], rows: int, columns: int) -> Floats:
    """The mean over each output pixel by summed-area table, an independent definition."""

    def edges(values: Floats, count: int) -> Floats:
        sums = np.concatenate([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0)])
        at = np.linspace(0, values.shape[0], count + 1)
        low = np.minimum(at.astype(int), values.shape[0] - 1)
        inside = sums[low] + (at - low)[:, None] * values[low]
        means: Floats = np.diff(inside, axis=0) * (count / values.shape[0])
        return means

    return edges(edges(plane.astype(np.float64), rows).T, columns).T


axes = st.builds(
    Axis,
    st.floats(-5, 60),
    st.floats(-4, 4).filter(lambda s: abs(s) > 0.01),
    st.integers(1, 40),
    st.integers(1, 50),
)


@given(axes, st.tuples(st.sampled_from(Kernel), st.sampled_from(Kernel)))
def test_weights_sum_to_one_and_indices_stay_inside(
    axis: Axis, kernel: tuple[Kernel, Kernel]
) -> None:
    plan = taps(axis, *kernel)
    assert plan.weight.sum(axis=0) == pytest.approx(np.ones(axis.count), abs=1e-5)
    assert plan.index.min() >= 0
    assert plan.index.max() < axis.size


def test_bilinear_between_pixels() -> None:
    plane = np.array([[0, 100], [200, 300]], np.uint16)
    half = Axis(0.5, 1.0, 1, 2)
    out = resample(Pyramid(plane), half, half, (Kernel.BILINEAR, Kernel.AREA), POOL)
    assert out.tolist() == [[150]]


def test_bicubic_is_catmull_rom() -> None:
    """Half way: (-1, 9, 9, -1) / 16 of the four neighbours, clipped to the type."""
    plane = np.array([[160, 1600, 3200, 480]], np.uint16)
    one, half = Axis(0, 1, 1, 1), Axis(1.5, 1.0, 1, 4)
    out = resample(Pyramid(plane), one, half, (Kernel.BICUBIC, Kernel.AREA), POOL)
    assert out.tolist() == [[2660]]
    dark = np.array([[65535, 0, 0, 65535]], np.uint16)
    out = resample(Pyramid(dark), one, half, (Kernel.BICUBIC, Kernel.AREA), POOL)
    assert out.tolist() == [[0]]


@pytest.mark.parametrize("quality", Quality)
def test_one_to_one_copies_exactly(quality: Quality) -> None:
    plane = np.random.default_rng(0).integers(0, 65536, (70, 90)).astype(np.uint16)
    rows, columns = Axis(10.0, 1.0, 30, 70), Axis(60.0, -1.0, 40, 90)
    out = resample(Pyramid(plane), rows, columns, kernels(quality, smooth=True), POOL)
    assert np.array_equal(out, plane[10:40, 60:20:-1])


@pytest.mark.parametrize("quality", [Quality.FAST, Quality.FULL])
@pytest.mark.parametrize("factor", [0.37, 1.0, 2.5])
def test_a_ramp_stays_straight(quality: Quality, factor: float) -> None:
    plane = np.tile(np.arange(0, 64000, 500, dtype=np.uint16), (128, 1))
    count = int(128 * factor)
    out = resampled(plane, count, count, quality)
    expected = ((np.arange(count) + 0.5) * (128 / count) - 0.5) * 500
    inner = slice(int(4 * factor) + 2, -int(4 * factor) - 2)
    # Between centres of a halved level an area mean is off by at most a quarter of its pixels.
    assert np.abs(out[count // 2] - expected)[inner].max() <= (260 if factor < 1 else 1)


def test_bands_on_threads_give_the_same() -> None:
    plane = np.random.default_rng(0).integers(0, 4096, (300, 300)).astype(np.uint16)
    axis = shrink_axis(300, 700)
    pool = BandPool(3)
    kernel = kernels(Quality.FULL, smooth=True)
    shared = resample(Pyramid(plane), axis, axis, kernel, pool)
    pool.close()
    assert np.array_equal(shared, resample(Pyramid(plane), axis, axis, kernel, POOL))


def test_float_planes_are_not_rounded() -> None:
    plane = np.array([[0.0, 1.0]])
    out = resample(
        Pyramid(plane), Axis(0, 1, 1, 1), Axis(0.25, 1, 1, 2), (Kernel.BILINEAR, Kernel.AREA), POOL
    )
    assert out.tolist() == [[0.25]]


def noisy(rows: int, columns: int) -> NDArray[np.uint16]:
    """Smooth anatomy plus noise of 20 stored values."""
    row, column = np.mgrid[:rows, :columns]
    smooth = 2000 + 800 * np.sin(row / 90) * np.cos(column / 70)
    noise = np.random.default_rng(5).normal(0, 20, (rows, columns))
    image: Floats = np.clip(smooth + noise, 0, 4095)
    return image.astype(np.uint16)


def test_shrinking_is_close_to_the_exact_area_mean() -> None:
    """rendering.md 2 at 3.8x: nearest 25.7, pyramid + bilinear 6.2, pyramid + area 3.3."""
    plane = noisy(1216, 912)
    exact = exact_area_mean(plane, 320, 240)
    rms = {
        quality: float(np.sqrt(np.mean((resampled(plane, 320, 240, quality) - exact) ** 2)))
        for quality in Quality
    }
    assert rms[Quality.FULL] < 4
    assert rms[Quality.FULL] < rms[Quality.FAST] < 8
    assert rms[Quality.NEAREST] > 15  # the test can tell


def test_a_bar_pattern_does_not_alias() -> None:
    """Bars of 5 pixels shrunk 3.8x: contrast stays near the exact mean's, no moire."""
    bars = np.where(np.arange(1216) // 5 % 2, 3000, 1000).astype(np.uint16)
    plane = np.tile(bars, (1216, 1))
    exact = exact_area_mean(plane, 320, 320)[160]
    contrast = {q: float(np.std(resampled(plane, 320, 320, q)[160])) for q in Quality}
    assert contrast[Quality.FULL] <= float(np.std(exact)) * 1.05
    assert contrast[Quality.NEAREST] > 1.5 * contrast[Quality.FULL]


@pytest.mark.parametrize(
    ("quality", "smooth", "expected"),
    [
        (Quality.NEAREST, True, (Kernel.NEAREST, Kernel.NEAREST)),
        (Quality.FAST, True, (Kernel.BILINEAR, Kernel.BILINEAR)),
        (Quality.FULL, True, (Kernel.BICUBIC, Kernel.AREA)),
        (Quality.FULL, False, (Kernel.NEAREST, Kernel.AREA)),
    ],
)
def test_quality_ladder(quality: Quality, *, smooth: bool, expected: tuple[Kernel, Kernel]) -> None:
    assert kernels(quality, smooth=smooth) == expected


def test_extreme_shapes() -> None:
    for rows, columns in itertools.product((1, 2, 300), repeat=2):
        plane = np.full((rows, columns), 77, np.uint16)
        for quality in Quality:
            assert (resampled(plane, 5, 400, quality) == 77).all()


@pytest.mark.parametrize(("rows", "columns"), [(0, 5), (5, 0), (0, 0)])
@pytest.mark.parametrize("quality", Quality)
def test_what_is_out_of_sight_is_an_empty_plane(rows: int, columns: int, quality: Quality) -> None:
    axes = Axis(0.3, 0.7, rows, 8), Axis(0.3, 0.7, columns, 8)
    kernel = kernels(quality, smooth=True)
    made = resample(Pyramid(noisy(8, 8)), *axes, kernel, POOL)
    assert made.shape == (rows, columns)


AXES = st.builds(
    lambda start, step, sign, count, size: Axis(start, step * sign, count, size),
    st.floats(-40, 100),
    st.floats(0.05, 8),
    st.sampled_from((1, -1)),
    st.integers(1, 80),
    st.integers(1, 60),
)


@given(AXES, st.sampled_from(Quality), st.data())
def test_a_plan_knows_its_ends_wherever_it_is_cut(
    axis: Axis, quality: Quality, data: st.DataObject
) -> None:
    plan = taps(axis, *kernels(quality, smooth=True))
    first = data.draw(st.integers(0, axis.count - 1))
    part = plan.part(first, data.draw(st.integers(first + 1, axis.count)))
    assert part.extent == (part.index.min(), part.index.max() + 1)
    assert not plan.index.flags.writeable  # it is shared

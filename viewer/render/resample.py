"""Planes at the size they are seen: separable taps, planned once per axis."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from viewer.render.kept import kept

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from viewer.render.bands import BandPool
    from viewer.render.pyramid import Pyramid

_EXACT: Final = 1e-6  # of a pixel; sampling this close to pixel centres is copying


class Quality(IntEnum):
    """How much work one picture is worth; the caller asks for less while things move.

    NEAREST takes the nearest pixel. FAST is bilinear, on the pyramid when shrinking. FULL is
    bicubic when magnifying and the area mean when shrinking.
    """

    NEAREST = 0
    FAST = 1
    FULL = 2


class Kernel(IntEnum):
    """How samples between pixel centres are made."""

    NEAREST = 0
    BILINEAR = 1
    BICUBIC = 2
    AREA = 3


@dataclass(frozen=True, slots=True)
class Axis:
    """Where the `count` output pixels of one axis lie on `size` source pixels.

    `start` is the source position of the first one, `step` the distance to the next,
    negative when the axis is flipped; positions are 0-based at pixel centres.
    """

    start: float
    step: float
    count: int
    size: int

    def shifted(self, pixels: float) -> Axis:
        """The same axis on a plane whose pixels lie that much before where they should."""
        return replace(self, start=self.start + pixels) if pixels else self

    def at_level(self, level: int, size: int) -> Axis:
        """The same axis on a pyramid level that has `size` pixels."""
        scale = 0.5**level
        return Axis((self.start + 0.5) * scale - 0.5, self.step * scale, self.count, size)


@dataclass(frozen=True, slots=True, eq=False)
class Taps:
    """Source pixels and their weights for each output pixel, both (taps, count)."""

    index: NDArray[np.intp]
    weight: NDArray[np.float32]

    @property
    def is_copy(self) -> bool:
        """Whether every output pixel is one source pixel."""
        return len(self.index) == 1

    @property
    def extent(self) -> tuple[int, int]:
        """The first source pixel and the one after the last; there must be output pixels.

        Source pixels only go up, or only down where the axis is flipped, and from tap to tap up.
        """
        first, last = self.index[0], self.index[-1]
        return int(min(first[0], first[-1])), int(max(last[0], last[-1])) + 1

    def part(self, first: int, end: int) -> Taps:
        """The taps of output pixels first..end."""
        return Taps(self.index[:, first:end], self.weight[:, first:end])


def kernels(quality: Quality, *, smooth: bool) -> tuple[Kernel, Kernel]:
    """The kernels for magnifying and for shrinking; without `smooth` pixels stay squares."""
    magnify = (Kernel.NEAREST, Kernel.BILINEAR, Kernel.BICUBIC)[quality]
    shrink = (Kernel.NEAREST, Kernel.BILINEAR, Kernel.AREA)[quality]
    return (magnify if smooth else Kernel.NEAREST), shrink


@kept(32)  # scrolling asks for the same plan at every slice
def taps(axis: Axis, magnify: Kernel, shrink: Kernel) -> Taps:
    """Plan one axis; positions beyond the edge take the edge pixel. The plan is read-only."""
    position = axis.start + axis.step * np.arange(axis.count, dtype=np.float64)
    kernel = shrink if abs(axis.step) > 1 + _EXACT else magnify
    if kernel is Kernel.AREA:
        return _clamped(*_area(position, abs(axis.step)), axis.size)
    on_centres = bool(np.all(np.abs(position - np.rint(position)) < _EXACT))
    if kernel is Kernel.NEAREST or on_centres:
        index, weight = np.floor(position + 0.5)[None], np.ones((1, axis.count))
        return _clamped(index, weight, axis.size)
    base = np.floor(position)
    t = position - base
    if kernel is Kernel.BILINEAR:
        return _clamped(np.stack([base, base + 1]), np.stack([1 - t, t]), axis.size)
    index = np.stack([base - 1, base, base + 1, base + 2])
    return _clamped(index, np.stack(_catmull_rom(t)), axis.size)


def _area(position: NDArray[Any], width: float) -> tuple[NDArray[Any], NDArray[Any]]:
    """The share of each source pixel in an output pixel `width` source pixels wide."""
    low, high = position + 0.5 - width / 2, position + 0.5 + width / 2
    first = np.floor(low)
    index = first + np.arange(math.ceil(width) + 1)[:, None]
    share = np.minimum(index + 1, high) - np.maximum(index, low)
    return index, np.maximum(share, 0.0) / width


def _catmull_rom(t: NDArray[Any]) -> tuple[NDArray[Any], ...]:
    """Cubic convolution with a = -1/2: passes through the pixels, straight ramps stay straight."""
    return (
        ((-0.5 * t + 1.0) * t - 0.5) * t,
        (1.5 * t - 2.5) * t * t + 1.0,
        ((-1.5 * t + 2.0) * t + 0.5) * t,
        (0.5 * t - 0.5) * t * t,
    )


def _clamped(index: NDArray[Any], weight: NDArray[Any], size: int) -> Taps:
    plan = Taps(np.clip(index, 0, size - 1).astype(np.intp), weight.astype(np.float32))
    plan.index.flags.writeable = plan.weight.flags.writeable = False
    return plan


def resample(
    pyramid: Pyramid, rows: Axis, columns: Axis, kernel: tuple[Kernel, Kernel], pool: BandPool
) -> NDArray[Any]:
    """The plane at (rows.count, columns.count), in the plane's own type.

    Values made by interpolation are rounded to it and clipped to its range; copies are exact.
    A count is 0 where nothing of the image is in sight.
    """
    if not (rows.count and columns.count):  # beside the viewport, or thinner than a pixel of it
        return np.empty((rows.count, columns.count), pyramid.level(0)[1].dtype)
    shrink = min(abs(rows.step), abs(columns.step))
    wanted = max(0, math.floor(math.log2(shrink) + _EXACT)) if shrink > 0 else 0
    use_pyramid = kernel[1] is not Kernel.NEAREST
    level, plane = pyramid.level(wanted if use_pyramid else 0)
    down, across = (
        axis.shifted(pyramid.shift).at_level(level, size)
        for axis, size in zip((rows, columns), plane.shape, strict=True)
    )
    row_taps, column_taps = taps(down, *kernel), taps(across, *kernel)
    out = np.empty((rows.count, columns.count), plane.dtype)
    if not out.size:
        return out

    def band(first: int, end: int) -> None:
        _band(plane, row_taps.part(first, end), column_taps, out[first:end])

    pool.run(rows.count, columns.count, band)
    return out


def _band(plane: NDArray[Any], rows: Taps, columns: Taps, out: NDArray[Any]) -> None:
    if rows.is_copy and columns.is_copy:
        np.take(plane[rows.index[0]], columns.index[0], axis=1, out=out, mode="clip")
        return
    wide: np.dtype[Any] = np.dtype(np.float32 if plane.dtype.kind == "u" else np.float64)
    (first, last), (left, right) = rows.extent, columns.extent
    source = np.ascontiguousarray(plane[first:last, left:right])
    down = Taps(rows.index - first, rows.weight)
    across = Taps(columns.index - left, columns.weight)
    if len(source) < len(out):  # fewer source than output rows: widen those first
        made = _weighted(_weighted(source, across, 1, wide), down, 0, wide)
    else:
        made = _weighted(_weighted(source, down, 0, wide), across, 1, wide)
    if plane.dtype.kind == "u":
        made += 0.5  # the assignment cuts
        np.clip(made, 0, np.iinfo(plane.dtype).max, out=made)
    out[...] = made


def _weighted(source: NDArray[Any], plan: Taps, axis: int, wide: np.dtype[Any]) -> NDArray[Any]:
    """Weighted sums along one axis; buffers are used again for each tap."""
    picked: NDArray[Any] | None = None
    part: NDArray[Any] | None = None
    total: NDArray[Any] | None = None
    for index, weight in zip(plan.index, plan.weight, strict=True):
        picked = np.take(source, index, axis=axis, out=picked, mode="clip")
        factor = weight if axis else weight[:, None]
        part = np.multiply(picked, factor, out=part, dtype=wide)
        if total is None:
            total, part = part, None
        else:
            total += part
    assert total is not None
    return total

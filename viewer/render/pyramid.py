"""Planes at halved sizes, so that shrinking costs what is seen, not what there is."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Plane = NDArray[np.generic]
    Mask = NDArray[np.bool_]

_SMALLEST_SIDE: Final = 64  # nothing is gained by halving further
_BAND_ROWS: Final = 256  # of the finer plane; keeps the sums in the processor's cache


class Pyramid:
    """One plane (rows, columns) and its 2x2 means, made when first asked for.

    Pixel i of level k covers pixels [i * 2^k, (i + 1) * 2^k) of the plane. Of a plane that is
    only known at every 2^n-th pixel, `base` is level n = `finest`, and `shift` tells by how many
    pixels of the whole its own lie before the middle of what they would cover.
    """

    def __init__(self, base: Plane, finest: int = 0) -> None:
        self.finest = finest
        self.shift = ((1 << finest) - 1) / 2
        self._levels: list[Plane] = [base]
        self._lock = threading.Lock()

    @classmethod
    def filled(cls, base: Plane, valid: Mask, finest: int = 0) -> Pyramid:
        """The pyramid of a plane with holes: means of valid pixels, holes filled from them.

        Writes into the holes of `base`. Padding thus never bleeds into the image (D-023): a
        hole takes the mean of the nearest valid pixels, at every level.
        """
        levels, masks = [base], [valid]
        while max(levels[-1].shape) > 1 and not masks[-1].all():
            plane, mask = _halve_valid(levels[-1], masks[-1])
            levels.append(plane)
            masks.append(mask)
        for coarse, plane, mask in zip(levels[:0:-1], levels[-2::-1], masks[-2::-1], strict=True):
            _fill(plane, mask, coarse)
        pyramid = cls(base, finest)
        pyramid._levels = [base, *(p for p in levels[1:] if min(p.shape) >= _SMALLEST_SIDE // 2)]
        return pyramid

    def level(self, wanted: int) -> tuple[int, Plane]:
        """The plane halved `wanted` times, or as often as is possible: (level, plane)."""
        index = max(0, wanted - self.finest)
        with self._lock:
            while len(self._levels) <= index and min(self._levels[-1].shape) >= _SMALLEST_SIDE:
                self._levels.append(halve(self._levels[-1]))
            index = min(index, len(self._levels) - 1)
            return self.finest + index, self._levels[index]

    def build(self) -> None:
        """Make all levels now, on the thread of the caller."""
        self.level(16)

    @property
    def nbytes(self) -> int:
        """Bytes held by the levels made so far."""
        return sum(level.nbytes for level in self._levels)


def halve(plane: Plane) -> Plane:
    """The 2x2 means, rounded to the plane's own type; an odd last row or column counts twice."""
    rows, columns = plane.shape
    half = np.empty(((rows + 1) // 2, (columns + 1) // 2), plane.dtype)
    for top in range(0, rows, _BAND_ROWS):
        band = _even(plane[top : top + _BAND_ROWS])
        sums = _sum_2x2(band)
        if plane.dtype.kind == "u":
            sums += 2
            sums >>= 2
        else:
            sums *= 0.25
        half[top // 2 : (top + _BAND_ROWS) // 2] = sums
    return half


def any_of_4(plane: Mask) -> Mask:
    """Whether any of 2x2 is set: thin overlay lines survive shrinking."""
    even = _even(plane)
    rows = even[0::2] | even[1::2]
    either: Mask = rows[:, 0::2] | rows[:, 1::2]
    return either


def _even(plane: NDArray[Any]) -> NDArray[Any]:
    odd_rows, odd_columns = plane.shape[0] & 1, plane.shape[1] & 1
    if not odd_rows and not odd_columns:
        return plane
    return np.pad(plane, ((0, odd_rows), (0, odd_columns)), mode="edge")


def _sum_2x2(plane: NDArray[Any]) -> NDArray[Any]:
    wide = np.uint32 if plane.dtype.kind in "ub" else np.float64
    rows = np.add(plane[0::2], plane[1::2], dtype=wide)
    sums: NDArray[Any] = rows[:, 0::2] + rows[:, 1::2]
    return sums


def _halve_valid(plane: Plane, valid: Mask) -> tuple[Plane, Mask]:
    rows, columns = plane.shape
    half = np.empty(((rows + 1) // 2, (columns + 1) // 2), plane.dtype)
    half_valid = np.empty(half.shape, np.bool_)
    for top in range(0, rows, _BAND_ROWS):
        part = slice(top // 2, (top + _BAND_ROWS) // 2)
        known = _even(valid[top : top + _BAND_ROWS])
        counts = _sum_2x2(known)
        half_valid[part] = counts > 0
        np.maximum(counts, 1, out=counts)
        sums = _sum_2x2(_even(plane[top : top + _BAND_ROWS]) * known)
        if plane.dtype.kind == "u":
            half[part] = (sums + counts // 2) // counts
        else:
            half[part] = sums / counts
    return half, half_valid


def _fill(plane: Plane, valid: Mask, coarse: Plane) -> None:
    holes = ~valid
    for down in (0, 1):
        for across in (0, 1):
            part = plane[down::2, across::2]
            source = coarse[: part.shape[0], : part.shape[1]]
            np.copyto(part, source, where=holes[down::2, across::2])

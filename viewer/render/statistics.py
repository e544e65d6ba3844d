"""Mean, spread and extremes of the values in a region, un-interpolated (D-004, S-12, S-13)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from viewer.render.modality import modality_values
from viewer.render.pipeline import is_padding

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from viewer.model.header import FrameFacts, ImageFacts
    from viewer.model.image import Frame
    from viewer.render.region import RegionMask

_COUNTED_FROM: Final = 4096  # pixels from which counting equal values is faster than adding them
_AT_A_TIME: Final = 1 << 20  # values counted at a time, as each needs eight bytes for it


@dataclass(frozen=True, slots=True)
class RegionStatistics:
    """What the pixels of a region say, in modality units (HU, ...).

    `deviation` is that of the population: the root of the mean squared distance from the mean.
    `excluded` pixels lie in the region too and are no image: padding, NaN, infinity, or hidden.
    """

    count: int
    mean: float
    deviation: float
    smallest: float
    largest: float
    excluded: int


def region_statistics(
    frame: Frame,
    image: ImageFacts,
    facts: FrameFacts,
    region: RegionMask,
    hidden: NDArray[np.bool_] | None = None,
) -> RegionStatistics | None:
    """Statistics of a grey frame's pixels in `region`; None where none of them has a value.

    `hidden` (rows, columns) marks pixels of the whole image that are not to be counted, such as
    those behind a shutter (D-093). Colour frames and previews have no values: ValueError.
    """
    if frame.pixels.ndim != 2 or frame.reduction:
        raise ValueError("a colour frame or a preview has no values")
    stored = region.cut_from(frame.pixels)
    wanted = ~is_padding(stored, image.padding)
    if hidden is not None:
        wanted &= ~region.cut_from(hidden)
    kept = stored[wanted]
    if not kept.size:
        return None
    values, weights = _distinct(kept)
    with np.errstate(over="ignore", invalid="ignore"):
        modality = modality_values(values, facts.modality_lut)
        start = float(modality[0])  # sums of differences keep more digits
        mean = start + float(np.dot(modality - start, weights)) / kept.size
        away = modality - mean
        deviation = math.sqrt(float(np.dot(away * away, weights)) / kept.size)
    return RegionStatistics(
        count=int(kept.size),
        mean=mean,
        deviation=deviation,
        smallest=float(modality.min()),
        largest=float(modality.max()),
        excluded=int(stored.size - kept.size),
    )


def _distinct(stored: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Values and how often each is there: of many small integers each only once."""
    if stored.dtype.kind in "iub" and stored.dtype.itemsize <= 2 and stored.size >= _COUNTED_FROM:
        lowest, span = int(stored.min()), int(stored.max()) - int(stored.min()) + 1
        counts = np.zeros(span, np.int64)
        for start in range(0, stored.size, _AT_A_TIME):
            part = stored[start : start + _AT_A_TIME].astype(np.int64) - lowest
            counts += np.bincount(part, minlength=span)
        present = np.flatnonzero(counts)
        return (present + lowest).astype(np.float64), counts[present].astype(np.float64)
    values = stored.astype(np.float64)
    return values, np.ones(values.shape)

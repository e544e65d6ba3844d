"""Modality values to display range by window or VOI LUT (D-040..D-051)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from viewer.model.lut import LARGEST_VALUE, VoiFunction, VoiLut, VoiTransform, Window
from viewer.render.lookup import table_values

if TYPE_CHECKING:
    from numpy.typing import NDArray

WHITE = 255.0
_STEEPEST_EXPONENT = 700.0  # exp() of more is infinite in float64 (D-042)


def voi_values(values: NDArray[np.float64], voi: VoiTransform) -> NDArray[np.float64]:
    """Display values 0..255, not rounded, of modality values of any shape."""
    if isinstance(voi, VoiLut):
        highest = float(2**voi.table.bits - 1)
        entries = table_values(values, voi.table.first_mapped, voi.table.entries)
        return np.minimum(entries, highest) * (WHITE / highest)
    match voi.function:
        case VoiFunction.LINEAR:
            return _linear(values, voi.center - 0.5, voi.width - 1)
        case VoiFunction.LINEAR_EXACT:
            return _linear(values, voi.center, voi.width)
        case VoiFunction.SIGMOID:
            return _sigmoid(values, voi)


def _linear(values: NDArray[np.float64], center: float, width: float) -> NDArray[np.float64]:
    """D-040 and D-041, which differ only in what they call centre and width.

    A width of 0 (LINEAR with w = 1) is a threshold (D-040). So is one so small that
    dividing by it is no number any more.
    """
    low, high = center - width / 2, center + width / 2
    if not low < high:
        return np.where(values > low, WHITE, 0.0)
    with np.errstate(over="ignore", invalid="ignore"):
        ramp = np.clip(((values - center) / width + 0.5) * WHITE, 0.0, WHITE)
    # The standard's comparisons decide at the ends, not what rounding left of the division.
    ramp[values <= low] = 0.0
    ramp[values > high] = WHITE
    return ramp


def _sigmoid(values: NDArray[np.float64], window: Window) -> NDArray[np.float64]:
    with np.errstate(over="ignore"):
        exponent = -4.0 * (values - window.center) / window.width
    exponent = np.clip(exponent, -_STEEPEST_EXPONENT, _STEEPEST_EXPONENT)
    return WHITE / (1.0 + np.exp(exponent))


def identity_window(low: float, high: float) -> Window:
    """The window that maps `low` to black and `high` to white: the standard's identity (D-050)."""
    low, high = max(low, -LARGEST_VALUE), min(high, LARGEST_VALUE)
    width = high - low
    return Window((low + high) / 2, width if width > 0 else 1.0, VoiFunction.LINEAR_EXACT)

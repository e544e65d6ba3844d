"""Brightness and contrast by dragging: right is wider, up is brighter (look.md, "Hands")."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from viewer.model.lut import LARGEST_VALUE, VoiFunction, VoiLut, VoiSource, Window

if TYPE_CHECKING:
    from viewer.model.lut import VoiTransform

DOUBLING_PX = 150.0  # drag to the right that doubles the width
_CENTER_PX = 256.0  # drag upwards that moves the centre by one width
_SMALLEST_SHARE = 1 / 2000  # of the image's range of values, so a closed window opens again


def window_of(voi: VoiTransform) -> Window:
    """The window a drag starts from; a VOI LUT is left for the range it covers."""
    if isinstance(voi, VoiLut):
        count = len(voi.table.entries)
        return Window(voi.table.first_mapped + count / 2, max(1.0, float(count)))
    return voi


def dragged_window(
    start: VoiTransform, right_px: float, up_px: float, span: float, *, inverse: bool = False
) -> Window:
    """The user's window after a drag of (right_px, up_px) logical pixels from `start`.

    Speed is proportional to the width at the start, or to a small share of `span`, the range
    of values in the image, when the window is narrower. With `inverse` low values are bright,
    so that up stays brighter.
    """
    window = window_of(start)
    smallest = 1.0 if window.function is VoiFunction.LINEAR else span * 1e-6 or 1e-6
    base = min(LARGEST_VALUE, max(window.width, span * _SMALLEST_SHARE, smallest))
    width = min(LARGEST_VALUE, max(smallest, base * 2.0 ** (right_px / DOUBLING_PX)))
    if right_px == 0:
        width = window.width
    up = up_px * base / _CENTER_PX * (1.0 if inverse else -1.0)
    center = min(LARGEST_VALUE, max(-LARGEST_VALUE, window.center + up))
    return Window(
        center=_tidy(center, base),
        width=max(smallest, _tidy(width, width)),
        function=window.function,
        source=VoiSource.USER,
    )


def dragged_from_zero(
    start: VoiTransform, right_px: float, up_px: float, *, inverse: bool = False
) -> Window:
    """The user's window from zero up after a drag: counts and uptake begin there (IHE BIR).

    Right and down raise its upper end, so that right is less contrast and up is brighter (of
    an inverse image down is).
    """
    window = window_of(start)
    upper = max(window.center + window.width / 2, window.width * _SMALLEST_SHARE, 1e-6)
    way = right_px + (up_px if inverse else -up_px)
    doublings = min(200.0, max(-200.0, way / DOUBLING_PX))
    upper = min(LARGEST_VALUE, max(1e-6, upper * 2.0**doublings))
    upper = _tidy(upper, upper)
    return Window(upper / 2, upper, VoiFunction.LINEAR_EXACT, source=VoiSource.USER)


def dragged_colour(
    start: tuple[float, float] | None, right_px: float, up_px: float
) -> tuple[float, float]:
    """Brightness (-255..255, added to samples) and contrast factor after a drag (D-005).

    Right lowers the contrast, as a wider window does.
    """
    offset, contrast = start or (0.0, 1.0)
    offset = min(255.0, max(-255.0, offset + up_px / 2))
    contrast = min(20.0, max(0.05, contrast * 2.0 ** (-right_px / DOUBLING_PX)))
    return (round(offset, 1), round(contrast, 3))


def _tidy(value: float, scale: float) -> float:
    """Round to what matters at this scale: whole numbers for wide windows."""
    digits = 3 - math.floor(math.log10(scale)) - 1
    return float(round(value, max(0, digits)))

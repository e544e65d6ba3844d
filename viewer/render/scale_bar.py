"""A round length to lay beside the image, with what its calibration is worth (D-103)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from viewer.model.geometry import SpacingSource

if TYPE_CHECKING:
    from viewer.model.geometry import PixelSpacing
    from viewer.render.placement import Placement


@dataclass(frozen=True, slots=True)
class ScaleBar:
    """A horizontal bar of `length_px` device pixels that stands for `length_mm`."""

    length_mm: float
    length_px: float
    label: str


def scale_bar(
    spacing: PixelSpacing | None, placement: Placement, longest_px: float
) -> ScaleBar | None:
    """The longest bar of 1, 2 or 5 times a power of ten that fits; None if uncalibrated."""
    if spacing is None or spacing.source is SpacingSource.NONE or longest_px <= 0:
        return None
    if placement.quarter_turns % 2:  # the image's rows lie side by side on screen
        px_per_mm = placement.zoom * placement.aspect / spacing.row_mm
    else:
        px_per_mm = placement.zoom / spacing.column_mm
    length = _round_down(longest_px / px_per_mm)
    return ScaleBar(length, length * px_per_mm, f"{_length_text(length)}{_caveat(spacing)}")


def _round_down(longest: float) -> float:
    power = 10.0 ** math.floor(math.log10(longest))
    digit = max(digit for digit in (1, 2, 5) if digit <= max(longest / power, 1.0))
    return digit * power


def _length_text(length_mm: float) -> str:
    if length_mm >= 10:
        return f"{length_mm / 10:g} cm"
    return f"{length_mm:g} mm" if length_mm >= 0.1 else f"{length_mm * 1000:g} µm"


def _caveat(spacing: PixelSpacing) -> str:
    return "" if spacing.source is SpacingSource.PATIENT else f" ({spacing.label})"

"""Stored values to colour by palette (D-073, D-075)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from viewer.render.lookup import table_index

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from viewer.model.lut import Palette


def palette_rgb(stored: NDArray[np.float64], palette: Palette) -> NDArray[np.uint8]:
    """RGB of stored values, shape of `stored` + (3,); clamped to the palette's ends (D-073)."""
    return palette.rgb[table_index(stored, palette.first_mapped, len(palette.rgb))]


def coloured(stored: NDArray[np.float64], palette: Palette) -> NDArray[np.bool_]:
    """Which values take a colour; a supplemental palette leaves the lower ones grey (D-075)."""
    if not palette.supplemental:
        return np.ones(stored.shape, np.bool_)
    return np.rint(stored) >= palette.first_mapped

"""Overlays from arrays, for tests that draw them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from viewer.model.header import Overlay


def overlay_of(
    bits: NDArray[np.bool_],
    origin: tuple[int, int] = (1, 1),
    first_frame: int = 1,
    group: int = 0x6000,
) -> Overlay:
    """An overlay of `bits` (frames, rows, columns), packed as in a file."""
    packed = np.packbits(bits.ravel(), bitorder="little").tobytes()
    frames, rows, columns = bits.shape
    return Overlay(group, packed, frames, rows, columns, origin, first_frame)

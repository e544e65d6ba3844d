"""Overlays from arrays, for tests that draw them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.model.header import Overlay


def overlay_of(
    bits: NDArray[np.bool_], origin: tuple[int, int] = (1, 1), first_frame: int = 1, **more: Any
) -> Overlay:
    """An overlay of `bits` (frames, rows, columns), packed as in a file."""
    packed = np.packbits(bits.ravel(), bitorder="little").tobytes()
    return Overlay(more.pop("group", 0x6000), packed, *bits.shape, origin, first_frame, **more)

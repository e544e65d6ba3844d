"""Stored values to modality values: rescale or Modality LUT (D-030..D-032)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.model.lut import ModalityLut, Rescale
from viewer.render.lookup import table_values

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def modality_values(stored: NDArray[np.float64], lut: ModalityLut) -> NDArray[np.float64]:
    """Modality values, e.g. HU, of stored values of any shape; PS3.3 C.11.1."""
    match lut:
        case Rescale(slope, intercept):
            return stored * slope + intercept
        case _:
            return table_values(stored, lut.table.first_mapped, lut.table.entries)


def modality_range(stored: tuple[float, float], lut: ModalityLut) -> tuple[float, float]:
    """Smallest and largest modality value that stored values `stored` (low, high) can have.

    For a table that is 0..2^bits-1, whatever it contains (C.11.1.1.1).
    """
    match lut:
        case Rescale(slope, intercept):
            ends = sorted(value * slope + intercept for value in stored)
            return ends[0], ends[1]
        case _:
            return 0.0, float(2**lut.table.bits - 1)

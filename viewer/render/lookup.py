"""Reading a DICOM lookup table at any value (D-032, D-047)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def table_index(values: NDArray[np.float64], first_mapped: int, count: int) -> NDArray[np.intp]:
    """Index of each value in a table: rounded, then clamped to 0..count-1 (D-032).

    Clamped as float64, so no value can wrap whatever the table's own type is (D-048). NaN
    takes the first entry; callers mask it.
    """
    position: NDArray[np.float64] = np.clip(np.rint(values) - first_mapped, 0, count - 1)
    return np.nan_to_num(position, nan=0.0).astype(np.intp)


def table_values(
    values: NDArray[np.float64], first_mapped: int, entries: NDArray[np.uint16]
) -> NDArray[np.float64]:
    """The entries for `values` (any shape) as float64."""
    index = table_index(values, first_mapped, len(entries))
    return entries[index].astype(np.float64)

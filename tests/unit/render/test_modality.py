"""Rescale and Modality LUT."""

from __future__ import annotations

import numpy as np
import pytest

from viewer.model.lut import LutTable, ModalityTable, Rescale
from viewer.render.modality import modality_range, modality_values

TABLE = ModalityTable(LutTable(-3, 12, np.array([5, 70, 4095], np.uint16)))


def test_rescale_in_float64() -> None:
    values = modality_values(np.array([0.0, 65535.0]), Rescale(0.1, -1024))
    assert values.tolist() == [-1024, 65535 * 0.1 - 1024]


def test_table_clamps_at_both_ends() -> None:
    """D-032: index = clamp(SV - first, 0, n - 1); -3 is first, although entries are unsigned."""
    inputs = np.array([-40000.0, -3, -2, -1, 0, 65535])
    assert modality_values(inputs, TABLE).tolist() == [5, 5, 70, 4095, 4095, 4095]


@pytest.mark.parametrize(
    ("lut", "expected"),
    [(Rescale(2, 1), (-19, 21)), (Rescale(-2, 1), (-19, 21)), (TABLE, (0, 4095))],
)
def test_range(lut: Rescale | ModalityTable, expected: tuple[float, float]) -> None:
    assert modality_range((-10, 10), lut) == expected

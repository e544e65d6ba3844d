"""Polarity: the truth table of D-061."""

from __future__ import annotations

import pytest

from viewer.model.lut import GreyPresentation, PresentationShape
from viewer.render.presentation_lut import is_inverted, shape_contradicts

IDENTITY, INVERSE = PresentationShape.IDENTITY, PresentationShape.INVERSE


@pytest.mark.parametrize(
    ("monochrome1", "shape", "inverted", "contradicts"),
    [
        (True, None, True, False),
        (True, INVERSE, True, False),
        (True, IDENTITY, True, True),
        (False, None, False, False),
        (False, IDENTITY, False, False),
        (False, INVERSE, False, True),
    ],
)
def test_truth_table(
    *, monochrome1: bool, shape: PresentationShape | None, inverted: bool, contradicts: bool
) -> None:
    file_says = GreyPresentation(monochrome1=monochrome1, shape=shape)
    by_user = GreyPresentation(monochrome1=monochrome1, shape=shape, inverted=True)
    assert is_inverted(file_says) is inverted
    assert is_inverted(by_user) is not inverted  # D-062
    assert shape_contradicts(file_says) is contradicts

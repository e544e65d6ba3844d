"""Polarity: the truth table of D-061."""

from __future__ import annotations

import pytest

from viewer.model.lut import GreyPresentation, PresentationShape
from viewer.render.presentation_lut import is_inverted

IDENTITY, INVERSE = PresentationShape.IDENTITY, PresentationShape.INVERSE


@pytest.mark.parametrize(
    ("monochrome1", "shape", "inverted"),
    [
        (True, None, True),
        (True, INVERSE, True),
        (True, IDENTITY, True),
        (False, None, False),
        (False, IDENTITY, False),
        (False, INVERSE, False),
    ],
)
def test_truth_table(*, monochrome1: bool, shape: PresentationShape | None, inverted: bool) -> None:
    file_says = GreyPresentation(monochrome1=monochrome1, shape=shape)
    by_user = GreyPresentation(monochrome1=monochrome1, shape=shape, inverted=True)
    assert is_inverted(file_says) is inverted
    assert is_inverted(by_user) is not inverted  # D-062

"""Rectangles: what lies within what, and what is left."""

import numpy as np
import pytest
from pydicom.dataset import Dataset

from tests.factories.dicom import image_dataset
from viewer.deid.boxes import Box, is_covered, outermost
from viewer.deid.risk import risk_of


def test_the_corners_are_checked() -> None:
    for corners in [(2, 0, 1, 0), (0, 2, 0, 1), (-1, 0, 1, 1)]:
        with pytest.raises(ValueError, match="wrong way round"):
            Box(*corners)


def test_outermost_keeps_what_lies_in_no_other() -> None:
    large, inside, other = Box(0, 0, 9, 9), Box(2, 2, 5, 5), Box(8, 8, 12, 12)
    assert outermost([inside, large, other, large]) == (large, other)


def test_covered_as_painted_pixels_say() -> None:
    rng = np.random.default_rng(2)

    def some_box() -> Box:
        (left, right), (top, bottom) = np.sort(rng.integers(0, 12, (2, 2)), axis=1)
        return Box(int(left), int(top), int(right), int(bottom))

    seen = set()
    for _ in range(500):
        box, covers = some_box(), [some_box() for _ in range(4)]
        painted = np.zeros((12, 12), bool)
        for cover in covers:
            painted[cover.top : cover.bottom + 1, cover.left : cover.right + 1] = True
        expected = bool(painted[box.top : box.bottom + 1, box.left : box.right + 1].all())
        assert is_covered(box, covers) is expected
        seen.add(expected)
    assert seen == {True, False}


def test_what_lies_between_regions_is_proposed_too() -> None:
    """A-051: outside of every region, not of the box around all of them."""
    regions = []
    for left in (2, 12):
        region = Dataset()
        region.RegionLocationMinX0, region.RegionLocationMinY0 = left, 3
        region.RegionLocationMaxX1, region.RegionLocationMaxY1 = left + 4, 9
        regions.append(region)
    risk = risk_of(image_dataset(Modality="US", SequenceOfUltrasoundRegions=regions), 16, 20)
    assert risk is not None
    for x, y in ((9, 5), (0, 0), (19, 15), (1, 3), (17, 9)):
        assert is_covered(Box(x, y, x, y), risk.proposal), (x, y)
    for box in (Box(2, 3, 6, 9), Box(12, 3, 16, 9)):
        assert not any(box.meets(black) for black in risk.proposal)

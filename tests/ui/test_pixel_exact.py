import pytest

from tests.factories.at_scale import problems_at_scale


@pytest.mark.parametrize("factor", ["1", "1.25", "1.5"])
def test_one_image_pixel_is_one_device_pixel_at_any_scale(factor: str) -> None:
    """rendering.md 2: drawn 1:1 in device pixels, at fractional ratios and odd places too."""
    assert problems_at_scale("tests.factories.pixel_exact", factor) == ""

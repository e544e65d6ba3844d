"""Colours of presentation states (D-078, D-006)."""

import pytest

from viewer.model.cielab import grey_from_p_value, rgb_from_cielab


def stored(lightness: float, a: float, b: float) -> tuple[int, int, int]:
    """A CIELab triple as DICOM stores it."""
    return round(lightness * 655.35), round((a + 128) * 257), round((b + 128) * 257)


@pytest.mark.parametrize(
    ("triple", "rgb"),
    [
        ((0xFFFF, 0x8080, 0x8080), (255, 255, 255)),  # the vector of the standard
        ((0, 0x8080, 0x8080), (0, 0, 0)),
        # CIELab (D50) of the sRGB primaries, published with the ICC profile.
        (stored(54.29, 80.80, 69.89), (255, 0, 0)),
        (stored(87.82, -79.27, 80.99), (0, 255, 0)),
        (stored(29.57, 68.30, -112.03), (0, 0, 255)),
        (stored(97.61, -15.75, 93.39), (255, 255, 0)),
    ],
)
def test_known_colours(triple: tuple[int, int, int], rgb: tuple[int, int, int]) -> None:
    found = rgb_from_cielab(triple)
    channels = [int(found[at : at + 2], 16) for at in (1, 3, 5)]
    assert all(abs(one - other) <= 1 for one, other in zip(channels, rgb, strict=True))


@pytest.mark.parametrize(
    ("value", "grey"),
    [(0, "#000000"), (0xFFFF, "#ffffff"), (0x8080, "#808080"), (99999, "#ffffff")],
)
def test_p_values_are_linear(value: int, grey: str) -> None:
    assert grey_from_p_value(value) == grey

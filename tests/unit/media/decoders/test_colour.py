import numpy as np
import pytest

from viewer.media.decoders.colour import expand_422, is_ycbcr, to_rgb


@pytest.mark.parametrize(
    ("ybr", "rgb"),
    [
        ((76, 85, 255), (254, 0, 0)),  # the vectors of D-070
        ((128, 128, 128), (128, 128, 128)),
        ((0, 128, 128), (0, 0, 0)),
        ((255, 128, 128), (255, 255, 255)),
        ((29, 255, 107), (0, 0, 254)),  # B = 29 + 1.772 * 127 = 254.04
    ],
)
def test_full_range(ybr: tuple[int, int, int], rgb: tuple[int, int, int]) -> None:
    image = np.array([[ybr]], np.uint8)
    assert to_rgb(image, "YBR_FULL").tolist() == [[list(rgb)]]


@pytest.mark.parametrize(
    ("ybr", "rgb"),
    [
        ((16, 128, 128), (0, 0, 0)),
        ((235, 128, 128), (255, 255, 255)),
        ((81, 90, 240), (254, 0, 0)),  # D-071: 0.2568 * 255 + 16 = 81 ... of pure red
    ],
)
def test_partial_range(ybr: tuple[int, int, int], rgb: tuple[int, int, int]) -> None:
    """D-071."""
    found = to_rgb(np.array([[ybr]], np.uint8), "YBR_PARTIAL_422")
    assert np.abs(found.astype(int) - rgb).max() <= 1


def test_sixteen_bits_have_their_own_middle() -> None:
    grey = np.full((2, 2, 3), 32768, np.uint16)
    grey[..., 0] = 1000
    assert (to_rgb(grey, "YBR_FULL", 16) == 1000).all()


def test_halved_chroma_is_shared_by_two_pixels() -> None:
    """D-013: Y Y Cb Cr."""
    samples = np.array([1, 2, 10, 20, 3, 4, 30, 40], np.uint8)
    assert expand_422(samples, 2, 2).tolist() == [
        [[1, 10, 20], [2, 10, 20]],
        [[3, 30, 40], [4, 30, 40]],
    ]


def test_what_is_ycbcr() -> None:
    assert is_ycbcr("YBR_FULL")
    assert not is_ycbcr("YBR_RCT")  # exists inside JPEG 2000 only (D-071)
    assert not is_ycbcr("RGB")

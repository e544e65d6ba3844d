"""Reduced JPEG 2000: the values of the whole picture, at the places the standard names."""

import imagecodecs
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.factories.decode_requests import J2K_LOSSLESS, JPEG_LS, described
from viewer.errors import DecodeError, TruncatedPixelsError
from viewer.media.decoders import decode
from viewer.media.decoders.base import DecodeRequest

Array = NDArray[np.generic]
ROWS, COLUMNS = 204, 332  # not divisible by 8


def ramp(low: int, high: int, dtype: str) -> Array:
    """Rises along both axes, so that a shift by one pixel shows."""
    row, column = np.mgrid[:ROWS, :COLUMNS]
    share = (row / (ROWS - 1) + column / (COLUMNS - 1)) / 2
    values: Array = np.rint(low + share * (high - low)).astype(dtype)
    return values


def request_for(array: Array, bits: int, reduction: int) -> DecodeRequest:
    data = imagecodecs.jpeg2k_encode(
        array, level=0, reversible=True, codecformat="j2k", bitspersample=bits, resolutions=4
    )
    pixels = described(array, J2K_LOSSLESS, bits_stored=bits, high_bit=bits - 1)
    return DecodeRequest(pixels, bytes(data), reduction=reduction)


@pytest.mark.parametrize("reduction", [1, 2, 3])
@pytest.mark.parametrize(
    ("bits", "dtype", "low", "high"),
    [
        (8, "u1", 3, 250),
        (12, "<u2", 10, 4000),
        (16, "<u2", 10, 65000),
        (12, "<i2", -2000, 2000),
        (16, "<i2", -32000, 32000),
    ],
)
def test_a_smaller_picture_has_the_values_of_every_nth_pixel(
    bits: int, dtype: str, low: int, high: int, reduction: int
) -> None:
    array = ramp(low, high, dtype)
    frame = decode(request_for(array, bits, reduction))
    expected = array[:: 1 << reduction, :: 1 << reduction].astype(float)
    assert frame.array.dtype == np.dtype(dtype)
    assert frame.array.shape == expected.shape
    inside = (slice(1, -1), slice(1, -1))
    step = (high - low) / (ROWS + COLUMNS)  # of the ramp, from pixel to pixel
    difference = np.abs(frame.array[inside].astype(float) - expected[inside])
    assert difference.max() <= max(2.0, step)


def test_colour_stays_colour() -> None:
    grey = ramp(3, 250, "u1")
    array = np.stack([grey, grey[::-1], np.full_like(grey, 90)], axis=-1)
    frame = decode(request_for(array, 8, 2))
    assert frame.array.shape == (51, 83, 3)
    assert np.abs(frame.array[..., 2].astype(int) - 90).max() <= 4  # the colour transform rounds
    assert frame.array[1:-1, 1:-1, 0].argmax() > frame.array[1:-1, 1:-1, 1].argmax()


def test_a_stream_halved_less_often_has_no_such_picture() -> None:
    with pytest.raises(DecodeError, match="no smaller picture"):
        decode(request_for(ramp(0, 4000, "<u2"), 12, 6))


def test_no_picture_of_what_is_not_jpeg_2000() -> None:
    array = ramp(0, 255, "u1")
    pixels = described(array, JPEG_LS)
    data = imagecodecs.jpegls_encode(array)
    with pytest.raises(DecodeError, match="no smaller picture"):
        decode(DecodeRequest(pixels, bytes(data), reduction=1))


def test_a_stream_cut_off_shows_nothing_smaller_either() -> None:
    whole = request_for(ramp(0, 4000, "<u2"), 12, 2)
    cut = DecodeRequest(whole.pixels, whole.data[: len(whole.data) // 2], reduction=2)
    with pytest.raises(TruncatedPixelsError):
        decode(cut)


def test_damage_within_a_stream_is_told_or_decodes_to_the_described_size() -> None:
    whole = request_for(ramp(0, 4000, "<u2"), 12, 2)
    for seed in range(40):
        data = bytearray(whole.data)
        places = np.random.default_rng(seed).integers(40, len(data) - 2, 8)
        for place in places:
            data[place] ^= 0x5A
        try:
            frame = decode(DecodeRequest(whole.pixels, bytes(data), reduction=2))
        except (DecodeError, TruncatedPixelsError):
            continue
        assert frame.array.shape == (51, 83)

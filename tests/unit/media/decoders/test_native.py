from dataclasses import replace

import numpy as np
import pytest

from tests.factories.decode_requests import EXPLICIT_BE, GREY_8, GREY_16, RGB, request
from viewer.errors import PixelDescriptionError, TruncatedPixelsError
from viewer.media.decoders.native import decode, has_frame_length
from viewer.model.image import PixelKind

TWO_BY_TWO = replace(GREY_16, rows=2, columns=2, bits_stored=16, high_bit=15)
WORDS = [[1, 2], [3, 0xFFFE]]


def test_words_of_both_byte_orders() -> None:
    little = decode(request(TWO_BY_TWO, b"\x01\x00\x02\x00\x03\x00\xfe\xff"))
    big = replace(TWO_BY_TWO, transfer_syntax_uid=EXPLICIT_BE)
    assert little.array.tolist() == WORDS
    swapped = decode(request(big, b"\x00\x01\x00\x02\x00\x03\xff\xfe"))
    assert swapped.array.tolist() == WORDS
    assert swapped.array.dtype.str == "<u2"


def test_planes_become_interleaved() -> None:
    """D-014."""
    pixels = replace(RGB, rows=1, columns=2, planar_configuration=1)
    assert decode(request(pixels, bytes([1, 2, 3, 4, 5, 6]))).array.tolist() == [
        [[1, 3, 5], [2, 4, 6]]
    ]


def test_halved_chroma() -> None:
    """D-012, D-013: two red pixels."""
    pixels = replace(RGB, rows=1, columns=2, photometric_interpretation="YBR_FULL_422")
    frame = decode(request(pixels, bytes([76, 76, 85, 255])))
    assert frame.array.tolist() == [[[254, 0, 0], [254, 0, 0]]]


def test_halved_chroma_needs_even_columns() -> None:
    pixels = replace(RGB, columns=3, photometric_interpretation="YBR_FULL_422")
    with pytest.raises(PixelDescriptionError, match="Columns"):
        decode(request(pixels, bytes(24)))


def test_single_bits_from_the_middle_of_a_byte() -> None:
    """D-130: the second frame of 3 x 3 pixels begins at bit 9."""
    pixels = replace(GREY_8, rows=3, columns=3, bits_allocated=1, bits_stored=1, high_bit=0)
    data = sum(1 << bit for bit in (9, 13, 17)).to_bytes(3, "little")
    assert decode(request(pixels, data, bit_offset=9)).array.tolist() == np.eye(3).tolist()


@pytest.mark.parametrize(("kind", "dtype"), [(PixelKind.FLOAT, "<f4"), (PixelKind.DOUBLE, "<f8")])
def test_floats_keep_nan(kind: PixelKind, dtype: str) -> None:
    """D-131."""
    values = np.array([[1.5, np.nan], [-np.inf, 0]], dtype)
    bits = values.dtype.itemsize * 8
    pixels = replace(TWO_BY_TWO, kind=kind, bits_allocated=bits)
    np.testing.assert_array_equal(decode(request(pixels, values.tobytes())).array, values)


def test_a_short_frame_shows_its_complete_rows_and_says_so() -> None:
    """D-015: 7 of 8 samples of a 4 x 2 frame are three rows and a half."""
    pixels = replace(GREY_8, rows=4, columns=2)
    frame = decode(request(pixels, bytes([1, 2, 3, 4, 5, 6, 7])))
    assert frame.array.tolist() == [[1, 2], [3, 4], [5, 6], [0, 0]]
    assert frame.notices == ("incomplete: only 3 of 4 rows are there, the rest is black",)


def test_a_row_of_planes_is_complete_with_its_last_plane() -> None:
    pixels = replace(RGB, rows=2, columns=1, planar_configuration=1)
    frame = decode(request(pixels, bytes([1, 2, 3, 4, 5])))
    assert frame.array.tolist() == [[[1, 3, 5]], [[0, 0, 0]]]


def test_a_tenth_of_a_frame_is_shown() -> None:
    pixels = replace(GREY_8, rows=10, columns=2)
    frame = decode(request(pixels, bytes([9, 9]), truncated=True))
    assert frame.array[0].tolist() == [9, 9]
    assert "only 1 of 10" in frame.notices[0]


def test_rows_far_beyond_the_data_are_refused() -> None:
    """D-133: the file cannot contain it, so it is the header that is wrong."""
    with pytest.raises(PixelDescriptionError, match="Rows is 60000"):
        decode(request(replace(GREY_8, rows=60_000), bytes(1000)))


def test_less_than_a_row_is_nothing() -> None:
    with pytest.raises(TruncatedPixelsError):
        decode(request(GREY_16, bytes(9), truncated=True))


def test_superfluous_bytes_are_ignored() -> None:
    """D-015."""
    assert decode(request(TWO_BY_TWO, bytes(10))).array.tolist() == [[0, 0], [0, 0]]


def test_embedded_overlay_is_taken_before_masking() -> None:
    """D-082."""
    pixels = replace(TWO_BY_TWO, bits_stored=12, high_bit=11)
    data = np.array([0x1005, 0x0006, 0x0007, 0x1008], "<u2").tobytes()
    frame = decode(request(pixels, data, overlay_bits=(12,)))
    assert frame.array.tolist() == [[5, 6], [7, 8]]
    assert frame.overlay_planes[0].tolist() == [[True, False], [False, True]]


@pytest.mark.parametrize(("length", "fits"), [(15, True), (16, True), (14, False), (17, False)])
def test_frame_length_allows_for_the_padding_byte(length: int, *, fits: bool) -> None:
    pixels = replace(GREY_8, rows=3, columns=5)
    assert has_frame_length(request(pixels, bytes(length))) is fits

from dataclasses import replace

import numpy as np
import pytest

from tests.factories.decode_requests import GREY_16, request
from viewer.media.decoders.stored import (
    high_bit,
    high_bit_notices,
    overlay_planes,
    stored_values,
    unpack_12,
    unpack_bits,
)


@pytest.mark.parametrize(
    ("word", "stored", "high", "signed", "value"),
    [
        (0x0050, 12, 15, False, 5),  # the vector of D-011
        (0xF123, 12, 11, False, 0x123),  # bits above High Bit are not image data (D-010)
        (0x0800, 12, 11, True, -2048),
        (0xF7FF, 12, 11, True, 2047),
        (0x8000, 12, 15, True, -2048),
        (0xFFFF, 16, 15, True, -1),
        (0xFFFF, 16, 15, False, 65535),
        (0x0003, 1, 1, False, 1),
    ],
)
def test_stored_value_is_cut_out_at_high_bit(
    word: int, stored: int, high: int, value: int, *, signed: bool
) -> None:
    pixels = replace(GREY_16, rows=1, columns=1, bits_stored=stored, high_bit=high, signed=signed)
    values = stored_values(np.array([[word]], np.uint16), pixels)
    assert values.tolist() == [[value]]
    assert values.dtype == (np.int16 if signed else np.uint16)


@pytest.mark.parametrize("stated", [20, 5, 16])
def test_an_impossible_high_bit_is_replaced_and_told(stated: int) -> None:
    pixels = replace(GREY_16, high_bit=stated)
    assert high_bit(pixels) == 11
    assert high_bit_notices(pixels) == (f"High Bit {stated} is impossible; 11 is assumed",)


def test_overlay_planes_are_the_bits_of_the_raw_words() -> None:
    """D-082: read before masking."""
    words = np.array([[0x1001, 0x0FFF], [0x8000, 0x9000]], np.uint16)
    asked = request(replace(GREY_16, rows=2, columns=2), b"", overlay_bits=(12, 15))
    twelve, fifteen = overlay_planes(words, asked)
    assert twelve.tolist() == [[True, False], [False, True]]
    assert fifteen.tolist() == [[False, False], [True, True]]


def test_bits_come_least_significant_first_from_any_offset() -> None:
    """D-130: 0b00000101 is 1, 0, 1, 0, 0, 0, 0, 0."""
    assert unpack_bits(b"\x05\x80", 0, 16).tolist() == [1, 0, 1] + [0] * 12 + [1]
    assert unpack_bits(b"\x05\x80", 2, 3).tolist() == [1, 0, 0]
    assert unpack_bits(b"\x05\x80", 15, 1).tolist() == [1]
    assert unpack_bits(b"\x05", 6, 9).tolist() == [0, 0]  # what there is


def test_packed_12_bits() -> None:
    """Three bytes b0 b1 b2 hold b0 + 256 (b1 & 15) and b1 / 16 + 16 b2."""
    assert unpack_12(b"\x23\x61\x45", 2).tolist() == [0x123, 0x456]
    assert unpack_12(b"\x23\x61\x45\xff\x0f", 3).tolist() == [0x123, 0x456, 0xFFF]
    assert unpack_12(b"\x23\x61\x45\xff", 4).tolist() == [0x123, 0x456]

import struct
from dataclasses import replace

import numpy as np
import pytest

from tests.factories.decode_requests import GREY_8, GREY_16, RGB, RLE, request
from viewer.errors import DecodeError, TruncatedPixelsError
from viewer.media.decoders.rle import decode

GREY_16 = replace(GREY_16, rows=2, columns=3, transfer_syntax_uid=RLE)
GREY_8 = replace(GREY_8, rows=2, columns=3, transfer_syntax_uid=RLE)


def rle(*segments: bytes) -> bytes:
    """An RLE frame of packed segments (PS3.5 G.5)."""
    offsets, at = [], 64
    for segment in segments:
        offsets.append(at)
        at += len(segment)
    header = struct.pack("<16I", len(segments), *offsets, *[0] * (15 - len(segments)))
    return header + b"".join(segments)


def literal(*values: int) -> bytes:
    return bytes([len(values) - 1, *values])


def test_runs_and_literals() -> None:
    """-3 repeats four times, -128 does nothing (PS3.5 G.3.1)."""
    packed = bytes([253, 7, 128]) + literal(1, 2)
    assert decode(request(GREY_8, rle(packed))).array.tolist() == [[7, 7, 7], [7, 1, 2]]


def test_the_most_significant_byte_comes_first() -> None:
    frame = decode(request(GREY_16, rle(bytes([251, 1]), literal(0, 1, 2, 3, 4, 5))))
    assert frame.array.tolist() == [[256, 257, 258], [259, 260, 261]]
    assert frame.array.dtype.str == "<u2"


def test_colour_segments_are_planes() -> None:
    pixels = replace(RGB, rows=1, columns=2, transfer_syntax_uid=RLE)
    frame = decode(request(pixels, rle(literal(1, 2), literal(3, 4), literal(5, 6))))
    assert frame.array.tolist() == [[[1, 3, 5], [2, 4, 6]]]


def test_ycbcr_is_converted() -> None:
    pixels = replace(
        RGB, rows=1, columns=1, transfer_syntax_uid=RLE, photometric_interpretation="YBR_FULL"
    )
    frame = decode(request(pixels, rle(literal(76), literal(85), literal(255))))
    assert frame.array.tolist() == [[[254, 0, 0]]]


def test_32_bit_words() -> None:
    pixels = replace(GREY_16, rows=1, columns=1, bits_allocated=32, bits_stored=32, high_bit=31)
    data = rle(*(literal(byte) for byte in (0x12, 0x34, 0x56, 0x78)))
    assert decode(request(pixels, data)).array.tolist() == [[0x12345678]]


def test_single_bits() -> None:
    """Segmentations: bits packed as in uncompressed data, then run-length coded."""
    pixels = replace(GREY_8, bits_allocated=1, bits_stored=1, high_bit=0)
    frame = decode(request(pixels, rle(literal(0b101001))))
    assert frame.array.tolist() == [[1, 0, 0], [1, 0, 1]]


def test_overlay_bit_survives_until_it_is_read() -> None:
    pixels = replace(GREY_16, rows=1, columns=1, bits_stored=12, high_bit=11)
    data = rle(literal(0x80), literal(5))
    frame = decode(request(pixels, data, overlay_bits=(15,)))
    assert (frame.array.tolist(), frame.overlay_planes[0].tolist()) == ([[5]], [[True]])


def test_a_frame_cut_off_in_its_last_segment_shows_complete_rows() -> None:
    data = rle(literal(0, 0, 0, 0, 0, 0), literal(1, 2, 3) + literal(4, 5, 6))
    frame = decode(request(GREY_16, data[:-1], truncated=True))
    assert frame.array.tolist() == [[1, 2, 3], [0, 0, 0]]
    assert frame.notices == ("incomplete: only 1 of 2 rows are there, the rest is black",)


def test_a_frame_cut_off_before_its_last_segment_shows_nothing() -> None:
    data = rle(literal(0, 0, 0, 0, 0, 0), literal(1, 2, 3, 4, 5, 6))
    with pytest.raises(TruncatedPixelsError):
        decode(request(GREY_16, data[:68], truncated=True))


def test_a_short_segment_in_a_whole_file_is_damage() -> None:
    """S-11: after lost bytes all pixels are displaced; half a picture would be a lie."""
    with pytest.raises(DecodeError, match="3 of 6"):
        decode(request(GREY_8, rle(literal(1, 2, 3))))


@pytest.mark.parametrize(
    "data",
    [
        rle(literal(1, 2, 3, 4, 5, 6)),  # one segment for two bytes a pixel
        struct.pack("<16I", 2, 64, 32, *[0] * 13) + bytes(20),
        struct.pack("<16I", 2, 63, 65, *[0] * 13) + bytes(20),
        struct.pack("<16I", 2**32 - 1, *[64] * 15) + bytes(20),
    ],
)
def test_segments_that_do_not_fit_are_refused(data: bytes) -> None:
    with pytest.raises(DecodeError):
        decode(request(GREY_16, data))


def test_less_than_a_header() -> None:
    with pytest.raises(TruncatedPixelsError):
        decode(request(GREY_16, bytes(63)))


def test_every_single_byte_damage_is_survived() -> None:
    data = rle(bytes([251, 1]), literal(0, 1, 2, 3, 4, 5))
    for place in range(len(data)):
        broken = bytearray(data)
        broken[place] ^= 0xFF
        try:
            assert decode(request(GREY_16, bytes(broken))).array.shape == (2, 3)
        except (DecodeError, TruncatedPixelsError):
            continue


def test_a_million_pixels_at_once() -> None:
    pixels = replace(GREY_8, rows=1000, columns=1000)
    packed = bytes([129, 9]) * 7812 + bytes([193, 9])  # 7812 * 128 + 64
    assert np.all(decode(request(pixels, rle(packed))).array == 9)

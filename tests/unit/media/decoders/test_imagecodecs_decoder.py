"""Streams are encoded here by imagecodecs, so that what must come out is known."""

import struct
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import imagecodecs
import numpy as np
import pydicom
import pytest
from numpy.typing import NDArray
from pydicom.encaps import generate_frames

from tests.factories.decode_requests import (
    HTJ2K,
    HTJ2K_LOSSLESS,
    J2K,
    J2K_LOSSLESS,
    JPEG_BASELINE,
    JPEG_EXTENDED,
    JPEG_LOSSLESS,
    JPEG_LS,
    JPEG_PROGRESSIVE,
    JPEG_XL_LOSSLESS,
    described,
    request,
    slopes,
)
from tests.shared_data import shared_data
from viewer.errors import DecodeError, TruncatedPixelsError
from viewer.media.decoders.imagecodecs_decoder import decode
from viewer.model.image import ImagePixels

GREY_12 = slopes()
GREY_8 = (GREY_12 >> 4).astype(np.uint8)
PLAIN_RED = np.broadcast_to(np.array([200, 30, 40], np.uint8), (64, 96, 3)).copy()


def jpeg(image: NDArray[Any], **options: Any) -> bytes:
    return bytes(imagecodecs.jpeg8_encode(image, **({"level": 95} | options)))


def twelve(syntax: str, **changes: Any) -> ImagePixels:
    return described(GREY_12, syntax, **({"bits_stored": 12, "high_bit": 11} | changes))


def lossless_jpeg(image: NDArray[Any], bits: int) -> bytes:
    return bytes(imagecodecs.ljpeg_encode(image, bitspersample=bits))


LOSSLESS: dict[str, Callable[[NDArray[Any]], bytes | bytearray]] = {
    JPEG_LOSSLESS: lambda image: lossless_jpeg(image, 12),
    JPEG_LS: imagecodecs.jpegls_encode,
    J2K_LOSSLESS: lambda image: imagecodecs.jpeg2k_encode(
        image, codecformat="j2k", reversible=True, level=0, bitspersample=12
    ),
    HTJ2K_LOSSLESS: lambda image: imagecodecs.htj2k_encode(image, reversible=True),
    JPEG_XL_LOSSLESS: lambda image: imagecodecs.jpegxl_encode(image, lossless=True),
}


@pytest.mark.parametrize("syntax", LOSSLESS)
def test_lossless_streams_come_back_as_they_were(syntax: str) -> None:
    frame = decode(request(twelve(syntax), bytes(LOSSLESS[syntax](GREY_12))))
    np.testing.assert_array_equal(frame.array, GREY_12)
    assert frame.notices == ()


def test_unsigned_stream_of_twos_complement_is_signed_by_the_header() -> None:
    """decoders.md 1.4: JPEG-LS of 15 bits signed comes unsigned."""
    signed = GREY_12.astype(np.int16) - 2048
    data = bytes(imagecodecs.jpegls_encode((signed & 0x0FFF).astype(np.uint16)))
    frame = decode(request(twelve(JPEG_LS, signed=True), data))
    np.testing.assert_array_equal(frame.array, signed)
    assert frame.array.dtype == np.int16


def test_signed_stream_in_an_unsigned_header_keeps_its_bits() -> None:
    signed = GREY_12.astype(np.int16) - 2048
    data = imagecodecs.jpeg2k_encode(signed, codecformat="j2k", reversible=True, level=0)
    frame = decode(request(described(GREY_12, J2K_LOSSLESS), bytes(data)))
    np.testing.assert_array_equal(frame.array, signed.view(np.uint16))


def test_jpeg_2000_in_boxes() -> None:
    data = imagecodecs.jpeg2k_encode(GREY_12, codecformat="jp2", reversible=True, level=0)
    frame = decode(request(twelve(J2K_LOSSLESS), bytes(data)))
    np.testing.assert_array_equal(frame.array, GREY_12)


# --- colour (D-072) -----------------------------------------------------------------------


@pytest.mark.parametrize("photometric", ["RGB", "YBR_FULL_422", "YBR_FULL"])
def test_a_jfif_stream_is_ycbcr_whatever_the_header_says(photometric: str) -> None:
    data = jpeg(PLAIN_RED)  # libjpeg writes JFIF for YCbCr
    assert b"JFIF" in data[:20]
    pixels = described(PLAIN_RED, JPEG_BASELINE, photometric_interpretation=photometric)
    assert np.abs(decode(request(pixels, data)).array.astype(int) - PLAIN_RED).max() <= 2


def without(data: bytes, marker: int) -> bytes:
    """The stream without its first segment of a kind."""
    at = data.index(bytes([0xFF, marker]))
    (length,) = struct.unpack_from(">H", data, at + 2)
    return data[:at] + data[at + 2 + length :]


def plain_ids(data: bytes) -> bytes:
    """Component ids 1, 2, 3 in place of R, G, B: nothing in the stream says RGB."""
    for old, new in ((b"R", b"\1"), (b"G", b"\2"), (b"B", b"\3")):
        sof = data.index(b"\xff\xc0")
        at = data.index(old, sof)
        data = data[:at] + new + data[at + 1 :]
        sos = data.index(b"\xff\xda")
        at = data.index(old, sos)
        data = data[:at] + new + data[at + 1 :]
    return data


def test_rgb_without_any_marker_follows_the_header() -> None:
    """decoders.md 1.4: libjpeg alone would convert these colours once too often."""
    data = jpeg(PLAIN_RED, colorspace="RGB", outcolorspace="RGB")
    data = plain_ids(without(data, 0xEE))
    frame = decode(request(described(PLAIN_RED, JPEG_BASELINE), data))
    assert np.abs(frame.array.astype(int) - PLAIN_RED).max() <= 2


def test_an_adobe_marker_wins_over_the_header() -> None:
    data = jpeg(PLAIN_RED, colorspace="RGB", outcolorspace="RGB")
    assert b"Adobe" in data[:40]
    pixels = described(PLAIN_RED, JPEG_BASELINE, photometric_interpretation="YBR_FULL")
    assert np.abs(decode(request(pixels, data)).array.astype(int) - PLAIN_RED).max() <= 2


def test_lossless_colour_is_what_the_header_says() -> None:
    ybr = np.broadcast_to(np.array([76, 85, 255], np.uint8), (64, 96, 3)).copy()
    data = bytes(imagecodecs.jpegls_encode(ybr))
    pixels = described(ybr, JPEG_LS, photometric_interpretation="YBR_FULL")
    assert decode(request(pixels, data)).array[0, 0].tolist() == [254, 0, 0]
    as_rgb = described(ybr, JPEG_LS)
    assert decode(request(as_rgb, data)).array[0, 0].tolist() == [76, 85, 255]


def test_ybr_rct_needs_no_conversion() -> None:
    """D-071: the codec gives RGB."""
    data = imagecodecs.jpeg2k_encode(PLAIN_RED, codecformat="j2k", reversible=True, level=0)
    pixels = described(PLAIN_RED, J2K_LOSSLESS, photometric_interpretation="YBR_RCT")
    np.testing.assert_array_equal(decode(request(pixels, bytes(data))).array, PLAIN_RED)


# --- traps --------------------------------------------------------------------------------


def test_lossy_htj2k_of_8_bits_does_not_wrap() -> None:
    """decoders.md 1.4: OpenJPH gives 255 for 0 and 0 for 255 (aous72/OpenJPH#234)."""
    black_and_white = np.zeros((256, 256), np.uint8)
    black_and_white[::7, :] = 255
    black_and_white[:, ::5] = 255
    data = bytes(imagecodecs.htj2k_encode(black_and_white, reversible=False, level=0.02))
    wrapped = np.abs(imagecodecs.htj2k_decode(data).astype(int) - black_and_white) > 200
    frame = decode(request(described(black_and_white, HTJ2K), data))
    assert wrapped.any(), "the trap is gone: OpenJPH may be used for .203 again"
    assert np.abs(frame.array.astype(int) - black_and_white).max() < 200


def test_lossy_overshoot_stays_as_decoded() -> None:
    """10 bits in a 12-bit JPEG, as scanners write it: 1030 must not become 6."""
    ten = np.where(np.indices((64, 96)).sum(axis=0) // 9 % 2, 1023, 0).astype(np.uint16)
    data = jpeg(ten, level=97, bitspersample=12)
    highest = imagecodecs.jpeg8_decode(data).max()
    assert highest > 1023
    frame = decode(request(described(ten, JPEG_EXTENDED, bits_stored=10, high_bit=9), data))
    assert frame.array.max() == highest
    assert np.abs(frame.array.astype(int) - ten).max() < 200


def test_a_12_bit_stream_labelled_8_bits_stored_is_refused() -> None:
    data = jpeg(GREY_12, bitspersample=12)
    pixels = described(GREY_12, JPEG_EXTENDED, bits_stored=8, high_bit=7)
    with pytest.raises(DecodeError, match="8 Bits Stored"):
        decode(request(pixels, data))


def test_a_12_bit_stream_in_8_bits_allocated_is_refused() -> None:
    with pytest.raises(DecodeError, match="12 bits a sample"):
        decode(request(described(GREY_8, JPEG_EXTENDED), jpeg(GREY_12, bitspersample=12)))


def test_an_8_bit_stream_labelled_12_bits_is_shown_with_a_notice() -> None:
    frame = decode(request(twelve(JPEG_EXTENDED), jpeg(GREY_8)))
    assert frame.array.dtype == np.uint16
    assert np.abs(frame.array.astype(int) - GREY_8).max() <= 8
    assert frame.notices == ("coded with 8 of 12 bits a sample",)


def test_another_codec_than_the_label_is_decoded_with_a_notice() -> None:
    data = bytes(imagecodecs.jpegls_encode(GREY_12))
    frame = decode(request(twelve(J2K_LOSSLESS), data))
    np.testing.assert_array_equal(frame.array, GREY_12)
    assert frame.notices == ("labelled JPEG 2000 (lossless), but the data is JPEG-LS",)


# --- header against header (D-133) --------------------------------------------------------


def resized_jpeg(rows: int, columns: int) -> bytes:
    data = jpeg(GREY_8)
    at = data.index(b"\xff\xc0") + 5
    return data[:at] + struct.pack(">HH", rows, columns) + data[at + 4 :]


@pytest.mark.parametrize(("rows", "columns"), [(60_000, 60_000), (65, 96), (64, 97)])
def test_a_stream_larger_than_the_header_is_refused_before_decoding(
    rows: int, columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imagecodecs, "jpeg8_decode", lambda *_, **__: pytest.fail("decoded"))
    with pytest.raises(DecodeError, match=f"{rows} rows x {columns} columns"):
        decode(request(described(GREY_8, JPEG_BASELINE), resized_jpeg(rows, columns)))


def test_a_jpeg_2000_of_60000_squared_is_refused() -> None:
    data = bytearray(
        imagecodecs.jpeg2k_encode(GREY_12, codecformat="j2k", reversible=True, level=0)
    )
    data[8:16] = struct.pack(">II", 60_000, 60_000)
    with pytest.raises(DecodeError, match="60000 rows"):
        decode(request(twelve(J2K_LOSSLESS), bytes(data)))


def test_a_smaller_stream_is_an_edge_tile() -> None:
    pixels = described(np.zeros((80, 100), np.uint8), JPEG_LS)
    frame = decode(request(pixels, bytes(imagecodecs.jpegls_encode(GREY_8))))
    np.testing.assert_array_equal(frame.array[:64, :96], GREY_8)
    assert not frame.array[64:].any()
    assert not frame.array[:, 96:].any()
    assert frame.notices == (
        "the stream holds 64 rows x 96 columns of 80 x 100; the rest is black",
    )


def test_colour_in_a_grey_header_is_refused() -> None:
    with pytest.raises(DecodeError, match="3 components"):
        decode(request(described(GREY_8, JPEG_BASELINE), jpeg(PLAIN_RED)))


# --- truncation (D-015, S-11) -------------------------------------------------------------


@pytest.mark.parametrize(
    ("syntax", "data", "image"),
    [
        (JPEG_BASELINE, jpeg(GREY_8), GREY_8),
        (JPEG_LOSSLESS, lossless_jpeg(GREY_12, 12), GREY_12),
    ],
    ids=["baseline", "lossless"],
)
@pytest.mark.parametrize("keep", [0.4, 0.7, 0.95])
def test_a_truncated_jpeg_shows_the_rows_it_has(
    syntax: str, data: bytes, image: NDArray[Any], keep: float
) -> None:
    bits = 8 if image.dtype.itemsize == 1 else 12
    pixels = described(image, syntax, bits_stored=bits, high_bit=bits - 1)
    whole = decode(request(pixels, data)).array
    frame = decode(request(pixels, data[: int(len(data) * keep)], truncated=True))
    rows = int(frame.notices[0].removeprefix("incomplete: only ").split()[0])
    assert 0 < rows < 64
    np.testing.assert_array_equal(frame.array[:rows], whole[:rows])
    assert not frame.array[rows:].any()


@pytest.mark.parametrize("keep", [0.3, 0.95])
def test_a_truncated_progressive_jpeg_is_an_error(keep: float) -> None:
    """Its first scan fills the picture; what the missing scans would add, nobody sees."""
    name = "CTImage.dcm_JPEGProcess10_12TransferSyntax_1.2.840.10008.1.2.4.55.dcm"
    dataset = pydicom.dcmread(shared_data() / "transfer-syntaxes" / "ctimage" / name)
    stream = next(generate_frames(dataset.PixelData, number_of_frames=1))
    image = np.zeros((512, 512), np.uint16)
    pixels = described(image, JPEG_PROGRESSIVE, bits_stored=12, high_bit=11)
    assert decode(request(pixels, stream)).array.any()
    with pytest.raises(TruncatedPixelsError, match="last scan"):
        decode(request(pixels, stream[: int(len(stream) * keep)], truncated=True))


def test_a_jpeg_that_only_lacks_its_end_marker_is_whole() -> None:
    data = jpeg(GREY_8)
    pixels = described(GREY_8, JPEG_BASELINE)
    frame = decode(request(pixels, data[:-2]))
    np.testing.assert_array_equal(frame.array, decode(request(pixels, data)).array)
    assert frame.notices == ("the end marker of the stream is missing",)


@pytest.mark.parametrize("syntax", [JPEG_LS, J2K_LOSSLESS, HTJ2K_LOSSLESS, JPEG_XL_LOSSLESS])
@pytest.mark.parametrize("keep", [0.3, 0.9])
def test_other_truncated_streams_are_errors(syntax: str, keep: float) -> None:
    data = bytes(LOSSLESS[syntax](GREY_12))
    with pytest.raises(TruncatedPixelsError):
        decode(request(twelve(syntax), data[: int(len(data) * keep)], truncated=True))


def test_a_jpeg_cut_off_in_its_first_row_shows_nothing() -> None:
    data = jpeg(GREY_8)
    scan = data.index(b"\xff\xda") + 12
    with pytest.raises(TruncatedPixelsError):
        decode(request(described(GREY_8, JPEG_BASELINE), data[:scan], truncated=True))


def test_damage_that_openjph_only_prints_is_an_error() -> None:
    """Its binding returns the image as far as it got and reports to the interpreter's hook."""
    data = bytearray(imagecodecs.htj2k_encode(GREY_12, reversible=True))
    tile = data.index(b"\xff\x93")
    for place in range(tile + 200, len(data) - 40, 37):
        data[place] ^= 0xFF
    with pytest.raises(DecodeError):
        decode(request(described(GREY_12, HTJ2K_LOSSLESS), bytes(data)))


@pytest.mark.parametrize("syntax", LOSSLESS)
def test_damaged_streams_never_raise_anything_untyped(syntax: str) -> None:
    data = bytes(LOSSLESS[syntax](GREY_12))
    random = np.random.default_rng(4)
    for _ in range(20):
        broken = bytearray(data)
        for place in random.integers(20, len(data), 5):
            broken[place] = int(random.integers(256))
        try:
            assert decode(request(twelve(syntax), bytes(broken))).array.shape == (64, 96)
        except (DecodeError, TruncatedPixelsError):
            continue


@pytest.mark.parametrize("data", [b"", b"garbage" * 100, bytes(1000)])
def test_no_stream_at_all(data: bytes) -> None:
    with pytest.raises(DecodeError, match="not JPEG 2000"):
        decode(request(replace(twelve(J2K), rows=7), data))


def test_htj2k_is_read_without_openjph_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    """The Windows kit has no OpenJPH; imagecodecs tells of a missing part when it is called."""
    data = bytes(LOSSLESS[HTJ2K_LOSSLESS](GREY_12))

    def missing(_: bytes) -> None:
        raise imagecodecs.DelayedImportError("htj2k_decode")

    monkeypatch.setattr("imagecodecs.htj2k_decode", missing)
    frame = decode(request(twelve(HTJ2K_LOSSLESS), data))
    np.testing.assert_array_equal(frame.array, GREY_12)

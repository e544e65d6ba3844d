"""Boxes are black in stored values of every kind, and nothing else changes (A-052)."""

from io import BytesIO
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from viewer.deid.boxes import Box
from viewer.deid.errors import ExcludedError
from viewer.deid.frames import EXPLICIT_BIG, PixelSource
from viewer.deid.output import Coding
from viewer.deid.pixel_copy import Layout
from viewer.deid.recoding import recoding_of, write_recoded
from viewer.errors import PixelDescriptionError
from viewer.media.decoders.pool import DecoderPool
from viewer.media.elements import PixelElement
from viewer.model.image import ImagePixels
from viewer.settings import DecodeSettings

ROWS, COLUMNS, FRAMES = 6, 8, 2
BOX = Box(2, 1, 5, 3)
INSIDE = (slice(None), slice(1, 4), slice(2, 6))


def description(**changes: Any) -> ImagePixels:
    values: dict[str, Any] = {
        "rows": ROWS,
        "columns": COLUMNS,
        "samples_per_pixel": 1,
        "photometric_interpretation": "MONOCHROME2",
        "bits_allocated": 8,
        "bits_stored": 8,
        "high_bit": 7,
        "signed": False,
        "planar_configuration": 0,
        "number_of_frames": FRAMES,
        "transfer_syntax_uid": "1.2.840.10008.1.2.1",
        **changes,
    }
    return ImagePixels(**values)


def masked(pixels: ImagePixels, data: bytes, *boxes: Box) -> bytes:
    little = pixels.transfer_syntax_uid != EXPLICIT_BIG
    element = PixelElement(0x7FE0_0010, b"OW", 0, len(data), len(data), little)
    source = PixelSource(BytesIO(data), element, pixels)
    recoding = recoding_of(source, pixels.transfer_syntax_uid, Coding.ORIGINAL, boxes or (BOX,))
    assert recoding is not None
    written = BytesIO()
    layout = Layout(0x7FE0_0010, "OW", explicit=True, little=True)
    with DecoderPool(DecodeSettings()) as pool:
        write_recoded(source, recoding, layout, pool, written.write)
    return written.getvalue()[12:]


def ramp(shape: tuple[int, ...], dtype: str = "u1") -> NDArray[Any]:
    count = int(np.prod(shape))
    return (np.arange(count) % 120 + 5).astype(dtype).reshape(shape)


@pytest.mark.parametrize(
    ("changes", "dtype", "black"),
    [
        ({}, "u1", 0),
        ({"photometric_interpretation": "MONOCHROME1"}, "u1", 255),
        ({"bits_allocated": 16, "bits_stored": 12, "high_bit": 11}, "<u2", 0),
        ({"bits_allocated": 16, "bits_stored": 12, "high_bit": 11, "signed": True}, "<i2", -2048),
        ({"bits_allocated": 32, "bits_stored": 32, "high_bit": 31}, "<u4", 0),
    ],
)
def test_grey(changes: dict[str, Any], dtype: str, black: int) -> None:
    values = ramp((FRAMES, ROWS, COLUMNS), dtype)
    expected = values.copy()
    expected[INSIDE] = black
    assert masked(description(**changes), values.tobytes()) == expected.tobytes()


@pytest.mark.parametrize("planar", [0, 1])
@pytest.mark.parametrize(("kind", "black"), [("RGB", (0, 0, 0)), ("YBR_FULL", (0, 128, 128))])
def test_colour(planar: int, kind: str, black: tuple[int, ...]) -> None:
    values = ramp((FRAMES, ROWS, COLUMNS, 3))
    expected = values.copy()
    expected[INSIDE] = black

    def order(values: NDArray[Any]) -> bytes:
        return (values.transpose(0, 3, 1, 2) if planar else values).tobytes()

    pixels = description(
        samples_per_pixel=3, photometric_interpretation=kind, planar_configuration=planar
    )
    assert masked(pixels, order(values)) == order(expected)


def test_chroma_of_two_pixels_is_black_where_either_is() -> None:
    values = ramp((FRAMES, ROWS, COLUMNS // 2, 4))
    expected = values.copy()
    expected[:, 1:4, 1:3] = (0, 0, 128, 128)
    pixels = description(samples_per_pixel=3, photometric_interpretation="YBR_FULL_422")
    assert masked(pixels, values.tobytes(), Box(3, 1, 4, 3)) == expected.tobytes()


def test_a_box_beyond_the_edge_ends_there_and_one_outside_is_refused() -> None:
    values = ramp((FRAMES, ROWS, COLUMNS))
    expected = values.copy()
    expected[:, 4:, 6:] = 0
    assert masked(description(), values.tobytes(), Box(6, 4, 99, 99)) == expected.tobytes()
    with pytest.raises(ExcludedError):
        masked(description(), values.tobytes(), Box(99, 0, 120, 3))


def test_what_cannot_be_masked_is_refused() -> None:
    with pytest.raises(ExcludedError):
        masked(description(bits_allocated=12, bits_stored=12, high_bit=11), bytes(144))
    with pytest.raises(ExcludedError):
        masked(description(), bytes(ROWS * COLUMNS))  # one frame of two


@pytest.mark.parametrize(("columns", "kind"), [(8, "MONOCHROME2"), (7, "MONOCHROME1")])
def test_single_bits_of_frames_that_begin_within_a_byte(columns: int, kind: str) -> None:
    bits = np.random.default_rng(3).integers(0, 2, (3, ROWS, columns)).astype(np.uint8)
    expected = bits.copy()
    expected[INSIDE] = kind == "MONOCHROME1"

    def stored(values: NDArray[np.uint8]) -> bytes:
        data = np.packbits(values.reshape(-1), bitorder="little").tobytes()
        return data + bytes(len(data) % 2)

    one_bit = {"bits_allocated": 1, "bits_stored": 1, "high_bit": 0, "columns": columns}
    pixels = description(**one_bit, number_of_frames=3, photometric_interpretation=kind)
    assert masked(pixels, stored(bits)) == stored(expected)
    with pytest.raises(PixelDescriptionError):  # before memory is asked for
        masked(description(rows=60_000, columns=60_000), bytes(ROWS * COLUMNS))


def test_big_endian_words_become_little_endian_ones() -> None:
    values = ramp((FRAMES, ROWS, COLUMNS), ">u2")
    expected = values.copy()
    expected[INSIDE] = 0
    sixteen = {"bits_allocated": 16, "bits_stored": 16, "high_bit": 15}
    pixels = description(transfer_syntax_uid=EXPLICIT_BIG, **sixteen)
    assert masked(pixels, values.tobytes()) == expected.astype("<u2").tobytes()

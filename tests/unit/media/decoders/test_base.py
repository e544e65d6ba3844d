from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.factories.decode_requests import GREY_8, GREY_16, RGB, request
from viewer.errors import DecodeError, PixelDescriptionError
from viewer.media.decoders.base import (
    DecodedFrame,
    check_limits,
    check_result,
    frame_layout,
)
from viewer.model.image import ImagePixels, PixelKind
from viewer.settings import DecodeSettings


@pytest.mark.parametrize(
    ("pixels", "shape", "dtype"),
    [
        (GREY_8, (4, 5), "|u1"),
        (replace(GREY_8, signed=True), (4, 5), "|i1"),
        (GREY_16, (4, 5), "<u2"),
        (replace(GREY_16, signed=True), (4, 5), "<i2"),
        (replace(GREY_16, bits_allocated=32, bits_stored=32, high_bit=31), (4, 5), "<u4"),
        (replace(GREY_16, bits_allocated=1, bits_stored=1, high_bit=0), (4, 5), "|u1"),
        (replace(GREY_16, bits_allocated=12), (4, 5), "<u2"),
        (replace(GREY_16, bits_allocated=32, kind=PixelKind.FLOAT), (4, 5), "<f4"),
        (replace(GREY_16, bits_allocated=64, kind=PixelKind.DOUBLE), (4, 5), "<f8"),
        (RGB, (4, 5, 3), "|u1"),
        (replace(RGB, signed=True), (4, 5, 3), "|u1"),  # a colour has no sign
    ],
)
def test_layout_follows_from_the_description(
    pixels: ImagePixels, shape: tuple[int, ...], dtype: str
) -> None:
    layout = frame_layout(pixels)
    assert (layout.shape, layout.dtype) == (shape, dtype)
    assert layout.nbytes == np.zeros(shape, dtype).nbytes


@pytest.mark.parametrize(
    ("changes", "attribute"),
    [
        ({"rows": 0}, "Rows"),
        ({"columns": 65536}, "Columns"),
        ({"samples_per_pixel": 4}, "Samples per Pixel"),
        ({"bits_allocated": 24}, "Bits Allocated"),
        ({"bits_allocated": 64}, "Bits Allocated"),
        ({"bits_stored": 17}, "Bits Stored"),
        ({"bits_stored": 0}, "Bits Stored"),
        ({"kind": PixelKind.FLOAT}, "Bits Allocated"),
        ({"bits_allocated": 1, "bits_stored": 1, "samples_per_pixel": 3}, "Bits Allocated"),
    ],
)
def test_impossible_pixels_are_refused_by_name(changes: dict[str, Any], attribute: str) -> None:
    """D-132."""
    with pytest.raises(PixelDescriptionError, match=attribute):
        frame_layout(replace(GREY_16, **changes))


def test_a_frame_over_the_limit_is_refused_before_anything_is_allocated() -> None:
    """D-133."""
    pixels = replace(GREY_16, rows=60_000, columns=60_000)
    with pytest.raises(PixelDescriptionError, match="over the limit"):
        check_limits(pixels, DecodeSettings())
    assert check_limits(GREY_16, DecodeSettings(max_frame_bytes=40)).nbytes == 40


@pytest.mark.parametrize(
    "array", [np.zeros((5, 4), "<u2"), np.zeros((4, 5), "<i2"), np.zeros((4, 5, 1), "<u2")]
)
def test_a_decoder_that_gives_another_frame_is_not_believed(
    array: "np.ndarray[tuple[int, ...], np.dtype[np.integer]]",
) -> None:
    """S-11."""
    with pytest.raises(DecodeError, match="header describes"):
        check_result(DecodedFrame(array), request(GREY_16, b""))


def test_a_missing_overlay_plane_is_noticed() -> None:
    asked = request(GREY_16, b"", overlay_bits=(15,))
    with pytest.raises(DecodeError, match="overlay"):
        check_result(DecodedFrame(np.zeros((4, 5), "<u2")), asked)


def test_colour_labelled_grey_is_shown_with_a_notice() -> None:
    asked = request(replace(RGB, photometric_interpretation="MONOCHROME2"), b"")
    frame = check_result(DecodedFrame(np.zeros((4, 5, 3), np.uint8)), asked)
    assert frame.notices == (
        "Photometric Interpretation is MONOCHROME2 with 3 samples per pixel: shown as RGB",
    )

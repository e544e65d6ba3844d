import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.decode_requests import GREY_8, GREY_16, RGB, request
from viewer.errors import (
    DecodeError,
    PixelDescriptionError,
    PixelError,
    TruncatedPixelsError,
    UnsupportedTransferSyntaxError,
)
from viewer.limits import ANSWER_NOTICES, ANSWER_TEXT_CHARACTERS
from viewer.media.decoders import wire
from viewer.media.decoders.base import DecodedFrame
from viewer.model.image import ImagePixels

ASKED = request(GREY_16, b"", overlay_bits=(12,))
FRAME = DecodedFrame(np.zeros((4, 5), "<u2"), (np.zeros((4, 5), np.bool_),), ("doubtful",))


def test_a_good_answer_gives_the_notices() -> None:
    assert wire.notices_of(wire.success(FRAME), ASKED) == ("doubtful",)


@pytest.mark.parametrize(
    "error",
    [
        DecodeError("damaged"),
        TruncatedPixelsError("too short"),
        PixelDescriptionError("Rows is 0"),
        UnsupportedTransferSyntaxError("video", ("opencv",)),
    ],
)
def test_an_error_arrives_as_it_was_raised(error: PixelError) -> None:
    with pytest.raises(type(error)) as caught:
        wire.notices_of(wire.failure(error), ASKED)
    assert str(caught.value) == str(error)
    assert vars(caught.value) == vars(error)


@pytest.mark.parametrize(
    "frame",
    [
        DecodedFrame(np.zeros((5, 4), "<u2"), FRAME.overlay_planes),
        DecodedFrame(np.zeros((400, 500), "<u2"), FRAME.overlay_planes),
        DecodedFrame(np.zeros((4, 5), "<i2"), FRAME.overlay_planes),
        DecodedFrame(np.zeros((4, 5), "<u2")),
        DecodedFrame(np.zeros((4, 5), "<u2"), FRAME.overlay_planes, ("x" * 1001,)),
        DecodedFrame(np.zeros((4, 5), "<u2"), FRAME.overlay_planes, ("x",) * 33),
    ],
)
def test_an_answer_for_another_frame_is_not_believed(frame: DecodedFrame) -> None:
    with pytest.raises(wire.GarbledAnswerError):
        wire.notices_of(wire.success(frame), ASKED)


def _flooded(notices: list[str]) -> bytes:
    said = {"shape": [4, 5], "dtype": "<u2", "planes": 1, "notices": notices}
    return json.dumps(said).encode()


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\xff\x00",
        b"[" * 30_000,
        b"null",
        b"[]",
        b"{}",
        b'{"error": "DecodeError"}',
        b'{"error": "SystemExit", "text": "0"}',
        b'{"error": ["DecodeError"], "text": ""}',
        b'{"syntax": "x", "needs": "y"}',
        b'{"syntax": 1, "needs": []}',
        wire.READY,
        json.dumps({"shape": [4, 5], "dtype": "<u2", "planes": 1, "notices": [7]}).encode(),
        json.dumps({"shape": [4, 5], "dtype": "<u2", "planes": 1, "notices": None}).encode(),
        json.dumps({"shape": [4, 5], "dtype": "<u2", "planes": 1}).encode(),
        _flooded(["n"] * (ANSWER_NOTICES + 1)),
        _flooded(["n" * (ANSWER_TEXT_CHARACTERS + 1)]),
    ],
)
def test_garbage_is_recognised(answer: bytes) -> None:
    with pytest.raises(wire.GarbledAnswerError):
        wire.notices_of(answer, ASKED)


KEYS = st.sampled_from(["shape", "dtype", "planes", "notices", "error", "text"])
ANY_JSON = st.recursive(
    st.none() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner),
    max_leaves=8,
)


@given(ANY_JSON)
def test_any_json_is_garbage_or_a_typed_error(said: object) -> None:
    with pytest.raises((wire.GarbledAnswerError, PixelError)):
        wire.notices_of(json.dumps(said).encode(), ASKED)


@pytest.mark.parametrize("length", [0, 1, 63, 64, 65, 1000])
@pytest.mark.parametrize("pixels", [GREY_8, GREY_16, RGB, replace(GREY_8, rows=1, columns=1)])
def test_the_parts_of_a_segment_do_not_overlap(pixels: ImagePixels, length: int) -> None:
    asked = request(pixels, b"", overlay_bits=(1, 2))
    where = wire.places(asked, length)
    nbytes = pixels.rows * pixels.columns * pixels.samples_per_pixel * pixels.bits_allocated // 8
    assert length <= where.pixels
    assert where.pixels + nbytes <= where.planes
    assert where.end == where.planes + 2 * pixels.rows * pixels.columns
    assert where.pixels % 64 == where.planes % 64 == 0

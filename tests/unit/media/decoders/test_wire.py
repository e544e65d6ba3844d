import json
import os
import sys
import zlib
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing import Pipe
from multiprocessing.connection import Connection

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

ASKED = wire.Task(7, request(GREY_16, b"", overlay_bits=(12,)), "name", 1000, 0)
GOOD = {"task": 7, "shape": [4, 5], "dtype": "<u2", "planes": 1, "checksum": 1, "notices": []}
FRAME = DecodedFrame(np.zeros((4, 5), "<u2"), (np.zeros((4, 5), np.bool_),), ("doubtful",))


def test_a_good_answer_gives_the_notices() -> None:
    told = wire.told(wire.success(ASKED, FRAME), ASKED)
    assert told == wire.Told(("doubtful",), zlib.crc32(bytes(4 * 5 * 2 + 4 * 5)))


def test_an_answer_to_another_task_is_not_believed() -> None:
    """Else a worker that answers twice would have its last frame shown as the next one."""
    late = replace(ASKED, number=6)
    for answer in (wire.success(late, FRAME), wire.failure(late, DecodeError("damaged"))):
        with pytest.raises(wire.GarbledAnswerError):
            wire.told(answer, ASKED)


@pytest.mark.parametrize("place", ["array", "plane"])
def test_the_checksum_covers_pixels_and_planes(place: str) -> None:
    array, plane = FRAME.array.copy(), FRAME.overlay_planes[0].copy()
    {"array": array, "plane": plane}[place][3, 4] = 1
    assert wire.checksum(array, [plane]) != wire.checksum(FRAME.array, FRAME.overlay_planes)


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
        wire.told(wire.failure(ASKED, error), ASKED)
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
        wire.told(wire.success(ASKED, frame), ASKED)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\xff\x00",
        b"[" * 30_000,
        b"null",
        b"[]",
        b"{}",
        b'{"task": 7}',
        b'{"task": 7, "error": "DecodeError"}',
        b'{"task": 7, "error": "SystemExit", "text": "0"}',
        b'{"task": 7, "error": ["DecodeError"], "text": ""}',
        b'{"task": 7, "syntax": "x", "needs": "y"}',
        b'{"task": 7, "syntax": 1, "needs": []}',
        wire.READY,
        json.dumps({**GOOD, "notices": [7]}).encode(),
        json.dumps({**GOOD, "notices": None}).encode(),
        json.dumps({**GOOD, "notices": ["n"] * (ANSWER_NOTICES + 1)}).encode(),
        json.dumps({**GOOD, "notices": ["n" * (ANSWER_TEXT_CHARACTERS + 1)]}).encode(),
        json.dumps({**GOOD, "checksum": "1"}).encode(),
        json.dumps({**GOOD, "checksum": True}).encode(),
        json.dumps({key: GOOD[key] for key in GOOD if key != "notices"}).encode(),
        json.dumps({key: GOOD[key] for key in GOOD if key != "checksum"}).encode(),
    ],
)
def test_garbage_is_recognised(answer: bytes) -> None:
    with pytest.raises(wire.GarbledAnswerError):
        wire.told(answer, ASKED)


KEYS = st.sampled_from(["task", "checksum", "shape", "dtype", "planes", "notices", "error", "text"])
ANY_JSON = st.recursive(
    st.none() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner),
    max_leaves=8,
)


@given(ANY_JSON)
def test_any_json_is_garbage_or_a_typed_error(said: object) -> None:
    if isinstance(said, dict):
        said = {"task": 7, **said}
    with pytest.raises((wire.GarbledAnswerError, PixelError)):
        wire.told(json.dumps(said).encode(), ASKED)


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


@pytest.fixture
def ends() -> Iterator[tuple[Connection, Connection]]:
    ours, theirs = Pipe()
    yield ours, theirs
    ours.close()
    theirs.close()


def test_an_answer_is_whole_only_at_its_end(ends: tuple[Connection, Connection]) -> None:
    ours, theirs = ends
    so_far = bytearray()
    wire.put(theirs, wire.READY)
    assert wire.take(ours, so_far)
    assert so_far.rstrip() == wire.READY


def whole(connection: Connection) -> bytearray:
    so_far = bytearray()
    while not wire.take(connection, so_far):
        pass
    return so_far


@pytest.mark.skipif(sys.platform == "win32", reason="messages there")
@pytest.mark.parametrize("said", [b"one\ntwo", b"one\ntwo\n", b"\n\n", b"x" * 70_000])
def test_more_than_an_answer_is_garbage(ends: tuple[Connection, Connection], said: bytes) -> None:
    ours, theirs = ends
    os.write(theirs.fileno(), said)
    with pytest.raises(wire.GarbledAnswerError):
        whole(ours)


@pytest.mark.skipif(sys.platform == "win32", reason="messages there")
def test_half_an_answer_is_waited_for(ends: tuple[Connection, Connection]) -> None:
    ours, theirs = ends
    so_far = bytearray()
    os.write(theirs.fileno(), b"ha")
    assert not wire.take(ours, so_far)
    os.write(theirs.fileno(), b"lf\n")
    assert wire.take(ours, so_far)
    assert so_far == b"half\n"

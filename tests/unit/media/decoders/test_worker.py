"""The desk of a worker, in this process; `test_pool` has the whole worker."""

from collections.abc import Iterator
from dataclasses import replace
from multiprocessing import Pipe
from multiprocessing.connection import Connection

import imagecodecs
import numpy as np
import pytest

from tests.factories.decode_requests import JPEG_LS, described, request, slopes
from viewer.errors import DecodeError, TruncatedPixelsError
from viewer.media.decoders import wire, worker
from viewer.media.decoders.segment import Segment
from viewer.settings import DecodeSettings

IMAGE = slopes()
STREAM = bytes(imagecodecs.jpegls_encode(IMAGE))
ASKED = request(described(IMAGE, JPEG_LS), b"", overlay_bits=(0, 11))
PLACES = wire.places(ASKED, len(STREAM))
SETTINGS = DecodeSettings()


@pytest.fixture
def ends() -> Iterator[tuple[Connection, Connection]]:
    ours, theirs = Pipe()
    yield ours, theirs
    ours.close()
    theirs.close()


@pytest.fixture
def segment(ends: tuple[Connection, Connection]) -> Iterator[Segment]:
    made = Segment.create(PLACES.end)
    made.memory[: len(STREAM)] = STREAM
    made.give(ends[0])
    yield made
    made.close()


@pytest.fixture
def desk(ends: tuple[Connection, Connection]) -> Iterator[worker.Desk]:
    made = worker.Desk(ends[1])
    yield made
    made.clear()


def task_in(segment: Segment, length: int = len(STREAM)) -> wire.Task:
    return wire.Task(1, ASKED, segment.name, len(segment), length)


def test_pixels_and_planes_lie_where_both_sides_expect_them(
    desk: worker.Desk, segment: Segment
) -> None:
    task = task_in(segment)
    told = wire.told(desk.answer(task, SETTINGS), task)
    assert told.notices == ()
    memory = segment.memory[:]
    pixels = np.frombuffer(memory, "<u2", IMAGE.size, PLACES.pixels)
    np.testing.assert_array_equal(pixels.reshape(IMAGE.shape), IMAGE)
    planes = np.frombuffer(memory, np.bool_, 2 * IMAGE.size, PLACES.planes)
    first, second = planes.reshape(2, *IMAGE.shape)
    np.testing.assert_array_equal(first, IMAGE & 1 != 0)
    np.testing.assert_array_equal(second, IMAGE & 2048 != 0)


def test_the_same_data_is_not_read_again(desk: worker.Desk, segment: Segment) -> None:
    task = task_in(segment)
    desk.answer(task, SETTINGS)
    segment.memory[: len(STREAM)] = bytes(len(STREAM))
    again = replace(task, same_data=True, number=2)
    assert wire.told(desk.answer(again, SETTINGS), again).notices == ()


@pytest.mark.parametrize(
    ("raised", "arrives", "text"),
    [
        (TruncatedPixelsError("short"), TruncatedPixelsError, "short"),
        (MemoryError(), DecodeError, "more memory"),
        (KeyError("surprise"), DecodeError, "failed with KeyError"),
    ],
)
def test_whatever_a_decoder_raises_becomes_a_typed_answer(
    desk: worker.Desk,
    segment: Segment,
    monkeypatch: pytest.MonkeyPatch,
    raised: Exception,
    arrives: type[Exception],
    text: str,
) -> None:
    def fail(*_: object) -> None:
        raise raised

    monkeypatch.setattr(worker, "decode", fail)
    task = task_in(segment)
    answer = desk.answer(task, SETTINGS)
    with pytest.raises(arrives, match=text):
        wire.told(answer, task)


def test_a_new_segment_takes_the_place_of_the_old_one(
    desk: worker.Desk, segment: Segment, ends: tuple[Connection, Connection]
) -> None:
    desk.answer(task_in(segment), SETTINGS)
    other = Segment.create(PLACES.end)
    other.memory[:7] = b"garbage"
    other.give(ends[0])
    task = task_in(other, 7)
    with pytest.raises(DecodeError):
        wire.told(desk.answer(task, SETTINGS), task)
    other.close()

"""The desk of a worker, in this process; `test_pool` has the whole worker."""

from collections.abc import Iterator
from dataclasses import replace
from multiprocessing.shared_memory import SharedMemory

import imagecodecs
import numpy as np
import pytest

from tests.factories.decode_requests import JPEG_LS, described, request, slopes
from viewer.errors import DecodeError, TruncatedPixelsError
from viewer.media.decoders import wire, worker
from viewer.settings import DecodeSettings

IMAGE = slopes()
STREAM = bytes(imagecodecs.jpegls_encode(IMAGE))
ASKED = request(described(IMAGE, JPEG_LS), b"", overlay_bits=(0, 11))
PLACES = wire.places(ASKED, len(STREAM))
SETTINGS = DecodeSettings()


@pytest.fixture
def segment() -> Iterator[SharedMemory]:
    made = SharedMemory(create=True, size=PLACES.end)
    wire.memory(made)[: len(STREAM)] = STREAM
    yield made
    made.close()
    made.unlink()


@pytest.fixture
def desk() -> Iterator[worker._Desk]:
    made = worker._Desk()
    yield made
    made.clear()


def test_pixels_and_planes_lie_where_both_sides_expect_them(
    desk: worker._Desk, segment: SharedMemory
) -> None:
    answer = desk.answer(wire.Task(ASKED, segment.name, len(STREAM)), SETTINGS)
    assert wire.notices_of(answer, ASKED) == ()
    memory = bytes(wire.memory(segment))
    pixels = np.frombuffer(memory, "<u2", IMAGE.size, PLACES.pixels)
    np.testing.assert_array_equal(pixels.reshape(IMAGE.shape), IMAGE)
    planes = np.frombuffer(memory, np.bool_, 2 * IMAGE.size, PLACES.planes)
    first, second = planes.reshape(2, *IMAGE.shape)
    np.testing.assert_array_equal(first, IMAGE & 1 != 0)
    np.testing.assert_array_equal(second, IMAGE & 2048 != 0)


def test_the_same_data_is_not_read_again(desk: worker._Desk, segment: SharedMemory) -> None:
    task = wire.Task(ASKED, segment.name, len(STREAM))
    desk.answer(task, SETTINGS)
    wire.memory(segment)[: len(STREAM)] = bytes(len(STREAM))
    answer = desk.answer(replace(task, same_data=True), SETTINGS)
    assert wire.notices_of(answer, ASKED) == ()


@pytest.mark.parametrize(
    ("raised", "arrives", "text"),
    [
        (TruncatedPixelsError("short"), TruncatedPixelsError, "short"),
        (MemoryError(), DecodeError, "more memory"),
        (KeyError("surprise"), DecodeError, "failed with KeyError"),
    ],
)
def test_whatever_a_decoder_raises_becomes_a_typed_answer(
    desk: worker._Desk,
    segment: SharedMemory,
    monkeypatch: pytest.MonkeyPatch,
    raised: Exception,
    arrives: type[Exception],
    text: str,
) -> None:
    def fail(*_: object) -> None:
        raise raised

    monkeypatch.setattr(worker, "decode", fail)
    answer = desk.answer(wire.Task(ASKED, segment.name, len(STREAM)), SETTINGS)
    with pytest.raises(arrives, match=text):
        wire.notices_of(answer, ASKED)


def test_a_new_segment_takes_the_place_of_the_old_one(
    desk: worker._Desk, segment: SharedMemory
) -> None:
    other = SharedMemory(create=True, size=PLACES.end)
    try:
        wire.memory(other)[:7] = b"garbage"
        desk.answer(wire.Task(ASKED, segment.name, len(STREAM)), SETTINGS)
        with pytest.raises(DecodeError):
            wire.notices_of(desk.answer(wire.Task(ASKED, other.name, 7), SETTINGS), ASKED)
    finally:
        desk.clear()
        other.close()
        other.unlink()

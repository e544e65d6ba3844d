"""Each misdeed of a worker is told once, costs one process at most, and the next frame is right."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import imagecodecs
import numpy as np
import psutil
import pytest

from tests.containment import misdeeds
from tests.containment.misdeeds import Misdeed
from tests.factories.decode_requests import JPEG_LS, described, request, slopes
from tests.factories.leftovers import decoder_processes, shared_memory
from viewer.errors import (
    DecodeError,
    DecoderDiedError,
    DecoderStartError,
    DecoderTimeoutError,
    PixelError,
)
from viewer.media.decoders import child, process
from viewer.media.decoders.base import DecodeRequest
from viewer.media.decoders.pool import DecoderPool
from viewer.settings import DecodeSettings

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signals and /proc")
SETTINGS = DecodeSettings(workers=1, seconds_per_frame=20, worker_memory_mib=600)
FIRST, SECOND = slopes(), slopes(top=2000)


def asked(image: np.ndarray, misdeed: Misdeed = Misdeed.NONE) -> DecodeRequest:
    stream = bytes(imagecodecs.jpegls_encode(image))
    return request(described(image, JPEG_LS), stream, frame_index=int(misdeed))


@pytest.fixture
def pool() -> Iterator[DecoderPool]:
    """A worker that does as it is told; nothing of it may be left."""
    descriptors = psutil.Process().num_fds()
    made = DecoderPool(SETTINGS, misdeeds.serve)
    made.decode(asked(FIRST))
    yield made
    made.close()
    assert not decoder_processes()
    assert not shared_memory(os.getpid())
    # The resource tracker of multiprocessing is one that stays.
    assert psutil.Process().num_fds() <= descriptors + 1


def is_right(pool: DecoderPool) -> bool:
    return bool(np.array_equal(pool.decode(asked(SECOND)).array, SECOND))


@pytest.mark.parametrize(
    ("misdeed", "told"),
    [
        (Misdeed.EXIT, "ended in this frame"),
        (Misdeed.CRASH, "ended in this frame"),
        (Misdeed.CLOSE, "ended in this frame"),
        (Misdeed.FORK_AND_EXIT, "ended in this frame"),
        (Misdeed.ENDLESS, "nonsense for this frame"),
        (Misdeed.SCRIBBLE, "nonsense for this frame"),
    ],
)
def test_the_frame_is_told_and_the_next_is_right(
    pool: DecoderPool, misdeed: Misdeed, told: str
) -> None:
    with pytest.raises(DecoderDiedError, match=told):
        pool.decode(asked(FIRST, misdeed))
    assert is_right(pool)
    assert len(decoder_processes()) == 1


@pytest.mark.parametrize("misdeed", [Misdeed.SPIN, Misdeed.DEAF, Misdeed.HALF])
def test_what_never_answers_is_ended_after_its_time(misdeed: Misdeed) -> None:
    """Half a message too: waiting for the rest of it would hold a loader thread for ever."""
    settings = replace(SETTINGS, seconds_per_frame=0.5)
    with DecoderPool(settings, misdeeds.serve) as pool:
        with pytest.raises(DecoderTimeoutError):
            pool.decode(asked(FIRST, misdeed))
        assert is_right(pool)


def test_what_a_worker_started_ends_with_it() -> None:
    settings = replace(SETTINGS, seconds_per_frame=0.5)
    with DecoderPool(settings, misdeeds.serve) as pool:
        pool.decode(asked(FIRST))
        group = pool._workers[0].pid
        assert group is not None
        with pytest.raises(DecoderTimeoutError):
            pool.decode(asked(FIRST, Misdeed.FORK_AND_SPIN))
        alive = [one for one in psutil.process_iter() if is_in(group, one)]
        assert not psutil.wait_procs(alive, timeout=20)[1]


def is_in(group: int, one: psutil.Process) -> bool:
    try:
        return os.getpgid(one.pid) == group
    except ProcessLookupError:
        return False


@pytest.mark.parametrize("misdeed", [Misdeed.TWICE, Misdeed.EARLY])
def test_an_answer_too_many_is_not_taken_for_the_next(pool: DecoderPool, misdeed: Misdeed) -> None:
    """The frame of such a worker is right, told, or both in turn; the next is never its last."""
    for _ in range(5):
        with suppress(DecoderDiedError):
            assert np.array_equal(pool.decode(asked(FIRST, misdeed)).array, FIRST)
        try:
            assert is_right(pool)
        except DecoderDiedError:
            assert is_right(pool)


def test_memory_that_never_stands_still_is_never_shown_wrong(pool: DecoderPool) -> None:
    told = 0
    for misdeed in (Misdeed.SCRIBBLE_ON, *[Misdeed.NONE] * 20):
        try:
            assert np.array_equal(pool.decode(asked(SECOND, misdeed)).array, SECOND)
        except PixelError:
            told += 1
    assert told
    for _ in range(500):  # the worker is replaced once what it writes over is an answer
        with suppress(PixelError):
            assert is_right(pool)
            break
    else:
        pytest.fail("the scribbling worker was never replaced")


def test_shared_memory_cannot_be_taken_away(pool: DecoderPool) -> None:
    """Reading what is no longer there would end the viewer."""
    with pytest.raises(PixelError):
        pool.decode(asked(FIRST, Misdeed.SHRINK))
    assert is_right(pool)


def test_a_greedy_frame_is_told(pool: DecoderPool) -> None:
    with pytest.raises(PixelError):
        pool.decode(asked(FIRST, Misdeed.EAT))
    assert is_right(pool)


def test_where_the_system_sets_no_limit_the_owner_does(pool: DecoderPool) -> None:
    """As on macOS: the worker here was started with the larger limit."""
    pool.close()
    with DecoderPool(replace(SETTINGS, worker_memory_mib=3072), misdeeds.serve) as free:
        free.decode(asked(FIRST))
        free._workers[0]._settings = replace(SETTINGS, worker_memory_mib=20)
        with pytest.raises(DecodeError, match="more memory than a decoder may use"):
            free.decode(asked(FIRST, Misdeed.SPIN))
        free._workers[0]._settings = SETTINGS
        assert is_right(free)


def test_what_a_codec_prints_goes_nowhere(
    pool: DecoderPool, capfd: pytest.CaptureFixture[str]
) -> None:
    before = decoder_processes()
    assert np.array_equal(pool.decode(asked(FIRST, Misdeed.NOISE)).array, FIRST)
    assert decoder_processes() == before
    assert capfd.readouterr() == ("", "")


def test_a_worker_cannot_fill_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "file"
    monkeypatch.setenv("LIGHTBOX_TEST_FILE", str(target))
    with DecoderPool(SETTINGS, misdeeds.serve) as pool:
        with pytest.raises(PixelError):
            pool.decode(asked(FIRST, Misdeed.WRITE))
        assert is_right(pool)
    assert target.stat().st_size == 0


def test_a_worker_goes_first_when_memory_runs_out(pool: DecoderPool) -> None:
    (worker,) = decoder_processes()
    assert Path(f"/proc/{worker.pid}/oom_score_adj").read_text().strip() == "500"
    assert pool._workers[0].pid == worker.pid


@pytest.fixture
def starts(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The processes that were started."""
    made: list[int] = []

    class Counted(child.Child):
        def __init__(self, *arguments: object) -> None:
            super().__init__(*arguments)  # type: ignore[arg-type]
            made.append(self.pid)

    monkeypatch.setattr(process, "Child", Counted)
    return made


def test_each_killing_frame_costs_one_process(starts: list[int]) -> None:
    with DecoderPool(SETTINGS, misdeeds.serve) as pool:
        for _ in range(10):
            with pytest.raises(DecoderDiedError):
                pool.decode(asked(FIRST, Misdeed.CRASH))
        assert is_right(pool)
    assert len(starts) == 11


def test_a_worker_that_cannot_start_is_not_started_over_and_over(starts: list[int]) -> None:
    with DecoderPool(SETTINGS, misdeeds.cannot_start) as pool:
        for _ in range(200):
            with pytest.raises(DecoderStartError, match="does not start"):
                pool.decode(asked(FIRST))
        plain = request(described(FIRST), FIRST.tobytes())
        assert np.array_equal(pool.decode(plain).array, FIRST)
        assert not decoder_processes()
    assert len(starts) <= 12  # two at a time; a slow computer lets a pause or two pass


def test_after_a_pause_a_start_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with DecoderPool(SETTINGS, misdeeds.cannot_start) as pool:
        with pytest.raises(DecoderStartError):
            pool.decode(asked(FIRST))
        pool._workers[0]._serve = misdeeds.serve
        now = time.monotonic
        monkeypatch.setattr(time, "monotonic", lambda: now() + 6)
        assert is_right(pool)


def test_a_refusing_system_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "no processes for you")

    monkeypatch.setattr("multiprocessing.popen_spawn_posix.Popen._launch", refuse)
    descriptors = psutil.Process().num_fds()
    with DecoderPool(SETTINGS) as pool, pytest.raises(DecoderStartError, match="does not start"):
        pool.decode(asked(FIRST))
    assert psutil.Process().num_fds() == descriptors


def test_too_little_shared_memory_is_told_of_the_frame(
    pool: DecoderPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "no space")

    big = slopes(900, 900)
    before = decoder_processes()
    with monkeypatch.context() as patched:
        patched.setattr(os, "posix_fallocate", refuse)
        with pytest.raises(DecodeError, match="not enough shared memory"):
            pool.decode(asked(big))
    assert np.array_equal(pool.decode(asked(big)).array, big)
    assert decoder_processes() == before


def test_where_there_is_no_nameless_memory_the_name_goes_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As on macOS."""
    monkeypatch.delattr(os, "memfd_create")
    with DecoderPool(SETTINGS) as pool:
        assert is_right(pool)
        assert not list(Path("/dev/shm").glob(f"lightbox-{os.getpid()}-*"))  # noqa: S108  only listed
        assert shared_memory(os.getpid())


def test_a_worker_killed_while_it_starts_harms_no_frame(starts: list[int]) -> None:
    with DecoderPool(SETTINGS) as pool:
        pool._hire()
        worker = pool._workers[0]
        os.kill(worker._launch().pid, 9)
        assert is_right(pool)
    assert len(starts) == 2

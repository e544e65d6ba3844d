"""With real worker processes: they are stopped, killed and fed with garbage from outside."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import psutil
import pytest

from tests.containment import misdeeds
from tests.factories.decode_requests import (
    J2K_LOSSLESS,
    JPEG_LS,
    RLE,
    described,
    request,
    slopes,
)
from tests.factories.leftovers import decoder_processes, shared_memory
from viewer.errors import (
    CancelledError,
    DecodeError,
    DecoderDiedError,
    DecoderTimeoutError,
    PixelDescriptionError,
    PixelError,
)
from viewer.media.cancel import CancelToken
from viewer.media.decoders import process, wire
from viewer.media.decoders.base import DecodeRequest
from viewer.media.decoders.pool import DecoderPool
from viewer.settings import DecodeSettings

IMAGE = slopes()
STREAM = bytes(imagecodecs.jpegls_encode(IMAGE))
ASKED = request(described(IMAGE, JPEG_LS), STREAM)
PATIENCE_S = 60.0  # for what takes a moment
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals")
SETTINGS = DecodeSettings(workers=1, seconds_per_frame=20)


def shared_with(pid: int | None) -> int:
    """How many pieces of shared memory a process has of ours, where the system tells."""
    return Path(f"/proc/{pid}/maps").read_text(encoding="utf-8").count("memfd:lightbox-")


@pytest.fixture
def pool() -> Iterator[DecoderPool]:
    """One worker; after the test nothing of it may be left."""
    made = DecoderPool(SETTINGS)
    yield made
    made.close()
    assert not decoder_processes()
    assert not shared_memory(os.getpid())


def stopped(pool: DecoderPool) -> int:
    """Start the worker and stop it, as an endless loop would keep it from answering."""
    pool.decode(ASKED)
    (child,) = decoder_processes()
    os.kill(child.pid, signal.SIGSTOP)
    return int(child.pid)


def until(is_so: Callable[[], bool]) -> None:
    """Return once it is so; fail if it never comes to be, even on a busy computer."""
    pause = threading.Event()
    end = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < end, "it never came to be"
        pause.wait(0.005)


def until_waiting(pool: DecoderPool) -> None:
    """Return once the worker has a frame."""
    until(lambda: any(worker.waiting for worker in pool._workers))


def test_frames_come_back_with_planes_and_notices(pool: DecoderPool) -> None:
    frame = pool.decode(replace(ASKED, overlay_bits=(3,)))
    np.testing.assert_array_equal(frame.array, IMAGE)
    np.testing.assert_array_equal(frame.overlay_planes[0], (IMAGE & 8) != 0)
    if sys.platform == "linux":
        assert shared_memory(os.getpid())  # where the tests below look for what is left
    mislabelled = replace(ASKED, pixels=replace(ASKED.pixels, transfer_syntax_uid=J2K_LOSSLESS))
    assert pool.decode(mislabelled).notices == (
        "labelled JPEG 2000 (lossless), but the data is JPEG-LS",
    )


def test_one_worker_serves_frames_of_all_sizes(pool: DecoderPool) -> None:
    for rows in (10, 900, 30):
        image = slopes(rows, 700)
        data = bytes(imagecodecs.jpegls_encode(image))
        frame = pool.decode(request(described(image, JPEG_LS), data))
        np.testing.assert_array_equal(frame.array, image)
    assert len(decoder_processes()) == 1


def test_results_do_not_change_when_the_next_frame_comes(pool: DecoderPool) -> None:
    first = pool.decode(ASKED)
    pool.decode(request(described(IMAGE, JPEG_LS), bytes(imagecodecs.jpegls_encode(4095 - IMAGE))))
    np.testing.assert_array_equal(first.array, IMAGE)


def test_uncompressed_frames_start_no_process(pool: DecoderPool) -> None:
    frame = pool.decode(request(described(IMAGE), IMAGE.tobytes()))
    np.testing.assert_array_equal(frame.array, IMAGE)
    assert not decoder_processes()


def test_impossible_frames_start_no_process(pool: DecoderPool) -> None:
    huge = replace(ASKED.pixels, rows=60_000, columns=60_000)
    with pytest.raises(PixelDescriptionError):
        pool.decode(request(huge, STREAM))
    assert not decoder_processes()


def test_errors_are_typed_and_the_worker_lives_on(pool: DecoderPool) -> None:
    pool.decode(ASKED)
    before = decoder_processes()
    with pytest.raises(DecodeError, match="not JPEG-LS"):
        pool.decode(request(ASKED.pixels, b"garbage"))
    pool.decode(ASKED)
    assert decoder_processes() == before


def test_corrupt_streams_never_harm_the_pool(pool: DecoderPool) -> None:
    random = np.random.default_rng(7)
    for _ in range(40):
        broken = bytearray(STREAM)
        for place in random.integers(0, len(broken), 8):
            broken[place] = int(random.integers(256))
        try:
            pool.decode(request(ASKED.pixels, bytes(broken)))
        except (DecodeError, DecoderDiedError):
            continue
    np.testing.assert_array_equal(pool.decode(ASKED).array, IMAGE)


@POSIX
def test_a_hanging_worker_is_replaced() -> None:
    with DecoderPool(replace(SETTINGS, seconds_per_frame=0.3)) as pool:
        pid = stopped(pool)
        with pytest.raises(DecoderTimeoutError):
            pool.decode(ASKED)
        np.testing.assert_array_equal(pool.decode(ASKED).array, IMAGE)
        assert pid not in [child.pid for child in decoder_processes()]


def test_a_worker_without_a_turn_on_a_busy_computer_gets_more_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(process, "_BUSY", 1_000_000)
    ours, theirs = multiprocessing.Pipe()

    def is_held_up() -> bool:
        wire.put(theirs, b"late")
        return True

    with ours, theirs:
        assert process._receive(ours, 0.001, lambda: None, is_held_up) == b"late"
        with pytest.raises(DecoderTimeoutError):
            process._receive(ours, 0.001, lambda: None)


@POSIX
def test_a_worker_killed_in_mid_frame_is_told_and_replaced() -> None:
    with DecoderPool(SETTINGS, misdeeds.serve) as pool, ThreadPoolExecutor(1) as caller:
        pool.decode(ASKED)
        (child,) = decoder_processes()
        modest = child.nice()
        number = int(misdeeds.Misdeed.SPIN)
        frame = caller.submit(pool.decode, replace(ASKED, frame_index=number))
        until(lambda: child.nice() > modest)  # it has read the task and tells so
        child.kill()
        with pytest.raises(DecoderDiedError, match="in this frame"):
            frame.result(PATIENCE_S)
        np.testing.assert_array_equal(pool.decode(ASKED).array, IMAGE)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not tell what was read")
def test_a_frame_that_a_killed_worker_never_read_goes_to_the_next(pool: DecoderPool) -> None:
    """Who was killed between frames took no harm from the one that came then."""
    pid = stopped(pool)
    with ThreadPoolExecutor(1) as caller:
        frame = caller.submit(pool.decode, ASKED)
        until_waiting(pool)
        os.kill(pid, signal.SIGKILL)
        np.testing.assert_array_equal(frame.result(60).array, IMAGE)


@POSIX
def test_a_worker_that_died_between_frames_is_not_missed(pool: DecoderPool) -> None:
    pool.decode(ASKED)
    (child,) = decoder_processes()
    child.kill()
    # Its very end: a zombie may have threads that still hold its end of the pipe.
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    np.testing.assert_array_equal(pool.decode(ASKED).array, IMAGE)


def test_an_answer_that_is_none_ends_the_worker(
    pool: DecoderPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool.decode(ASKED)
    before = decoder_processes()
    receive = process._receive
    monkeypatch.setattr(process, "_receive", lambda *args, **more: receive(*args, **more)[:-9])
    with pytest.raises(DecoderDiedError):
        pool.decode(ASKED)
    monkeypatch.undo()
    np.testing.assert_array_equal(pool.decode(ASKED).array, IMAGE)
    assert decoder_processes() != before


@POSIX
def test_closing_frees_those_who_wait() -> None:
    pool = DecoderPool(SETTINGS)
    stopped(pool)
    with ThreadPoolExecutor(2) as callers:
        with_worker = callers.submit(pool.decode, ASKED)
        until_waiting(pool)
        in_queue = callers.submit(pool.decode, ASKED)
        pool.close()
        for frame in (with_worker, in_queue):
            with pytest.raises(CancelledError):
                frame.result(PATIENCE_S)
    with pytest.raises(CancelledError):
        pool.decode(ASKED)
    assert not decoder_processes()


@POSIX
def test_a_cancelled_request_leaves_the_queue(pool: DecoderPool) -> None:
    pid = stopped(pool)
    cancel = CancelToken()
    with ThreadPoolExecutor(2) as callers:
        with_worker = callers.submit(pool.decode, ASKED)
        until_waiting(pool)
        in_queue = callers.submit(pool.decode, ASKED, cancel)
        cancel.cancel()
        with pytest.raises(CancelledError):
            in_queue.result(PATIENCE_S)
        os.kill(pid, signal.SIGCONT)
        np.testing.assert_array_equal(with_worker.result(PATIENCE_S).array, IMAGE)


def test_many_threads_share_the_workers() -> None:
    images = [slopes(40 + n, 50) for n in range(12)]
    asked = [request(described(i, JPEG_LS), bytes(imagecodecs.jpegls_encode(i))) for i in images]
    with DecoderPool(replace(SETTINGS, workers=2)) as pool, ThreadPoolExecutor(6) as callers:
        for image, frame in zip(images, callers.map(pool.decode, asked), strict=True):
            np.testing.assert_array_equal(frame.array, image)
        assert len(decoder_processes()) <= 2
    pool.close()  # a second time does nothing


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such limit")
def test_a_greedy_frame_ends_in_an_error_not_in_swapping() -> None:
    """D-133: the limit of the address space, here 600 MiB, is the worker's and not ours."""
    pixels = replace(described(slopes(8, 8), RLE), rows=12_000, columns=10_000)
    runs = b"\x81\x00" * (12_000 * 10_000 // 128)
    header = np.array([2, 64, 64 + len(runs), *[0] * 13], "<u4").tobytes()
    settings = replace(SETTINGS, worker_memory_mib=600)
    with DecoderPool(settings) as pool:
        with pytest.raises((DecodeError, DecoderDiedError)):
            pool.decode(request(pixels, header + runs + runs))
        np.testing.assert_array_equal(pool.decode(ASKED).array, IMAGE)


@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
def test_a_worker_is_modest_and_knows_nothing_of_the_window(pool: DecoderPool) -> None:
    pool.decode(ASKED)
    (child,) = decoder_processes()
    assert child.nice() == psutil.Process().nice() + 5
    assert os.getsid(child.pid) == os.getsid(0)  # Linux compares niceness within a session only
    assert os.getpgid(child.pid) == child.pid  # what it may start can be ended with it
    assert child.rlimit(psutil.RLIMIT_AS)[0] == SETTINGS.worker_memory_mib << 20
    loaded = {Path(entry.path).name for entry in child.memory_maps()}
    assert not [name for name in loaded if "Qt" in name]


SCRIPT = """
import imagecodecs, numpy, os, sys
from viewer.media.decoders.base import DecodeRequest
from viewer.media.decoders.pool import DecoderPool
from viewer.model.image import ImagePixels
from viewer.settings import DecodeSettings

def main():
    image = numpy.arange(600, dtype=numpy.uint16).reshape(20, 30)
    pixels = ImagePixels(20, 30, 1, "", 16, 16, 15, False, 0, 1, "1.2.840.10008.1.2.4.80")
    pool = DecoderPool(DecodeSettings(workers=1))
    frame = pool.decode(DecodeRequest(pixels, bytes(imagecodecs.jpegls_encode(image))))
    assert (frame.array == image).all()
    print(os.getpid())
    if "--close" in sys.argv:
        pool.close()

if __name__ == "__main__":
    main()
"""


@pytest.mark.parametrize("arguments", [["--close"], []], ids=["closed", "forgotten"])
@pytest.mark.parametrize("as_module", [False, True], ids=["script", "module"])
def test_a_program_that_uses_the_pool_ends_cleanly(
    tmp_path: Path, arguments: list[str], *, as_module: bool
) -> None:
    """No process, no segment and no warning of the resource tracker is left behind."""
    (tmp_path / "program.py").write_text(SCRIPT)
    root = Path(__file__).resolve().parents[4]
    start = ["-m", "program"] if as_module else [str(tmp_path / "program.py")]
    ended = subprocess.run(  # noqa: S603  this interpreter, a script of ours
        [sys.executable, "-W", "error", *start, *arguments],
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(root), str(tmp_path)))},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert not shared_memory(int(ended.stdout.split()[-1]))
    if arguments:
        assert ended.stderr == ""


def test_the_same_video_is_sent_once(pool: DecoderPool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A video is one stream for all frames; copying it per frame would cost the most."""
    sent: list[Any] = []
    places = process.WorkerProcess._task

    def spy(self: process.WorkerProcess, asked: DecodeRequest) -> Any:
        task, segment = places(self, asked)
        sent.append(task.same_data)
        return task, segment

    monkeypatch.setattr(process.WorkerProcess, "_task", spy)
    rgb = np.zeros((8, 8, 3), np.uint8)
    stream = b"\x00\x00\x01\xba" + bytes(500)
    for data in (stream, stream, bytes(bytearray(stream))):
        with pytest.raises(PixelError):
            pool.decode(request(described(rgb, "1.2.840.10008.1.2.4.100"), data))
    assert sent == [False, True, False]


def test_a_worker_can_be_there_before_the_first_frame(pool: DecoderPool) -> None:
    pool.warm()
    for thread in threading.enumerate():
        if thread.name == "decoder-start":
            thread.join(60)
    child = pool._workers[0].pid
    assert child is not None
    pool.decode(ASKED)
    assert pool._workers[0].pid == child


@POSIX
def test_a_preview_does_not_wait_for_whole_frames(pool: DecoderPool) -> None:
    image = slopes(512, 512)
    stream = bytes(imagecodecs.jpeg2k_encode(image, level=0, reversible=True, codecformat="j2k"))
    preview = request(described(image, J2K_LOSSLESS), stream, reduction=2)
    pool.decode(preview)  # a second worker is started beside the first
    first = pool._workers[0]
    os.kill(first.pid or 0, signal.SIGSTOP)  # as if it had a large frame
    with ThreadPoolExecutor(1) as caller:
        whole = caller.submit(pool.decode, ASKED)
        until_waiting(pool)
        assert pool.decode(preview).array.shape == (128, 128)
        os.kill(first.pid or 0, signal.SIGCONT)
        np.testing.assert_array_equal(whole.result(20).array, IMAGE)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_nothing_stays_of_a_frame_that_was_closed(pool: DecoderPool) -> None:
    """Neither here nor in the worker, which goes on with the next disc."""
    assert np.array_equal(pool.decode(ASKED).array, IMAGE)
    worker = pool._workers[0]
    pid = worker.pid
    assert (shared_with(os.getpid()), shared_with(pid)) == (1, 1)
    pool.forget()
    assert shared_with(os.getpid()) == 0
    until(lambda: shared_with(pid) == 0)
    assert np.array_equal(pool.decode(ASKED).array, IMAGE)
    assert worker.pid == pid


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_worker_that_is_busy_forgets_when_it_is_through(pool: DecoderPool) -> None:
    worker = pool._take(None, None)
    worker.decode(ASKED)
    pool.forget()
    assert shared_with(os.getpid()) == 1  # as in the middle of a frame
    pool._give_back(worker)
    assert shared_with(os.getpid()) == 0
    assert np.array_equal(pool.decode(ASKED).array, IMAGE)
    assert shared_with(os.getpid()) == 1  # and only once

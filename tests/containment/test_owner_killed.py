"""The viewer is killed: its workers end, whatever they are doing, and no memory stays."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.factories.leftovers import shared_memory
from viewer.media.decoders import limits

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signals and /proc")
ROOT = Path(__file__).resolve().parents[2]


def group_of(pid: int) -> list[psutil.Process]:
    """The living processes of a worker's group."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error, ProcessLookupError):
            if os.getpgid(process.pid) == pid and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def until_spinning(worker: psutil.Process, workers: int) -> list[psutil.Process]:
    """Return all of the group once each has told that its loop begins."""
    modest = psutil.Process().nice() + limits._NICENESS
    pause = threading.Event()
    end = time.monotonic() + 60
    while time.monotonic() < end:
        group = group_of(worker.pid)
        if len(group) == workers and all(process.nice() > modest for process in group):
            return group
        pause.wait(0.005)
    pytest.fail("the worker does not spin")


@pytest.mark.parametrize(
    ("serve", "misdeed", "workers"),
    [
        ("serve", "NONE", 1),
        ("serve", "SPIN", 1),
        ("serve", "FORK_AND_SPIN", 2),
        ("serve", "DEAF", 1),
        ("serve_elsewhere", "SPIN", 1),
        ("serve_elsewhere", "FORK_AND_SPIN", 2),
        ("serve_with_a_thread_alone", "NONE", 1),
    ],
)
@pytest.mark.parametrize("with_group", [False, True], ids=["viewer", "whole group"])
def test_nothing_outlives_a_killed_viewer(
    serve: str, misdeed: str, workers: int, *, with_group: bool
) -> None:
    """Its process group holds multiprocessing's resource tracker, which cleans up otherwise."""
    owner = subprocess.Popen(  # noqa: S603  this interpreter, a module of ours
        [sys.executable, "-m", "tests.containment.owner", serve, misdeed],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert owner.stdout is not None
    with owner, owner.stdout:
        worker = psutil.Process(int(owner.stdout.readline()))
        assert shared_memory(owner.pid)
        alive = [worker]
        if misdeed != "NONE":
            alive = until_spinning(worker, workers)
        (os.killpg if with_group else os.kill)(owner.pid, signal.SIGKILL)
        owner.wait(20)
    _, left = psutil.wait_procs(alive, timeout=20)
    for process in left:
        process.kill()
    assert not left
    assert not shared_memory(owner.pid)


def test_a_stopped_worker_does_not_outlive_it_either() -> None:
    owner = subprocess.Popen(
        [sys.executable, "-m", "tests.containment.owner", "serve", "NONE"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert owner.stdout is not None
    with owner, owner.stdout:
        worker = psutil.Process(int(owner.stdout.readline()))
        worker.suspend()
        owner.kill()
        owner.wait(20)
    _, left = psutil.wait_procs([worker], timeout=20)
    assert not left

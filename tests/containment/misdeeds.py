"""Workers that do what damaged pictures make codecs do, and worse; spawned processes import it.

Which misdeed is asked for stands in the frame number, which no JPEG-LS picture looks at.
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
import threading
from collections import deque
from contextlib import suppress
from enum import IntEnum, auto
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from viewer.media.decoders import limits, wire, worker
from viewer.settings import DecodeSettings

if TYPE_CHECKING:
    from collections.abc import Callable

    from viewer.media.decoders.segment import Segment


class Misdeed(IntEnum):
    """What a worker does with a frame."""

    NONE = 0
    SPIN = auto()  # in C, and keeps the interpreter to itself
    FORK_AND_SPIN = auto()
    FORK_AND_EXIT = auto()
    DEAF = auto()  # to every signal it may ignore
    EXIT = auto()
    CRASH = auto()
    EAT = auto()
    HALF = auto()  # an answer
    ENDLESS = auto()
    TWICE = auto()
    EARLY = auto()
    CLOSE = auto()
    SCRIBBLE = auto()
    SCRIBBLE_ON = auto()  # for ever
    SHRINK = auto()
    NOISE = auto()
    WRITE = auto()


def serve(connection: Connection, settings: DecodeSettings) -> None:
    """Be a worker that does as it is told."""
    worker.Desk = _Desk  # type: ignore[misc]
    worker.serve(connection, settings)


def serve_elsewhere(connection: Connection, settings: DecodeSettings) -> None:
    """Be one on a system without Linux's own means."""
    sys.platform = "freebsd14"
    serve(connection, settings)


def serve_with_a_thread_alone(connection: Connection, settings: DecodeSettings) -> None:
    """Be one where the system does not tell of the owner's end."""
    limits._signal_at_hang_up = lambda lifeline: None  # noqa: ARG005  the name counts
    serve(connection, settings)


def cannot_start(connection: Connection, settings: DecodeSettings) -> None:
    """Be one whose libraries are missing."""
    del connection, settings
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    raise ImportError("no codecs here")


class _Desk(worker.Desk):
    """Does a misdeed in mid-frame, or answers as it should."""

    def answer(self, task: wire.Task, settings: DecodeSettings) -> bytes:
        segment = self._open(task)
        act = _ACTS.get(Misdeed(task.request.frame_index))
        if act is not None:
            act(self._connection, segment)
        if task.request.frame_index == Misdeed.EARLY:
            return self._early(task, settings, segment)
        said = super().answer(task, settings)
        if task.request.frame_index == Misdeed.TWICE:
            wire.put(self._connection, said)
        if task.request.frame_index == Misdeed.SCRIBBLE:
            segment.memory[:] = os.urandom(len(segment))
        return said

    def _early(self, task: wire.Task, settings: DecodeSettings, segment: Segment) -> bytes:
        before = segment.memory[:]
        said = super().answer(task, settings)
        segment.memory[:] = before
        wire.put(self._connection, said)
        return said


def _spin(*_: object) -> None:
    os.nice(1)  # seen from outside: it begins
    deque(itertools.repeat(None), maxlen=0)


def _fork_and_spin(*_: object) -> None:
    os.fork()
    _spin()


def _fork_and_exit(*_: object) -> None:
    if os.fork():
        os._exit(0)
    _wait()


def _wait(*_: object) -> None:
    while True:
        signal.pause()


def _deaf(*_: object) -> None:
    for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals))
    _spin()


def _eat(*_: object) -> None:
    eaten = []
    while True:
        eaten.append(b"x" * (16 << 20))


def _half(connection: Connection, _: Segment) -> None:
    os.write(connection.fileno(), b'{"task": 1, ')
    _wait()


def _endless(connection: Connection, _: Segment) -> None:
    while True:
        os.write(connection.fileno(), b"x" * 65_536)


def _close(connection: Connection, _: Segment) -> None:
    connection.close()
    _wait()


def _scribble_on(_: Connection, segment: Segment) -> None:
    def scribble() -> None:
        while True:
            segment.memory[:] = os.urandom(len(segment))

    threading.Thread(target=scribble, daemon=True).start()


def _shrink(*_: object) -> None:
    for link in list(Path("/proc/self/fd").iterdir()):
        with suppress(FileNotFoundError):  # the listing's own
            if "lightbox" in str(link.readlink()):
                os.ftruncate(int(link.name), 0)


def _noise(*_: object) -> None:
    for stream in (1, 2):
        os.write(stream, b"x" * (4 << 20))


def _write(*_: object) -> None:
    target = os.environ["LIGHTBOX_TEST_FILE"]
    Path(target).write_bytes(b"pixels")


_ACTS: dict[Misdeed, Callable[[Connection, Segment], None]] = {
    Misdeed.SPIN: _spin,
    Misdeed.FORK_AND_SPIN: _fork_and_spin,
    Misdeed.FORK_AND_EXIT: _fork_and_exit,
    Misdeed.DEAF: _deaf,
    Misdeed.EXIT: lambda *_: os._exit(0),
    Misdeed.CRASH: lambda *_: os.kill(os.getpid(), signal.SIGSEGV),
    Misdeed.EAT: _eat,
    Misdeed.HALF: _half,
    Misdeed.ENDLESS: _endless,
    Misdeed.CLOSE: _close,
    Misdeed.SCRIBBLE_ON: _scribble_on,
    Misdeed.SHRINK: _shrink,
    Misdeed.NOISE: _noise,
    Misdeed.WRITE: _write,
}

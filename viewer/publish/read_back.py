"""Reads what was written from the medium itself, not from what the system remembers (M-076)."""

from __future__ import annotations

import mmap
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Final, Self

from xxhash import xxh3_128

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_READERS: Final = 4  # some wait for the medium while others digest
_PART: Final = 1 << 20
_DIRECT: Final = getattr(os, "O_DIRECT", 0)  # Linux: past the system's memory, into ours
_FLAGS: Final = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


@dataclass(frozen=True, slots=True)
class Expected:
    """What must be in a file: `start`, and behind it what has this digest."""

    path: str
    digest: bytes
    start: bytes = b""
    length: int = -1  # of all, where it is known


class ReadBack:
    """Compares files in threads of its own, from `with` to its end."""

    def __init__(self) -> None:
        self._jobs = SimpleQueue[Expected | Callable[[], None] | None]()
        self._results = SimpleQueue[tuple[Expected, bool] | Exception]()
        self._asked = 0
        self._is_off = False
        self._threads = [
            Thread(target=self._work, args=(_room(),), name="publish-check", daemon=True)
            for _ in range(_READERS)
        ]

    def compare(self, files: Sequence[Expected], after: Callable[[], None]) -> None:
        """Have files compared once `after` was called, by one of the threads."""
        self._asked += len(files)

        def begin() -> None:
            after()
            for file in files:
                self._jobs.put(file)

        self._jobs.put(begin)

    def results(self) -> Iterator[tuple[Expected, bool]]:
        """Whether each file holds what it must, as they are done; no if it cannot be read.

        Raises what an `after` raised.
        """
        for _ in range(self._asked):
            result = self._results.get()
            if isinstance(result, Exception):
                raise result
            yield result

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_off = True
        ends = [None] * len(self._threads)
        for end in ends:
            self._jobs.put(end)
        for thread in self._threads:
            thread.join()

    def _work(self, room: memoryview) -> None:
        while (job := self._jobs.get()) is not None and not self._is_off:
            try:
                if isinstance(job, Expected):
                    self._results.put((job, _is_same(job, room)))
                else:
                    job()
            except Exception as error:  # noqa: BLE001  raised again by `results`
                self._results.put(error)


def _room() -> memoryview:
    return memoryview(mmap.mmap(-1, _PART))  # of whole pages, as direct reading asks


def _is_same(file: Expected, room: memoryview) -> bool:
    try:
        descriptor = _opened(file.path)
        try:
            return _digest(descriptor, file, room) == file.digest
        finally:
            os.close(descriptor)
    except OSError:
        return False


def _digest(descriptor: int, file: Expected, room: memoryview) -> bytes:
    """Of what is behind the start; b"" for another start."""
    digest = xxh3_128()
    skipped = len(file.start)  # less than a part
    position = 0
    while count := _read(descriptor, room):
        part = room[:count]
        if not position and skipped:
            if part[:skipped] != file.start:
                return b""
            part = part[skipped:]
        digest.update(part)
        position += count
        if count < len(room) and position == file.length:
            break  # there is no more: one question less
    return digest.digest()


def _opened(path: str) -> int:
    try:
        return os.open(path, _FLAGS | _DIRECT)
    except OSError:  # not every file system can
        descriptor = os.open(path, _FLAGS)
        _forget(descriptor)
        return descriptor


def _read(descriptor: int, room: memoryview) -> int:
    """Read on; 0 at the end."""
    if not hasattr(os, "readv"):  # Windows
        data = os.read(descriptor, len(room))
        room[: len(data)] = data
        return len(data)
    try:
        return os.readv(descriptor, [room])
    except OSError:
        if not _is_direct(descriptor):
            raise
    # It can be opened so and not read, or no more from here: what is left comes the other way.
    _be_ordinary(descriptor)
    _forget(descriptor)
    return os.readv(descriptor, [room])


def _is_direct(descriptor: int) -> bool:
    if not _DIRECT:
        return False
    import fcntl  # noqa: PLC0415  not on Windows

    return bool(fcntl.fcntl(descriptor, fcntl.F_GETFL) & _DIRECT)


def _be_ordinary(descriptor: int) -> None:
    import fcntl  # noqa: PLC0415  not on Windows

    flags = fcntl.fcntl(descriptor, fcntl.F_GETFL)
    fcntl.fcntl(descriptor, fcntl.F_SETFL, flags & ~_DIRECT)


def _forget(descriptor: int) -> None:
    """Ask the system to read from the medium, not from what it remembers having written."""
    if sys.platform == "linux":
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)

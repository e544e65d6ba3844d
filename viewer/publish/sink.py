"""Where the bytes of a disc go: into files and into digests, while the next ones are read (M-076).

One thread reads, so that a drive is read in one sweep; others digest, decompress and write. What
is on its way between them is bounded.
"""

from __future__ import annotations

import os
import sys
from queue import SimpleQueue
from threading import Lock, Thread
from typing import TYPE_CHECKING, BinaryIO, Final, Self

from xxhash import xxh3_128

from viewer.publish.errors import TargetError

if TYPE_CHECKING:
    from collections.abc import Callable
    from io import FileIO

    Part = bytes | memoryview

_THREADS: Final = 2
_SLOTS: Final = 8  # parts on their way
_SLOT: Final = 1 << 20  # bytes of one; a larger part takes several, and all of them at most
_SMALL: Final = 1 << 18  # bytes worth a part


class Written:
    """What is in a file of a disc: its start, and length and digest of its data set."""

    __slots__ = ("digest", "length", "start")

    def __init__(self, start: bytes) -> None:
        self.start = start
        self.length = 0
        self.digest = b""  # XXH3


class Writers:
    """Threads that digest and write; all parts of a file go to one of them, in order."""

    def __init__(self) -> None:
        self._queues = [SimpleQueue[_Job | None]() for _ in range(_THREADS)]
        self._slots = SimpleQueue[bytearray]()
        for _ in range(_SLOTS):
            self._slots.put(bytearray(_SLOT))
        self._threads = [
            Thread(target=self._work, args=(queue,), name="publish-write", daemon=True)
            for queue in self._queues
        ]
        self._opened = 0
        self._unfinished: set[Sink] = set()
        self._is_off = False

    def sink(self, file: FileIO, check: Callable[[], None]) -> Sink:
        """For a file that is empty; it is closed once it is finished."""
        queue = self._queues[self._opened % _THREADS]
        self._opened += 1
        sink = Sink(file, self, queue, check)
        self._unfinished.add(sink)
        return sink

    def take_slot(self) -> bytearray:
        """Room for a part; waits for it."""
        return self._slots.get()

    def give_back(self, slots: list[bytearray]) -> None:
        """Let others have the room."""
        for slot in slots:
            self._slots.put(slot)

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._is_off = raised[0] is not None
        for queue in self._queues:
            queue.put(None)
        for thread in self._threads:
            thread.join()
        for sink in self._unfinished:
            sink.close()

    def finished(self, sink: Sink) -> None:
        """Its file is closed."""
        self._unfinished.discard(sink)

    def _work(self, queue: SimpleQueue[_Job | None]) -> None:
        while (job := queue.get()) is not None:
            if not self._is_off:
                job.sink.do(job.part)
            self.give_back(job.slots)


class _Job:
    """One part and the room it takes; None is the end of the file."""

    __slots__ = ("part", "sink", "slots")

    def __init__(
        self, sink: Sink, part: Part | Callable[[], Part] | None, slots: list[bytearray]
    ) -> None:
        self.sink = sink
        self.part = part
        self.slots = slots


class Sink:
    """One file that is being written; asks whether the job was cancelled."""

    def __init__(
        self,
        file: FileIO,
        writers: Writers,
        queue: SimpleQueue[_Job | None],
        check: Callable[[], None],
    ) -> None:
        self.check = check
        self.length = 0  # bytes of the data set written so far
        self._file = file
        self._writers = writers
        self._queue = queue
        self._small: list[bytes] = []
        self._held = 0
        self._written = Written(b"")
        self._digest = xxh3_128()
        self._has_begun = False
        self._is_ending = False
        self._is_unwanted = False
        self._error: Exception | None = None
        self._done = Lock()
        self._done.acquire()

    def start(self, start: bytes) -> None:
        """Take what is in front of the data set."""
        self._written = Written(start)

    def write(self, data: bytes) -> None:
        """Take the next bytes of the data set; raises CancelledError."""
        self._small.append(data)
        self._held += len(data)
        if self._held >= _SMALL:
            self._flush()

    def copy(self, stream: BinaryIO, length: int) -> None:
        """Take the next `length` bytes of `stream`.

        Raises EOFError if there are fewer, what reading raises, and CancelledError.
        """
        self._flush()
        into = getattr(stream, "readinto")  # noqa: B009  all streams of media have it
        while length:
            self.check()
            slot = self._writers.take_slot()
            count = 0
            try:
                count = into(memoryview(slot)[:length])
            finally:
                if not count:
                    self._writers.give_back([slot])
            if not count:
                raise EOFError("the file ends early")
            length -= count
            self._queue.put(_Job(self, memoryview(slot)[:count], [slot]))

    def later(self, make: Callable[[], bytes], length: int) -> None:
        """Take bytes that are yet to be made, about `length`; what `make` raises, `settled` does.

        Raises CancelledError.
        """
        self._flush()
        self._put(make, length)

    def finish(self) -> None:
        """All has been taken; raises as `write`."""
        self._flush()
        self._ask_to_end()

    def settled(self) -> Written:
        """What was written, once it is; raises TargetError, and what was raised on the way."""
        with self._done:
            if self._error is not None:
                raise self._error
            return self._written

    def abandon(self) -> None:
        """Let go of the file, which nobody wants any more; returns when nobody writes to it."""
        self._small = []
        self._is_unwanted = True
        self._ask_to_end()
        with self._done:
            return

    def do(self, part: Part | Callable[[], Part] | None) -> None:
        """Digest and write one part; of the threads of `Writers`."""
        try:
            if part is None:
                self._end()
            elif self._error is None:
                self._take(part if isinstance(part, bytes | memoryview) else part())
        except Exception as error:  # noqa: BLE001  raised again by `settled`
            self._error = error
        finally:
            if part is None:
                self._writers.finished(self)
                self._done.release()

    def close(self) -> None:
        """Close the file, if that was not done; raises TargetError."""
        try:
            self._file.close()
        except OSError as error:
            raise TargetError(error.strerror or "the place refused it") from error

    def _ask_to_end(self) -> None:
        if not self._is_ending:
            self._is_ending = True
            self._queue.put(_Job(self, None, []))

    def _flush(self) -> None:
        if self._small:
            data = b"".join(self._small)
            self._small, self._held = [], 0
            self._put(data, len(data))

    def _put(self, part: Part | Callable[[], Part], length: int) -> None:
        self.check()
        count = min(_SLOTS, max(1, -(-length // _SLOT)))
        self._queue.put(_Job(self, part, [self._writers.take_slot() for _ in range(count)]))

    def _take(self, data: Part) -> None:
        if not self._has_begun:
            self._has_begun = True
            self._write(self._written.start)
        self._digest.update(data)
        self._write(data)
        self.length += len(data)

    def _end(self) -> None:
        try:
            if self._error is None and not self._is_unwanted:
                if not self._has_begun:
                    self._take(b"")
                self._written.length, self._written.digest = self.length, self._digest.digest()
                _send_off(self._file.fileno())
        finally:
            self.close()

    def _write(self, data: Part) -> None:
        """Errors of the place are told from those of the source."""
        try:
            done = self._file.write(data)
            while done < len(data):  # a nearly full disk takes a part
                done += self._file.write(data[done:])
        except OSError as error:
            raise TargetError(error.strerror or "the place refused it") from error


def _send_off(descriptor: int) -> None:
    """Have the system begin to write it to the medium; `verify.flush` waits for all."""
    try:
        if not hasattr(os, "sync"):  # no other way to have it there (Windows)
            os.fsync(descriptor)
        elif sys.platform == "linux":
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    except OSError as error:
        raise TargetError(error.strerror or "the place refused it") from error

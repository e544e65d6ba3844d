"""Where the bytes of a disc go: into a file, and into a digest that is made meanwhile (M-076)."""

from __future__ import annotations

import os
from hashlib import sha256
from queue import Queue
from threading import Thread
from typing import TYPE_CHECKING, Final, Self

from viewer.publish.errors import TargetError

if TYPE_CHECKING:
    from collections.abc import Callable
    from hashlib import _Hash
    from io import FileIO

_WAITING: Final = 8  # parts that may wait to be digested
_PART: Final = 1 << 18  # bytes worth a call of the system


class Written:
    """What is in a file of a disc: its start, and length and digest of its data set."""

    __slots__ = ("_digest", "length", "start")

    def __init__(self, start: bytes) -> None:
        self.start = start
        self.length = 0
        self._digest = sha256()

    @property
    def digest(self) -> bytes:
        """The SHA-256 of the data set; known once the digester is closed."""
        return self._digest.digest()

    def digested(self) -> _Hash:
        """What takes the next bytes."""
        return self._digest


class Digester:
    """A thread that digests what another one writes: each takes half of the time."""

    def __init__(self) -> None:
        self._parts: Queue[tuple[_Hash, bytes] | None] = Queue(_WAITING)
        self._thread = Thread(target=self._work, name="publish-digest", daemon=True)

    def put(self, digest: _Hash, part: bytes) -> None:
        """Take the next bytes of a file; waits while too many are waiting."""
        self._parts.put((digest, part))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._parts.put(None)
        self._thread.join()

    def _work(self) -> None:
        while (waiting := self._parts.get()) is not None:
            digest, part = waiting
            digest.update(part)


class Sink:
    """One file that is being written; asks whether the job was cancelled."""

    def __init__(self, file: FileIO, digester: Digester, check: Callable[[], None]) -> None:
        self.check = check
        self.length = 0
        self._file = file
        self._digester = digester
        self._small: list[bytes] = []
        self._held = 0
        self.written = Written(b"")

    def start(self, start: bytes) -> None:
        """Take what is in front of the data set; raises TargetError."""
        self.written = Written(start)
        self._put(start)

    def write(self, data: bytes) -> None:
        """Take the next bytes of the data set; raises TargetError and CancelledError."""
        self.length += len(data)
        if len(data) < _PART:
            self._small.append(data)
            self._held += len(data)
            if self._held >= _PART:
                self._flush()
            return
        if self._small:
            self._flush()
        self._pass_on(data)

    def finish(self) -> None:
        """All is there; raises as `write`."""
        if self._small:
            self._flush()
        self.written.length = self.length
        if not hasattr(os, "sync"):  # no other way to have it on the medium (Windows)
            os.fsync(self._file.fileno())

    def _flush(self) -> None:
        data = b"".join(self._small)
        self._small, self._held = [], 0
        self._pass_on(data)

    def _pass_on(self, data: bytes) -> None:
        self.check()
        self._digester.put(self.written.digested(), data)
        self._put(data)

    def _put(self, data: bytes) -> None:
        """Errors of the place are told from those of the source."""
        try:
            done = self._file.write(data)
            while done < len(data):  # a nearly full disk takes a part
                done += self._file.write(data[done:])
        except OSError as error:
            raise TargetError(error.strerror or "the place refused it") from error

"""A child process as an object: what it runs in, its pipe, and its end with all it started."""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from viewer.media.decoders.job import Job
from viewer.settings import MIB

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnContext

    from viewer.settings import DecodeSettings

_END_SECONDS = 5.0
_START_LOCK = threading.Lock()


class Child:
    """A decoder process, started."""

    def __init__(
        self,
        context: SpawnContext,
        serve: Callable[[Connection, DecodeSettings], None],
        settings: DecodeSettings,
    ) -> None:
        """Start it; raises OSError if the system refuses."""
        import psutil  # noqa: PLC0415  not before the first paint

        ours, theirs = context.Pipe()
        self.connection: Connection = ours
        self._job: Job | None = None
        self._identity: psutil.Process | None = None
        self._process = context.Process(
            target=serve, args=(theirs, settings), name="decoder", daemon=True
        )
        try:
            with _START_LOCK:
                self._process.start()
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        self.pid = self._process.pid or 0
        try:
            # Tells a process from a later one with the same number.
            self._identity = psutil.Process(self.pid)
        except psutil.Error as error:
            self.end()
            raise OSError("the decoder process ended at once") from error
        with suppress(OSError):  # an old Windows; its owner watches it all the same
            self._job = Job(self._process.sentinel, settings.worker_memory_mib * MIB)

    @property
    def is_there(self) -> bool:
        """Whether its number is still its own, also of one that has ended."""
        return self._identity is not None and self._identity.is_running()

    def check_alive(self) -> None:
        """Raise EOFError if it has ended; a process it started may still hold the pipe open."""
        import psutil  # noqa: PLC0415  not before the first paint

        with suppress(psutil.Error):
            if self._identity is None or self._identity.status() != psutil.STATUS_ZOMBIE:
                return
        raise EOFError

    def resident_bytes(self) -> int:
        """Memory it has now."""
        import psutil  # noqa: PLC0415  not before the first paint

        try:
            return 0 if self._identity is None else int(self._identity.memory_info().rss)
        except psutil.Error:  # it just ended
            return 0

    def worked_s(self) -> float:
        """Processor time it has used."""
        import psutil  # noqa: PLC0415  not before the first paint

        try:
            times = self._identity.cpu_times() if self._identity is not None else None
        except psutil.Error:  # it just ended
            return 0.0
        return 0.0 if times is None else float(times.user + times.system)

    def kill(self) -> None:
        """End it and all it started, at once; nothing waits for that here."""
        if sys.platform != "win32" and self.is_there:
            with suppress(ProcessLookupError, PermissionError):  # it has no group of its own yet
                os.killpg(self.pid, signal.SIGKILL)
        with suppress(ValueError):  # closed
            self._process.kill()

    def end(self) -> None:
        """Kill it, wait for its end, free what it had here."""
        self.kill()
        if self._job is not None:
            self._job.close()
        self._process.join(_END_SECONDS)
        with suppress(ValueError):  # stuck in the system; it ends when that lets it go
            self._process.close()
        self.connection.close()

"""Reads what pictures need while Python already loads the window: the drive never idles.

What the window needs is in the system's memory of files by then, so that nobody but the directory
of the medium wants the disc, and that has its turn between two pieces. It is a head start only, as
what the window should need all the same would have to wait for the rest.
"""

from __future__ import annotations

import threading

from viewer.boot import load_list, read_ahead
from viewer.boot.queue import PROGRAM_FIRST

TYPE_CHECKING = False  # `typing` takes time to load
if TYPE_CHECKING:
    from collections.abc import Callable


HEAD_START_BYTES = 3 << 20  # before the window is there: what a CD gives while Python loads it
WINDOW_SECONDS = 20.0  # one that takes longer asks the disc for something, or never comes


class Beside:
    """A thread that reads the parts for pictures."""

    def __init__(self, folder: str, parts: list[load_list.Part]) -> None:
        self._work = folder, parts, load_list.PICTURES
        self._thread = threading.Thread(target=self._read, name="read-ahead", daemon=True)
        self._progress: Callable[[int, int], None] | None = None
        self._state = (0, 0)
        self._stopped = False
        self._window = threading.Event()

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def go_on(self) -> None:
        """The window is there: read the rest."""
        self._window.set()

    def stop(self) -> None:
        """Read no more than the piece that is being read."""
        self._stopped = True
        self._window.set()

    def wait(self, progress: Callable[[int, int], None]) -> bool:
        """Return when all is read, True, or it was stopped; `progress` is called on any thread."""
        self._progress = progress
        if self._thread.ident is not None:
            self._thread.join()
        if not self._stopped:
            progress(*self._state)
        return not self._stopped

    def _read(self) -> None:
        try:
            read_ahead.read_set(*self._work, self._tell, PROGRAM_FIRST.program_turn())
        except StoppedError:
            return

    def _tell(self, done: int, total: int) -> None:
        if self._stopped:
            raise StoppedError
        self._state = done, total
        if self._progress is not None:
            self._progress(done, total)
        if done + read_ahead.PIECE_BYTES > HEAD_START_BYTES:
            self._window.wait(WINDOW_SECONDS)
            self._window.set()  # not for each piece


class StoppedError(Exception):
    """The program ends while it still reads itself."""

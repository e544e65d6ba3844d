"""Reads what the window needs in one sweep, and loads of it what has been read: nobody idles.

Reading takes the drive's time and none of the processor's; loading Qt afterwards would be the other
way round. A module is loaded once all files before it in the list are in the system's memory of
files, so that loading it asks the drive for nothing.
"""

from __future__ import annotations

import threading

from viewer.boot import classes, load_list, read_ahead

TYPE_CHECKING = False  # `typing` takes time to load
if TYPE_CHECKING:
    from collections.abc import Callable

_LOOK_SECONDS = 0.1  # how often the splash can answer while the drive is busy


class StoppedError(Exception):
    """Nobody wants the rest."""


class Sweep:
    """A thread reads; the one that called loads and tells how far it is."""

    def __init__(self, folder: str, parts: list[load_list.Part]) -> None:
        self._folder = folder
        self._parts = parts
        self._state = (0, 0)
        self._news = threading.Event()
        self._stopped = self._over = False

    def run(self, progress: Callable[[int, int], None]) -> None:
        """Return when all is read and loaded; raising in `progress` stops it."""
        waiting = list(modules_by_bytes(self._parts))
        if not waiting:
            read_ahead.read_set(self._folder, self._parts, load_list.WINDOW, progress)
            return
        reader = threading.Thread(target=self._read, name="sweep", daemon=True)
        reader.start()
        try:
            over = False
            while not over:
                self._news.wait(_LOOK_SECONDS)
                self._news.clear()
                over = self._over
                progress(*self._state)
                while waiting and waiting[0][0] <= self._state[0]:
                    _load(waiting.pop(0)[1])
        finally:
            self._stopped = True
        reader.join()

    def _read(self) -> None:
        try:
            read_ahead.read_set(self._folder, self._parts, load_list.WINDOW, self._tell)
        except StoppedError:
            return
        finally:
            self._over = True
            self._news.set()

    def _tell(self, done: int, total: int) -> None:
        if self._stopped:
            raise StoppedError
        self._state = done, total
        self._news.set()


def modules_by_bytes(parts: list[load_list.Part]) -> list[tuple[int, str]]:
    """Modules of the list, each with the bytes that are to be read before it is loaded."""
    found, before = [], 0
    for part in parts:
        if part.group == load_list.WINDOW:
            before += 0 if part.end is None else part.end - part.start
        elif part.group == load_list.MODULE:
            found.append((before, part.path))
    return found


def _load(name: str) -> None:
    classes.use_compiled()  # what is loaded defines some
    try:
        __import__(name)
    except ImportError:  # told by whoever needs it, after the system has been looked at
        return

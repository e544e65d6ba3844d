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
    """A thread reads; the one that called loads and tells how far it is.

    What is before the first module is read by the caller: the splash comes from there, and should
    not have to share the drive.
    """

    def __init__(self, folder: str, parts: list[load_list.Part]) -> None:
        self._folder = folder
        self._waiting = modules_by_bytes(parts)
        first = next(
            (i for i, one in enumerate(parts) if one.group == load_list.MODULE), len(parts)
        )
        self._head, self._rest = parts[:first], parts[first:]
        self._before = self._waiting[0][0] if self._waiting else 0
        self._total = _bytes(parts)
        self._state = (self._before, self._total)
        self._news = threading.Event()
        self._stopped = self._over = False

    def run(self, progress: Callable[[int, int], None]) -> None:
        """Return when all is read and loaded; raising in `progress` stops it."""
        read_ahead.read_set(
            self._folder,
            self._head,
            load_list.WINDOW,
            lambda done, total: progress(done, max(self._total, total)),
        )
        waiting = list(self._waiting)
        if not waiting:
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
            read_ahead.read_set(self._folder, self._rest, load_list.WINDOW, self._tell)
        except StoppedError:
            return
        finally:
            self._over = True
            self._news.set()

    def _tell(self, done: int, _: int) -> None:
        if self._stopped:
            raise StoppedError
        self._state = self._before + done, self._total
        self._news.set()


def _bytes(parts: list[load_list.Part]) -> int:
    """How much the window needs, as far as the list says."""
    return sum(
        one.end - one.start
        for one in parts
        if one.group == load_list.WINDOW and one.end is not None
    )


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
    except Exception:  # noqa: BLE001  told by whoever needs it, after the system has been looked at
        return

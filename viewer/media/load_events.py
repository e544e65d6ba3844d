"""News while a medium is read, a few times a second."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from viewer.model.entities import FileSet
from viewer.model.header import InstanceHeader

_FIRST_SECONDS = 0.03  # a picture to look at is worth an early word
_LATER_SECONDS = 0.15
_SHARE = 4  # the telling of a huge medium may take one part of the time in five


@dataclass(frozen=True, slots=True)
class LoadEvent:
    """The tree as it is now, and the headers that are new since the last event."""

    file_set: FileSet
    headers: tuple[InstanceHeader, ...]
    done: int  # files
    total: int  # files, about
    finished: bool = False


OnEvent = Callable[[LoadEvent], None]


class Batches:
    """Collects headers, and tells about them when some time has passed.

    By time and not by number: a fast disk would otherwise spend its time on the telling.
    """

    def __init__(self, file_set: Callable[[], FileSet], on_event: OnEvent) -> None:
        self._file_set = file_set
        self._on_event = on_event
        self._headers: list[InstanceHeader] = []
        self._done = 0
        self._total = 0
        self._due = time.monotonic() + _FIRST_SECONDS

    def add(self, headers: Iterable[InstanceHeader]) -> None:
        """Take the headers that one file brought: none, its own, and those it changed."""
        self._headers.extend(headers)

    def progress(self, done: int, total: int) -> None:
        """Note how far the work is, and tell if it is time."""
        self._done, self._total = done, total
        if time.monotonic() >= self._due:
            self._tell()

    def pause(self) -> None:
        """Tell what is there so far: the medium is gone, and the headers will not come again."""
        self._tell()

    def finish(self) -> None:
        """Tell the rest."""
        self._tell(finished=True)

    def _tell(self, *, finished: bool = False) -> None:
        start = time.monotonic()
        headers, self._headers = tuple(self._headers), []
        event = LoadEvent(self._file_set(), headers, self._done, self._total, finished)
        self._on_event(event)
        now = time.monotonic()
        self._due = now + max(_LATER_SECONDS, _SHARE * (now - start))

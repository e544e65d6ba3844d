"""The places a disc is made from, open while it is made; and every object in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, Final, Self

from viewer.errors import FileReadError, MediumNotFoundError
from viewer.media.locate import locate
from viewer.media.source import READ_ERRORS, FileEntry
from viewer.model.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from viewer.media.cancel import CancelToken
    from viewer.media.locate import Located
    from viewer.settings import Settings

_SLOW_S: Final = 0.004  # for a header: of a disc or a stick, not of a disk
_AS_SLOW: Final = 50  # files behind a slow one
_PART: Final = 1 << 20
_UNREADABLE: Final = "it cannot be read from the medium"


class Sources:
    """Folders, drives, files and archives, by number in the order given."""

    def __init__(self, places: Sequence[Path], settings: Settings) -> None:
        """Open them; raises MediumError for one that cannot be."""
        self._located: list[Located] = []
        try:
            for place in places:
                self._located.append(locate(place, settings.archive))
        except BaseException:
            self.close()
            raise

    def __len__(self) -> int:
        return len(self._located)

    def open(self, number: int, path: str) -> BinaryIO:
        """A stream of one file; raises as MediumSource.open."""
        return self._located[number].source.open(path)

    def size(self, number: int, path: str) -> int:
        """Bytes of one file; raises as `open`."""
        return self._located[number].source.size(path)

    def entries(self, number: int, cancel: CancelToken) -> Iterator[FileEntry | Finding]:
        """Every file of one place in the order of the medium (M-042)."""
        located = self._located[number]
        for count, entry in enumerate(located.source.walk(cancel)):
            if located.single and count:
                return
            yield entry

    def inside(self, number: int, path: str, cancel: CancelToken) -> Iterator[FileEntry | Finding]:
        """What is in a file that is an archive; nothing if it is none."""
        return self._located[number].source.expand(path, cancel)

    def close(self) -> None:
        """Let go of all of them."""
        while self._located:
            self._located.pop().source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class ReadAhead:
    """Reads whole files of a slow drive while its head is there, to be in the system's cache.

    A drive that goes from header to header, and for the rest a second time, is half as slow again
    as one that reads on. `room` is how many bytes the cache may take.
    """

    def __init__(self, room: int) -> None:
        self._room = room
        self._more = 0  # files to be read whole, however quickly their headers come

    def take(self, stream: BinaryIO, size: int, took_s: float) -> None:
        """Read the rest of a file whose header took so long; raises what reading raises.

        Those behind a slow one are read whole as well: a drive has the next header ready.
        """
        self._more = _AS_SLOW if took_s >= _SLOW_S else self._more - 1
        if self._more < 0 or size > self._room:
            return
        self._room -= size
        while stream.read(_PART):
            pass


def opened(sources: Sources, number: int, entry: FileEntry) -> BinaryIO | str:
    """The stream of a file that was found, or in words why there is none."""
    try:
        return sources.open(number, entry.path)
    except MediumNotFoundError:
        raise
    except (*READ_ERRORS, FileReadError):
        return _UNREADABLE

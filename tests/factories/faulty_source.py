"""The seam of the reading layer: a medium that fails as scripted."""

from __future__ import annotations

import errno
import io
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, cast

from viewer.errors import MediumNotFoundError
from viewer.media.locate import Located
from viewer.media.medium import Medium
from viewer.media.nested import NestedSource
from viewer.media.source import FolderSource

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from viewer.media.cancel import CancelToken
    from viewer.media.source import FileEntry, Listing
    from viewer.model.findings import Finding
    from viewer.settings import Settings

PATIENCE_S = 30


@dataclass
class FaultPlan:
    """What goes wrong; tests change it while the medium is read."""

    errors: dict[str, tuple[int, int]] = field(default_factory=dict)  # path -> from, to offset
    bad_tries: dict[str, int] = field(default_factory=dict)  # path -> reads that fail before one
    away: bool = False
    vanish_after: int = -1  # files opened before the medium is away
    stalled: frozenset[str] = frozenset()  # paths whose reads wait for `release`
    reached: threading.Event = field(default_factory=threading.Event)  # a read waits
    release: threading.Event = field(default_factory=threading.Event)
    opened: list[str] = field(default_factory=list)

    def before(self) -> None:
        if self.away:
            raise MediumNotFoundError("the medium was taken out")

    def opening(self, path: str) -> None:
        if 0 <= self.vanish_after <= len(self.opened):
            self.away = True
        self.before()
        self.opened.append(path)
        self.stall(path)

    def stall(self, path: str) -> None:
        if path in self.stalled:
            self.reached.set()
            assert self.release.wait(PATIENCE_S)

    def reading(self, path: str, start: int, end: int) -> None:
        self.before()
        first, last = self.errors.get(path, (0, 0))
        if start < last and end > first:
            if path in self.bad_tries:
                self.bad_tries[path] -= 1
                if self.bad_tries[path] < 0:
                    return
            raise OSError(errno.EIO, "made for the test")


class FaultyFile(io.RawIOBase):
    """One file, read by way of the plan."""

    def __init__(self, path: str, stream: BinaryIO, plan: FaultPlan) -> None:
        self._path, self._stream, self._plan = path, stream, plan

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        start = self._stream.tell()
        self._plan.reading(self._path, start, start + len(buffer))
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()


class FaultySource:
    """A folder with faults; what it raises is what a real folder raises."""

    def __init__(self, root: Path, plan: FaultPlan) -> None:
        self._real = FolderSource(root)
        self.plan = plan

    @property
    def label(self) -> str:
        return self._real.label

    def open(self, path: str) -> BinaryIO:
        self.plan.opening(path)
        file = FaultyFile(path, self._real.open(path), self.plan)
        return cast("BinaryIO", io.BufferedReader(file))

    def size(self, path: str) -> int:
        self.plan.before()
        return self._real.size(path)

    def names(self, folder: str) -> Listing:
        self.plan.before()
        return self._real.names(folder)

    def walk(self, cancel: CancelToken) -> Iterator[FileEntry | Finding]:
        for item in self._real.walk(cancel):
            self.plan.before()
            yield item

    def restore(self) -> None:
        self.plan.before()
        self._real.restore()

    def close(self) -> None:
        self._real.close()


def faulty_medium(path: Path, number: int, settings: Settings, plan: FaultPlan) -> Medium:
    """A medium on a faulty folder, without DICOMDIR or with one in its root."""
    source = FaultySource(path, plan)
    directories = tuple(name for name in source.names("").files if name == "DICOMDIR")
    return Medium(Located(NestedSource(source, settings.archive), directories), number, settings)

"""One disc as a folder: its objects under their File IDs, and the DICOMDIR that lists them."""

from __future__ import annotations

import logging
import os
from collections import Counter, deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from xxhash import xxh3_128

from viewer.errors import FileReadError, PixelError, ViewerError
from viewer.media.directory_writer import DirectoryWriter
from viewer.media.header import read_dataset
from viewer.media.header_memory import HeaderMemory
from viewer.media.source import READ_ERRORS
from viewer.publish.errors import TargetError
from viewer.publish.handling import Deed, LeftOutError, LeftOutFile
from viewer.publish.object_writer import write_object
from viewer.publish.sink import Sink, Writers, Written

if TYPE_CHECKING:
    from collections.abc import Callable
    from io import FileIO

    from viewer.media.cancel import CancelToken
    from viewer.media.dataset import RawDataset
    from viewer.media.decoders.pool import DecoderPool
    from viewer.publish.handling import Handling
    from viewer.publish.plan import DiscPlan, Placed
    from viewer.publish.sources import Sources
    from viewer.settings import Settings

log = logging.getLogger(__name__)

DIRECTORY: Final = "DICOMDIR"
_ON_THEIR_WAY: Final = 16  # objects that were read, and are not known to be written yet
Above = tuple[str, str, str]  # the keys of the records above an object


@dataclass(frozen=True, slots=True)
class StagedFile:
    """A file that was written, and what must be found in it."""

    placed: Placed
    written: Written

    @property
    def path(self) -> str:
        """From the root of the disc, "/" between."""
        return "/".join(self.placed.file_id)


@dataclass(slots=True)
class Staged:
    """What is below `tree` now."""

    tree: Path
    files: list[StagedFile] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)  # by reason: told only on the way
    left_out_of: Counter[str] = field(default_factory=Counter)  # by Study Instance UID
    left_out_files: list[LeftOutFile] = field(default_factory=list)
    filled: Counter[str] = field(default_factory=Counter)  # keys of the directory, by keyword
    directory_digest: bytes = b""  # XXH3
    pictures: dict[Above, list[str]] = field(default_factory=dict)  # files of images, by series

    @property
    def chosen(self) -> dict[Above, str]:
        """The image in the middle of each series."""
        return {above: sorted(files)[len(files) // 2] for above, files in self.pictures.items()}

    def write_directory(self, directory: DirectoryWriter) -> None:
        """Write the DICOMDIR, over one that is there; raises TargetError."""
        data = directory.to_bytes()
        self.directory_digest = xxh3_128(data).digest()
        try:
            (self.tree / DIRECTORY).write_bytes(data)
        except OSError as error:
            raise TargetError(error.strerror or "the place refused it") from error


class _Begun:
    """An object that is on its way."""

    __slots__ = ("path", "placed", "raw", "sink", "stream")

    def __init__(self, placed: Placed, path: str) -> None:
        self.placed = placed
        self.path = path
        self.stream: BinaryIO | None = None
        self.raw: RawDataset | None = None
        self.sink: Sink | None = None

    def close(self) -> None:
        """Let go of its source."""
        if self.stream is not None:
            self.stream.close()


class Stage:
    """Writes the objects of one disc into a folder that is there and empty."""

    def __init__(
        self,
        tree: Path,
        sources: Sources,
        pool: DecoderPool,
        settings: Settings,
        cancel: CancelToken,
        *,
        as_planned: bool = False,
    ) -> None:
        self._sources = sources
        self._pool = pool
        self._settings = settings
        self._cancel = cancel
        self._as_planned = as_planned  # in this order, to be listed behind what is there
        self._staged = Staged(tree)
        self._root = str(tree)
        self._folders: set[str] = set()
        self._writers = Writers()
        self._memory = HeaderMemory()
        self._begun: deque[_Begun] = deque()
        self._written: Callable[[StagedFile], None] = lambda _: None

    def run(
        self,
        disc: DiscPlan,
        directory: DirectoryWriter,
        progress: Callable[[int], None],
        written: Callable[[StagedFile], None] = lambda _: None,
    ) -> Staged:
        """Write all of them in the order of the sources, then the directory.

        `written` is told each file that is closed.
        Raises TargetError, CancelledError, and MediumError if a source is gone. What turns out to
        be damaged is left out and counted.
        """
        self._written = written
        in_order = list(disc.objects)
        if not self._as_planned:
            in_order.sort(key=lambda one: (one.source.place, one.source.found))
        try:
            with self._writers:
                for number, placed in enumerate(in_order, 1):
                    self._cancel.check()
                    self._begin(placed)
                    if len(self._begun) > _ON_THEIR_WAY:
                        self._settle(directory)
                        progress(number - len(self._begun))
                while self._begun:
                    self._cancel.check()
                    self._settle(directory)
                    progress(len(in_order) - len(self._begun))
        finally:
            for begun in self._begun:
                begun.close()
        if not self._as_planned:
            directory.sort()
        self._staged.filled = directory.filled
        self._staged.write_directory(directory)
        return self._staged

    def _begin(self, placed: Placed) -> None:
        """Read an object; its file is written meanwhile and after that."""
        begun = _Begun(placed, os.path.join(self._root, *placed.file_id))  # noqa: PTH118  as below
        try:
            self._read(begun)
        except Exception as error:
            if not self._leaves_out(begun, error):
                raise
        else:
            self._begun.append(begun)

    def _read(self, begun: _Begun) -> None:
        source = begun.placed.source
        begun.stream = stream = self._sources.open(source.place, source.path)
        begun.raw = raw = self._header(stream, source.handling)
        begun.sink = sink = self._writers.sink(self._created(begun.path), self._cancel.check)
        write_object(raw, source.handling, sink, self._pool)

    def _header(self, stream: BinaryIO, handling: Handling) -> RawDataset:
        settings = self._settings.decode
        if handling.deed is Deed.COPY:
            return read_dataset(
                stream, settings=settings, size=handling.length, memory=self._memory
            )
        return read_dataset(stream, settings=settings)  # it is taken apart: each value in its place

    def _settle(self, directory: DirectoryWriter) -> None:
        """List the object that was begun first, once it is written."""
        begun = self._begun.popleft()
        try:
            self._list(begun, directory)
        except Exception as error:
            if not self._leaves_out(begun, error):
                raise
        else:
            begun.close()

    def _list(self, begun: _Begun, directory: DirectoryWriter) -> None:
        assert begun.sink is not None
        assert begun.raw is not None
        placed = begun.placed
        written = begun.sink.settled()
        above = directory.add(begun.raw, placed.file_id, placed.source.handling.syntax)
        if placed.source.handling.pixels is not None:
            self._staged.pictures.setdefault(above, []).append("/".join(placed.file_id))
        file = StagedFile(placed, written)
        self._staged.files.append(file)
        self._written(file)

    def _created(self, path: str) -> FileIO:
        """A new file; never one that is there."""
        folder = os.path.dirname(path)  # noqa: PTH120  a Path takes longer than the file
        try:
            if folder not in self._folders:
                Path(folder).mkdir(parents=True, exist_ok=True)
                self._folders.add(folder)
            return open(path, "xb", buffering=0)  # noqa: PTH123  as above; `Sink` closes it
        except OSError as error:
            raise TargetError(error.strerror or "the place refused it") from error

    def _leaves_out(self, begun: _Begun, error: Exception) -> bool:
        """Take an object back that cannot be on the disc; False if the error is about more."""
        if begun.sink is not None:
            begun.sink.abandon()
        begun.close()
        words = _why(error)
        if not words:
            return False
        Path(begun.path).unlink(missing_ok=True)
        self._staged.left_out[words] += 1
        source = begun.placed.source
        self._staged.left_out_of[source.study.uid] += 1
        self._staged.left_out_files.append(LeftOutFile(source.path, words, source.study.uid))
        return True


def _why(error: Exception) -> str:
    """Why an object is left out; "" for what is not about it alone."""
    if isinstance(error, LeftOutError):
        return str(error)
    if isinstance(error, PixelError | FileReadError):
        return "its pixels cannot be read"
    if isinstance(error, ViewerError):
        return ""
    if isinstance(error, READ_ERRORS):
        log.info("an object was left out: %s", type(error).__name__)
        return "it cannot be read from the medium"
    # A job runner: one object fails, not the disc.
    log.warning("unexpected %s while an object was written", type(error).__name__)
    return "it could not be handled"

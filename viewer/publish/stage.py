"""One disc as a folder: its objects under their File IDs, and the DICOMDIR that lists them."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from viewer.errors import FileReadError, PixelError, ViewerError
from viewer.media.directory_writer import DirectoryWriter
from viewer.media.header import read_dataset
from viewer.media.source import READ_ERRORS
from viewer.publish.errors import TargetError
from viewer.publish.handling import LeftOutError
from viewer.publish.object_writer import write_object
from viewer.publish.sink import Digester, Sink, Written

if TYPE_CHECKING:
    from collections.abc import Callable
    from io import FileIO

    from viewer.media.cancel import CancelToken
    from viewer.media.decoders.pool import DecoderPool
    from viewer.publish.plan import DiscPlan, Placed
    from viewer.publish.sources import Sources
    from viewer.settings import Settings

log = logging.getLogger(__name__)

DIRECTORY: Final = "DICOMDIR"
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
    filled: Counter[str] = field(default_factory=Counter)  # keys of the directory, by keyword
    pictures: dict[Above, list[str]] = field(default_factory=dict)  # files of images, by series

    @property
    def chosen(self) -> dict[Above, str]:
        """The image in the middle of each series."""
        return {above: sorted(files)[len(files) // 2] for above, files in self.pictures.items()}

    def write_directory(self, directory: DirectoryWriter) -> None:
        """Write the DICOMDIR, over one that is there; raises TargetError."""
        try:
            (self.tree / DIRECTORY).write_bytes(directory.to_bytes())
        except OSError as error:
            raise TargetError(error.strerror or "the place refused it") from error


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
        self._folders: set[Path] = set()
        self._digester = Digester()

    def run(
        self, disc: DiscPlan, directory: DirectoryWriter, progress: Callable[[int], None]
    ) -> Staged:
        """Write all of them in the order of the sources, then the directory.

        Raises TargetError, CancelledError, and MediumError if a source is gone. What turns out to
        be damaged is left out and counted.
        """
        in_order = list(disc.objects)
        if not self._as_planned:
            in_order.sort(key=lambda one: (one.source.place, one.source.found))
        with self._digester:
            for number, placed in enumerate(in_order, 1):
                self._cancel.check()
                self._take(placed, directory)
                progress(number)
        if not self._as_planned:
            directory.sort()
        self._staged.filled = directory.filled
        self._staged.write_directory(directory)
        return self._staged

    def _take(self, placed: Placed, directory: DirectoryWriter) -> None:
        path = self._staged.tree.joinpath(*placed.file_id)
        try:
            written = self._write(placed, path, directory)
        except (LeftOutError, PixelError, FileReadError) as error:
            words = str(error) if isinstance(error, LeftOutError) else "its pixels cannot be read"
            self._leave_out(placed, words)
        except ViewerError:
            raise
        except READ_ERRORS as error:
            log.info("an object was left out: %s", type(error).__name__)
            self._leave_out(placed, "it cannot be read from the medium")
        except Exception as error:  # noqa: BLE001  a job runner: one object fails, not the disc
            log.warning("unexpected %s while an object was written", type(error).__name__)
            self._leave_out(placed, "it could not be handled")
        else:
            self._staged.files.append(StagedFile(placed, written))
            return
        path.unlink(missing_ok=True)

    def _write(self, placed: Placed, path: Path, directory: DirectoryWriter) -> Written:
        source = placed.source
        with self._sources.open(source.place, source.path) as stream:
            raw = read_dataset(stream, settings=self._settings.decode)
            with self._created(path) as target:
                sink = Sink(target, self._digester, self._cancel.check)
                write_object(raw, source.handling, sink, self._pool)
            above = directory.add(raw, placed.file_id, source.handling.syntax)
        if source.handling.pixels is not None:
            self._staged.pictures.setdefault(above, []).append("/".join(placed.file_id))
        return sink.written

    def _created(self, path: Path) -> FileIO:
        """A new file; never one that is there."""
        try:
            if path.parent not in self._folders:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._folders.add(path.parent)
            return path.open("xb", buffering=0)
        except OSError as error:
            raise TargetError(error.strerror or "the place refused it") from error

    def _leave_out(self, placed: Placed, words: str) -> None:
        self._staged.left_out[words] += 1
        self._staged.left_out_of[placed.source.study.uid] += 1

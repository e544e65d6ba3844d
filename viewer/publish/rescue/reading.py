"""A medium into the folder of a rescue: every file as far as it can be read, in several passes."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Final

from viewer.errors import WriteError
from viewer.media.cancel import CancelToken
from viewer.media.source import FileEntry
from viewer.model.findings import FindingCode
from viewer.publish.rescue.passes import Pass, run_pass
from viewer.publish.rescue.recognition import recognise

if TYPE_CHECKING:
    from collections.abc import Callable

    from viewer.media.source import MediumSource
    from viewer.publish.rescue.work import RescuedFile, Work


_SAVE_EVERY: Final = 256 << 20  # bytes tried
_SAVE_EVERY_S: Final = 60  # a drive may take half a minute for each bad sector
_UNLISTED: Final = frozenset({FindingCode.FOLDER_UNREADABLE, FindingCode.FILE_UNREADABLE})
_DIRECTORY: Final = "DICOMDIR"


@dataclass(frozen=True, slots=True)
class Patience:
    """How often every bad sector is tried again after the first time."""

    retries: int = 2

    @property
    def passes(self) -> tuple[Pass, ...]:
        """In their order: from above and from below in turns."""
        again = (Pass.BACKWARDS, Pass.SCRAPE)
        tries = tuple(again[n % 2] for n in range(self.retries))
        return (Pass.SWEEP, Pass.TRIM, Pass.SCRAPE, *tries)


def read_medium(
    source: MediumSource,
    work: Work,
    patience: Patience,
    progress: Callable[[str, int, int | None], None],
    cancel: CancelToken,
    *,
    names_may_change: bool = False,
) -> None:
    """Fill `work` from `source`; what is missing afterwards could not be read.

    Everything is tried once before anything is tried again. It can be called again, later or
    with another drive, and goes on with what is missing. Raises WriteError, also if it is another
    disc than before; MediumNotFoundError when the disc is taken out; CancelledError. What was
    read stays in any case.

    `names_may_change` of what is in an image: of its trees of names another may be whole by now.
    """
    entries = _entries(source, work, progress, cancel)
    if names_may_change:
        work.keep(path for path, _ in entries)
    files = work.take(entries)
    recognise(source, work, files)
    _check_room(work)
    work.save()  # by this it is known what there is, whoever is killed from now on
    files.sort(key=lambda file: file.path.rpartition("/")[2].upper() != _DIRECTORY)
    try:
        for kind in patience.passes:
            _Round(source, work, files, progress, cancel).run(kind)
    finally:
        work.save()


def _entries(
    source: MediumSource,
    work: Work,
    progress: Callable[[str, int, int | None], None],
    cancel: CancelToken,
) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    unlisted = []
    for entry in source.walk(cancel):
        if isinstance(entry, FileEntry):
            if not entry.is_link:
                found.append((entry.path, entry.size))
                progress("looking", len(found), None)
        elif entry.code in _UNLISTED:
            unlisted.append(entry.path)
    # What could be listed another time is known, and need not be listed now.
    known = [(f.path, f.size) for f in work.files.values()]
    here = {path for path, _ in found}
    work.unlisted = sorted(set(unlisted))
    return found + [one for one in known if one[0] not in here and _lies_in(one[0], unlisted)]


def _lies_in(path: str, folders: list[str]) -> bool:
    return any(path == folder or not folder or path.startswith(f"{folder}/") for folder in folders)


def _check_room(work: Work) -> None:
    """Before hours of reading: what is missing must fit, and the copy after it."""
    needed = work.missing + sum(file.size for file in work.files.values())
    free = shutil.disk_usage(work.folder).free
    if free < needed:
        raise WriteError(
            f"{needed >> 20} MB are needed at the place for the copy, {free >> 20} MB are free"
        )


class _Round:
    """One pass over all files."""

    def __init__(
        self,
        source: MediumSource,
        work: Work,
        files: list[RescuedFile],
        progress: Callable[[str, int, int | None], None],
        cancel: CancelToken,
    ) -> None:
        self._source = source
        self._work = work
        self._files = files
        self._progress = progress
        self._cancel = cancel
        self._tried = self._unsaved = 0
        self._saved_s = monotonic()

    def run(self, kind: Pass) -> None:
        total = sum(file.gaps.missing for file in self._files)

        def watch(length: int) -> None:
            self._cancel.check()
            self._tried += length
            self._unsaved += length
            self._progress(kind.value, min(self._tried, total), total)
            if self._unsaved > _SAVE_EVERY or monotonic() - self._saved_s > _SAVE_EVERY_S:
                self._unsaved, self._saved_s = 0, monotonic()
                self._work.save()

        for file in self._files:
            if not file.is_whole:
                place = self._work.place(file)
                run_pass(kind, partial(self._source.open, file.path), place, file.gaps, watch)
                self._work.settle(file)

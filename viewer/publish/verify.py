"""Reads a disc back before anybody is told that it is one (M-076, V-04)."""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING, Final, Self

from viewer.errors import MediumError
from viewer.media.medium import Medium
from viewer.media.removable import is_built_in
from viewer.model.findings import FindingCode
from viewer.publish.errors import TargetError, VerifyError
from viewer.publish.read_back import Expected, ReadBack
from viewer.publish.stage import DIRECTORY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from viewer.media.cancel import CancelToken
    from viewer.model.findings import LoadReport
    from viewer.publish.stage import Staged, StagedFile
    from viewer.settings import Settings

_PART: Final = 128 << 20  # bytes that are written before they are read back
# What is ours to have right, whatever the sources are like.
OURS: Final = frozenset(
    {
        FindingCode.DIRECTORY_MISSING,
        FindingCode.DIRECTORY_DAMAGED,
        FindingCode.DIRECTORY_RECORD,
        FindingCode.FILE_MISSING,
        FindingCode.FILE_NOT_LISTED,
        FindingCode.FILE_UNREADABLE,
        FindingCode.FOLDER_UNREADABLE,
        FindingCode.PATH_REFUSED,
        FindingCode.NAME_DEVIATES,
        FindingCode.DUPLICATE,
        FindingCode.CONFLICTING_COPIES,
    }
)


def flush() -> None:
    """Have the system write what it still holds, so that reading back reads the medium."""
    if hasattr(os, "sync"):
        os.sync()


class DiscCheck:
    """Reads a disc back, from `with` to its end: nothing before the medium has it.

    On a disk of this computer that begins while more is being written. On all other media
    nothing is read before everything is there: a stick that claims to be larger than it is begins
    to write over what it had before.
    """

    def __init__(self, tree: Path) -> None:
        self._root = str(tree)
        self._back = ReadBack()
        self._part = _PART if is_built_in(tree) else None
        self._waiting: list[Expected] = []
        self._length = 0  # of what is waiting

    def take(self, file: StagedFile) -> None:
        """A file was written and closed."""
        self._waiting.append(_expected(self._root, file))
        self._length += file.written.length
        if self._part is not None and self._length >= self._part:
            self._back.compare(self._waiting, after=flush)
            self._waiting, self._length = [], 0

    def finish(
        self,
        others: Mapping[str, bytes],
        progress: Callable[[int], None],
        cancel: CancelToken,
        meanwhile: Callable[[], object] = lambda: None,
    ) -> None:
        """All was written; `others` too, files by path, whose digests are given.

        `meanwhile` is done beside it, once the medium has everything. Raises VerifyError,
        CancelledError, and what `meanwhile` raises.
        """
        flush()
        places = [os.path.join(self._root, *name.split("/")) for name in others]  # noqa: PTH118
        waiting = [*self._waiting, *map(Expected, places, others.values())]
        self._back.compare(waiting, after=lambda: None)
        meanwhile()
        for number, (file, is_same) in enumerate(self._back.results(), 1):
            cancel.check()
            if not is_same:
                what = "a file" if file.start else "a file beside the images"
                raise VerifyError((f"{what} is not what was written",))
            progress(number)

    def __enter__(self) -> Self:
        self._back.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._back.__exit__()


def check_files(staged: Staged, progress: Callable[[int], None], cancel: CancelToken) -> None:
    """Compare every file with what was written, and the directory.

    Raises VerifyError, CancelledError.
    """
    total = len(staged.files)
    with DiscCheck(staged.tree) as check:
        for file in staged.files:
            check.take(file)
        directory = {DIRECTORY: staged.directory_digest}
        check.finish(directory, lambda done: progress(min(done, total)), cancel)


def _expected(root: str, file: StagedFile) -> Expected:
    written = file.written
    place = os.path.join(root, *file.placed.file_id)  # noqa: PTH118  a Path takes longer
    return Expected(place, written.digest, written.start, len(written.start) + written.length)


def check_digests(root: Path, digests: Mapping[str, bytes]) -> None:
    """Compare files below `root` with their digests; raises VerifyError."""
    files = [Expected(os.path.join(root, *name.split("/")), digests[name]) for name in digests]  # noqa: PTH118
    with ReadBack() as back:
        back.compare(files, after=lambda: None)
        if not all(is_same for _, is_same in back.results()):
            raise VerifyError(("a file beside the images is not what was written",))


def reopened(place: Path, expected: int, settings: Settings, cancel: CancelToken) -> LoadReport:
    """Open a disc, or an image of one, by its DICOMDIR as the viewer does (M-076, V-04).

    Raises VerifyError unless all `expected` objects are listed, there and readable, TargetError if
    it is gone: it is not the source that cannot be read.
    """
    try:
        report = _read_as_a_viewer(place, settings, cancel)
    except MediumError as error:
        raise TargetError("what was written cannot be reached any more") from error
    ours = Counter(finding.code for finding in report.findings if finding.code in OURS)
    problems = [f"{code.value}, {number} times" for code, number in ours.items()]
    counts = report.counts
    if not counts.referenced == counts.found == counts.readable == expected:
        problems.append(
            f"{expected} objects were written; {counts.referenced} are listed, "
            f"{counts.found} found and {counts.readable} readable"
        )
    if problems:
        raise VerifyError(tuple(problems))
    return report


def _read_as_a_viewer(place: Path, settings: Settings, cancel: CancelToken) -> LoadReport:
    medium = Medium.open(place, 0, settings)
    try:
        medium.read_directory()
        medium.complete(lambda _: None, cancel)
        return medium.report()
    finally:
        medium.close()

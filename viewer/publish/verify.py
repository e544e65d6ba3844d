"""Reads a disc back before anybody is told that it is one (M-076, V-04)."""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING, Final

from viewer.media.medium import Medium
from viewer.model.findings import FindingCode
from viewer.publish.errors import VerifyError
from viewer.publish.read_back import Expected, ReadBack
from viewer.publish.stage import DIRECTORY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from viewer.media.cancel import CancelToken
    from viewer.model.findings import LoadReport
    from viewer.publish.stage import Staged, StagedFile
    from viewer.settings import Settings

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


def check_files(
    staged: Staged,
    progress: Callable[[int], None],
    cancel: CancelToken,
    others: Mapping[str, bytes] | None = None,
    meanwhile: Callable[[], object] = lambda: None,
) -> None:
    """Compare every file with what was written, and the directory.

    `others` are further files by path, with their SHA-256. `meanwhile` is done beside it. Raises
    VerifyError, CancelledError, and what `meanwhile` raises.
    """
    root = str(staged.tree)
    beside = {DIRECTORY: staged.directory_digest, **(others or {})}
    files = [_expected(root, file) for file in staged.files]
    files += [Expected(os.path.join(root, *name.split("/")), beside[name]) for name in beside]  # noqa: PTH118
    with ReadBack(files) as back:
        meanwhile()
        for number, (file, is_same) in enumerate(back.results(), 1):
            cancel.check()
            if not is_same:
                what = "a file" if file.start else "a file beside the images"
                raise VerifyError((f"{what} is not what was written",))
            progress(min(number, len(staged.files)))


def _expected(root: str, file: StagedFile) -> Expected:
    written = file.written
    place = os.path.join(root, *file.placed.file_id)  # noqa: PTH118  a Path takes longer
    return Expected(place, written.digest, written.start, len(written.start) + written.length)


def check_digests(root: Path, digests: Mapping[str, bytes]) -> None:
    """Compare files below `root` with their SHA-256; raises VerifyError."""
    files = [Expected(os.path.join(root, *name.split("/")), digests[name]) for name in digests]  # noqa: PTH118
    with ReadBack(files) as back:
        if not all(is_same for _, is_same in back.results()):
            raise VerifyError(("a file beside the images is not what was written",))


def reopened(place: Path, expected: int, settings: Settings, cancel: CancelToken) -> LoadReport:
    """Open a disc, or an image of one, by its DICOMDIR as the viewer does (M-076, V-04).

    Raises VerifyError unless all `expected` objects are listed, there and readable.
    """
    medium = Medium.open(place, 0, settings)
    try:
        medium.read_directory()
        medium.complete(lambda _: None, cancel)
        report = medium.report()
    finally:
        medium.close()
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

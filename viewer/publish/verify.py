"""Reads a disc back before anybody is told that it is one (M-076, V-04)."""

from __future__ import annotations

import os
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from viewer.media.medium import Medium
from viewer.media.rewrite import CHUNK
from viewer.model.findings import FindingCode
from viewer.publish.errors import VerifyError

if TYPE_CHECKING:
    from collections.abc import Callable

    from viewer.media.cancel import CancelToken
    from viewer.model.findings import LoadReport
    from viewer.publish.stage import Staged, StagedFile
    from viewer.settings import Settings

_READERS: Final = 2  # one reads while the other digests
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


def check_files(staged: Staged, progress: Callable[[int], None], cancel: CancelToken) -> None:
    """Compare every file with what was written; raises VerifyError, CancelledError."""

    def compare(file: StagedFile) -> bool:
        cancel.check()
        return _is_same(staged.tree, file)

    with ThreadPoolExecutor(_READERS, "publish-check") as pool:
        try:
            for number, is_same in enumerate(pool.map(compare, staged.files), 1):
                if not is_same:
                    raise VerifyError((f"file {number} is not what was written",))
                progress(number)
        finally:
            pool.shutdown(cancel_futures=True)


def _is_same(tree: Path, file: StagedFile) -> bool:
    written = file.written
    digest = sha256()
    length = 0
    try:
        with Path(tree, *file.placed.file_id).open("rb", buffering=0) as stream:
            forget_cached(stream.fileno())
            if stream.read(len(written.start)) != written.start:
                return False
            while part := stream.read(CHUNK):
                digest.update(part)
                length += len(part)
    except OSError:
        return False
    return length == written.length and digest.digest() == written.digest


def forget_cached(descriptor: int) -> None:
    """Ask the system to read from the medium, not from what it remembers having written."""
    if sys.platform == "linux":
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)


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

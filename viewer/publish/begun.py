"""Folders in which something is made: locked while somebody makes it, removed when nobody does.

Only `kill -9` or a power cut leaves one. It holds pictures of somebody, so the next job at the same
place takes it away; without a lock in it nobody knows, and it stays.
"""

from __future__ import annotations

import logging
import os
import shutil
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

BEGUN: Final = ".lightbox-"  # what their names begin with
_LOCK: Final = "in-use"

log = logging.getLogger(__name__)


def take(lock: BinaryIO) -> None:
    """Lock an open file until it is closed or the process ends; OSError while another has it."""
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415  Windows only

        lock.seek(0)
        msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl  # noqa: PLC0415  not on Windows

        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def begun_in(parent: Path) -> Iterator[Path]:
    """A folder of one's own, gone at the end with all that is left in it; raises OSError."""
    take_away_left(parent)
    folder = Path(tempfile.mkdtemp(prefix=BEGUN, dir=parent))
    try:
        with (folder / _LOCK).open("ab", buffering=0) as lock:
            try:
                take(lock)
            except OSError:  # some shares know no locks: nobody will take it away then
                (folder / _LOCK).unlink(missing_ok=True)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def take_away_left(parent: Path) -> None:
    """Take away what was left; who may not, or cannot, leaves it."""
    for folder in parent.glob(f"{BEGUN}*"):
        try:
            if _is_left(folder):
                shutil.rmtree(folder)
                log.info("a folder of a job that was killed was taken away")
        except OSError:
            continue


def _is_left(folder: Path) -> bool:
    about = folder.lstat()
    if folder.is_symlink() or not (folder / _LOCK).is_file():
        return False
    if sys.platform != "win32" and about.st_uid != os.getuid():
        return False
    with (folder / _LOCK).open("r+b", buffering=0) as lock:
        take(lock)  # fails while somebody has it
    return True

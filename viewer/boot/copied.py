"""The copy of the program on this computer: made on request, run, and taken away at its end.

Only the program is copied; pictures stay on their medium. A lock tells a copy that runs from one
that was left behind by a computer switched off, which the next start takes away.
"""

from __future__ import annotations

import os
import sys
import time

from viewer.boot import pack
from viewer.boot.place import medium_root, program_folder
from viewer.boot.process import Process

TYPE_CHECKING = False  # `typing` takes time to load
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import IO

PREFIX = "lightbox-copy-"
_LOCK, _SHOWN = "in-use", "shown"
_FROM = "LIGHTBOX_FROM"  # environment of a copy: the root of the medium it is of
_LONGEST_START_SECONDS = 60.0
_LOOK_SECONDS = 0.05
_GROWS = 5  # an archive becomes so many times as large, at most
_REMOVE_SECONDS = 5.0
_FORGOTTEN_SECONDS = 3600.0  # a folder without a lock: whoever made it was ended in that moment


class Program:
    """Where a bundled program is: `VIEWER/SYSTEM` under the root of a medium or of a copy."""

    def __init__(self, folder: str) -> None:
        """`folder`: as `place.bundle_folder`."""
        self.root = medium_root(folder)
        self.archive = program_folder(folder) + pack.ENDING

    @property
    def can_be_copied(self) -> bool:
        """Whether the medium has what a copy is made from."""
        folder, name = os.path.split(self.archive)
        try:  # asked of the folder, as a system may read the file when asked for that
            return name in os.listdir(folder)  # noqa: PTH208  pathlib takes time to load
        except OSError:
            return False

    @property
    def is_copy(self) -> bool:
        """Whether this is one."""
        return os.path.exists(os.path.join(self.root, _LOCK))  # noqa: PTH110, PTH118


class Copy:
    """One copy on this computer."""

    def __init__(self, place: str, program: Program) -> None:
        """Make its folder under `place`; raises OSError."""
        if not _has_room(place, _GROWS * os.stat(program.archive).st_size):  # noqa: PTH116
            raise OSError(place)
        self._program = program
        self.folder = os.path.join(place, PREFIX + os.urandom(8).hex())  # noqa: PTH118
        os.mkdir(self.folder, 0o700)  # noqa: PTH102
        self._lock = hold(self.folder)

    def fill(self, progress: Callable[[int, int], None]) -> None:
        """Unpack the program; raises OSError, PackError."""
        program = self._program
        pack.unpack(program.archive, program.root, self.folder, progress)

    def run(self, arguments: list[str], tick: Callable[[], None]) -> Process:
        """Start it; returns when its window is there or it has ended. `tick` is called meanwhile.

        Raises OSError if the system does not let it start.
        """
        root = self._program.root
        program = os.path.join(self.folder, os.path.relpath(sys.executable, root))  # noqa: PTH118
        started = Process(program, arguments or [root], **{_FROM: root})
        shown = os.path.join(self.folder, _SHOWN)  # noqa: PTH118
        latest = time.monotonic() + _LONGEST_START_SECONDS
        while started.runs() and not os.path.exists(shown) and time.monotonic() < latest:  # noqa: PTH110
            tick()
            time.sleep(_LOOK_SECONDS)
        return started

    def remove(self) -> None:
        """Take it away; what still holds a file of it gets a moment to end."""
        self._lock.close()
        latest = time.monotonic() + _REMOVE_SECONDS
        while not _removed(self.folder) and time.monotonic() < latest:
            time.sleep(_LOOK_SECONDS)


def medium_of(root: str) -> str:
    """The root of the medium that the copy in `root` is of; "" if that is no copy."""
    return os.environ.get(_FROM, "") if os.path.exists(os.path.join(root, _LOCK)) else ""  # noqa: PTH110, PTH118


def hold(folder: str) -> IO[bytes]:
    """Mark a copy as in use until the file is closed or the process has ended."""
    lock = open(os.path.join(folder, _LOCK), "ab")  # noqa: PTH118, PTH123, SIM115
    if sys.platform != "win32":
        import fcntl  # noqa: PLC0415  not on Windows, where an open file cannot be removed

        fcntl.flock(lock, fcntl.LOCK_SH)
    return lock


def tell_shown(folder: str) -> None:
    """Called by the copy: its window is there."""
    with open(os.path.join(folder, _SHOWN), "wb"):  # noqa: PTH118, PTH123
        pass


def places() -> Iterator[str]:
    """Folders of this computer for a copy, the fastest first; on Linux those are in memory."""
    names = ("TEMP", "TMP") if sys.platform == "win32" else ("XDG_RUNTIME_DIR", "TMPDIR")
    found = [os.environ.get(name, "") for name in names]
    if sys.platform != "win32":
        found[1:1] = ["/dev/shm"]  # noqa: S108  the folders in it have random names and are ours
        found.append("/tmp")  # noqa: S108
    for place in dict.fromkeys(found):
        if place and os.path.isdir(place) and os.access(place, os.W_OK):  # noqa: PTH112
            yield place


def _has_room(place: str, size: int) -> bool:
    """Whether a copy fits and may run there; where the system does not say, it is tried."""
    if sys.platform == "win32":
        return True
    told = os.statvfs(place)
    may_run = not told.f_flag & os.ST_NOEXEC
    return may_run and told.f_bavail * told.f_frsize > size


def clean() -> None:
    """Take away what starts left behind that were ended before they could."""
    for place in places():
        try:
            names = [name for name in os.listdir(place) if name.startswith(PREFIX)]  # noqa: PTH208
        except OSError:
            continue
        for name in names:
            folder = os.path.join(place, name)  # noqa: PTH118
            if _is_left(folder):
                _removed(folder)


def _is_left(folder: str) -> bool:
    """Whether it is a copy of ours that nobody runs."""
    lock = os.path.join(folder, _LOCK)  # noqa: PTH118
    try:
        about = os.lstat(folder)
        if os.path.islink(folder) or (sys.platform != "win32" and about.st_uid != os.getuid()):  # noqa: PTH114
            return False
        if not os.path.exists(lock):  # noqa: PTH110
            return time.time() - about.st_mtime > _FORGOTTEN_SECONDS
        if sys.platform == "win32":
            os.remove(lock)  # noqa: PTH107  fails while somebody has it open
            return True
        import fcntl  # noqa: PLC0415  not on Windows

        with open(lock, "rb") as stream:  # noqa: PTH123
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _removed(folder: str) -> bool:
    """Remove a folder with all in it as far as that goes; whether nothing is left."""
    for at, folders, files in os.walk(folder, topdown=False):
        for name in (*files, *folders):
            path = os.path.join(at, name)  # noqa: PTH118
            try:
                is_folder = name in folders and not os.path.islink(path)  # noqa: PTH114
                os.rmdir(path) if is_folder else os.remove(path)  # noqa: PTH106, PTH107
            except OSError:
                pass
    try:
        os.rmdir(folder)  # noqa: PTH106
    except OSError:
        return not os.path.exists(folder)  # noqa: PTH110
    return True

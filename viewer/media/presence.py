"""Whether a medium is there, and still the one that was opened (S-01).

Discs are swapped while a program runs, and the new one may be mounted at the same place with
the same file names. What was opened first is remembered by content; a look at the root folder
before each file costs a microsecond and tells when it is time to compare.
"""

import errno
import os
import stat
from hashlib import sha256
from threading import Lock

from viewer.errors import MediumNotFoundError, MediumReplacedError

_SAMPLES = 8  # files that are remembered
_SAMPLE_BYTES = 4096  # of a DICOM file, that is the UIDs and the patient
_ZIP = b"PK"

# What systems say of a drive that is empty or unplugged. A plain EIO may be a scratch as well.
_GONE = frozenset(
    getattr(errno, name)
    for name in (
        "ENXIO", "ENODEV", "ENOMEDIUM", "ESTALE", "ENOTCONN", "ESHUTDOWN",
        "EHOSTDOWN", "EHOSTUNREACH", "ENETDOWN", "ENETUNREACH",
    )
    if hasattr(errno, name)
)  # fmt: skip
_GONE_ON_WINDOWS = frozenset(
    {
        21,  # ERROR_NOT_READY
        55,  # ERROR_DEV_NOT_EXIST
        64,  # ERROR_NETNAME_DELETED
        1110,  # ERROR_MEDIA_CHANGED
        1112,  # ERROR_NO_MEDIA_IN_DRIVE
        1167,  # ERROR_DEVICE_NOT_CONNECTED
    }
)
_READ_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
    # A pipe that took a file's place since it was listed must not be waited for.
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
)
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)

_Mark = tuple[int, int, int, int]


def open_descriptor(place: str, *, follow: bool = False) -> int:
    """Open a file to be read, without waiting for a pipe's other end and without side effects."""
    return os.open(place, _READ_FLAGS if follow else _READ_FLAGS | _NO_FOLLOW)


def is_gone(error: OSError) -> bool:
    """Whether the system says that a drive is empty or unplugged."""
    return getattr(error, "winerror", None) in _GONE_ON_WINDOWS or error.errno in _GONE


class Presence:
    """Remembers what a medium was when it was opened; safe to use from several threads."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._lock = Lock()
        self._samples: dict[str, bytes] = {}  # place -> digest of how the file begins
        self._mark = _mark_or_none(root)

    def remember(self, place: str, descriptor: int) -> None:
        """Take a file that was just opened as proof of identity, if it can be one."""
        if len(self._samples) >= _SAMPLES or place in self._samples:
            return
        try:
            sample = _sample(descriptor)
        except OSError:
            return  # behind a scratch the file may be sound: whoever reads it hears of it
        if sample is not None:
            with self._lock:
                self._samples[place] = sample

    def check(self) -> None:
        """Raise MediumNotFoundError or MediumReplacedError if the root tells of a change."""
        mark = _mark_or_none(self._root)
        if mark is None or mark != self._mark:
            self.check_thoroughly()

    def explain(self, error: OSError) -> None:
        """Raise MediumNotFoundError if it is the medium that causes `error`, not the file."""
        if is_gone(error):
            raise MediumNotFoundError("the medium was taken out") from error
        if not isinstance(error, PermissionError):
            self._look_at_root(error)
            self.check()

    def check_thoroughly(self) -> None:
        """Compare the medium with what was opened; raises as `check`."""
        self._look_at_root()
        mark = _mark_or_none(self._root)
        if mark is None:
            raise MediumNotFoundError("the medium was taken out")
        with self._lock:
            samples = dict(self._samples)
        same = [self._is_unchanged(place, sample) for place, sample in samples.items()]
        known = [answer for answer in same if answer is not None]
        # Files may go and come in a folder; a medium of which nothing is known or left is another.
        unknown_folder = not samples and self._mark is not None and mark[:2] == self._mark[:2]
        if not (unknown_folder or (known and all(known))):
            raise MediumReplacedError("another medium is in its place")
        self._mark = mark

    def _look_at_root(self, cause: OSError | None = None) -> None:
        """An empty mount point is what a disc leaves behind."""
        try:
            with os.scandir(self._root) as entries:
                empty = next(entries, None) is None
        except PermissionError:
            return
        except OSError as error:
            raise MediumNotFoundError("the medium was taken out") from (cause or error)
        if empty:
            raise MediumNotFoundError("the medium was taken out") from cause

    def _is_unchanged(self, place: str, sample: bytes) -> bool | None:
        """Whether a file begins as it did; None if it is not there or cannot be read."""
        try:
            descriptor = open_descriptor(place, follow=True)
        except OSError:
            return None
        try:
            return _sample(descriptor) == sample
        except OSError:
            return None
        finally:
            os.close(descriptor)


def _mark_or_none(root: str) -> _Mark | None:
    """What changes with the disc; and with the folder, which is no harm."""
    try:
        state = os.stat(root)  # noqa: PTH116  a Path costs more than the question
    except OSError:
        return None
    if not stat.S_ISDIR(state.st_mode):
        return None
    return state.st_dev, state.st_ino, state.st_mtime_ns, state.st_ctime_ns


def _sample(descriptor: int) -> bytes | None:
    """Digest of how a DICOM file begins, of an archive also how it ends; None for others.

    Other files are the same on every disc a hospital makes: they prove nothing.
    """
    head = _read(descriptor, _SAMPLE_BYTES)
    if head[128:132] == b"DICM":
        return sha256(head).digest()
    if not head.startswith(_ZIP):
        return None
    size = os.fstat(descriptor).st_size
    os.lseek(descriptor, max(0, size - _SAMPLE_BYTES), os.SEEK_SET)
    return sha256(b"%d" % size + head + _read(descriptor, _SAMPLE_BYTES)).digest()


def _read(descriptor: int, count: int) -> bytes:
    """Read at the place where the descriptor is, and put it back to the start."""
    try:
        return os.read(descriptor, count)
    finally:
        os.lseek(descriptor, 0, os.SEEK_SET)

"""How a command that makes discs ends when it fails: with a status a script can tell apart."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from viewer.cli.exit_code import ExitCode
from viewer.errors import ViewerError, WriteError
from viewer.publish.errors import NothingError, RefusedError, TargetError, VerifyError

STATUS = (
    "exit status: 0 made; 1 made, and {findings}; 2 wrong usage; and nothing was made: 3 a source "
    "cannot be read, 4 nothing to put on a disc or nothing new, 5 a rule forbids it (several "
    "patients, too large), 6 the place is in use, full or cannot be written, 7 what was written "
    "did not pass the check, 130 stopped"
)
_STATUS_OF = (
    (NothingError, ExitCode.NOTHING),
    (RefusedError, ExitCode.REFUSED),
    (VerifyError, ExitCode.CHECK),
    (TargetError, ExitCode.PLACE),
    (WriteError, ExitCode.PLACE),
)


def tell_failure(error: ViewerError) -> ExitCode:
    """Say why there is no disc; gives the status."""
    sys.stderr.write(f"lightbox: {error}\n")
    found = (status for kind, status in _STATUS_OF if isinstance(error, kind))
    return next(found, ExitCode.UNREADABLE)


@contextmanager
def ended_politely() -> Iterator[None]:
    """Have a job that the system ends take away what it wrote, as one does that Ctrl+C ends."""
    names = ("SIGTERM", "SIGHUP", "SIGBREAK")  # not every system has all of them
    signals = [getattr(signal, name) for name in names if hasattr(signal, name)]
    try:
        kept = [(number, signal.signal(number, _stop)) for number in signals]
    except ValueError:  # not on the main thread: whoever runs it there ends it
        kept = []
    try:
        yield
    finally:
        for number, handler in kept:
            signal.signal(number, handler)


def _stop(_: int, __: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt

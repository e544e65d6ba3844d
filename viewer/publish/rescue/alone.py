"""One rescue to a place at a time: two would write over what the other has read."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from viewer.errors import WriteError
from viewer.publish.begun import take
from viewer.publish.errors import TargetError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GOING_ON: Final = "a rescue to this place is going on already"
_LOCK: Final = "lock"
_HELD: Final = frozenset({errno.EACCES, errno.EAGAIN, errno.EDEADLK})


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Have `folder`, made if need be, for oneself; the system ends it with the process.

    Raises TargetError while another holds it, WriteError.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / _LOCK).open("ab", buffering=0)
    except OSError as error:
        raise WriteError("the place for the rescue cannot be used") from error
    with lock:
        try:
            take(lock)
        except OSError as error:
            if error.errno in _HELD:
                raise TargetError(GOING_ON) from error
            # Some shares know no locks: then nobody can tell, and a rescue is still wanted.
        yield

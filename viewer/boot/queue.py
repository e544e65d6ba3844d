"""One reader at a time on a disc: while the program reads itself, its pictures wait.

Two readers on one disc move the head to and fro: both together took twice as long as one after the
other (packaging.md 3.3). Only the directory of the medium comes before.
"""

from __future__ import annotations

import threading

LONGEST_SECONDS = 120.0


class ProgramFirst:
    """Holds back whoever reads pictures until the program has read the rest of itself."""

    def __init__(self) -> None:
        self._free = threading.Event()
        self._free.set()

    @property
    def is_held(self) -> bool:
        """Whether the program still has something to read."""
        return not self._free.is_set()

    def hold(self) -> None:
        """Let the others wait from now on."""
        self._free.clear()

    def release(self) -> None:
        """Let them go on."""
        self._free.set()

    def wait(self) -> None:
        """Return when the program has read itself, or does not come to it."""
        self._free.wait(LONGEST_SECONDS)


PROGRAM_FIRST = ProgramFirst()

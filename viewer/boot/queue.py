"""One reader at a time on a disc: while the program reads itself, its pictures wait.

Two readers on one disc move the head to and fro: both together took twice as long as one after the
other (packaging.md 3.3). Only the directory of the medium comes in between.
"""

from __future__ import annotations

import threading

LONGEST_SECONDS = 120.0
DIRECTORY_SECONDS = 10.0  # one that takes longer lies on another drive, or on one that hangs
PIECE_SECONDS = 2.0
PICTURE_SECONDS = 6.0  # for the first picture; one that takes longer is not held up by reading on


class Turn:
    """Has the disc where that is to be had in time, else goes on without; then it waits no more."""

    def __init__(self, disc: threading.Lock, seconds: float) -> None:
        self._disc = disc
        self._seconds = seconds
        self._has = False

    def __enter__(self) -> None:
        """Wait for whoever has it."""
        self._has = self._disc.acquire(timeout=self._seconds)
        if not self._has:
            self._seconds = 0.0

    def __exit__(self, *_: object) -> None:
        """Let the next one have it."""
        if self._has:
            self._disc.release()


class ProgramFirst:
    """Holds back whoever reads pictures until the program has read the rest of itself."""

    def __init__(self) -> None:
        self.longest_s, self.picture_s = LONGEST_SECONDS, PICTURE_SECONDS
        self._disc = threading.Lock()
        self._read = threading.Event()  # the program has read itself
        self._shown = threading.Event()  # and what a person waits for
        self.release()

    @property
    def is_held(self) -> bool:
        """Whether somebody has to wait."""
        return not self._shown.is_set()

    def program_turn(self) -> Turn:
        """For each piece of the program, while it is held."""
        return Turn(self._disc, DIRECTORY_SECONDS)

    def directory_turn(self) -> Turn:
        """For all together that tells what is on a medium: the head goes there once."""
        return Turn(self._disc, PIECE_SECONDS if self.is_held else 0.0)

    def hold(self) -> None:
        """Let the others wait from now on."""
        self._read.clear()
        self._shown.clear()

    def give_way(self) -> None:
        """Let those go on for whose pictures a person waits."""
        self._read.set()

    def release(self) -> None:
        """Let all go on."""
        self._read.set()
        self._shown.set()

    def wait(self, *, urgent: bool) -> None:
        """Return when it is one's turn, or when nobody comes to say so."""
        if not self._read.wait(self.longest_s):
            self.release()
        if not urgent and not self._shown.wait(self.picture_s):
            self.release()  # there is none, and the next one need not find that out again


PROGRAM_FIRST = ProgramFirst()

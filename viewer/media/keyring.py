"""Passwords of protected archives, for as long as those are open (M-081).

A medium is opened at many places: by the window, by a copy without identity, by a proof that reads
it back. Each finds the password here by where the medium is. It is nowhere else: not in settings,
not in a log, not in a file.
"""

from pathlib import Path
from typing import Final


class Keyring:
    """The passwords people gave; may be used from any thread."""

    def __init__(self) -> None:
        self._passwords: dict[Path, str] = {}

    def add(self, place: Path, password: str) -> None:
        """Have the archive at `place`, or those on the medium at `place`, opened with it."""
        self._passwords[place.absolute()] = password

    def get(self, place: Path) -> str:
        """The password for `place`, "" if nobody gave one."""
        return self._passwords.get(place.absolute(), "")

    def forget(self, place: Path) -> None:
        """Know nothing of `place` any more."""
        self._passwords.pop(place.absolute(), None)

    def clear(self) -> None:
        """Know nothing any more."""
        self._passwords.clear()


KEYRING: Final = Keyring()

"""A small window while the program itself is being read: drawn by the system, without Qt.

Where a system has no such window (macOS, which shows a bouncing icon; a Linux without X11) there is
none. Nothing here may keep the program from starting.
"""

from __future__ import annotations

import os
import sys

from viewer.boot import words

TYPE_CHECKING = False  # `typing` takes time to load
if TYPE_CHECKING:
    from typing import Protocol

    class Drawn(Protocol):
        """What the window of a system can do."""

        def show(self, text: str, offer: str = "", note: str = "") -> None:
            """Open it: a sentence and a bar, a button if there is an offer, a note below."""

        def is_chosen(self) -> bool:
            """Whether somebody has pressed the button."""

        def fill(self, share: float) -> None:
            """Fill the bar up to a share of 0 to 1."""

        def close(self) -> None:
            """Take it away."""


class Splash:
    """The window, or nothing; no method fails."""

    def __init__(self) -> None:
        self._drawn: Drawn | None = None

    def show(self, *, offers_copy: bool = False) -> None:
        """Say that the program is being read, and that it could be copied first."""
        offer = (words.say(words.COPY_FIRST), words.say(words.IS_REMOVED))
        self._show(words.say(words.READING), *(offer if offers_copy else ()))

    def show_copying(self) -> None:
        """Say that the program is being copied, and that the copy will not stay."""
        self._show(words.say(words.COPYING), "", words.say(words.IS_REMOVED))

    def _show(self, text: str, *more: str) -> None:
        self.close()
        with self._without_failing():
            self._drawn = drawn = _drawn()
            if drawn is not None:
                drawn.show(text, *more)

    def progress(self, done: int, total: int) -> None:
        """Fill the bar."""
        with self._without_failing():
            if self._drawn is not None:
                self._drawn.fill(done / max(total, 1))

    def is_chosen(self) -> bool:
        """Whether somebody wants a copy."""
        with self._without_failing():
            return self._drawn is not None and self._drawn.is_chosen()
        return False

    def close(self) -> None:
        """Take it away."""
        drawn, self._drawn = self._drawn, None
        with self._without_failing():
            if drawn is not None:
                drawn.close()

    def _without_failing(self) -> _Harmless:
        return _Harmless(self)

    def give_up(self) -> None:
        """A system without its own library, or with another form of it, has no splash."""
        self._drawn = None


class _Harmless:
    """As `contextlib.suppress`, which takes time to load."""

    def __init__(self, splash: Splash) -> None:
        self._splash = splash

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        if kind is None or not issubclass(kind, Exception):
            return False
        self._splash.give_up()
        return True


def _drawn() -> Drawn | None:
    if sys.platform == "win32":
        from viewer.boot.splash_windows import WindowsSplash  # noqa: PLC0415  elsewhere not there

        return WindowsSplash()
    if sys.platform == "linux" and os.environ.get("DISPLAY"):
        from viewer.boot.splash_x11 import X11Splash  # noqa: PLC0415  elsewhere not there

        return X11Splash()
    return None

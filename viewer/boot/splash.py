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

        def show(self, text: str) -> None:
            """Open it."""

        def fill(self, share: float) -> None:
            """Fill the bar up to a share of 0 to 1."""

        def close(self) -> None:
            """Take it away."""


class Splash:
    """The window, or nothing; no method fails."""

    def __init__(self) -> None:
        self._drawn: Drawn | None = None

    def show(self) -> None:
        """Open it."""
        with self._without_failing():
            self._drawn = drawn = _drawn()
            if drawn is not None:
                drawn.show(words.say(words.READING))

    def progress(self, done: int, total: int) -> None:
        """Fill the bar."""
        with self._without_failing():
            if self._drawn is not None:
                self._drawn.fill(done / max(total, 1))

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

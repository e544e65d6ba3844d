"""The start of a program on a disc: itself in one sweep, then the window, beside it the rest.

`begin` is called before everything else, by PyInstaller's run-time hook or by `sitecustomize` in
the Windows kit. What the window calls later does nothing where there was no `begin`.
"""

from __future__ import annotations

import os
import sys
import time

from viewer.boot import beside, classes, load_list, read_ahead, unfit
from viewer.boot.queue import PROGRAM_FIRST
from viewer.boot.splash import Splash

TYPE_CHECKING = False  # `typing` takes time to load
if TYPE_CHECKING:
    from collections.abc import Callable

UNFIT = 4  # exit status
SPLASH_SECONDS = 0.15  # a faster start needs none


class Start:
    """One start."""

    def __init__(self, folder: str, parts: list[load_list.Part]) -> None:
        """`folder` is what the paths of the load list start from."""
        self._folder = folder
        self._parts = parts
        self._splash = Splash()
        self._splash_is_due = False
        self._began = time.monotonic()
        self._beside = beside.Beside(folder, parts)

    def read_window(self) -> None:
        """Read what the window needs, with a splash if that takes long; then pictures are next."""
        mark("alive")
        read_ahead.read_set(self._folder, self._parts, load_list.WINDOW, self._window_progress)
        mark("window read")
        if any(part.group == load_list.PICTURES for part in self._parts):
            PROGRAM_FIRST.hold()
            self._beside.start()

    def read_pictures(self, progress: Callable[[int, int], None]) -> None:
        """Have read what pictures need; who reads the medium waits until `give_way`."""
        if self._beside.wait(progress):
            mark("pictures read")

    def give_way(self, *, to_all: bool) -> None:
        """What pictures need is loaded: now the medium, the picture a person waits for first."""
        if to_all:
            PROGRAM_FIRST.release()
        else:
            PROGRAM_FIRST.give_way()

    def window_is_there(self) -> None:
        """Take the splash away."""
        self._splash.close()
        self._beside.go_on()

    def stop(self) -> None:
        """The program ends: read no more."""
        self._beside.stop()
        self._splash.close()
        PROGRAM_FIRST.release()

    def _window_progress(self, done: int, total: int) -> None:
        if not self._splash_is_due and time.monotonic() - self._began > SPLASH_SECONDS:
            self._splash_is_due = True
            self._splash.show()
            mark("splash")
        if self._splash_is_due:
            self._splash.progress(done, total)


_now: Start | None = None


def begin(folder: str) -> None:
    """Start reading if this is to be a window; returns when what it needs has been read."""
    global _now  # noqa: PLW0603  one start of one process
    if is_for_window(sys.argv[1:]):
        list_of_parts = load_list.read(os.path.join(folder, load_list.NAME))  # noqa: PTH118
        _now = Start(folder, list_of_parts)
        _now.read_window()
        classes.use_compiled()
        problem = unfit.problem(folder)
        if problem is not None:
            _now.stop()
            unfit.tell(*problem)
            raise SystemExit(UNFIT)


def is_for_window(arguments: list[str]) -> bool:
    """Whether these arguments open the window: nothing, `open`, or what is to be opened."""
    if not arguments or arguments[0] == "open":
        return True
    return not arguments[0].startswith("-") and os.path.exists(arguments[0])  # noqa: PTH110


def is_under_way() -> bool:
    """Whether the program runs from where it should be read in one sweep."""
    return _now is not None


def read_pictures(progress: Callable[[int, int], None]) -> None:
    """See `Start.read_pictures`."""
    if _now is not None:
        _now.read_pictures(progress)


def give_way(*, to_all: bool = False) -> None:
    """See `Start.give_way`."""
    if _now is not None:
        _now.give_way(to_all=to_all)


def window_is_there() -> None:
    """See `Start.window_is_there`."""
    if _now is not None:
        _now.window_is_there()


def stop() -> None:
    """See `Start.stop`."""
    if _now is not None:
        _now.stop()


def mark(what: str) -> None:
    """A line for whoever measures the start, as `viewer.ui.start_trace` writes them."""
    if os.environ.get("LIGHTBOX_TRACE", "") not in {"", "0"} and sys.stderr is not None:
        sys.stderr.write(f"lightbox-trace {time.monotonic():.6f} {what}\n")
        sys.stderr.flush()

"""The start of a program on a disc: itself in one sweep, then the window, beside it the rest.

`begin` is called before everything else, by PyInstaller's run-time hook or by `sitecustomize` in
the Windows kit. What the window calls later does nothing where there was no `begin`.
"""

from __future__ import annotations

import os
import sys
import time

from viewer.boot import age, beside, classes, copied, load_list, pack, sweep, unfit, words
from viewer.boot.queue import PROGRAM_FIRST
from viewer.boot.splash import Splash

TYPE_CHECKING = False  # `typing` takes time to load
if TYPE_CHECKING:
    from collections.abc import Callable

UNFIT = 4  # exit status
COPY = "LIGHTBOX_COPY"  # environment: copy to this computer, do not ask
SPLASH_SECONDS = 0.15  # a faster start needs none
SLOW_SECONDS = 0.4  # to get here, from a slow disc or on a slow computer: the rest takes long too


class Start:
    """One start."""

    def __init__(self, folder: str, parts: list[load_list.Part]) -> None:
        """`folder` is what the paths of the load list start from."""
        self._program = copied.Program(folder)
        self._lock = copied.hold(self._program.root) if self._program.is_copy else None
        self._offers_copy = bool(parts) and self._program.can_be_copied
        self._folder = folder
        self._parts = parts
        self._splash = Splash()
        self._splash_is_due = False
        self._began = time.monotonic()
        self._beside = beside.Beside(folder, parts)

    @property
    def has_pictures(self) -> bool:
        """Whether there is more to read than what the window needs."""
        return any(part.group == load_list.PICTURES for part in self._parts)

    @property
    def copies_first(self) -> bool:
        """Whether a copy is asked for, or all there is to start."""
        asked = os.environ.get(COPY, "") not in {"", "0"}
        return (asked or not self._parts) and self._program.can_be_copied

    def copy(self) -> int:
        """Copy the program to this computer and run it there to its end; its exit status.

        Raises OSError, PackError if that cannot be done.
        """
        self._offers_copy = False
        self._splash.show_copying()
        mark("splash")
        failed: OSError | pack.PackError = OSError("TEMP")
        for place in copied.places():
            try:
                return self._run_in(place)
            except (OSError, pack.PackError) as error:
                failed = error
        self._splash.close()
        self._splash_is_due = False
        raise failed

    def _run_in(self, place: str) -> int:
        copy = copied.Copy(place, self._program)
        try:
            copy.fill(self._splash.progress)
            mark("copied")
            process = copy.run(sys.argv[1:], lambda: self._splash.progress(1, 1))
            self._splash.close()
            try:
                return process.wait()
            finally:
                process.end()
        finally:
            copy.remove()

    def read_window(self) -> None:
        """Read what the window needs, with a splash if that takes long; then pictures are next.

        Raises CopyWantedError if somebody would rather have a copy.
        """
        if age.seconds() > SLOW_SECONDS:
            self._show_splash()
        sweep.Sweep(self._folder, self._parts).run(self._window_progress)
        mark("window read")
        if self.has_pictures:
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
            copied.clean()
        else:
            PROGRAM_FIRST.give_way()

    def window_is_there(self) -> None:
        """Take the splash away."""
        self._splash.close()
        self._beside.go_on()
        if self._lock is not None:
            copied.tell_shown(self._program.root)

    def stop(self) -> None:
        """The program ends: read no more."""
        self._beside.stop()
        self._splash.close()
        PROGRAM_FIRST.release()

    def _show_splash(self) -> None:
        self._splash_is_due = True
        self._splash.show(offers_copy=self._offers_copy)
        mark("splash")

    def _window_progress(self, done: int, total: int) -> None:
        if not self._splash_is_due and time.monotonic() - self._began > SPLASH_SECONDS:
            self._show_splash()
        if self._splash_is_due:
            self._splash.progress(done, total)
            if self._splash.is_chosen():
                raise CopyWantedError


class CopyWantedError(Exception):
    """Somebody pressed the button of the splash."""


_now: Start | None = None


def begin(folder: str) -> None:
    """Start reading if this is to be a window; returns when what it needs has been read."""
    global _now  # noqa: PLW0603  one start of one process
    if is_for_window(sys.argv[1:]):
        mark("alive")
        list_of_parts = load_list.read(os.path.join(folder, load_list.NAME))  # noqa: PTH118
        _now = Start(folder, list_of_parts)
        if _now.copies_first:
            _run_copy(_now)
        try:
            _now.read_window()
        except CopyWantedError:
            _run_copy(_now)
            _now.read_window()
        classes.use_compiled()
        problem = unfit.problem(folder)
        if problem is not None:
            _give_up(_now, *problem)


def _run_copy(now: Start) -> None:
    """End as the copy of the program does; returns if there can be none and this one will do."""
    try:
        status = now.copy()
    except (OSError, pack.PackError) as error:
        mark("not copied")
        if not now.has_pictures:  # there is nothing else to start
            _give_up(now, words.NOT_COPIED, str(error))
        return
    raise SystemExit(status)


def _give_up(now: Start, reason: int, detail: str) -> None:
    now.stop()
    unfit.tell(reason, detail)
    raise SystemExit(UNFIT)


def is_for_window(arguments: list[str]) -> bool:
    """Whether these arguments open the window: nothing, `open`, or what is to be opened."""
    if not arguments or arguments[0] == "open":
        return True
    return not arguments[0].startswith("-") and os.path.exists(arguments[0])  # noqa: PTH110


def is_under_way() -> bool:
    """Whether the program runs from where it should be read in one sweep."""
    return _now is not None and _now.has_pictures


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

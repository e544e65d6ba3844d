"""Runs another program with what Python has built in: `subprocess` is read from the disc."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # `typing` takes time to load
if TYPE_CHECKING:
    from types import FrameType

_TERMINATE, _HANG_UP = 15, 1  # SIGTERM, SIGHUP
_FOREVER = 0xFFFFFFFF  # INFINITE
# What PyInstaller's program would take for the state of its own start.
_OF_THE_FROZEN = "PYINSTALLER_RESET_ENVIRONMENT"


class Process:
    """A program, started, with `more` in its environment; raises OSError if it may not be."""

    def __init__(self, program: str, arguments: list[str], **more: str) -> None:
        self._status: int | None = None
        environment = {**own_environment(), **more}
        environment[_OF_THE_FROZEN] = "1"
        if sys.platform == "win32":
            words = [_quoted(word) for word in (program, *arguments)]
            self._handle = os.spawnve(os.P_NOWAIT, program, words, environment)  # noqa: S606
        else:
            self._handle = os.posix_spawn(program, [program, *arguments], environment)
            _end_on_signals()

    def runs(self) -> bool:
        """Whether it has not ended."""
        if self._status is None:
            self._look(wait=False)
        return self._status is None

    def wait(self) -> int:
        """Its exit status, when it has ended."""
        while self._status is None:
            self._look(wait=True)
        return self._status

    def end(self) -> None:
        """End it if it still runs."""
        if self.runs():
            os.kill(self._handle, _TERMINATE) if sys.platform != "win32" else _killed(self._handle)
            self.wait()

    def _look(self, *, wait: bool) -> None:
        if sys.platform == "win32":
            import _winapi  # noqa: PLC0415  Windows only

            over = _winapi.WaitForSingleObject(self._handle, _FOREVER if wait else 0)
            if over == _winapi.WAIT_OBJECT_0:
                self._status = _winapi.GetExitCodeProcess(self._handle)
        else:
            number, status = os.waitpid(self._handle, 0 if wait else os.WNOHANG)
            if number:
                code = os.waitstatus_to_exitcode(status)
                self._status = code if code >= 0 else 128 - code


def own_environment() -> dict[str, str]:
    """Without the place of our libraries: other programs want their own."""
    kept = {name: value for name, value in os.environ.items() if name != "LD_LIBRARY_PATH"}
    before = kept.pop("LD_LIBRARY_PATH_ORIG", None)
    return kept if before is None else {**kept, "LD_LIBRARY_PATH": before}


def _quoted(word: str) -> str:
    r"""As Windows' programs take it apart; no name of a file there has a quotation mark.

    A mark behind a backslash would not end the word: `"D:\"`.
    """
    return f'"{word}{chr(92) * (len(word) - len(word.rstrip(chr(92))))}"'


def _killed(handle: int) -> None:
    if sys.platform == "win32":
        import _winapi  # noqa: PLC0415  Windows only

        _winapi.TerminateProcess(handle, 1)


def _end_on_signals() -> None:
    """Let the end of a session be an exception, so that what was copied is taken away."""
    import _signal  # type: ignore[import-not-found]  # noqa: PLC0415  less than `signal`

    for number in (_TERMINATE, _HANG_UP):
        _signal.signal(number, _ended)


def _ended(number: int, _: FrameType | None) -> None:
    raise SystemExit(128 + number)

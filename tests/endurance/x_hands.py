"""Mouse and keys through an X server: nothing of Qt is between the hands and its platform."""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QPoint

_BUTTONS = {Qt.MouseButton.LeftButton: 1, Qt.MouseButton.MiddleButton: 2}
_RIGHT, _WHEEL_UP, _WHEEL_DOWN = 3, 4, 5
_HELD = {"Ctrl": "ctrl", "Shift": "shift", "Alt": "alt"}
_NAMES = {
    "Esc": "Escape",
    "PgUp": "Prior",
    "PgDown": "Next",
    "Del": "Delete",
    "Space": "space",
    "Backspace": "BackSpace",
    "Enter": "KP_Enter",
    "+": "plus",
    "-": "minus",
    "=": "equal",
    "<": "less",
    ">": "greater",
}


class XHands:
    """Through xdotool and the XTEST extension; an X server without a screen knows no fingers."""

    def __init__(self) -> None:
        self.at_work = 0  # the server takes everything at once
        self._tool = subprocess.Popen(
            ["xdotool", "-"],  # noqa: S607  wherever it is installed
            stdin=subprocess.PIPE,
            text=True,
            bufsize=1,
        )

    def close(self) -> None:
        """End the program that does it."""
        self._tool.communicate()

    def move(self, point: QPoint) -> None:
        """Move the pointer."""
        self._say(f"mousemove {max(0, point.x())} {max(0, point.y())}")

    def press(self, button: Qt.MouseButton) -> None:
        """Press a button where the pointer is."""
        self._say(f"mousedown {_BUTTONS.get(button, _RIGHT)}")

    def release(self, button: Qt.MouseButton) -> None:
        """Let a button go."""
        self._say(f"mouseup {_BUTTONS.get(button, _RIGHT)}")

    def double_click(self, button: Qt.MouseButton) -> None:
        """Click twice."""
        self._say(f"click --repeat 2 --delay 20 {_BUTTONS.get(button, _RIGHT)}")

    def wheel(self, notches: int, *, control: bool) -> None:
        """Turn the wheel; positive is away from the person."""
        if control:
            self._say("keydown ctrl")
        self._say(f"click {_WHEEL_UP if notches > 0 else _WHEEL_DOWN}")
        if control:
            self._say("keyup ctrl")

    def key(self, keys: str) -> None:
        """Press and release a key with its modifiers, written as in the action table."""
        held = []
        while "+" in keys[1:]:
            first, _, keys = keys.partition("+")
            held.append(_HELD[first])
        self._say(f"key {'+'.join([*held, _NAMES.get(keys, _letter(keys))])}")

    def hold(self, key: Qt.Key, *, down: bool) -> None:
        """Press a key and keep it down, or let it go; the run does so with Space alone."""
        assert key == Qt.Key.Key_Space
        self._say(f"key{'down' if down else 'up'} space")

    def touch(self, fingers: list[tuple[QPoint, QPoint]]) -> None:
        """No fingers here."""

    def _say(self, words: str) -> None:
        assert self._tool.stdin is not None
        self._tool.stdin.write(words + "\n")


def _letter(key: str) -> str:
    """Keys of letters are told in small ones: a capital would be Shift as well."""
    return key.lower() if len(key) == 1 else key


@contextmanager
def x_server() -> Iterator[None]:
    """An X server without a screen, for this process and its children."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1920x1200x24", "-nolisten", "tcp"]
    with subprocess.Popen(  # noqa: S603  our own words
        command, pass_fds=(write,), stderr=subprocess.DEVNULL
    ) as server:
        os.close(write)
        with os.fdopen(read) as told:
            number = told.readline().strip()
        os.environ.update(DISPLAY=f":{number}", QT_QPA_PLATFORM="xcb")
        try:
            yield
        finally:
            server.terminate()

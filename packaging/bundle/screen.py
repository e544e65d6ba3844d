"""A screen of its own for a program that is tried, and its end."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

_MANAGER = "icewm"


@contextmanager
def screen(*, managed: bool = False) -> Iterator[str]:
    """The name of an X11 display that is open to every user of this computer.

    `managed`: as desktops are, where icewm is installed; closing a window in Wine waits two
    seconds for a window manager that is not there.
    """
    reading, writing = os.pipe()
    server = subprocess.Popen(
        [
            *("Xvfb", "-displayfd", str(writing), "-screen", "0", "1400x900x24"),
            *("-ac", "-nolisten", "tcp"),
        ],
        pass_fds=(writing,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as stream:
            display = f":{stream.readline().strip()}"
        with _manager(display) if managed and shutil.which(_MANAGER) else nullcontext():
            yield display
    finally:
        server.terminate()
        server.wait()


@contextmanager
def _manager(display: str) -> Iterator[None]:
    """One that is ready: it says so to whoever asks for its name (EWMH)."""
    manager = subprocess.Popen(
        [_MANAGER],
        env={**os.environ, "DISPLAY": display},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while "window id" not in _check_window(display) and manager.poll() is None:
            time.sleep(0.05)
        yield
    finally:
        manager.terminate()
        manager.wait()


def _check_window(display: str) -> str:
    command = ["xprop", "-display", display, "-root", "_NET_SUPPORTING_WM_CHECK"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout

"""A computer that cannot run the program gets a sentence it can read, never a silent end.

The message is shown by the system: a box of Windows or macOS, on Linux whichever program for
messages is there, and always the terminal.
"""

from __future__ import annotations

import os
import sys

from viewer.boot import words
from viewer.boot.place import bundle_folder, medium_root
from viewer.boot.process import own_environment

_XCB = ("PySide6", "Qt", "plugins", "platforms", "libqxcb.so")
_LINUX_BOXES = (
    ("zenity", "--error", "--no-markup", "--title=Lightbox", "--text={}"),
    ("kdialog", "--title", "Lightbox", "--error", "{}"),
    ("xmessage", "-center", "{}"),
)
_OLDEST_WINDOWS = (10, 0, 17763)
_OK_ERROR = 0x10  # MB_OK | MB_ICONERROR


def problem(folder: str) -> tuple[int, str] | None:
    """Why a window cannot open here, as arguments of `tell`; None if it can."""
    if sys.platform == "linux" and os.environ.get("QT_QPA_PLATFORM") != "offscreen":
        if not os.environ.get("DISPLAY"):
            return words.MISSING, "X11 / XWayland (DISPLAY)"
        if not _opens_display():
            return words.MISSING, f"X11 ({os.environ['DISPLAY']})"
        library = missing_library(folder)
        if library:
            return words.MISSING, library
    if sys.platform == "win32" and sys.getwindowsversion()[:3] < _OLDEST_WINDOWS:
        return words.TOO_OLD, "Windows 10 (1809)"
    return None


def _opens_display() -> bool:
    """Whether X11 lets us in: Qt would end the program without a word in any window."""
    import ctypes  # noqa: PLC0415  loaded by the splash anyway

    try:
        x = ctypes.CDLL("libX11.so.6")
    except OSError:
        return True  # told as a library that is missing
    x.XOpenDisplay.restype = ctypes.c_void_p
    x.XCloseDisplay.argtypes = [ctypes.c_void_p]
    display = x.XOpenDisplay(None)
    if display:
        x.XCloseDisplay(display)
    return bool(display)


def missing_library(folder: str) -> str:
    """The library of the system that Qt's window needs and that is not there; "" if all are."""
    plugin = os.path.join(folder, *_XCB)  # noqa: PTH118  pathlib takes time to load
    if sys.platform != "linux" or not os.path.exists(plugin):  # noqa: PTH110
        return ""
    import ctypes  # noqa: PLC0415  loaded by the splash anyway

    try:
        ctypes.CDLL(plugin)
    except OSError as error:
        return str(error).partition(":")[0]
    return ""


def tell(reason: int, detail: str) -> None:
    """Say that the program cannot start, why, and what to do."""
    text = "\n\n".join((words.say(words.CANNOT_START), words.say(reason, detail),
                        words.say(words.WHAT_NOW)))  # fmt: skip
    if sys.stderr is not None:
        sys.stderr.write(text + "\n")
    try:
        _show(text)
    except Exception:  # noqa: BLE001  the last resort of a program that cannot start
        return


def tell_error(error: BaseException) -> None:
    """Say that a part of the program did not load: forbidden, or lost with a scratch."""
    if isinstance(error, ImportError) and not isinstance(error, ModuleNotFoundError):
        tell(words.BLOCKED, str(error))
        return
    name = os.path.basename(str(getattr(error, "filename", None) or ""))  # noqa: PTH119
    tell(words.DAMAGED, name or str(error) or type(error).__name__)


def _show(text: str) -> None:
    if sys.platform == "win32":
        try:
            import ctypes  # noqa: PLC0415  as above
        except ImportError:  # what shows messages is lost: at least the pages of the disc
            root = medium_root(bundle_folder())
            os.startfile(os.path.join(root, "INDEX.HTM"))  # noqa: PTH118, S606
            return
        user = getattr(ctypes, "windll").user32  # noqa: B009  absent elsewhere
        user.MessageBoxW(None, text, "Lightbox", _OK_ERROR)
        return
    import shutil  # noqa: PLC0415  nothing else is going to be loaded
    import subprocess  # noqa: PLC0415

    if sys.platform == "darwin":
        words_of_script = text.replace("\\", "").replace('"', "'")
        script = f'display alert "Lightbox" message "{words_of_script}" as critical'
        subprocess.run(["/usr/bin/osascript", "-e", script], check=False)  # noqa: S603
        return
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return
    for name, *arguments in _LINUX_BOXES:
        program = shutil.which(name)
        if program:
            filled = [argument.format(text) for argument in arguments]
            subprocess.run([program, *filled], check=False, env=own_environment())  # noqa: S603
            return

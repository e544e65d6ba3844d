"""PyInstaller runs this before everything else, its own hooks and the program."""

import os
import sys

from viewer.boot import start, unfit

FOLDER: str = sys._MEIPASS  # noqa: SLF001  PyInstaller's name for it
os.environ["QT_PLUGIN_PATH"] = f"{FOLDER}/PySide6/Qt/plugins"
if sys.platform == "linux" and os.environ.get("QT_QPA_PLATFORM") != "offscreen":
    os.environ["QT_QPA_PLATFORM"] = "xcb"  # the one that is in the bundle; Wayland brings XWayland
try:
    start.begin(FOLDER)
except Exception as error:  # noqa: BLE001  a scratch in what it is made of
    unfit.tell_error(error)
    sys.exit(start.UNFIT)

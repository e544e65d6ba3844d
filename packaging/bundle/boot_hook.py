"""PyInstaller runs this before everything else, its own hooks and the program."""

import os
import sys

from viewer.boot import start

FOLDER: str = sys._MEIPASS  # noqa: SLF001  PyInstaller's name for it
os.environ["QT_PLUGIN_PATH"] = f"{FOLDER}/PySide6/Qt/plugins"
if sys.platform == "linux" and os.environ.get("QT_QPA_PLATFORM") != "offscreen":
    os.environ["QT_QPA_PLATFORM"] = "xcb"  # the one that is in the bundle; Wayland brings XWayland
start.begin(FOLDER)

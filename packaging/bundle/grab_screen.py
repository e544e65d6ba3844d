"""Saves a picture of the whole screen: `python grab_screen.py FILE.png`, in `DISPLAY`."""

import sys

from PySide6.QtGui import QGuiApplication

application = QGuiApplication(sys.argv[:1])
sys.exit(not application.primaryScreen().grabWindow(0).save(sys.argv[1]))

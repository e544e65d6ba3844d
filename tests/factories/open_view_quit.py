"""The real program in a process of its own: open a disc, look at it as people do, quit.

    python -m tests.factories.open_view_quit DISC [stay]

With "stay" it says so on its standard output once pictures are on show and waits to be ended.
"""

from __future__ import annotations

import sys
from collections import deque
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from viewer.ui import application
from viewer.ui.main_window import MainWindow

# Leaf, another series, a larger grid, a film, brightness, dialogs, the look; the last one quits.
KEYS = (
    *("Down", "Down", "End", "PgDown", "Ctrl+4", "PgDown", "C", "C", "1", "A", "R"),
    *("F1", "Esc", "Ctrl+I", "Esc", "Ctrl+K", "Esc", "Ctrl+O", "Ctrl+Shift+O"),
    *("Ctrl++", "Ctrl+-", "F11", "F11", "Ctrl+W", "Ctrl+Q"),
)
STEP_MS = 60


class Person(QObject):
    """Presses the keys one after the other once pictures are on show."""

    def __init__(self, *, stay: bool) -> None:
        super().__init__()
        self._keys = deque(KEYS)
        self._stay = stay
        self._step()

    def _step(self) -> None:
        if not self._keys:
            return
        QTimer.singleShot(STEP_MS, self._step)  # first: a dialog runs an event loop of its own
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QFileDialog):
            dialog.reject()
            return
        window = _main_window()
        if window is None or (len(self._keys) == len(KEYS) and not window.centre.shows_images):
            return
        if self._stay:
            self._keys.clear()
            sys.stdout.write("looking\n")
            sys.stdout.flush()
            return
        if target := _keyboard():
            keys = QKeySequence(self._keys.popleft())[0]  # type: ignore[index]
            QTest.keyClick(target, keys.key(), keys.keyboardModifiers())


def _main_window() -> MainWindow | None:
    windows = (w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
    return next(windows, None)


def _keyboard() -> QWindow | None:
    """The window with the keyboard; the main one gets it when a dialog is closed."""
    target: QWindow | None = QGuiApplication.focusWindow()
    main = _main_window()
    if not target and main is not None:
        main.activateWindow()
    return target


def main(arguments: list[str]) -> int:
    """Run until the person has quit; what `lightbox DISC` runs."""
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    application.make_application()
    person = Person(stay="stay" in arguments)
    code = application.run([Path(arguments[0])])
    del person
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

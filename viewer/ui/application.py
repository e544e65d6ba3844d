"""Starts the window: first something to look at, then everything heavy."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from viewer import __version__
from viewer.app.session import Session
from viewer.settings import Settings
from viewer.ui.bridge import Bridge
from viewer.ui.main_window import MainWindow
from viewer.ui.preferences import Preferences
from viewer.ui.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

log = logging.getLogger(__name__)

SWITCH_INTERVAL_S = 0.0005  # loader threads must not hold up the window (rendering.md)


class Desktop:
    """The application object, the session and the window, in the order they depend."""

    def __init__(self, app: QApplication, store: QSettings) -> None:
        self.app = app
        self.preferences = Preferences(store)
        self.theme = Theme(app, self.preferences.theme)
        self.theme.set_text_scale(self.preferences.text_scale)
        self.bridge = Bridge()
        self.session = Session(Settings(), self.bridge.post)
        self.window = MainWindow(self.session, self.theme, self.preferences)

    def attach_viewports(self) -> None:
        """Load what draws images; called when the window is on the screen."""
        from viewer.ui.layout_grid import LayoutGrid  # noqa: PLC0415  brings numpy
        from viewer.ui.viewport.commands import ViewportCommands  # noqa: PLC0415  likewise

        self.window.attach(LayoutGrid(self.session, self.window), ViewportCommands(self.session))

    def start(self, paths: Sequence[Path]) -> None:
        """Go on after the first paint: viewports, then the medium."""
        self.attach_viewports()
        if paths:
            self.window.open_path(paths[0])

    def close(self) -> None:
        """Stop everything that runs; late results find nobody."""
        self.bridge.close()
        self.session.close()


def make_application(arguments: Sequence[str] = ()) -> QApplication:
    """The QApplication with names and scaling set; the running one if there is one."""
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    app = QApplication(["lightbox", *arguments])
    app.setApplicationName("Lightbox")
    app.setApplicationDisplayName("")  # Qt would append it to every title
    app.setOrganizationName("Lightbox")
    app.setApplicationVersion(__version__)
    return app


def run(paths: Sequence[Path] = ()) -> int:
    """Open the window and stay until it is closed."""
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    app = make_application()
    desktop = Desktop(app, QSettings())
    install_excepthook(desktop.theme, desktop.window)
    desktop.window.show()
    QTimer.singleShot(0, lambda: desktop.start(paths))
    try:
        return app.exec()
    finally:
        desktop.close()


def install_excepthook(theme: Theme, window: QWidget) -> None:
    """Meet what nobody caught with a calm dialog; one at a time."""
    from viewer.ui.dialogs.crash import CrashDialog, crash_text  # noqa: PLC0415  rarely needed

    shown: list[CrashDialog] = []

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        log.error("unexpected %s\n%s", kind.__name__, crash_text(error))
        if not shown:
            dialog = CrashDialog(error, theme, window)
            dialog.finished.connect(lambda _: shown.clear())
            shown.append(dialog)
            dialog.show()

    sys.excepthook = hook


def snapshot(window: QWidget, path: Path) -> bool:
    """Save what the window looks like as PNG; works without a display. False if it cannot."""
    return window.grab().save(str(path), "PNG")

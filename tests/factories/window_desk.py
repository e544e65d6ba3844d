"""A main window on a session in memory, and the application as it was afterwards."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.factories.fake_grid import FakeGrid, FakeViewport
from tests.factories.fake_session import FakeSession
from viewer.ui.bridge import Bridge
from viewer.ui.icons import Icons
from viewer.ui.main_window import MainWindow
from viewer.ui.preferences import Preferences
from viewer.ui.theme import Theme


class ThemeDesk:
    """A theme on the shared QApplication; `close` takes its look away again."""

    def __init__(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.app = app
        self._font = app.font()
        self.theme = Theme(app)
        self.icons = Icons(self.theme)

    def close(self) -> None:
        """Put the application back: other tests measure fonts and colours."""
        self.app.styleHints().unsetColorScheme()
        self.theme.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        self.app.setStyleSheet("")
        self.app.setPalette(self.app.style().standardPalette())
        self.app.setFont(self._font)


class WindowDesk(ThemeDesk):
    """The window as the application builds it, with a grid and viewport that only listen."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.store = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        self.preferences = Preferences(self.store)
        self.bridge = Bridge()
        self.session = FakeSession(self.bridge.post)
        self.window = MainWindow(self.session, self.theme, self.preferences)
        self.grid = FakeGrid()
        self.viewport = FakeViewport()
        self.window.resize(1280, 840)
        self.window.show()
        self.window.attach(self.grid, self.viewport)
        self.window.actions_set.make_targets()

    def key(self, widget: QWidget, key: Qt.Key) -> None:
        """Press a key on a widget as a person does."""
        QTest.keyClick(widget, key)

    def close(self) -> None:
        """Close the window and everything behind it."""
        self.window.close()
        self.bridge.close()
        self.session.close()
        self.window.deleteLater()
        super().close()

"""The whole window over a session in memory, with real viewports: for measuring by hand."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.factories.fake_session import FakeSession, small_catalog
from tests.factories.window_desk import ThemeDesk
from viewer.app.annotations import AnnotationStore
from viewer.tools.tool_mode import ToolMode
from viewer.ui.bridge import Bridge
from viewer.ui.layout_grid import LayoutGrid
from viewer.ui.main_window import MainWindow
from viewer.ui.panels.measurements import MeasurementsPanel
from viewer.ui.preferences import Preferences
from viewer.ui.viewport.canvas import Canvas
from viewer.ui.viewport.commands import ViewportCommands

NO_BUTTON, LEFT = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
NO_KEY = Qt.KeyboardModifier.NoModifier
SOFT = "1.2.1.3"  # twelve pictures of one CT series


class MeasuringDesk(ThemeDesk):
    """A person in front of the window: twelve pictures of a CT are on show."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        super().__init__()
        self.qtbot = qtbot
        store = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        self.bridge = Bridge()
        self.session = FakeSession(self.bridge.post)
        self.window = MainWindow(self.session, self.theme, Preferences(store))
        self.grid = LayoutGrid(self.session, self.window)
        self.window.resize(1280, 840)
        self.window.show()
        self.window.attach(self.grid, ViewportCommands(self.session, self.grid))
        self.window.actions_set.make_targets()
        self.session.make_ready(small_catalog())
        self.show(SOFT)
        qtbot.waitExposed(self.window)
        self.window.activateWindow()
        self.canvas.setFocus()

    @property
    def store(self) -> AnnotationStore:
        return self.session.annotations

    @property
    def canvas(self) -> Canvas:
        return self.grid.active_view.canvas

    def show(self, uid: str) -> None:
        """Show a series and wait for its first picture."""
        self.session.show_item(uid)
        model = self.session.workspace.active
        self.qtbot.waitUntil(lambda: model.shown is not None)

    def panel(self) -> MeasurementsPanel:
        """Open the list of measurements as the key does."""
        if self.window.panels.shown != "measurements":
            self.act("measurements")
        (panel,) = self.window.findChildren(MeasurementsPanel)
        panel.refresh()
        return panel

    def act(self, action: str) -> None:
        """Choose an action of the menu."""
        self.window.actions_set[action].trigger()

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = NO_KEY) -> None:
        """Press a key, wherever the focus is."""
        QTest.keyClick(self.window.windowHandle(), key, keys)

    def draw(
        self,
        start: tuple[int, int] = (300, 200),
        end: tuple[int, int] = (420, 260),
        tool: ToolMode = ToolMode.LENGTH,
    ) -> str:
        """Draw something with the mouse; returns its id."""
        self.window.set_tool(tool)
        self.drag(start, end)
        return self.store.state.selected

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Press, move, let go."""
        self._mouse(QMouseEvent.Type.MouseButtonPress, start, LEFT, LEFT)
        self._mouse(QMouseEvent.Type.MouseMove, end, NO_BUTTON, LEFT)
        self._mouse(QMouseEvent.Type.MouseButtonRelease, end, LEFT, NO_BUTTON)

    def close(self) -> None:
        """Close the window and everything behind it."""
        self.window.close()
        self.bridge.close()
        self.session.close()
        self.window.deleteLater()
        super().close()

    def _mouse(
        self,
        kind: QMouseEvent.Type,
        at: tuple[int, int],
        button: Qt.MouseButton,
        held: Qt.MouseButton,
    ) -> None:
        position, screen = QPointF(*at), QPointF(self.canvas.mapToGlobal(QPoint(*at)))
        event = QMouseEvent(kind, position, screen, button, held, NO_KEY)
        QApplication.sendEvent(self.canvas, event)

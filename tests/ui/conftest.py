"""What many tests of the window begin with."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from tests.factories.window_desk import ThemeDesk, WindowDesk
from viewer.app.stage import Stage
from viewer.ui.application import Desktop
from viewer.ui.preferences import Preferences


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowDesk]:
    """A window with nothing open; a module that wants another one has a `desk` of its own."""
    del qtbot
    desk = WindowDesk(tmp_path)
    yield desk
    desk.close()


@pytest.fixture
def desktop(qtbot: QtBot, tmp_path: Path, demo_disc: Path) -> Iterator[Desktop]:
    """The whole program on the demo disc, read to its end, its first picture on show."""
    shared = ThemeDesk()  # gives the application back as it was
    store = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    desktop = Desktop(shared.app, Preferences(store))
    desktop.window.resize(1000, 700)
    desktop.window.show()
    desktop.start([demo_disc])
    session = desktop.session
    qtbot.waitUntil(lambda: not desktop.is_starting, timeout=20_000)
    qtbot.waitUntil(lambda: session.load.stage is Stage.READY, timeout=20_000)
    qtbot.waitUntil(lambda: session.workspace.active.shown is not None, timeout=20_000)
    yield desktop
    desktop.window.close()
    desktop.close()
    desktop.window.deleteLater()
    shared.close()

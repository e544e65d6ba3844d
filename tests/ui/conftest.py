"""What many tests of the window begin with."""

import gc
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from tests.factories.window_desk import ThemeDesk, WindowDesk
from viewer.app.stage import Stage
from viewer.ui.application import Desktop
from viewer.ui.preferences import Preferences

_ALL_OF_IT_EVERY = 10  # tests: looking through everything takes 50 ms
_number = count(1)


@pytest.fixture(autouse=True, scope="module")
def _no_garbage_for_the_next_module() -> Iterator[None]:
    """Python looks for garbage on any thread again, when none of it is a widget (see below)."""
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(autouse=True)
def _garbage_ends_on_the_windows_thread() -> Iterator[None]:
    """As in the program (`ui.collector`): a widget that ends on another thread is a crash later.

    Its timers stay where they were, and meet nobody. Seen with a dialog left by one module and an
    import on a thread of the next.
    """
    gc.disable()
    yield
    gc.collect(1 if next(_number) % _ALL_OF_IT_EVERY else 2)


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

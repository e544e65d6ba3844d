"""What many tests of the window begin with."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.factories.window_desk import WindowDesk


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowDesk]:
    """A window with nothing open; a module that wants another one has a `desk` of its own."""
    del qtbot
    desk = WindowDesk(tmp_path)
    yield desk
    desk.close()

"""The short form of `python -m tests.containment`."""

import sys
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from tests.containment import kills
from tests.factories.window_desk import ThemeDesk

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
    pytest.mark.skipif(sys.platform != "linux", reason="signals and /proc"),
    pytest.mark.slow,
]


@pytest.fixture
def _desk(qtbot: QtBot) -> Iterator[None]:
    """Puts fonts and colours of the shared application back."""
    del qtbot
    interval = sys.getswitchinterval()
    desk = ThemeDesk()
    yield
    desk.close()
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("_desk")
def test_killed_decoders_cost_no_picture_and_leave_nothing() -> None:
    outcome = kills.run(20, seed=3)
    assert outcome.kills == 20
    assert not outcome.wrong
    assert outcome.shown
    assert outcome.recovered == kills._SLICES
    assert not outcome.left

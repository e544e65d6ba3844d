"""The moments of the start, as a measuring program reads them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from tests.factories.window_desk import ThemeDesk
from viewer.ui import application, start_trace
from viewer.ui.preferences import Preferences

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[ThemeDesk]:
    """Puts fonts and colours of the shared application back."""
    del qtbot
    desk = ThemeDesk()
    yield desk
    desk.close()


def test_the_moments_of_the_start_are_marked_in_order(
    desk: ThemeDesk,
    demo_disc: Path,
    tmp_path: Path,
    qtbot: QtBot,
    capsys: pytest.CaptureFixture[str],
) -> None:
    store = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    trace = start_trace.StartTrace()
    desktop = application.Desktop(desk.app, Preferences(store))
    desktop.trace_start(trace)
    try:
        desktop.window.show()
        qtbot.waitExposed(desktop.window)
        desktop.start([demo_disc])
        qtbot.waitUntil(lambda: desktop.session.workspace.active.shown is not None, timeout=30_000)
        told = ""

        def all_told() -> bool:
            nonlocal told
            told += capsys.readouterr().err
            return start_trace.FIRST_IMAGE_PAINTED in told

        qtbot.waitUntil(all_told, timeout=30_000)
    finally:
        desktop.window.close()
        desktop.close()
    lines = [line.split(" ", 2) for line in told.splitlines()]
    assert {prefix for prefix, _, _ in lines} == {start_trace.PREFIX}
    moments = [float(moment) for _, moment, _ in lines]
    assert moments == sorted(moments)
    marks = [mark for _, _, mark in lines]
    assert marks[0] == start_trace.LOADED
    assert marks.count(start_trace.FIRST_IMAGE_PAINTED) == 1
    before = marks[: marks.index(start_trace.FIRST_IMAGE_PAINTED)]
    assert {start_trace.WINDOW_PAINTED, start_trace.DRAWING_LOADED} <= set(before)
    assert str(demo_disc) not in told


@pytest.mark.parametrize("value", ["", "0"])
def test_nothing_is_told_unless_asked_for(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(start_trace.VARIABLE, value)
    assert not start_trace.is_wanted()


def test_the_environment_asks_for_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(start_trace.VARIABLE, "1")
    assert start_trace.is_wanted()

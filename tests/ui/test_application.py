"""The whole program, from a path to a picture of its window."""

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.factories.window_desk import ThemeDesk
from tests.shared_data import shared_data
from viewer.ui import application
from viewer.ui.dialogs.crash import CrashDialog, crash_text

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[ThemeDesk]:
    """Puts fonts and colours of the shared application back."""
    del qtbot
    desk = ThemeDesk()
    yield desk
    desk.close()


def test_a_disc_becomes_a_picture_of_the_window(desk: ThemeDesk, tmp_path: Path) -> None:
    del desk
    disc = shared_data() / "media" / "hitachi-mr-disc"
    picture = tmp_path / "window.png"
    assert application.write_picture(disc, picture, (1000, 700))
    image = QImage(str(picture))
    assert (image.width(), image.height()) == (1000, 700)
    bright = sum(
        QColor(image.pixelColor(x, y)).lightness() > 60
        for x in range(300, 950, 10)
        for y in range(150, 600, 10)
    )
    assert bright > 200  # there is an image in the middle, not only black


def test_nothing_to_show_is_no_success(desk: ThemeDesk, tmp_path: Path) -> None:
    del desk
    empty = tmp_path / "empty"
    empty.mkdir()
    picture = tmp_path / "window.png"
    assert not application.write_picture(empty, picture)
    assert not picture.exists()


def fail_with(secret: str) -> None:
    raise ValueError(secret)


def test_an_unexpected_problem_is_met_calmly_and_privately(
    desk: ThemeDesk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    window = QWidget()
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    application.install_excepthook(desk.theme, window)
    with pytest.raises(ValueError, match="Erika") as caught:
        fail_with("MUSTERMANN, Erika")
    error = caught.value
    with caplog.at_level(logging.ERROR):
        sys.excepthook(type(error), error, error.__traceback__)
        sys.excepthook(type(error), error, error.__traceback__)
    assert "MUSTERMANN" not in crash_text(error)
    assert "fail_with" in crash_text(error)
    dialogs = [w for w in QApplication.topLevelWidgets() if isinstance(w, CrashDialog)]
    assert len(dialogs) == 1  # one at a time
    assert not dialogs[0].details.isVisible()
    assert "MUSTERMANN" not in caplog.text
    caplog.clear()
    dialogs[0].close()
    window.deleteLater()

"""M-081: a protected ZIP is asked about in the window; keys as a person presses them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import pyzipper
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from tests.factories.dicom import make_ct_series
from tests.factories.window_desk import ThemeDesk
from viewer.app.stage import Stage
from viewer.media.keyring import KEYRING
from viewer.ui.application import Desktop
from viewer.ui.dialogs.unlock import WRONG, UnlockDialog
from viewer.ui.preferences import Preferences

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
PASSWORD = "three calm words"  # noqa: S105  of the test alone


@pytest.fixture(autouse=True)
def _keyring() -> Iterator[None]:
    yield
    KEYRING.clear()


@pytest.fixture
def locked(tmp_path: Path) -> Path:
    path = tmp_path / "Pictures.ZIP"
    with pyzipper.AESZipFile(path, "w", encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(PASSWORD.encode())
        for file in make_ct_series(tmp_path / "ct", 3, PatientName="Doe^Jane"):
            archive.write(file, file.name)
    return path


@pytest.fixture
def started(qtbot: QtBot, tmp_path: Path, locked: Path) -> Iterator[Desktop]:
    """The program as `lightbox Pictures.ZIP` starts it."""
    shared = ThemeDesk()
    store = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    desktop = Desktop(shared.app, Preferences(store), [locked])
    desktop.window.show()
    desktop.start([locked])
    qtbot.waitUntil(lambda: not desktop.is_starting, timeout=20_000)
    yield desktop
    desktop.window.close()
    desktop.close()
    desktop.window.deleteLater()
    shared.close()


def asked(qtbot: QtBot, desktop: Desktop) -> UnlockDialog:
    def found() -> list[UnlockDialog]:
        return [d for d in desktop.window.findChildren(UnlockDialog) if d.isVisible()]

    qtbot.waitUntil(lambda: len(found()) == 1)
    return found()[0]


def answer(dialog: UnlockDialog, words: str) -> None:
    QTest.keyClicks(dialog.edit, words)
    QTest.keyClick(dialog.edit, Qt.Key.Key_Return)


def test_the_right_passphrase_opens_it(qtbot: QtBot, started: Desktop, tmp_path: Path) -> None:
    dialog = asked(qtbot, started)
    session = started.session
    assert dialog.edit.echoMode() is QLineEdit.EchoMode.Password
    assert not dialog.open_button.isEnabled()
    answer(dialog, "three calm wolves")
    qtbot.waitUntil(dialog.problem.isVisible)
    assert dialog.problem.text() == WRONG
    assert not session.paths
    answer(dialog, f"{PASSWORD} ")  # what was selected is typed over; a copied space is forgiven
    qtbot.waitUntil(lambda: session.load.stage is Stage.READY, timeout=20_000)
    qtbot.waitUntil(lambda: session.workspace.active.shown is not None, timeout=20_000)
    assert session.report.counts.readable == 3
    assert not started.window.findChildren(UnlockDialog)
    started.window.close_media()
    assert KEYRING.get(tmp_path / "Pictures.ZIP") == ""
    kept = (tmp_path / "window.ini").read_text() if (tmp_path / "window.ini").exists() else ""
    assert "calm" not in kept


def test_escape_leaves_the_start_page(qtbot: QtBot, started: Desktop, locked: Path) -> None:
    dialog = asked(qtbot, started)
    QTest.keyClicks(dialog.edit, PASSWORD)
    QTest.keyClick(dialog.edit, Qt.Key.Key_Escape)
    assert started.session.load.stage is Stage.NO_MEDIUM
    assert started.window.centre.currentWidget() is started.window.centre.start
    assert dialog.edit.text() == ""
    assert KEYRING.get(locked) == ""


def test_escape_leaves_what_is_open(qtbot: QtBot, desktop: Desktop, locked: Path) -> None:
    session = desktop.session
    before = (session.paths, session.load, session.catalog, session.workspace.active.state)
    desktop.window.open_path(locked)
    dialog = asked(qtbot, desktop)
    answer(dialog, "no")
    qtbot.waitUntil(dialog.problem.isVisible)
    QTest.keyClick(dialog.edit, Qt.Key.Key_Escape)
    QApplication.processEvents()
    after = (session.paths, session.load, session.catalog, session.workspace.active.state)
    assert after == before
    assert KEYRING.get(locked) == ""


def test_closed_while_it_is_tried(qtbot: QtBot, desktop: Desktop, locked: Path) -> None:
    desktop.window.open_path(locked)
    dialog = asked(qtbot, desktop)
    paths = desktop.session.paths
    answer(dialog, PASSWORD)
    dialog.reject()
    qtbot.waitUntil(lambda: KEYRING.get(locked) == "")
    assert desktop.session.paths == paths


def test_what_was_typed_can_be_seen(qtbot: QtBot, started: Desktop) -> None:
    dialog = asked(qtbot, started)
    QTest.keyClick(dialog.shown, Qt.Key.Key_Space)
    assert dialog.edit.echoMode() is QLineEdit.EchoMode.Normal
    QTest.keyClick(dialog.edit, Qt.Key.Key_Escape)

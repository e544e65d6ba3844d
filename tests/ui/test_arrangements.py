"""Arrangements in the window: said to be patient data, saved, dropped, and what is missing told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from tests.factories.fake_session import small_catalog
from tests.factories.window_desk import WindowDesk
from tests.unit.app.test_session_file import arrange, seen, without
from viewer.app.stage import LoadState, Stage
from viewer.export.place import ON_MEDIUM
from viewer.ui.dialogs.arrangement import (
    NO_DISC,
    PATIENT_DATA,
    STILL_READING,
    ArrangementDialog,
    SaveArrangementDialog,
)

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowDesk]:
    del qtbot
    desk = WindowDesk(tmp_path)
    desk.session.make_ready(small_catalog())
    desk.session.load = LoadState(Stage.READY)
    arrange(desk.session)
    desk.app.processEvents()
    desk.window.activateWindow()
    yield desk
    desk.close()


def save_dialog(desk: WindowDesk) -> SaveArrangementDialog:
    QTest.keyClick(desk.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    dialog = desk.window.findChild(SaveArrangementDialog)
    assert dialog is not None
    return dialog


def drop(desk: WindowDesk, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(10, 10),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    desk.window.dropEvent(event)


def words(desk: WindowDesk) -> str:
    dialog = desk.window.findChild(ArrangementDialog)
    assert dialog is not None
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


def test_it_is_saved_where_it_is_wanted_and_dropped_on_the_window(
    desk: WindowDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.lightbox"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(path), ""))
    dialog = save_dialog(desk)
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    assert PATIENT_DATA in texts
    assert "It will hold 1 drawing." in texts
    before = seen(desk.session)
    dialog.save_button.click()
    assert dialog.answer.text() == "Saved as “mine.lightbox”."
    dialog.close()
    desk.session.workspace.clear()
    desk.session.annotations.clear()
    drop(desk, path)
    assert seen(desk.session) == before
    assert desk.session.opened == []  # it is no disc
    assert desk.window.findChild(ArrangementDialog) is None  # nothing to be said
    assert list(tmp_path.glob("*.part")) == []


def test_the_disc_itself_is_no_place_for_it(desk: WindowDesk, tmp_path: Path) -> None:
    disc = tmp_path / "DISC"
    disc.mkdir()
    desk.session.opened = [disc]
    dialog = save_dialog(desk)
    dialog.save_to(disc / "mine.lightbox")
    assert dialog.answer.text() == ON_MEDIUM
    assert list(disc.iterdir()) == []


def saved(desk: WindowDesk, path: Path) -> Path:
    dialog = save_dialog(desk)
    dialog.save_to(path)
    dialog.close()
    return path


def test_what_is_missing_is_said_with_counts(desk: WindowDesk, tmp_path: Path) -> None:
    path = saved(desk, tmp_path / "mine.lightbox")
    desk.session.workspace.clear()
    desk.session.annotations.clear()
    desk.session.set_catalog(without(desk.session.catalog, "1.2.1.2"))
    drop(desk, path)
    told = words(desk)
    assert "1 of 2 places in the layout stay empty" in told
    assert "1 of 1 drawing cannot be shown" in told


@pytest.mark.parametrize(
    ("content", "expected"),
    [(b"not an arrangement", "Nothing was changed"), (b"\xff" * 99, "Nothing was changed")],
    ids=["words", "bytes"],
)
def test_what_is_none_is_met_calmly(
    desk: WindowDesk, tmp_path: Path, content: bytes, expected: str
) -> None:
    path = tmp_path / "odd.lightbox"
    path.write_bytes(content)
    before = seen(desk.session)
    drop(desk, path)
    assert expected in words(desk)
    assert seen(desk.session) == before


def test_without_a_disc_or_before_it_is_read_it_waits(desk: WindowDesk, tmp_path: Path) -> None:
    path = saved(desk, tmp_path / "mine.lightbox")
    desk.session.load = LoadState(Stage.READING)
    drop(desk, path)
    assert STILL_READING in words(desk)
    dialog = desk.window.findChild(ArrangementDialog)
    assert dialog is not None
    dialog.close()
    desk.app.processEvents()
    desk.session.close_media()
    drop(desk, path)
    assert NO_DISC in words(desk)


def test_a_folder_called_so_is_opened_as_a_folder(desk: WindowDesk, tmp_path: Path) -> None:
    folder = tmp_path / "disc.lightbox"
    folder.mkdir()
    drop(desk, folder)
    assert desk.session.opened == [folder]


def test_given_without_a_disc_it_leads_to_the_start_page(desk: WindowDesk, tmp_path: Path) -> None:
    """As `lightbox mine.lightbox` does: the window expects what it was given."""
    path = saved(desk, tmp_path / "mine.lightbox")
    desk.session.close_media()
    desk.session.expect(path)
    desk.window.open_path(path)
    assert desk.session.load.stage is Stage.NO_MEDIUM
    assert NO_DISC in words(desk)

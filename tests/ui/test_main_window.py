"""The window: title, notice, status, dropping, comparing, people side by side."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from tests.factories.fake_session import ERIKA, small_catalog, two_people
from tests.factories.window_desk import WindowDesk
from viewer.app.stage import LoadState, Stage
from viewer.model.findings import Counts, Finding, FindingCode, LoadReport, Severity
from viewer.tools.tool_mode import ToolMode
from viewer.ui.dropping import dropped_paths
from viewer.ui.preferences import Preferences
from viewer.ui.theme import ThemeMode
from viewer.ui.words import INTENDED_USE, NOT_DIAGNOSTIC

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def test_title_names_the_person(desk: WindowDesk) -> None:
    assert desk.window.windowTitle() == "Lightbox"
    desk.session.make_ready(small_catalog())
    assert desk.window.windowTitle() == "Lightbox — MUSTERMANN, Erika · *14 May 1961 · F"
    desk.session.close_media()
    assert desk.window.windowTitle() == "Lightbox"


def test_not_for_diagnostic_use_is_always_there(desk: WindowDesk) -> None:
    assert desk.window.status.notice.text() == NOT_DIAGNOSTIC  # S-W1
    assert desk.window.status.notice.isVisible()
    desk.session.make_ready(small_catalog())
    assert desk.window.status.notice.isVisible()


def test_the_first_run_notice_is_put_away_once(desk: WindowDesk) -> None:
    assert desk.window.body.notice.isVisible()
    assert desk.window.body.notice.text() == INTENDED_USE
    (button,) = desk.window.body.notice.findChildren(QPushButton)
    button.click()
    assert not desk.window.body.notice.isVisible()
    desk.store.sync()
    assert Preferences(desk.store).notice_acknowledged


def test_nothing_about_a_patient_is_remembered(desk: WindowDesk, tmp_path: Path) -> None:
    desk.session.make_ready(small_catalog())
    desk.window.open_path(tmp_path / "SECRET_DISC")
    desk.window.set_theme("light")
    desk.window.close()
    desk.store.sync()
    stored = (tmp_path / "window.ini").read_bytes()
    assert b"light" in stored
    for private in (b"MUSTERMANN", b"4711", b"SECRET_DISC", b"1961", b"Example"):
        assert private not in stored


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (Counts(1203, 1203, 1203, 1203), "All 1\N{NARROW NO-BREAK SPACE}203 pictures readable"),
        (Counts(415, 413, 412, 412), "412 of 415 pictures readable"),
        (Counts(None, 5, 5, 5), "All 5 pictures readable"),
        (Counts(None, 5, 5, 3), "All 5 pictures readable, 2 cannot be shown"),
        (Counts(5, 4, 4, 3), "4 of 5 pictures readable, 1 cannot be shown"),
        (Counts(None, 1, 1, 0), "Lightbox cannot show it"),
        (Counts(None, 3, 3, 0), "Lightbox cannot show any of it"),
    ],
)
def test_status_tells_how_complete_it_was(desk: WindowDesk, counts: Counts, words: str) -> None:
    desk.session.set_report(LoadReport(counts))
    desk.session.set_load(LoadState(Stage.READY))
    assert desk.window.status.load.text() == words  # S-05
    assert desk.window.status.load.accessibleName() == words


def test_a_warning_icon_never_stands_without_words(desk: WindowDesk) -> None:
    finding = Finding(FindingCode.SEVERAL_PATIENTS, Severity.WARNING, "two")
    desk.session.set_report(LoadReport(Counts(2, 2, 2, 2), findings=(finding,)))
    desk.session.set_load(LoadState(Stage.READY))
    assert desk.window.status.load.text() == "All 2 pictures readable, with remarks"


def test_status_opens_the_report_beside_the_window(desk: WindowDesk) -> None:
    desk.session.make_ready(small_catalog())
    desk.session.set_report(
        LoadReport(findings=(Finding(FindingCode.GAP, Severity.WARNING, "gap"),))
    )
    desk.window.status.load.click()
    dialogs = [w for w in desk.app.topLevelWidgets() if w.windowTitle().startswith("What was read")]
    assert len(dialogs) == 1
    assert not dialogs[0].isModal()
    desk.window.status.load.click()
    assert dialogs[0].isVisible()
    dialogs[0].close()


def test_the_probe_is_shown(desk: WindowDesk) -> None:
    desk.grid.probe_changed.emit("x 231 y 180: −842 HU")
    assert desk.window.status.probe.text() == "x 231 y 180: −842 HU"


def test_dropping_opens(desk: WindowDesk, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    where = QPointF(100, 100)
    enter = QDragEnterEvent(where.toPoint(), Qt.DropAction.CopyAction, data, buttons, keys)
    desk.window.dragEnterEvent(enter)
    assert enter.isAccepted()
    desk.window.dropEvent(QDropEvent(where, Qt.DropAction.CopyAction, data, buttons, keys))
    assert desk.session.opened == [tmp_path]


def test_what_was_dropped(tmp_path: Path) -> None:
    def dropped(*paths: Path) -> tuple[Path, ...]:
        return dropped_paths([QUrl.fromLocalFile(str(path)) for path in paths])

    one, two = tmp_path / "disc 1", tmp_path / "disc 2"
    (one / "DICOM").mkdir(parents=True)
    two.mkdir()
    assert dropped(one / "A") == (one / "A",)
    assert dropped(one / "A", one / "B") == (one,)
    # Not the folder they share: other people's discs may lie in it.
    assert dropped(one, two) == (one, two)
    assert dropped(two, tmp_path / "three.zip", one / "A") == (two, tmp_path / "three.zip", one)
    assert dropped(one / "DICOMDIR", one / "DICOM") == (one,)
    assert dropped_paths([QUrl("https://example.org/a.zip")]) == ()
    assert dropped_paths([]) == ()


def test_several_discs_that_are_dropped_are_opened_side_by_side(
    desk: WindowDesk, tmp_path: Path
) -> None:
    places = [tmp_path / "disc 1", tmp_path / "disc 2"]
    data = QMimeData()
    for place in places:
        place.mkdir()
    data.setUrls([QUrl.fromLocalFile(str(place)) for place in places])
    button, key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    drop = QDropEvent(QPointF(100, 100), Qt.DropAction.CopyAction, data, button, key)
    desk.window.dropEvent(drop)
    assert desk.session.opened == places


def test_overview_can_be_hidden(desk: WindowDesk) -> None:
    desk.session.make_ready(small_catalog())
    assert desk.window.browser.isVisible()
    desk.window.actions_set["overview"].trigger()
    assert not desk.window.browser.isVisible()
    assert not desk.window.actions_set["overview"].isChecked()
    desk.window.actions_set["overview"].trigger()
    assert desk.window.browser.isVisible()


def test_compare_puts_the_prior_beside(desk: WindowDesk) -> None:
    desk.session.make_ready(small_catalog())
    desk.session.show_item("1.2.1.2")
    desk.window.actions_set["compare"].trigger()
    state = desk.session.workspace.state
    assert (state.layout.rows, state.layout.columns) == (1, 2)
    assert state.layout.cells[0] == "1.2.1.2"
    assert state.layout.cells[1] not in {"", "1.2.1.2"}


def test_full_screen_and_back(desk: WindowDesk) -> None:
    desk.window.actions_set["full-screen"].trigger()
    assert desk.window.isFullScreen()
    assert not desk.window.menuBar().isVisible()
    desk.window.actions_set["full-screen"].trigger()
    assert not desk.window.isFullScreen()
    assert desk.window.menuBar().isVisible()


def test_theme_and_text_size_are_kept(desk: WindowDesk) -> None:
    desk.window.actions_set["theme-light"].trigger()
    desk.window.actions_set["text-larger"].trigger()
    assert desk.preferences.theme is ThemeMode.LIGHT
    assert desk.preferences.text_scale == 1.25
    assert desk.theme.text_scale == 1.25
    desk.window.actions_set["text-smaller"].trigger()
    assert desk.theme.text_scale == 1.0


@pytest.mark.parametrize("stored", ["neon", ""])
def test_odd_preferences_fall_back(desk: WindowDesk, stored: str) -> None:
    desk.store.setValue("look/theme", stored)
    desk.store.setValue("look/text-scale", stored)
    assert desk.preferences.theme is ThemeMode.SYSTEM
    assert desk.preferences.text_scale == 1.0


def mixed(desk: WindowDesk) -> QMessageBox:
    """Erika on the left, then Max on the right."""
    desk.session.make_ready(two_people())
    desk.window.centre.people.cards()[0].click()
    desk.session.workspace.set_layout(1, 2)
    assert not desk.window.guard.banner.isVisible()
    desk.session.show_item("1.3.1.1", 1)
    (box,) = desk.window.findChildren(QMessageBox)
    return box


def about_to_mix(desk: WindowDesk) -> QMessageBox:
    """Erika on the left; Max dropped on the right."""
    desk.session.make_ready(two_people())
    desk.window.centre.people.cards()[0].click()
    desk.session.workspace.set_layout(1, 2)
    desk.session.workspace.activate(1)
    desk.grid.item_wanted.emit("1.3.1.1", 1)
    (box,) = desk.window.findChildren(QMessageBox)
    return box


def answer(box: QMessageBox, words: str) -> None:
    next(b for b in box.buttons() if words in b.text()).click()


def test_nothing_of_another_person_is_seen_before_the_answer(desk: WindowDesk) -> None:
    box = about_to_mix(desk)
    assert box.isVisible()
    assert desk.window.guard.people_on_show() == (ERIKA,)
    assert desk.session.workspace.state.layout.cells == ("1.2.1.2", "")
    assert box.escapeButton() is not None
    assert "Erika" in box.escapeButton().text()
    answer(box, "Erika")
    assert desk.session.workspace.state.layout.cells == ("1.2.1.2", "")
    assert not desk.window.guard.banner.isVisible()


def test_another_person_alone_can_be_the_answer(desk: WindowDesk) -> None:
    answer(about_to_mix(desk), "Max")
    assert desk.session.workspace.state.layout.cells == ("1.3.1.1",)
    assert not desk.window.guard.banner.isVisible()


def test_two_people_side_by_side_after_the_answer_carry_the_banner(desk: WindowDesk) -> None:
    answer(about_to_mix(desk), "both")
    assert desk.session.workspace.state.layout.cells == ("1.2.1.2", "1.3.1.1")
    assert desk.window.guard.banner.isVisible()
    desk.grid.item_wanted.emit("1.3.1.1", 0)  # not a mix any more: no question
    assert desk.session.workspace.state.layout.cells == ("1.3.1.1", "1.3.1.1")
    desk.grid.item_wanted.emit("1.2.1.2", 0)  # a new mix: a new question
    assert desk.session.workspace.state.layout.cells == ("1.3.1.1", "1.3.1.1")
    assert [b for b in desk.window.findChildren(QMessageBox) if b.isVisible()]


def test_two_people_side_by_side_are_asked_about(desk: WindowDesk) -> None:
    """S-02: explicit confirmation, and a red banner as long as it lasts."""
    box = mixed(desk)
    assert box.isVisible()
    assert box.isModal()
    assert desk.window.guard.banner.isVisible()
    assert "MUSTERMANN, Erika" in desk.window.guard.banner.text()
    assert "MUSTERMANN, Max" in desk.window.guard.banner.text()
    both = next(b for b in box.buttons() if "both" in b.text())
    both.click()
    assert desk.window.guard.banner.isVisible()
    desk.session.workspace.set_layout(2, 2)  # the same two people: no second question
    assert not [b for b in desk.window.findChildren(QMessageBox) if b.isVisible()]


def test_the_answer_keeps_one_person(desk: WindowDesk) -> None:
    box = mixed(desk)
    next(b for b in box.buttons() if "Erika" in b.text()).click()
    assert desk.window.guard.people_on_show() == (ERIKA,)
    assert not desk.window.guard.banner.isVisible()
    assert desk.session.workspace.state.layout.cells == ("1.2.1.2",)


def test_every_control_has_a_name(desk: WindowDesk) -> None:
    desk.session.make_ready(small_catalog())
    nameless = [
        type(w).__name__
        for w in (desk.window.browser, desk.window.status.load, desk.window.status.probe)
        if not w.accessibleName()
    ]
    assert nameless == []
    for button in desk.window.findChildren(QPushButton):
        if button.isVisible():
            assert button.text() or button.accessibleName()


def test_the_list_grows_with_its_text(desk: WindowDesk) -> None:
    desk.session.make_ready(small_catalog())
    desk.app.processEvents()
    before = desk.window.browser.width()
    desk.theme.set_text_scale(1.5)
    desk.app.processEvents()
    assert desk.window.browser.width() == pytest.approx(before * 1.5, abs=4)


def test_enter_presses_the_button_that_has_the_focus(desk: WindowDesk) -> None:
    """Enter is also a key of the pictures; on a button it belongs to the button."""
    desk.session.make_ready(small_catalog())
    window = desk.window
    window.activateWindow()
    button = window.tool_bar.widgetForAction(window.actions_set["tool-zoom"])
    button.setFocus()
    desk.key(button, Qt.Key.Key_Return)
    assert desk.grid.tool is ToolMode.ZOOM
    assert desk.viewport.calls == []  # not "this picture alone"
    window.status.load.setFocus()
    opened = QSignalSpy(window.status.report_wanted)
    desk.key(window.status.load, Qt.Key.Key_Return)
    assert opened.count() == 1


def test_nothing_pushes_the_notice_out_of_a_narrow_window(desk: WindowDesk, qtbot: QtBot) -> None:
    """S-W1 holds at 200 % text in a small window too."""
    finding = Finding(FindingCode.SEVERAL_PATIENTS, Severity.WARNING, "two")
    desk.session.set_report(LoadReport(Counts(None, 12035, 12035, 12032), findings=(finding,)))
    desk.session.set_load(LoadState(Stage.READY))
    desk.window.status.show_probe("x 231 y 180: −842 HU, and more than there is room for")
    desk.theme.set_text_scale(2.0)
    desk.window.resize(desk.window.minimumSize())
    status = desk.window.status
    qtbot.waitUntil(lambda: "…" in status.load.text())
    assert status.rect().contains(status.notice.geometry())
    assert status.notice.width() >= status.notice.sizeHint().width()
    assert status.load.accessibleName().endswith("with remarks")


def test_every_menu_fits_a_small_screen(desk: WindowDesk) -> None:
    """Qt breaks a longer one into columns, with a line or two alone in the second."""
    room_px = 768 - 40  # of a small laptop, without a task bar
    heights = {name: menu.sizeHint().height() for name, menu in desk.window.menus.items()}
    assert {name for name, height in heights.items() if height > room_px} == set()

"""Copying without identity by hand, page by page, to a finished copy or to none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import pyzipper
from pydicom import dcmread
from pydicom.multival import MultiValue
from pydicom.uid import UID
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QPushButton

from tests.factories.deid_desk import OTHER, DeidDesk, slices, ultrasound
from tests.factories.dicom import make_disc
from viewer.app.deid_scope import of_item
from viewer.app.identity_view import SHOWN, Hiding
from viewer.deid.boxes import Box
from viewer.deid.errors import LeakError, OutputError
from viewer.deid.output import Kind
from viewer.deid.profile import Option
from viewer.errors import MediumNotFoundError
from viewer.ui.copying.words import NOTHING_LEFT
from viewer.ui.deid.copy_dialog import CopyDialog
from viewer.ui.deid.key_line import NO_KEY
from viewer.ui.deid.look_page import NOTHING
from viewer.ui.deid.place_page import STORED
from viewer.ui.deid.report_dialog import ReportDialog
from viewer.ui.deid.result_words import LOOK, why_not
from viewer.ui.deid.values_model import HIDDEN, REMOVED
from viewer.ui.saving_commands import NOTHING_MARKED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pydicom.dataset import Dataset
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def datasets() -> list[Dataset]:
    """What is on the disc; a test that wants another one has its own."""
    return [*slices(3), *slices(2, series=2)]


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, datasets: list[Dataset]) -> Iterator[DeidDesk]:
    made = DeidDesk(qtbot, tmp_path, datasets)
    yield made
    made.close()


def copies(desk: DeidDesk) -> list[Dataset]:
    return [dcmread(path) for path in sorted(desk.target.rglob("IM*"))]


def shown(dialog: CopyDialog) -> dict[str, tuple[str, str]]:
    return {value.name: (value.before, value.after) for value in dialog.values.model.shown}


def test_from_the_menu_to_a_copy_that_can_be_opened(desk: DeidDesk) -> None:
    dialog = desk.open_dialog()
    assert "LINDQVIST" in dialog.purpose.words.text().upper()
    assert "5 pictures" in dialog.purpose.words.text()
    desk.make(dialog)
    assert dialog.outcome is not None
    assert dialog.outcome.words.text() == "All 5 files were copied without identity."
    found = copies(desk)
    assert len(found) == 5
    assert {str(ds.PatientID) for ds in found} == {dialog.draft.examples[0].compared.pseudonym}
    dialog.open_wanted.emit(dialog.making.result)
    desk.qtbot.waitUntil(lambda: len(desk.session.paths) == 2)
    desk.qtbot.waitUntil(lambda: len(desk.session.catalog.patients) == 2)


def test_the_table_follows_purpose_names_and_words_at_once(desk: DeidDesk) -> None:
    dialog = desk.open_dialog()
    desk.press(dialog.next_button)
    page = dialog.values
    assert shown(dialog)["Patient's Birth Date"] == ("19481130", "")
    assert "Study Date" not in shown(dialog)  # it stays
    page.purpose.setCurrentIndex(page.purpose.findData("public"))
    page.purpose.activated.emit(page.purpose.currentIndex())
    desk.qtbot.waitUntil(lambda: shown(dialog).get("Study Date", ("", "x"))[1] == "")
    assert dialog.purpose.buttons["public"].isChecked()
    QTest.keyClicks(page.names["A-7784512"], "Case 7")
    desk.qtbot.waitUntil(lambda: shown(dialog)["Patient ID"] == ("A-7784512", "Case 7"))
    page.only.click()
    page.search.setText("rows")
    assert list(shown(dialog)) == ["Rows"]


def test_with_identity_hidden_nobody_is_read_on_the_screen(desk: DeidDesk) -> None:
    dialog = desk.open_dialog()
    SHOWN.set_state(Hiding(people=True))
    try:
        desk.press(dialog.next_button)
        dialog.values.only.click()
        model = dialog.values.model
        cells = [
            str(model.index(row, column).data())
            for row in range(model.rowCount())
            for column in range(model.columnCount())
        ]
        labels = [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]
        edits = [edit for edit in dialog.findChildren(QLineEdit) if edit.isVisible()]
        words = [*cells, *labels, *(edit.accessibleName() for edit in edits)]
        known = ("lindqvist", "margareta", "7784512", "1948")
        assert [text for text in words if any(name in text.lower() for name in known)] == []
        assert HIDDEN in cells
    finally:
        SHOWN.set_state(Hiding())
    assert "Lindqvist^Margareta" in str(dialog.values.model.index(0, 1).data())


@pytest.mark.parametrize("purpose", ["share", "public", "research"])
def test_what_is_shown_is_what_the_copy_says(desk: DeidDesk, purpose: str) -> None:
    """Read back with pydicom: every value of the table that is not in a sequence."""
    dialog = desk.open_dialog()
    dialog.purpose.buttons[purpose].click()
    desk.qtbot.waitUntil(lambda: not dialog.draft.survey.is_running)
    desk.make(dialog)
    values = {
        v.tag: v.after for v in dialog.draft.examples[0].compared.values if "Seq" not in v.name
    }
    uid = values[0x00080018]
    copy = next(ds for ds in copies(desk) if ds.SOPInstanceUID == uid)
    texts = {
        int(element.tag): text_of(element.value)
        for element in copy
        if element.VR not in {"SQ", "OW", "OB"}
    }
    made_when_written = {0x00080005}
    assert len(texts) > 30
    shown_after = {tag: after for tag, after in values.items() if after}
    for tag in set(texts) | set(shown_after):
        if tag not in made_when_written:
            assert shown_after.get(tag, "") == texts.get(tag, ""), hex(tag)


def text_of(value: object) -> str:
    if isinstance(value, MultiValue):
        return "\\".join(map(str, value))
    return "" if value is None else str(value)


def test_with_a_key_copies_agree(desk: DeidDesk, tmp_path: Path) -> None:
    first = pseudonym_with_key(desk, tmp_path / "mine.key")
    assert (tmp_path / "mine.key").exists()
    assert pseudonym_with_key(desk, tmp_path / "mine.key") == first
    assert pseudonym_with_key(desk, tmp_path / "other.key") != first


def pseudonym_with_key(desk: DeidDesk, key: Path) -> str:
    dialog = desk.open_dialog()
    desk.press(dialog.next_button)
    line = dialog.values.key
    assert not line.isVisible()
    dialog.purpose.buttons["research"].click()
    assert line.isVisible()
    assert line.words.text() == NO_KEY
    made_up = dialog.draft.examples[0].compared.pseudonym
    line.use(key)
    assert key.name in line.words.text()
    desk.qtbot.waitUntil(lambda: dialog.draft.examples[0].compared.pseudonym != made_up)
    found = dialog.draft.examples[0].compared.pseudonym
    dialog.close()
    return found


def test_a_key_that_is_none_is_told(desk: DeidDesk, tmp_path: Path) -> None:
    dialog = desk.open_dialog()
    dialog.purpose.buttons["research"].click()
    line = dialog.values.key
    line.use(desk.disc / "new.key")
    assert "disc itself" in line.words.text()
    assert not (desk.disc / "new.key").exists()
    (tmp_path / "other.key").write_text("nothing of the kind")
    line.use(tmp_path / "other.key")
    assert line.words.text().startswith("The file is no key of Lightbox.")
    assert line.words.text().endswith(NO_KEY)


def test_a_key_in_use_is_said_whatever_comes_after(desk: DeidDesk, tmp_path: Path) -> None:
    """Copies for everybody would agree with those for research, and nobody would know."""
    dialog = desk.open_dialog()
    dialog.purpose.buttons["research"].click()
    desk.press(dialog.next_button)
    line = dialog.values.key
    line.use(tmp_path / "kept.key")
    (tmp_path / "other.key").write_text("nothing of the kind")
    line.use(tmp_path / "other.key")
    assert "kept.key" in line.words.text()
    assert NO_KEY not in line.words.text()
    desk.press(dialog.back_button)
    dialog.purpose.buttons["public"].click()
    desk.press(dialog.next_button)
    assert line.isVisible()


def test_what_is_typed_is_what_the_copy_has(desk: DeidDesk) -> None:
    dialog = desk.open_dialog()
    desk.press(dialog.next_button)
    QTest.keyClicks(dialog.values.names["A-7784512"], "Case 7")
    QTest.keyClicks(dialog.values.words, "series")
    desk.make(dialog)
    assert {(str(ds.PatientID), str(ds.PatientName)) for ds in copies(desk)} == {
        ("Case 7", "Case 7")
    }


def test_a_name_that_cannot_be_used_holds_up_and_says_why(desk: DeidDesk) -> None:
    dialog = desk.open_dialog()
    desk.press(dialog.next_button)
    QTest.keyClicks(dialog.values.names["A-7784512"], "Case=7")
    assert not dialog.next_button.isEnabled()
    assert "plain characters" in dialog.values.problem.text()
    dialog.values.names["A-7784512"].clear()
    QTest.keyClicks(dialog.values.names["A-7784512"], "K")
    assert dialog.next_button.isEnabled()


def test_own_options_are_statements_and_dates_are_kept_or_moved(desk: DeidDesk) -> None:
    dialog = desk.open_dialog()
    dialog.purpose.buttons["custom"].click()
    boxes = dialog.purpose.own.boxes
    assert dialog.purpose.own.isVisible()
    assert boxes[Option.RETAIN_FULL_DATES].isChecked()
    boxes[Option.RETAIN_MODIFIED_DATES].click()
    assert not boxes[Option.RETAIN_FULL_DATES].isChecked()
    boxes[Option.RETAIN_INSTITUTION].click()
    path = desk.target / "mine.toml"
    dialog.purpose.own.save(path)
    before = dialog.draft.base.options
    dialog.purpose.buttons["public"].click()
    dialog.purpose.buttons["custom"].click()
    dialog.purpose.own.load(path)
    assert dialog.draft.base.options == before
    path.write_text("base = 7")
    dialog.purpose.own.load(path)
    assert "cannot be used" in dialog.purpose.own.answer.text()
    desk.qtbot.waitUntil(lambda: not dialog.draft.survey.is_running)
    path.unlink()
    desk.make(dialog)
    assert {str(ds.InstitutionName) for ds in copies(desk)} == {"Beispielklinik"}


def test_one_series_from_the_list_by_right_click(desk: DeidDesk) -> None:
    browser = desk.window.browser
    uid = desk.session.catalog.items()[1].uid
    desk.qtbot.waitUntil(lambda: not browser.visualRect(browser.lines.index_of(uid)).isEmpty())
    index = browser.lines.index_of(uid)
    place = browser.visualRect(index).center()
    browser.setCurrentIndex(index)
    menu = opened_menu(browser, place)
    series = next(a for a in menu.actions() if a.text().startswith("Copy this series"))
    series.trigger()
    menu.close()
    dialog = desk.dialog()
    assert "2 pictures" in dialog.purpose.words.text()
    desk.make(dialog)
    assert sorted(int(ds.SeriesNumber) for ds in copies(desk)) == [2, 2]


def opened_menu(browser: object, place: QPoint) -> QMenu:
    """The menu of a line; the event of the window system is sent by hand."""
    viewport = browser.viewport()  # type: ignore[attr-defined]
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, viewport.mapToGlobal(place))
    QApplication.sendEvent(viewport, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def test_the_menu_key_offers_the_series_and_what_it_belongs_to(desk: DeidDesk) -> None:
    browser = desk.window.browser
    uid = desk.session.catalog.items()[0].uid
    desk.qtbot.waitUntil(lambda: browser.lines.index_of(uid).isValid())
    browser.setCurrentIndex(browser.lines.index_of(uid))
    viewport = browser.viewport()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(1, 1), QPoint(1, 1))
    QApplication.sendEvent(viewport, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions()] == [
        "Copy this examination to my computer…",
        "Add this examination to a USB stick…",
        "",
        "Copy this series without identity…",
        "Copy this examination without identity…",
    ]
    menu.close()


def test_when_the_disc_is_closed_there_is_nothing_to_go_on_with(desk: DeidDesk) -> None:
    dialog = desk.open_dialog()
    desk.press(dialog.next_button)
    desk.window.actions_set["close-media"].trigger()
    assert not dialog.next_button.isEnabled()
    desk.press(dialog.back_button)
    assert dialog.purpose.words.text() == "Nothing is chosen yet."


def test_a_report_to_read(desk: DeidDesk) -> None:
    dialog = desk.open_dialog()
    desk.make(dialog)
    assert dialog.outcome is not None
    offered = {b.text(): b for b in dialog.outcome.findChildren(QPushButton)}
    offered["Show the &report"].click()
    report = dialog.findChildren(ReportDialog)[0]
    assert "A copy without identity" in report.text.toPlainText()
    assert "Lindqvist" not in report.text.toPlainText()
    report.close()


def test_asked_for_something_else_it_begins_anew(desk: DeidDesk) -> None:
    dialog = desk.open_dialog()
    desk.press(dialog.next_button)
    item = desk.session.catalog.items()[1]
    desk.window.browser.copy_wanted.emit(of_item(item))
    assert dialog.page is dialog.purpose
    assert dialog.purpose.scope.currentText() == "The series: 2 · Series 2"
    assert "2 pictures" in dialog.purpose.words.text()
    desk.qtbot.waitUntil(lambda: not dialog.draft.survey.is_running)
    desk.make(dialog)
    desk.window.browser.copy_wanted.emit(of_item(desk.session.catalog.items()[0]))
    newer = [d for d in desk.window.findChildren(CopyDialog) if d.isVisible()]
    assert newer != [dialog]
    assert "3 pictures" in newer[0].purpose.words.text()


def test_while_a_copy_is_made_it_is_shown_and_nothing_else(desk: DeidDesk) -> None:
    dialog = desk.open_dialog()
    desk.go_to_place(dialog)
    desk.press(dialog.next_button)
    desk.press(dialog.next_button)  # hide
    desk.window.browser.copy_wanted.emit(of_item(desk.session.catalog.items()[1]))
    assert dialog.isVisible()
    desk.qtbot.waitUntil(lambda: dialog.is_over)
    assert len(copies(desk)) == 5


def test_key_pictures_alone(desk: DeidDesk) -> None:
    desk.window.actions_set["copy-key-pictures"].trigger()
    assert desk.window.status.probe.text() == NOTHING_MARKED
    desk.window.actions_set["key-image"].trigger()
    dialog = desk.open_dialog("copy-key-pictures")
    assert "1 picture" in dialog.purpose.words.text()
    desk.make(dialog)
    assert len(copies(desk)) == 1


def test_series_are_ticked_in_the_tree(desk: DeidDesk) -> None:
    dialog = desk.open_dialog()
    scope = dialog.purpose.scope
    scope.setCurrentIndex(scope.count() - 1)
    scope.activated.emit(scope.count() - 1)
    tree = dialog.purpose.tree
    person = tree.topLevelItem(0)
    assert person is not None
    study = person.child(0)
    assert study is not None
    first, second = study.child(0), study.child(1)
    assert first is not None
    assert second is not None
    first.setCheckState(0, Qt.CheckState.Unchecked)
    assert "2 pictures" in dialog.purpose.words.text()
    second.setCheckState(0, Qt.CheckState.Unchecked)
    assert not dialog.next_button.isEnabled()
    study.setCheckState(0, Qt.CheckState.Checked)
    desk.qtbot.waitUntil(lambda: not dialog.draft.survey.is_running)
    assert dialog.next_button.isEnabled()


class TestTwoPeople:
    @pytest.fixture
    def datasets(self) -> list[Dataset]:
        other = {**OTHER, "StudyInstanceUID": "1.2.3.4", "SeriesInstanceUID": "1.2.3.4.1"}
        his = slices(2, **other)
        for number, ds in enumerate(his):
            uid = UID(f"1.2.3.4.1.{number}")
            ds.SOPInstanceUID = ds.file_meta.MediaStorageSOPInstanceUID = uid
        return [*slices(3), *his]

    def test_one_person_is_taken_unless_said_otherwise(self, desk: DeidDesk) -> None:
        dialog = desk.open_dialog()
        assert len(dialog.draft.scope.people) == 1
        scope = dialog.purpose.scope
        scope.setCurrentIndex(scope.findText("Everything that is open"))
        scope.activated.emit(scope.currentIndex())
        desk.qtbot.waitUntil(lambda: not dialog.draft.survey.is_running)
        desk.qtbot.waitUntil(lambda: len(dialog.draft.examples) == 2)
        desk.press(dialog.next_button)
        names = dialog.values.names
        assert sorted(names) == ["A-7784512", "B-99123"]
        for edit in names.values():
            QTest.keyClicks(edit, "Case 7")
        assert not dialog.next_button.isEnabled()
        QTest.keyClicks(names["B-99123"], "b")
        desk.make(dialog)
        assert sorted({str(ds.PatientID) for ds in copies(desk)}) == ["Case 7", "Case 7b"]


class TestAtRisk:
    @pytest.fixture
    def datasets(self) -> list[Dataset]:
        return [*slices(2), ultrasound()]

    def test_pictures_with_text_are_a_page_of_their_own(self, desk: DeidDesk) -> None:
        dialog = desk.open_dialog()
        assert dialog.step.text() == "Step 1 of 4"
        desk.press(dialog.next_button)
        desk.press(dialog.next_button)
        assert "text" in dialog.heading.text()
        desk.make(dialog)
        assert dialog.outcome is not None
        assert dialog.outcome.words.text() == "2 of 3 files were copied without identity."
        assert len(copies(desk)) == 2

    def test_a_purpose_that_leaves_them_out_does_not_ask(self, desk: DeidDesk) -> None:
        dialog = desk.open_dialog()
        dialog.purpose.buttons["custom"].click()
        dialog.purpose.own.boxes[Option.CLEAN_PIXELS].click()
        desk.qtbot.waitUntil(lambda: not dialog.draft.survey.is_running)
        assert dialog.step.text() == "Step 1 of 3"
        assert "asked to look" not in dialog.purpose.note.text()
        assert "1 file will be left out" in dialog.purpose.note.text()

    def test_what_is_decided_there_goes_into_the_copy(self, desk: DeidDesk) -> None:
        dialog = desk.open_dialog()
        desk.press(dialog.next_button)
        desk.press(dialog.next_button)
        review = dialog.look.review
        assert review is not None
        assert "1 kind of pictures waits" in dialog.look.waiting.text()
        layout = review.review.sheets[0].risk.layout
        review.review.set_boxes(layout, (Box(0, 0, 19, 3),))
        desk.press(review.black_out)
        assert dialog.look.waiting.text() == "All of them are decided."
        desk.make(dialog)
        found = [ds for ds in copies(desk) if ds.Modality == "US"]
        assert len(found) == 1
        pixels = found[0].pixel_array
        assert not pixels[:4].any()
        assert (pixels[4:] == ultrasound().pixel_array[4:]).all()


class TestOnlyAtRisk:
    @pytest.fixture
    def datasets(self) -> list[Dataset]:
        return [ultrasound()]

    def test_one_cannot_go_on_to_an_empty_copy(self, desk: DeidDesk) -> None:
        dialog = desk.open_dialog()
        desk.press(dialog.next_button)
        desk.press(dialog.next_button)
        assert not dialog.next_button.isEnabled()
        assert NOTHING in dialog.look.waiting.text()
        review = dialog.look.review
        assert review is not None
        desk.press(review.leave_out)
        assert not dialog.next_button.isEnabled()
        desk.press(review.no_text)
        assert dialog.look.waiting.text() == "All of them are decided."
        desk.make(dialog)
        assert len(copies(desk)) == 1


def test_hidden_it_goes_on_and_is_found_again(desk: DeidDesk) -> None:
    dialog = desk.open_dialog()
    desk.go_to_place(dialog)
    desk.press(dialog.next_button)
    assert dialog.making.is_running
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert desk.window.status.job.isVisible()
    assert desk.window.status.job.text().startswith("Copy without identity")
    desk.qtbot.waitUntil(lambda: dialog.is_over)
    assert not dialog.isVisible()  # nothing that jumps
    assert desk.window.status.job.text() == "The copy without identity is ready"
    QTest.mouseClick(desk.window.status.job, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    desk.press(dialog.next_button)
    assert not desk.window.status.job.isVisible()


def test_stop_takes_everything_away(desk: DeidDesk) -> None:
    dialog = desk.open_dialog()
    desk.go_to_place(dialog)
    desk.press(dialog.next_button)
    desk.press(dialog.close_button)
    assert not dialog.close_button.isEnabled()
    desk.qtbot.waitUntil(lambda: dialog.is_over)
    assert dialog.outcome is not None
    assert dialog.outcome.more.text() == NOTHING_LEFT
    assert list(desk.target.iterdir()) == []
    desk.press(dialog.back_button)
    assert dialog.page is dialog.place
    desk.press(dialog.next_button)
    desk.qtbot.waitUntil(lambda: dialog.is_over)
    assert len(copies(desk)) == 5


def test_closing_the_window_twice_stops_it(desk: DeidDesk) -> None:
    dialog = desk.open_dialog()
    desk.go_to_place(dialog)
    desk.press(dialog.next_button)
    desk.press(dialog.next_button)  # hide it
    assert not desk.window.close()
    assert desk.window.isVisible()
    assert dialog.isVisible()
    assert dialog.progress.warning.isVisible()
    assert desk.window.close()
    assert dialog.making.is_stopping


def test_one_zip(desk: DeidDesk) -> None:
    dialog = desk.open_dialog()
    desk.go_to_place(dialog)
    dialog.place.forms["zip"].click()
    desk.press(dialog.next_button)
    desk.qtbot.waitUntil(lambda: dialog.is_over)
    assert [path.name for path in desk.target.iterdir()] == ["Copy without identity.zip"]


def test_one_zip_that_needs_a_passphrase(desk: DeidDesk) -> None:
    """Opened by pyzipper, which is what others use too."""
    dialog = desk.open_dialog()
    desk.go_to_place(dialog)
    assert not dialog.place.passphrase.isVisible()
    dialog.place.forms["locked"].click()
    line = dialog.place.passphrase
    offered = line.text
    assert len(offered.split("-")) == 7
    line.another.click()
    assert line.text != offered
    line.edit.setText("short")
    assert not dialog.next_button.isEnabled()
    assert "characters" in dialog.place.problem.text()
    line.edit.setText(offered)
    desk.press(dialog.next_button)
    desk.qtbot.waitUntil(lambda: dialog.is_over)
    place = desk.target / "Copy without identity.zip"
    with pyzipper.AESZipFile(place) as archive:
        archive.setpassword(offered.encode())
        assert archive.testzip() is None
        assert all(entry.flag_bits & 1 for entry in archive.infolist())
    assert dialog.outcome is not None
    words = [label.text() for label in dialog.outcome.findChildren(QLabel)]
    assert any(offered in text for text in words)


def test_pictures_for_any_computer(desk: DeidDesk) -> None:
    dialog = desk.open_dialog()
    desk.go_to_place(dialog)
    stored = dialog.place.stored
    stored.setCurrentIndex([output.kind for output, _ in STORED].index(Kind.PNG))
    stored.activated.emit(stored.currentIndex())
    desk.press(dialog.next_button)
    desk.qtbot.waitUntil(lambda: dialog.is_over)
    found = [path for path in desk.target.rglob("*") if path.suffix.lower() == ".png"]
    assert len(found) == 5
    assert QPixmap(str(found[0])).width() == 20
    assert dialog.outcome is not None
    assert "5 pictures without identity" in dialog.outcome.words.text()
    offered = [button.text() for button in dialog.outcome.findChildren(QPushButton)]
    assert "&Open the copy" not in offered


def test_places_that_cannot_be(desk: DeidDesk) -> None:
    dialog = desk.open_dialog()
    desk.go_to_place(dialog)
    place = dialog.place
    place.folder.setText(str(desk.disc))
    assert "disc itself" in place.problem.text()
    assert not dialog.next_button.isEnabled()
    place.folder.setText(str(desk.target / "nowhere"))
    assert "not there" in place.problem.text()
    (desk.target / "mine").mkdir()
    place.folder.setText(str(desk.target))
    place.name.setText("mine")
    assert "Nothing is ever replaced" in place.problem.text()
    place.name.setText("../mine")
    assert "another name" in place.problem.text()
    place.name.setText("Knee of Margareta")
    assert "says “margareta”" in place.room.text()
    place.name.setText("yours")
    assert "says" not in place.room.text()
    assert dialog.next_button.isEnabled()
    assert "are free there" in place.room.text()


def test_a_name_that_is_taken_gets_a_number(desk: DeidDesk) -> None:
    (desk.target / "Copy without identity.zip").touch()
    dialog = desk.open_dialog()
    desk.go_to_place(dialog)
    assert dialog.place.name.text() == "Copy without identity 2"


def test_a_place_that_becomes_unwritable_is_told_calmly(desk: DeidDesk) -> None:
    dialog = desk.open_dialog()
    desk.go_to_place(dialog)
    desk.target.rmdir()
    desk.target.touch()  # a file now: nothing can be made in it
    desk.press(dialog.next_button)
    desk.qtbot.waitUntil(lambda: dialog.is_over)
    assert dialog.outcome is not None
    assert dialog.outcome.words.text() == "The copy could not be written."
    assert dialog.back_button.isVisible()


def test_a_leak_gives_no_copy(desk: DeidDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine made to forget something, as in the tests of the job."""
    from viewer.deid import copying, engine  # noqa: PLC0415

    honest = engine.deidentify

    def forgetful(dataset, *arguments, **options):  # type: ignore[no-untyped-def]
        out, report = honest(dataset, *arguments, **options)
        out.SeriesDescription = "seen with Margareta today"
        return out, report

    dialog = desk.open_dialog()
    desk.go_to_place(dialog)
    monkeypatch.setattr(copying, "deidentify", forgetful)
    desk.press(dialog.next_button)
    desk.qtbot.waitUntil(lambda: dialog.is_over)
    page = dialog.outcome
    assert page is not None
    assert "did not pass" in page.words.text()
    assert list(desk.target.iterdir()) == []
    assert not page.detail.isVisible()
    page.detail_button.click()
    assert page.detail.isVisible()
    assert "DEI-004" in page.detail.toPlainText()
    assert "Margareta" not in page.detail.toPlainText()


def test_words_of_failures_say_that_nothing_is_left() -> None:
    errors = (
        LeakError(("copy 1: a name",)),
        OutputError("the copy cannot be written: No space left on device"),
        MediumNotFoundError("the medium was taken out"),
    )
    for error in errors:
        title, more = why_not(error)
        assert NOTHING_LEFT in more
        assert not {"Error", "Exception", "invalid", "fatal"} & set(f"{title} {more}".split())


def test_the_result_warns_and_has_its_detail_one_click_below(desk: DeidDesk) -> None:
    dialog = desk.open_dialog()
    desk.make(dialog)
    page = dialog.outcome
    assert page is not None
    words = [label.text() for label in page.findChildren(type(page.words))]
    assert LOOK in words
    assert any("none was found" in text for text in words)
    page.detail_button.click()
    assert "113100" not in page.detail.toPlainText()  # options alone
    page.copy_button.click()
    assert QApplication.clipboard().text() == page.detail.toPlainText()
    assert "Lindqvist" not in page.detail.toPlainText()
    assert REMOVED == "removed"


def test_another_disc_at_the_same_place_is_not_copied(desk: DeidDesk, tmp_path: Path) -> None:
    """It was exchanged while the dialog was read: nobody decided about its pictures (S-01)."""
    dialog = desk.open_dialog()
    desk.go_to_place(dialog)
    make_disc(tmp_path / "other", slices(3, **OTHER))
    desk.disc.rename(tmp_path / "taken out")
    (tmp_path / "other").rename(desk.disc)
    desk.make(dialog)
    labels = [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]
    assert "Another disc is in the drive." in labels
    assert list(desk.target.iterdir()) == []

"""Copies of what is open by hand: to this computer, to a disc, onto a stick; whole or none."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from typing import TYPE_CHECKING

import pytest
from pydicom import dcmread
from pydicom.fileset import FileSet
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from tests.factories.dicom import make_disc
from tests.factories.discs import published, witness
from tests.factories.kits import FILES, make_kit
from tests.factories.publish_desk import FIRST, SECOND, PublishDesk, examination, of_other
from viewer.app.identity_view import SHOWN, Hiding
from viewer.app.stage import Stage
from viewer.app.survey import survey
from viewer.errors import CancelledError, MediumError
from viewer.media.removable import Volume
from viewer.publish.burning import DRIVE, IMAGE, Burner
from viewer.publish.errors import TargetError, VerifyError
from viewer.publish.furnish import Wanted
from viewer.publish.pages import PageOptions
from viewer.publish.profiles import CARRIERS
from viewer.settings import Settings
from viewer.ui.colours import contrast
from viewer.ui.publishing.disc_page import DiscPage
from viewer.ui.publishing.plan_page import NO_ROOM, NOTHING_CHOSEN
from viewer.ui.publishing.stick_page import AGREE, StickPage
from viewer.ui.theme import ThemeMode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pydicom.dataset import Dataset
    from pytestqt.qtbot import QtBot

    from viewer.ui.publishing.dialog import PublishDialog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def datasets() -> list[Dataset]:
    """What is on the disc; a test that wants another one has its own."""
    return [*examination(FIRST, 3), *examination(SECOND, 2)]


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, datasets: list[Dataset]) -> Iterator[PublishDesk]:
    made = PublishDesk(qtbot, tmp_path, datasets)
    yield made
    made.close()


@pytest.fixture
def kits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a viewer that was built."""
    folder = make_kit(tmp_path / "kits", files=FILES).parent
    monkeypatch.setenv("LIGHTBOX_KITS", str(folder))
    return folder


@pytest.fixture
def packed(kits: Path) -> Path:
    """The archive of a viewer that can be copied to a computer first."""
    archive = "VIEWER/WINDOWS.PAK"
    some = {"VIEWER/a.bin": FILES["VIEWER/a.bin"], archive: b"the program, packed"}
    twin = make_kit(kits, "windows-packed", files=some)
    return twin / "tree" / archive


def pulled_out(stick: Path, gone: Path) -> None:
    """The place is not there any more."""
    if stick.exists():
        stick.rename(gone)


def uids(place: Path) -> set[str]:
    """What the directory of a file-set lists, by an independent reader."""
    found = FileSet(place / "DICOMDIR")
    listed = {str(one.SOPInstanceUID) for one in found}
    found._stage["t"].cleanup()  # else it warns of its folder
    return listed


def everything(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def read(place: Path) -> tuple[int, int]:
    """How many our own reader finds and can read."""
    found = survey(place, Settings(), lambda *_: None)
    counts = found.medium.report().counts
    found.medium.close()
    return counts.found, counts.readable


def button(dialog: PublishDialog, text: str) -> QPushButton:
    return next(one for one in dialog.page.findChildren(QPushButton) if one.text() == text)


def slices(uid: str, count: int) -> set[str]:
    return {f"{uid}.1.{n + 1}" for n in range(count)}


ALL = slices(FIRST, 3) | slices(SECOND, 2)


class TestToComputer:
    def test_two_clicks_to_a_copy_that_opens(self, desk: PublishDesk) -> None:
        before = everything(desk.disc)
        dialog = desk.open_dialog()
        words = desk.words(dialog)
        assert "5 files" in words
        assert "are free there" in words
        assert "Not copied, as no pictures are in them: 1 file" in words
        desk.make(dialog)
        assert dialog.outcome is not None
        assert dialog.outcome.words.text() == "The copy with 5 files is ready."
        place = desk.target / "Pictures from the disc"
        assert uids(place) == ALL
        assert read(place) == (5, 5)
        assert everything(desk.disc) == before
        dialog.open_wanted.emit(place)
        desk.qtbot.waitUntil(lambda: len(desk.session.paths) == 2)

    def test_pixels_stay_byte_for_byte(self, desk: PublishDesk, datasets: list[Dataset]) -> None:
        desk.make(desk.open_dialog())
        copied = {ds.SOPInstanceUID: ds.PixelData for ds in map(dcmread, desk.target.rglob("IM*"))}
        assert copied == {ds.SOPInstanceUID: ds.PixelData for ds in datasets}

    def test_only_what_is_ticked(self, desk: PublishDesk) -> None:
        dialog = desk.open_dialog()
        desk.untick(dialog.plan_page.list, "3 pictures")
        desk.settle(dialog)
        assert "2 files" in desk.words(dialog)
        desk.make(dialog)
        assert uids(desk.target / "Pictures from the disc") == slices(SECOND, 2)

    def test_nothing_ticked_is_no_copy(self, desk: PublishDesk) -> None:
        dialog = desk.open_dialog()
        desk.untick(dialog.plan_page.list, "3 pictures")
        desk.untick(dialog.plan_page.list, "2 pictures")
        desk.settle(dialog)
        assert dialog.plan_page.problem.text() == NOTHING_CHOSEN
        assert not dialog.next_button.isEnabled()

    def test_nothing_is_replaced(self, desk: PublishDesk) -> None:
        (desk.target / "Pictures from the disc").mkdir()
        dialog = desk.open_dialog()
        assert dialog.plan_page.place.name.text() == "Pictures from the disc 2"
        dialog.plan_page.place.name.setText("Pictures from the disc")
        assert not dialog.next_button.isEnabled()

    def test_never_on_the_disc_itself(self, desk: PublishDesk) -> None:
        dialog = desk.open_dialog()
        dialog.plan_page.place.set_folder(desk.disc)
        assert "Nothing is written to the disc itself" in dialog.plan_page.problem.text()
        assert not dialog.next_button.isEnabled()

    def test_without_room_it_does_not_begin(
        self, desk: PublishDesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        usage = type(shutil.disk_usage(desk.target))
        monkeypatch.setattr("shutil.disk_usage", lambda _: usage(1 << 30, 1 << 30, 1000))
        dialog = desk.open_dialog()
        assert dialog.plan_page.problem.text() == NO_ROOM
        assert not dialog.next_button.isEnabled()

    def test_a_place_that_vanishes_leaves_nothing_and_another_is_taken(
        self, desk: PublishDesk
    ) -> None:
        dialog = desk.open_dialog()
        blocked = desk.target / "file"
        blocked.write_bytes(b"")
        dialog.plan_page.place.set_folder(desk.target)
        desk.target.rename(desk.target.with_name("away"))
        desk.target.write_bytes(b"")  # no folder any more
        desk.make(dialog)
        assert isinstance(dialog.making.problem, TargetError)
        assert dialog.outcome is not None
        assert dialog.outcome.words.text() == "The copy could not be written."
        desk.target.unlink()
        desk.target.mkdir()
        desk.press(dialog.back_button)
        desk.make(dialog)
        assert uids(desk.target / "Pictures from the disc") == ALL

    def test_a_target_that_is_gone_is_not_blamed_on_the_disc(
        self, desk: PublishDesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        dialog = desk.open_dialog()
        gone = desk.target.with_name("pulled out")
        monkeypatch.setattr("viewer.publish.verify.flush", lambda: pulled_out(desk.target, gone))
        desk.make(dialog)
        assert isinstance(dialog.making.problem, TargetError | VerifyError)
        assert "disc or stick still in" not in desk.words(dialog)
        assert list(gone.glob(".lightbox-*"))  # a stick that is pulled out keeps what was begun
        assert "Nothing was left behind" not in desk.words(dialog)
        assert "may be left there" in desk.words(dialog)

    @pytest.mark.parametrize("action", ["copy-to-computer", "copy-disc", "add-to-stick"])
    def test_a_dialog_begins_with_its_first_question(self, desk: PublishDesk, action: str) -> None:
        dialog = desk.open_dialog(action)
        assert dialog.focusWidget() is dialog.plan_page.list  # not Cancel: Space would close it
        assert dialog.next_button.isDefault()

    def test_what_is_not_ticked_has_a_box_that_can_be_seen(self, desk: PublishDesk) -> None:
        desk.window.theme.set_mode(ThemeMode.DARK)
        dialog = desk.open_dialog()
        tree = dialog.plan_page.list
        desk.untick(tree, "2 pictures")
        item = tree.currentItem()
        assert item is not None
        (person,) = tree.findItems("", Qt.MatchFlag.MatchContains)
        tree.setCurrentItem(person)  # the colour of what is current is another back
        area = tree.visualItemRect(item)
        area.setWidth(area.height())
        picture = tree.viewport().grab(area).toImage()
        back = desk.window.theme.colours.window
        seen = {
            picture.pixelColor(x, y).name()
            for x in range(picture.width())
            for y in range(picture.height())
        }
        assert max(contrast(one, back) for one in seen) >= 3.0

    def test_stopped_it_leaves_nothing(
        self, desk: PublishDesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        dialog = desk.open_dialog()
        monkeypatch.setattr(
            "viewer.publish.verify.flush", dialog.making.stop
        )  # in the middle: all is written, nothing is checked
        desk.make(dialog)
        assert isinstance(dialog.making.problem, CancelledError)
        assert list(desk.target.iterdir()) == []
        assert dialog.outcome is not None
        assert dialog.outcome.words.text() == "You stopped it."

    def test_hidden_it_goes_on_and_the_status_bar_brings_it_back(self, desk: PublishDesk) -> None:
        dialog = desk.open_dialog()
        desk.press(dialog.next_button)
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert not dialog.isVisible()
        desk.qtbot.waitUntil(lambda: "is ready" in desk.window.status.job.text())
        QTest.mouseClick(desk.window.status.job, Qt.MouseButton.LeftButton)
        assert dialog.isVisible()
        assert dialog.is_over
        desk.press(dialog.next_button)
        assert desk.window.status.job.text() == ""

    def test_with_identity_hidden_nobody_is_named(self, desk: PublishDesk) -> None:
        SHOWN.set_state(Hiding(people=True))
        try:
            dialog = desk.open_dialog()
            tree = dialog.plan_page.list
            line = tree.topLevelItem(0)
            assert line is not None
            text = desk.words(dialog) + line.text(0)
            assert [name for name in ("LINDQVIST", "7784512") if name in text.upper()] == []
        finally:
            SHOWN.set_state(Hiding())


class TestSeveralPeople:
    @pytest.fixture
    def datasets(self) -> list[Dataset]:
        return [*examination(FIRST, 3), *of_other()]

    def test_each_gets_a_folder_unless_they_may_be_together(self, desk: PublishDesk) -> None:
        dialog = desk.open_dialog()
        assert "These are 2 people: each gets a folder of their own" in desk.words(dialog)
        desk.make(dialog)
        place = desk.target / "Pictures from the disc"
        assert uids(place / "DISC1") == slices(FIRST, 3)
        assert len(uids(place / "DISC2")) == 2
        assert dialog.making.outcome is not None
        assert dialog.making.outcome.place == place

    def test_together_if_somebody_says_so(self, desk: PublishDesk) -> None:
        dialog = desk.open_dialog()
        desk.press(dialog.plan_page.together)
        desk.make(dialog)
        assert len(uids(desk.target / "Pictures from the disc")) == 5


class TestDisc:
    def test_an_image_of_the_usual_name_gets_a_neighbour(
        self, desk: PublishDesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (desk.target / "Copy of the disc.iso").write_bytes(b"somebody's")
        where = "viewer.ui.copying.place_row.QStandardPaths.writableLocation"
        monkeypatch.setattr(where, lambda _: str(desk.target))
        dialog = desk.open_dialog("copy-disc")
        assert dialog.plan_page.place.name.text() == "Copy of the disc 2"

    def test_an_image_with_pages(self, desk: PublishDesk) -> None:
        dialog = desk.open_dialog("copy-disc")
        assert "It fits onto a CD" in desk.words(dialog)
        desk.make(dialog)
        image = desk.target / "Copy of the disc.iso"
        assert dialog.making.outcome is not None, dialog.making.problem
        assert list(desk.target.iterdir()) == [image]
        assert read(image) == (5, 5)

    @pytest.mark.parametrize("form", ["image", "folder"])
    def test_exactly_as_it_is(self, desk: PublishDesk, form: str) -> None:
        dialog = desk.open_dialog("copy-disc")
        page = dialog.plan_page
        desk.press(page.ways[True])  # type: ignore[attr-defined]
        if form == "folder":
            desk.press(list(page.forms.values())[1])  # type: ignore[attr-defined]
        desk.settle(dialog)
        count = len(everything(desk.disc))
        assert f"All {count} files of it" in desk.words(dialog)
        desk.make(dialog)
        assert dialog.making.outcome is not None, dialog.making.problem
        if form == "folder":
            assert everything(desk.target / "Copy of the disc") == everything(desk.disc)
        else:
            image = desk.target / "Copy of the disc.iso"
            assert read(image)[1] == 5

    def test_a_viewer_that_is_at_hand_comes_along(self, desk: PublishDesk, kits: Path) -> None:
        del kits
        dialog = desk.open_dialog("copy-disc")
        page = dialog.plan_page
        assert isinstance(page, DiscPage)
        assert "for Windows" in page.viewers.viewer.text()
        desk.press(list(page.forms.values())[1])
        desk.make(dialog)
        place = desk.target / "Copy of the disc"
        names = set(everything(place))
        assert {"START.EXE", "VIEWER/a.bin", "INDEX.HTM", "README.TXT", "DICOMDIR"} <= names
        assert [name for name in names if name.startswith("IHE_PDI") and name.endswith(".JPG")]
        assert uids(place) == ALL
        assert witness("dciodvfy", "-new", "DICOMDIR", folder=place)[1].count("Error") == 0

    def test_the_faster_start_is_asked_about_and_taken_as_said(
        self, desk: PublishDesk, packed: Path
    ) -> None:
        del packed
        dialog = desk.open_dialog("copy-disc")
        page = dialog.plan_page
        assert isinstance(page, DiscPage)
        assert "Whoever opens the disc is asked" in desk.words(dialog)
        assert page.viewers.faster.isChecked()
        desk.press(list(page.forms.values())[1])
        desk.press(page.viewers.faster)
        desk.make(dialog)
        names = set(everything(desk.target / "Copy of the disc"))
        assert "VIEWER/a.bin" in names
        assert "VIEWER/WINDOWS.PAK" not in names

    def test_left_to_itself_the_faster_start_comes_along(
        self, desk: PublishDesk, packed: Path
    ) -> None:
        del packed
        dialog = desk.open_dialog("copy-disc")
        desk.press(list(dialog.plan_page.forms.values())[1])  # type: ignore[attr-defined]
        desk.make(dialog)
        assert "VIEWER/WINDOWS.PAK" in everything(desk.target / "Copy of the disc")

    def test_a_faster_start_without_room_is_said_to_be_left_out(
        self, desk: PublishDesk, packed: Path
    ) -> None:
        os.truncate(packed, CARRIERS["cd"].capacity or 0)  # nothing but a hole
        assert "It is left out" in desk.words(desk.open_dialog("copy-disc"))

    def test_without_such_a_viewer_nobody_is_asked_about_it(
        self, desk: PublishDesk, kits: Path
    ) -> None:
        del kits
        dialog = desk.open_dialog("copy-disc")
        page = dialog.plan_page
        assert isinstance(page, DiscPage)
        assert page.viewers.viewer.isVisible()
        assert not page.viewers.faster.isVisible()

    def test_nor_where_the_viewer_is_left_out(self, desk: PublishDesk, packed: Path) -> None:
        del packed
        page = desk.open_dialog("copy-disc").plan_page
        assert isinstance(page, DiscPage)
        assert page.viewers.faster.isVisible()
        desk.press(page.viewers.viewer)
        assert not page.viewers.faster.isVisible()

    def test_the_image_is_burned_by_a_program_of_the_system(
        self, desk: PublishDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        code = "import shutil, sys; shutil.copy(sys.argv[1], sys.argv[2])"
        burner = Burner("Burn", sys.executable, ("-c", code, IMAGE, DRIVE))
        disc = tmp_path / "sr0"  # a file that plays a drive
        monkeypatch.setattr("viewer.ui.publishing.dialog.burners", lambda: (burner,))
        monkeypatch.setattr("viewer.ui.publishing.dialog.drives", lambda: (str(disc),))
        dialog = desk.open_dialog("copy-disc")
        desk.make(dialog)
        assert f"Burn burns it in {disc}" in desk.words(dialog)
        desk.press(button(dialog, "&Burn it to a disc"))
        desk.qtbot.waitUntil(lambda: dialog.is_over)
        assert "read back and compared" in desk.words(dialog)
        assert read(disc) == (5, 5)

    def test_a_burner_that_fails_leaves_the_image(
        self, desk: PublishDesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        burner = Burner("Burn", sys.executable, ("-c", "raise SystemExit(1)"))
        monkeypatch.setattr("viewer.ui.publishing.dialog.burners", lambda: (burner,))
        monkeypatch.setattr("viewer.ui.publishing.dialog.drives", lambda: ("/dev/sr9",))
        dialog = desk.open_dialog("copy-disc")
        desk.make(dialog)
        desk.press(button(dialog, "&Burn it to a disc"))
        desk.qtbot.waitUntil(lambda: dialog.is_over)
        assert "The image is still where it was made" in desk.words(dialog)
        assert (desk.target / "Copy of the disc.iso").is_file()

    def test_an_image_that_is_open_is_copied_as_a_disc_but_not_file_by_file(
        self, desk: PublishDesk
    ) -> None:
        desk.make(desk.open_dialog("copy-disc"))
        image = desk.target / "Copy of the disc.iso"
        desk.window.actions_set["close-media"].trigger()
        desk.window.open_path(image)
        desk.qtbot.waitUntil(lambda: desk.session.load.stage is Stage.READY)
        dialog = desk.open_dialog("copy-disc")
        page = dialog.plan_page
        assert isinstance(page, DiscPage)
        assert not page.ways[True].isEnabled()
        desk.press(list(page.forms.values())[1])
        desk.make(dialog)
        assert dialog.making.outcome is not None
        assert uids(dialog.making.outcome.place) == ALL


class TestClosing:
    def test_the_button_stops_it(self, desk: PublishDesk, monkeypatch: pytest.MonkeyPatch) -> None:
        dialog = desk.open_dialog()
        goes_on = threading.Event()
        monkeypatch.setattr("viewer.publish.verify.flush", goes_on.wait)
        desk.press(dialog.next_button)
        assert dialog.close_button.text() == "&Stop"
        desk.press(dialog.close_button)
        assert "taking away what was written" in desk.words(dialog)
        assert not dialog.close_button.isEnabled()
        goes_on.set()
        desk.qtbot.waitUntil(lambda: dialog.is_over)
        assert dialog.outcome is not None
        assert dialog.outcome.words.text() == "You stopped it."
        assert list(desk.target.iterdir()) == []

    def test_pages_wait_no_longer_than_the_job(
        self, desk: PublishDesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        dialog = desk.open_dialog("copy-disc")
        begun: list[object] = []

        def never_drawn(_: object, work: object) -> None:
            begun.append(work)
            dialog.making.stop()

        monkeypatch.setattr("viewer.ui.publishing.page_pictures.Bridge.post", never_drawn)
        # The session answers by a bridge too, which was bound before.
        desk.settle(dialog)
        desk.press(dialog.next_button)
        desk.qtbot.waitUntil(lambda: dialog.is_over)
        assert len(begun) == 1
        assert list(desk.target.iterdir()) == []

    def test_a_disc_that_is_closed_meanwhile_cannot_be_copied(self, desk: PublishDesk) -> None:
        for action in ("copy-to-computer", "copy-disc"):
            dialog = desk.open_dialog(action)
            assert dialog.next_button.isEnabled()
            if action == "copy-disc":
                desk.window.actions_set["close-media"].trigger()
                assert not dialog.next_button.isEnabled()

    def test_a_disc_that_vanishes_is_told_and_leaves_nothing(self, desk: PublishDesk) -> None:
        dialog = desk.open_dialog()
        desk.disc.rename(desk.disc.with_name("gone"))
        desk.make(dialog)
        assert isinstance(dialog.making.problem, MediumError)
        assert dialog.outcome is not None
        assert dialog.outcome.words.text() == "The pictures could not be read any more."
        assert list(desk.target.iterdir()) == []

    def test_the_window_does_not_go_at_once_while_a_copy_is_made(
        self, desk: PublishDesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        dialog = desk.open_dialog()
        goes_on = threading.Event()
        monkeypatch.setattr("viewer.publish.verify.flush", goes_on.wait)
        desk.press(dialog.next_button)
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert not desk.window.close()
        assert dialog.isVisible()
        assert dialog.progress.is_warned
        assert desk.window.close()
        goes_on.set()
        desk.qtbot.waitUntil(lambda: list(desk.target.iterdir()) == [])

    def test_asked_for_something_else_the_dialog_changes(self, desk: PublishDesk) -> None:
        desk.open_dialog("copy-to-computer")
        dialog = desk.open_dialog("copy-disc")
        assert isinstance(dialog.plan_page, DiscPage)

    def test_begun_from_the_list_only_that_examination_goes_in(self, desk: PublishDesk) -> None:
        desk.window.browser.keep_wanted.emit(frozenset({SECOND}), "computer")
        dialog = desk.dialog()
        desk.settle(dialog)
        assert "2 files" in desk.words(dialog)
        assert dialog.plan_page.list.chosen == {SECOND}


class TestStick:
    def test_what_is_on_the_stick_stays(self, desk: PublishDesk) -> None:
        make_disc(desk.target, examination(f"{FIRST}5", 2))
        before = everything(desk.target)
        del before["DICOMDIR"]
        dialog = desk.open_dialog("add-to-stick")
        assert "has pictures already" in dialog.plan_page.sticks.list.item(0).text()  # type: ignore[attr-defined]
        desk.make(dialog)
        assert dialog.making.outcome is not None, dialog.making.problem
        assert uids(desk.target) == ALL | slices(f"{FIRST}5", 2)
        after = everything(desk.target)
        assert {name: after[name] for name in before} == before

    def test_a_stick_with_letters_and_no_pictures(self, desk: PublishDesk) -> None:
        (desk.target / "letter.txt").write_text("Dear …")
        dialog = desk.open_dialog("add-to-stick")
        desk.make(dialog)
        assert dialog.making.outcome is not None, dialog.making.problem
        assert uids(desk.target) == ALL
        assert {path.name for path in desk.target.iterdir()} == {"letter.txt", "DICOM", "DICOMDIR"}

    def test_somebody_else_on_the_stick_is_asked_about(self, desk: PublishDesk) -> None:
        make_disc(desk.target, of_other())
        dialog = desk.open_dialog("add-to-stick")
        assert "already pictures of somebody else: Oberholzer, Reto" in desk.words(dialog)
        assert dialog.plan_page.problem.text() == AGREE
        assert not dialog.next_button.isEnabled()
        desk.press(dialog.plan_page.together)
        desk.make(dialog)
        assert len(uids(desk.target)) == 7

    def test_what_is_there_already_is_not_added_twice(self, desk: PublishDesk) -> None:
        make_disc(desk.target, examination(FIRST, 3))
        dialog = desk.open_dialog("add-to-stick")
        assert "On the medium already, not copied again: 3" in desk.words(dialog)
        desk.make(dialog)
        assert uids(desk.target) == ALL

    def test_stopped_the_stick_is_as_before(
        self, desk: PublishDesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make_disc(desk.target, examination(f"{FIRST}5", 2))
        before = everything(desk.target)
        dialog = desk.open_dialog("add-to-stick")
        monkeypatch.setattr("viewer.publish.verify.flush", dialog.making.stop)
        desk.make(dialog)
        assert "The stick is as it was before" in desk.words(dialog)
        assert everything(desk.target) == before

    def test_a_stick_that_is_pulled_out_is_told(self, desk: PublishDesk) -> None:
        make_disc(desk.target, examination(f"{FIRST}5", 2))
        dialog = desk.open_dialog("add-to-stick")
        desk.target.rename(desk.target.with_name("pulled"))
        desk.make(dialog)
        assert dialog.making.problem is not None
        assert dialog.outcome is not None
        assert dialog.heading.text() == "Nothing added"

    def test_sticks_are_listed_by_name_and_room(
        self, desk: PublishDesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        volumes = (Volume(desk.target, "KINGSTON"), Volume(desk.disc, "SOURCE"))
        monkeypatch.setattr("viewer.ui.publishing.stick_list.LIST_VOLUMES", lambda: volumes)
        desk.window.actions_set["add-to-stick"].trigger()
        dialog = desk.dialog()
        page = dialog.plan_page
        assert isinstance(page, StickPage)
        desk.qtbot.waitUntil(lambda: page.sticks.list.count() == 1)  # not where pictures are from
        assert page.sticks.list.item(0).text().startswith("KINGSTON · ")
        assert page.sticks.chosen == desk.target
        desk.make(dialog)
        assert uids(desk.target) == ALL

    def test_never_where_the_pictures_come_from(self, desk: PublishDesk) -> None:
        dialog = desk.open_dialog("add-to-stick")
        dialog.plan_page.sticks.set_folder(desk.disc)  # type: ignore[attr-defined]
        assert "Pictures of this place are open" in dialog.plan_page.problem.text()
        assert not dialog.next_button.isEnabled()


@pytest.mark.parametrize("exactly", [False, True])
def test_another_disc_at_the_same_place_is_not_copied(
    desk: PublishDesk, tmp_path: Path, *, exactly: bool
) -> None:
    """It was exchanged while the dialog was read: nobody asked for its pictures (S-01)."""
    dialog = desk.open_dialog("copy-disc")
    page = dialog.plan_page
    assert isinstance(page, DiscPage)
    if exactly:
        desk.press(page.ways[True])
        desk.settle(dialog)
    make_disc(tmp_path / "other", of_other(5))
    desk.disc.rename(tmp_path / "taken out")
    (tmp_path / "other").rename(desk.disc)
    desk.make(dialog)
    assert "Another disc is in the drive." in desk.words(dialog)
    assert "go back and look at what would be copied now" in desk.words(dialog)
    assert list(desk.target.iterdir()) == []


@pytest.mark.parametrize("datasets", [examination(SECOND, 2)])
def test_pages_on_a_stick_show_what_was_added(desk: PublishDesk, tmp_path: Path) -> None:
    make_disc(tmp_path / "first", examination(FIRST, 2, StudyDescription="What was there"))
    shutil.rmtree(desk.target)
    published(
        tmp_path / "first", target=desk.target, wanted=Wanted(pages=PageOptions()), contact="Room 7"
    )
    before = {path.name for path in desk.target.glob("IHE_PDI/ST*.HTM")}
    dialog = desk.open_dialog("add-to-stick")
    desk.make(dialog)
    assert dialog.making.outcome is not None, dialog.making.problem
    index = (desk.target / "INDEX.HTM").read_text("utf-8")
    assert "What was there" in index
    assert "Room 7" in index
    after = {path.name for path in desk.target.glob("IHE_PDI/ST*.HTM")}
    assert len(after) == len(before) + 1
    assert list(desk.target.glob("IHE_PDI/*.JPG"))

"""A scratched disc rescued by hand: offered where it is needed, resumable, and what is lost."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QPlainTextEdit, QPushButton

from tests.factories.deid_desk import PERSON
from tests.factories.fuse_mount import FaultyMount
from tests.factories.media import report_of
from tests.factories.publish_desk import FIRST, SECOND, PublishDesk, examination
from viewer.app.identity_view import SHOWN, Hiding
from viewer.app.rescue_copy import work_of
from viewer.app.stage import Stage
from viewer.publish.rescue.job import Rescue
from viewer.ui.dialogs.load_report import LoadReportDialog
from viewer.ui.rescuing.dialog import RescueDialog
from viewer.ui.rescuing.words import ALL_READ, GOES_ON

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from viewer.publish.rescue.work import Work

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="FUSE is tried on Linux"),
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
]


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[PublishDesk]:
    made = PublishDesk(qtbot, tmp_path, [*examination(FIRST, 3), *examination(SECOND, 2)])
    yield made
    made.close()


@pytest.fixture
def scratched(desk: PublishDesk, tmp_path: Path) -> Iterator[FaultyMount]:
    """A disc of which one picture cannot be read, open in the window."""
    with FaultyMount(desk.disc, tmp_path / "mnt") as mount:
        name = sorted(p for p in (desk.disc / "DICOM").rglob("*") if p.is_file())[1]
        mount.say(f"scratch 0 {name.stat().st_size} {name.relative_to(desk.disc)}")
        desk.window.open_path(mount.point)
        session = desk.session
        desk.qtbot.waitUntil(lambda: mount.point in session.paths)
        desk.qtbot.waitUntil(lambda: session.load.stage is Stage.READY)
        desk.qtbot.waitUntil(lambda: bool(session.report.findings))
        yield mount
        desk.window.close_media()


def opened(desk: PublishDesk) -> RescueDialog:
    (dialog,) = [d for d in desk.window.findChildren(RescueDialog) if d.isVisible()]
    return dialog


def rescue(desk: PublishDesk) -> RescueDialog:
    """From the report of what was read, with the target folder as the place."""
    desk.window.show_load_report()
    (report,) = desk.window.findChildren(LoadReportDialog)
    assert report.rescue_button.isVisible()
    snapshot(report)
    desk.press(report.rescue_button)
    dialog = opened(desk)
    dialog.place_page.place.set_folder(desk.target)
    go_on(desk, dialog, dialog.next_button)
    return dialog


def go_on(desk: PublishDesk, dialog: RescueDialog, button: QPushButton) -> None:
    desk.press(button)
    desk.qtbot.waitUntil(lambda: dialog.is_over and not dialog.making.is_running, timeout=30_000)
    snapshot(dialog)


def snapshot(dialog: QDialog) -> None:
    """For somebody to look at, where it is asked for."""
    QApplication.processEvents()
    if folder := os.environ.get("RESCUE_PICTURES"):
        dialog.grab().save(f"{folder}/rescue-{len(os.listdir(folder))}.png")  # noqa: PTH208


def listed(dialog: RescueDialog) -> str:
    lists = dialog.findChildren(QPlainTextEdit)
    return "\n".join(one.toPlainText() for one in lists if "lost" in one.accessibleName())


def button(dialog: RescueDialog, words: str) -> QPushButton:
    (found,) = [b for b in dialog.findChildren(QPushButton) if words in b.text() and b.isVisible()]
    return found


def test_what_cannot_be_read_is_listed_and_read_once_the_disc_is_clean(
    desk: PublishDesk, scratched: FaultyMount
) -> None:
    dialog = rescue(desk)
    assert "1 file could not be read. The copy has the other 4 files." in desk.words(dialog)
    assert "image 2" in listed(dialog)
    place = desk.target / "Rescued pictures"
    assert report_of(place).counts.readable == 4
    assert work_of(place).is_dir()
    scratched.say("mode fine")
    for name in sorted(p for p in (desk.disc / "DICOM").rglob("*") if p.is_file())[1:2]:
        scratched.say(f"scratch 0 0 {name.relative_to(desk.disc)}")
    go_on(desk, dialog, button(dialog, "Go on"))
    assert ALL_READ in desk.words(dialog)
    assert report_of(place).counts.readable == 5
    assert [path.name for path in desk.target.iterdir()] == ["Rescued pictures"]


def test_another_disc_in_the_drive_is_refused_in_words(
    desk: PublishDesk, scratched: FaultyMount
) -> None:
    dialog = rescue(desk)
    listing = scratched.folder / "DICOMDIR"
    listing.write_bytes(listing.read_bytes().replace(b"PATIENT ", b"PATIENT_"))
    go_on(desk, dialog, button(dialog, "Go on"))
    words = desk.words(dialog)
    assert "Lightbox cannot go on with this disc." in words
    assert "Another disc was being rescued to this place" in words


def test_an_image_that_was_damaged_before_is_no_success(desk: PublishDesk) -> None:
    """It was read as it is, and is not in the copy: that is said, and which one."""
    name = sorted(p for p in (desk.disc / "DICOM").rglob("*") if p.is_file())[1]
    name.write_bytes(name.read_bytes()[:-100])
    desk.window.actions_set["rescue-disc"].trigger()
    dialog = opened(desk)
    dialog.place_page.place.set_folder(desk.target)
    go_on(desk, dialog, dialog.next_button)
    assert "1 file was read, but damaged before or not fit for a disc." in desk.words(dialog)
    assert "image 2" in listed(dialog)


def test_the_dialog_opened_again_goes_on_at_the_same_place(
    desk: PublishDesk, scratched: FaultyMount
) -> None:
    del scratched
    dialog = rescue(desk)
    desk.press(dialog.next_button)  # it is closed
    desk.qtbot.waitUntil(lambda: not dialog.isVisible())
    desk.window.actions_set["rescue-disc"].trigger()
    again = opened(desk)
    assert again.target == desk.target / "Rescued pictures"
    assert GOES_ON in desk.words(again)
    assert again.next_button.text() == "&Go on"
    snapshot(again)


def test_nobody_is_named_where_people_are_hidden(desk: PublishDesk, scratched: FaultyMount) -> None:
    del scratched
    name = PERSON["PatientName"].split("^")[0]
    SHOWN.set_state(Hiding(people=True))
    try:
        dialog = rescue(desk)
        assert name not in desk.words(dialog) + listed(dialog)
        assert "image 2" in listed(dialog)
    finally:
        SHOWN.set_state(Hiding())


def test_a_sound_disc_is_not_offered_to_be_rescued(desk: PublishDesk) -> None:
    desk.window.show_load_report()
    (report,) = desk.window.findChildren(LoadReportDialog)
    assert not report.rescue_button.isVisible()


def test_nothing_is_written_to_the_disc_itself(desk: PublishDesk) -> None:
    desk.window.actions_set["rescue-disc"].trigger()
    dialog = opened(desk)
    dialog.place_page.place.folder.setText(str(desk.disc))
    assert not dialog.next_button.isEnabled()
    dialog.place_page.place.set_folder(desk.target)
    assert dialog.next_button.isEnabled()
    (desk.target / "Rescued pictures").mkdir()
    (desk.target / "Rescued pictures" / "mine").write_text("x")
    dialog.place_page.place.name.setText("Rescued pictures")
    dialog.place_page.place.changed.emit()
    assert not dialog.next_button.isEnabled()


def test_a_disc_that_shows_nothing_is_offered_to_be_rescued(
    desk: PublishDesk, tmp_path: Path
) -> None:
    with FaultyMount(desk.disc, tmp_path / "mnt") as mount:
        for path in (desk.disc / "DICOM").rglob("*"):
            if path.is_file():
                mount.say(f"scratch 0 {path.stat().st_size} {path.relative_to(desk.disc)}")
        desk.window.close_media()
        desk.window.open_path(mount.point)
        page = desk.window.centre.problem
        desk.qtbot.waitUntil(page.rescue.isVisible)
        desk.press(page.rescue)
        assert opened(desk).source == mount.point
        snapshot(opened(desk))
        if folder := os.environ.get("RESCUE_PICTURES"):
            desk.window.grab().save(f"{folder}/problem.png")
        desk.window.close_media()


def test_stopped_what_was_read_is_kept_and_gone_on_with(
    desk: PublishDesk, scratched: FaultyMount, monkeypatch: pytest.MonkeyPatch
) -> None:
    del scratched
    real = Rescue._sort

    def stop_there(self: Rescue, work: Work) -> tuple[dict[str, str], list[str], list[str]]:
        opened(desk).making.stop()  # everything easy was read by then
        return real(self, work)

    monkeypatch.setattr(Rescue, "_sort", stop_there)
    dialog = rescue(desk)
    assert "What was read is kept. Go back to go on with it." in desk.words(dialog)
    place = desk.target / "Rescued pictures"
    assert not place.exists()
    assert work_of(place).is_dir()
    monkeypatch.undo()
    desk.press(dialog.back_button)
    assert GOES_ON in desk.words(dialog)
    go_on(desk, dialog, dialog.next_button)
    assert report_of(place).counts.readable == 4

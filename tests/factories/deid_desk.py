"""The whole program on a small disc of one or two people, and the dialog of a copy on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSettings
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from tests.factories.dicom import image_dataset, make_disc
from tests.factories.window_desk import ThemeDesk
from viewer.app.stage import Stage
from viewer.ui.application import Desktop
from viewer.ui.deid.copy_dialog import CopyDialog
from viewer.ui.preferences import Preferences

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pydicom.dataset import Dataset
    from PySide6.QtCore import Qt
    from pytestqt.qtbot import QtBot

PERSON: dict[str, Any] = {
    "PatientName": "Lindqvist^Margareta",
    "PatientID": "A-7784512",
    "PatientBirthDate": "19481130",
    "InstitutionName": "Beispielklinik",
}
OTHER: dict[str, Any] = {**PERSON, "PatientName": "Oberholzer^Reto", "PatientID": "B-99123"}


def slices(count: int = 3, series: int = 1, **more: Any) -> list[Dataset]:
    return [image_dataset(number=n + 1, series=series, **{**PERSON, **more}) for n in range(count)]


def ultrasound() -> Dataset:
    """A picture that says there is text in it."""
    return image_dataset(series=7, **PERSON, Modality="US", BurnedInAnnotation="YES")


class DeidDesk:
    """Waits with the event loop running; presses keys and buttons as a person does."""

    def __init__(self, qtbot: QtBot, folder: Path, datasets: Sequence[Dataset]) -> None:
        self.qtbot = qtbot
        self.disc = folder / "disc"
        make_disc(self.disc, datasets)
        self.target = folder / "target"
        self.target.mkdir()
        self.looks = ThemeDesk()
        store = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        preferences = Preferences(store)
        preferences.acknowledge_notice()
        self.desktop = Desktop(self.looks.app, preferences)
        self.window = self.desktop.window
        self.session = self.desktop.session
        self.window.resize(1200, 800)
        self.window.show()
        self.desktop.start([self.disc])
        active = self.session.workspace.active
        qtbot.waitUntil(lambda: not self.desktop.is_starting)
        qtbot.waitUntil(lambda: self.session.load.stage is Stage.READY)
        qtbot.waitUntil(lambda: active.shown is not None)

    def open_dialog(self, action: str = "copy-without-identity") -> CopyDialog:
        self.window.actions_set[action].trigger()
        return self.dialog()

    def dialog(self) -> CopyDialog:
        found = [d for d in self.window.findChildren(CopyDialog) if d.isVisible()]
        assert len(found) == 1
        dialog = found[0]
        self.qtbot.waitUntil(lambda: not dialog.draft.survey.is_running)
        self.qtbot.waitUntil(lambda: bool(dialog.draft.examples))
        return dialog

    def go_to_place(self, dialog: CopyDialog) -> None:
        """Press Next until the last question, and choose the target folder."""
        while dialog.page is not dialog.place:
            self.press(dialog.next_button)
        dialog.place.set_folder(self.target)

    def make(self, dialog: CopyDialog) -> None:
        """Press through to the end."""
        self.go_to_place(dialog)
        self.press(dialog.next_button)
        self.qtbot.waitUntil(lambda: dialog.is_over)

    def press(self, button: QAbstractButton) -> None:
        assert button.isEnabled()
        button.click()

    def key(self, key: Qt.Key) -> None:
        """Press a key where the focus is."""
        widget = QApplication.focusWidget()
        assert widget is not None
        QTest.keyClick(widget, key)

    def close(self) -> None:
        self.window.close()
        self.desktop.close()
        self.window.deleteLater()
        self.looks.close()

"""The whole program on a made disc, and the dialogs that copy it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QTreeWidget, QWidget

from tests.factories.deid_desk import OTHER, PERSON
from tests.factories.dicom import image_dataset, make_disc
from tests.factories.window_desk import ThemeDesk
from viewer.app.stage import Stage
from viewer.ui.application import Desktop
from viewer.ui.preferences import Preferences
from viewer.ui.publishing.dialog import PublishDialog

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pydicom.dataset import Dataset
    from pytestqt.qtbot import QtBot

FIRST, SECOND = "1.2.826.0.1.3680043.8.498.71", "1.2.826.0.1.3680043.8.498.72"


def examination(uid: str = FIRST, count: int = 3, **more: Any) -> list[Dataset]:
    """Slices of one examination of the usual person; numbers by which files differ."""
    day = int(uid.rsplit(".", 1)[-1]) % 28 + 1
    facts = {**PERSON, "StudyInstanceUID": uid, "StudyDate": f"202403{day:02}", **more}
    facts.setdefault("SeriesInstanceUID", f"{uid}.1")
    return [
        image_dataset(number=n + 1, SOPInstanceUID=f"{uid}.1.{n + 1}", **facts)
        for n in range(count)
    ]


def of_other(count: int = 2) -> list[Dataset]:
    """Slices of somebody else."""
    return examination(f"{SECOND}9", count, **OTHER)


class PublishDesk:
    """Waits with the event loop running; presses keys and buttons as a person does."""

    def __init__(self, qtbot: QtBot, folder: Path, datasets: Sequence[Dataset]) -> None:
        self.qtbot = qtbot
        self.disc = folder / "disc"
        make_disc(self.disc, datasets)
        (self.disc / "VIEWER.EXE").write_bytes(b"MZ and more")
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

    def open_dialog(self, action: str = "copy-to-computer") -> PublishDialog:
        """By the action, with the target folder as the place."""
        self.window.actions_set[action].trigger()
        dialog = self.dialog()
        if action == "add-to-stick":
            dialog.plan_page.sticks.set_folder(self.target)  # type: ignore[attr-defined]
        else:
            dialog.plan_page.place.set_folder(self.target)
        self.settle(dialog)
        return dialog

    def dialog(self) -> PublishDialog:
        """The one that is open."""
        found = [d for d in self.window.findChildren(PublishDialog) if d.isVisible()]
        assert len(found) == 1
        return found[0]

    def settle(self, dialog: PublishDialog) -> None:
        """Until all is known that can be."""
        draft = dialog.draft
        self.qtbot.waitUntil(lambda: draft.is_settled and not draft.is_looking)

    def make(self, dialog: PublishDialog) -> None:
        """Press the button and wait for what comes of it."""
        self.settle(dialog)
        self.press(dialog.next_button)
        self.qtbot.waitUntil(lambda: dialog.is_over, timeout=30_000)

    def press(self, button: QAbstractButton) -> None:
        """A click, or Space for what is ticked."""
        assert button.isEnabled()
        if isinstance(button, QPushButton):
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        else:
            QTest.keyClick(button, Qt.Key.Key_Space)

    def untick(self, tree: QTreeWidget, words: str) -> None:
        """Take the tick from the line with such words, by the keyboard."""
        found = tree.findItems(words, Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive)
        assert len(found) == 1
        tree.setCurrentItem(found[0])
        QTest.keyClick(tree, Qt.Key.Key_Space)

    def words(self, dialog: QWidget) -> str:
        """All that is to be read on the page."""
        labels = dialog.findChildren(QLabel)
        return "\n".join(label.text() for label in labels if label.isVisible())

    def close(self) -> None:
        """End of it."""
        self.window.close()
        self.desktop.close()
        self.window.deleteLater()
        self.looks.close()

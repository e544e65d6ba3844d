"""Asks for the passphrase of a ZIP; what is typed stays in memory, and is nowhere kept (M-081)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit

from viewer.app.identity_view import SHOWN
from viewer.app.stage import Stage
from viewer.media.keyring import KEYRING
from viewer.media.locate import is_locked
from viewer.settings import ArchiveSettings
from viewer.ui.dialogs.dialog import Dialog
from viewer.ui.plain_text import plain_label
from viewer.ui.words import short_name

if TYPE_CHECKING:
    from pathlib import Path

    from viewer.app.session import Session
    from viewer.errors import ViewerError
    from viewer.ui.main_window import MainWindow

WHERE: Final = "Whoever gave you the ZIP has its passphrase. Lightbox does not keep it."
WRONG: Final = (
    "This is not the passphrase of this ZIP. Capital letters, spaces and dashes count: show it to "
    "see what was typed."
)
_WIDTH: Final = 460


class UnlockDialog(Dialog):
    """A passphrase, tried on a thread; the ZIP is opened with the right one only."""

    def __init__(self, session: Session, path: Path, window: MainWindow) -> None:
        super().__init__("Protected ZIP", window.theme, window)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._session = session
        self._path = path
        self._is_over = False
        name = short_name(SHOWN.place(path.name))
        self.add_label(f"{name} is protected", "title")
        self.add_label(WHERE)
        self.edit = QLineEdit(self)
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.setAccessibleName(f"Passphrase of {name}")
        self.edit.setAccessibleDescription(WHERE)
        self.shown = QCheckBox("&Show it", self)
        self.problem = self._fill()
        self.open_button = self.add_button("Open", self._try)
        self.open_button.setDefault(True)
        self.open_button.setEnabled(False)
        self.close_button.setText("Do not open")
        self.close_button.setAutoDefault(False)
        self.edit.textChanged.connect(lambda text: self.open_button.setEnabled(bool(text)))
        self.edit.setFocus()
        self.setMinimumWidth(self.theme.px(_WIDTH))

    def done(self, result: int) -> None:
        """Forget what was typed; a window that only waited for this ZIP has its start page back."""
        self._is_over = True
        self.edit.clear()
        session = self._session
        if not result and not session.paths and session.load.stage is Stage.OPENING:
            session.close_media()
        super().done(result)

    def _fill(self) -> QLabel:
        row = QHBoxLayout()
        row.setSpacing(self.theme.px(8))
        label = plain_label(self, text="&Passphrase")
        label.setBuddy(self.edit)
        row.addWidget(label)
        row.addWidget(self.edit, stretch=1)
        row.addWidget(self.shown)
        self.body.addLayout(row)
        self.shown.toggled.connect(self._show)
        problem = self.add_label("", "warning")
        problem.hide()
        return problem

    def _show(self, shown: bool) -> None:  # noqa: FBT001  a signal of Qt
        modes = QLineEdit.EchoMode
        self.edit.setEchoMode(modes.Normal if shown else modes.Password)

    def _try(self) -> None:
        self.open_button.setEnabled(False)
        self.edit.setReadOnly(True)
        self._session.in_background(partial(_opens, self._path, self.edit.text()), self._tried)

    def _tried(self, opens: bool | ViewerError) -> None:  # noqa: FBT001  the answer of a job
        if self._is_over:  # somebody thought better of it
            KEYRING.forget(self._path)
            return
        if opens is True:
            self.accept()
            self._session.open(self._path)
            return
        self.problem.setText(WRONG)
        self.problem.show()
        self.adjustSize()
        self.edit.setReadOnly(False)
        self.open_button.setEnabled(True)
        self.edit.selectAll()
        self.edit.setFocus()


def _opens(path: Path, text: str) -> bool:
    """Whether it is the passphrase, which the keyring has then; a copied one may have an edge."""
    for password in dict.fromkeys((text, text.strip())):
        if password:
            KEYRING.add(path, password)
            if not is_locked(path, ArchiveSettings()):
                return True
    KEYRING.forget(path)
    return False

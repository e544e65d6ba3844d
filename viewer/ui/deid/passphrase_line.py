"""A passphrase for a ZIP: one is offered, one's own is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from viewer.deid.passphrase import make_passphrase
from viewer.ui.plain_text import plain_label

if TYPE_CHECKING:
    from collections.abc import Callable

    from viewer.ui.theme import Theme

WORDS: Final = (
    "Write it down, and give it to the person by another way than the file, for example by "
    "telephone. Nobody opens the file without it, and nobody can find it out later. Programs such "
    "as 7-Zip or Keka open it; what comes with Windows does not."
)


class PassphraseLine(QWidget):
    """`changed` whenever the passphrase is another one."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(28), 0, 0, 0)
        column.setSpacing(theme.px(6))
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        label = plain_label(self, text="&Passphrase")
        self.edit = QLineEdit(make_passphrase().text, self)
        self.edit.setAccessibleName("Passphrase of the ZIP")
        self.edit.setAccessibleDescription(WORDS)
        label.setBuddy(self.edit)
        self.another = self._button("Make &another", self._make)
        self.copy = self._button("Cop&y it", self._copy)
        row.addWidget(label)
        row.addWidget(self.edit, stretch=1)
        row.addWidget(self.another)
        row.addWidget(self.copy)
        column.addLayout(row)
        column.addWidget(plain_label(self, "small", WORDS))
        self.edit.textChanged.connect(lambda _: self.changed.emit())

    @property
    def text(self) -> str:
        """The passphrase."""
        return self.edit.text()

    def _button(self, text: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked: act())
        return button

    def _make(self) -> None:
        self.edit.setText(make_passphrase().text)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text)

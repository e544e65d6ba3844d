"""The frame all dialogs share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable

    from viewer.ui.theme import Theme


class Dialog(QDialog):
    """A title, a body and a row of buttons, each with a verb; it never blocks the window."""

    def __init__(self, title: str, theme: Theme, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        column = QVBoxLayout(self)
        margin = theme.px(16)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(theme.px(12))
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.px(12))
        column.addLayout(self.body, stretch=1)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(theme.px(8))
        self._buttons.addStretch(1)
        column.addLayout(self._buttons)
        self.close_button = self.add_button("Close", self.close)
        self.close_button.setDefault(True)

    def add_button(self, text: str, act: Callable[[], object], place: int = 1) -> QPushButton:
        """A button at the bottom; `place` 0 is at the left end, the rest go to the right."""
        button = QPushButton(text, self)
        button.clicked.connect(lambda _checked: act())
        self._buttons.insertWidget(place if place == 0 else self._buttons.count(), button)
        return button

    def add_label(self, text: str, role: str = "", *, markup: bool = False) -> QLabel:
        """A wrapping label in the body; `markup` only for our own words."""
        label = QLabel(text, self)
        label.setProperty("role", role)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.RichText if markup else Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.addWidget(label)
        return label

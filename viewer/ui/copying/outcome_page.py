"""The last page of a dialog that makes copies: what came of it, and what to do now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from viewer.ui.copying.step_page import StepPage
from viewer.ui.plain_text import plain_label

if TYPE_CHECKING:
    from collections.abc import Callable

    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme


class OutcomePage(StepPage):
    """Made anew for each result."""

    def __init__(self, title: str, icons: Icons, theme: Theme, parent: QWidget | None) -> None:
        super().__init__(title, icons, theme, parent)
        head = QHBoxLayout()
        head.setSpacing(theme.px(12))
        self._icon = QLabel(self.body)
        self.words = plain_label(self.body, "heading")
        head.addWidget(self._icon)
        head.addWidget(self.words, stretch=1)
        self.column.addLayout(head)
        self.more = self.add_label("")
        self._notes = QVBoxLayout()
        self._notes.setSpacing(theme.px(6))
        self.column.addLayout(self._notes)
        self.column.addSpacing(theme.px(8))
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(theme.px(8))
        self.buttons.addStretch(1)
        self.column.addLayout(self.buttons)
        self.column.addSpacing(theme.px(8))
        self.detail_button = QPushButton("Technical &detail", self.body)
        self.detail_button.setAutoDefault(False)
        self.detail_button.setCheckable(True)
        self.copy_button = QPushButton("Co&py the detail", self.body)
        self.copy_button.setAutoDefault(False)
        self.detail = QPlainTextEdit(self.body)
        self._add_detail()

    def add_action(self, text: str, act: Callable[[], object]) -> QPushButton:
        """A button under the words."""
        button = QPushButton(text, self.body)
        button.setAutoDefault(True)
        button.clicked.connect(lambda _checked: act())
        self.buttons.insertWidget(self.buttons.count() - 1, button)
        return button

    def add_note(self, icon: str, colour: str, words: str, place: int = -1) -> None:
        """A line that is to be known."""
        self._notes.insertWidget(place, self.statement(icon, colour, words, self.body))

    def set_detail(self, text: str) -> None:
        """What somebody who asks may need; "" for nothing."""
        self.detail.setPlainText(text)
        self.detail_button.setVisible(bool(text))

    def _add_detail(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(self.theme.px(8))
        row.addWidget(self.detail_button)
        row.addWidget(self.copy_button)
        row.addStretch(1)
        self.column.addLayout(row)
        self.detail.setReadOnly(True)
        self.detail.setTabChangesFocus(True)
        self.detail.setAccessibleName("Technical detail")
        self.detail.setMinimumHeight(self.theme.px(140))
        self.column.addWidget(self.detail, stretch=1)
        self.column.addStretch(1)
        self.detail_button.toggled.connect(self._show_detail)
        self.copy_button.clicked.connect(lambda _checked: to_clipboard(self.detail.toPlainText()))
        self._show_detail(shown=False)

    def say(self, icon: str, colour: str, words: str, more: str) -> None:
        """The icon, what happened, and what that means."""
        pixmap = self.icons.pixmap(icon, colour, 28, self.devicePixelRatioF())
        self._icon.setPixmap(pixmap)
        self.words.setText(words)
        self.more.setText(more)
        self.setAccessibleName(words)
        self.setAccessibleDescription(more)

    def _show_detail(self, shown: bool) -> None:  # noqa: FBT001  a slot
        self.detail.setVisible(shown)
        self.copy_button.setVisible(shown)


def to_clipboard(text: str) -> None:
    """Have it where other programs can paste it."""
    QGuiApplication.clipboard().setText(text)

"""The frame all pages share: a calm column in the middle, icon, title, words, buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable

    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme

COLUMN = 520


class Page(QScrollArea):
    """A page scrolls when large text or a small window leave no room."""

    def __init__(
        self, icon: str, icons: Icons, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.icons = icons
        self.theme = theme
        self._icon = icon
        self._icon_size = 40.0
        self.setProperty("role", "page")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._body = QWidget(self)
        self._body.setProperty("role", "page")
        self._picture = QLabel(self._body)
        self.title = self.add_label("title")
        self.words = self.add_label("")
        self.column = QVBoxLayout()
        self.column.setSpacing(theme.px(12))
        self.column.addWidget(self._picture)
        self.column.addWidget(self.title)
        self.column.addWidget(self.words)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(theme.px(8))
        self.buttons.addStretch(1)
        self.column.addSpacing(theme.px(4))
        self.column.addLayout(self.buttons)
        margin = theme.px(24)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addLayout(self.column, stretch=8)
        across.addStretch(1)
        down = QVBoxLayout(self._body)
        down.setContentsMargins(margin, margin, margin, margin)
        down.addStretch(2)
        down.addLayout(across)
        down.addStretch(3)
        self.setWidget(self._body)
        theme.changed.connect(self._restyle)
        self._restyle()

    def set_icon(self, name: str, size: float = 40.0) -> None:
        """Change the picture above the title."""
        self._icon, self._icon_size = name, size
        self._restyle()

    def set_text(self, title: str, words: str) -> None:
        """What happened, what it means, what to do (look.md, "Words")."""
        self.title.setText(title)
        self.words.setText(words)
        self.words.setVisible(bool(words))
        self.setAccessibleName(title)
        self.setAccessibleDescription(words)

    def add_label(self, role: str) -> QLabel:
        """Make a label that wraps and never takes a stranger's text for markup."""
        label = QLabel(self._body)
        label.setProperty("role", role)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        return label

    def add_button(
        self, text: str, icon: str, act: Callable[[], None], role: str = ""
    ) -> QPushButton:
        """A button under the words; `role` primary marks the one most people want."""
        button = QPushButton(text, self._body)
        button.setProperty("role", role)
        button.setProperty("icon-name", icon)
        button.setAutoDefault(True)  # Enter presses the button that has the focus
        button.clicked.connect(lambda _checked: act())
        self.buttons.insertWidget(self.buttons.count() - 1, button)
        self._draw_icon(button)
        return button

    def _restyle(self) -> None:
        self.column.parentWidget()
        self._picture.setPixmap(
            self.icons.pixmap(self._icon, "secondary", self._icon_size, self.devicePixelRatioF())
        )
        self._body.setMaximumWidth(16_777_215)
        for label in (self.title, self.words):
            label.setMaximumWidth(self.theme.px(COLUMN))
        for button in self._body.findChildren(QPushButton):
            self._draw_icon(button)

    def _draw_icon(self, button: QPushButton) -> None:
        name = button.property("icon-name")
        if name:
            primary = button.property("role") == "primary"
            button.setIcon(self.icons.icon(name, "on_accent" if primary else "text"))

"""Words in place of a document: it is being read, or cannot be shown and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme

_ICON = 40


class Message(QWidget):
    """Icon, title, words in the middle; what a stranger wrote stays plain text."""

    def __init__(self, icons: Icons, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._icons = icons
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._picture = QLabel(self)
        self.title = QLabel(self)
        self.title.setProperty("role", "heading")
        self.words = QLabel(self)
        self.words.setProperty("role", "secondary")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(24), theme.px(12), theme.px(24), theme.px(12))
        column.setSpacing(theme.px(8))
        column.addStretch(2)
        for label in (self._picture, self.title, self.words):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            column.addWidget(label)
        column.addStretch(3)
        theme.changed.connect(self._draw)
        self._draw()

    def set_text(self, title: str, words: str) -> None:
        """Say something else."""
        self.title.setText(title)
        self.words.setText(words)
        self.words.setVisible(bool(words))
        self.setAccessibleDescription(f"{title}. {words}" if words else title)

    def _draw(self) -> None:
        ratio = self.devicePixelRatioF()
        self._picture.setPixmap(self._icons.pixmap("document", "secondary", _ICON, ratio))

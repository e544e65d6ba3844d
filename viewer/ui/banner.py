"""A bar across the window with an icon, words and at most two buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from viewer.ui.button import Button

if TYPE_CHECKING:
    from collections.abc import Callable

    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme


_ICONS = {
    "calm": ("info", "secondary"),
    "warning": ("warning", "warning"),
    "danger": ("problem", "danger"),
}


class Banner(QWidget):
    """Says one thing as long as it holds. `tone` is calm, warning or danger."""

    def __init__(self, tone: str, icons: Icons, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._tone = tone
        self._icons = icons
        self.setProperty("role", f"banner-{tone}")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._icon = QLabel(self)
        self._label = QLabel(self)
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme.px(12), theme.px(6), theme.px(8), theme.px(6))
        self._row.setSpacing(theme.px(10))
        self._row.addWidget(self._icon)
        self._row.addWidget(self._label, stretch=1)
        theme.changed.connect(self._draw)
        self._draw()

    def set_text(self, text: str) -> None:
        """Change the words; screen readers hear them as the banner's name."""
        self._label.setText(text)
        self.setAccessibleName(text)

    def text(self) -> str:
        """The words on show."""
        return self._label.text()

    def add_button(self, text: str, act: Callable[[], None]) -> QPushButton:
        """Put a button at the right end."""
        button = Button(text, self)
        button.clicked.connect(lambda _checked: act())
        self._row.addWidget(button)
        return button

    def _draw(self) -> None:
        name, colour = _ICONS[self._tone]
        self._icon.setPixmap(self._icons.pixmap(name, colour, ratio=self.devicePixelRatioF()))

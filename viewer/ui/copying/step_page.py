"""The frame all pages of dialogs that make copies share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from viewer.ui.plain_text import plain_label

if TYPE_CHECKING:
    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme


class StepPage(QScrollArea):
    """One question of the dialog; it scrolls where large text leaves no room."""

    ready_changed = Signal()  # whether one can go on, or what the button says

    def __init__(self, title: str, icons: Icons, theme: Theme, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.title = title
        self.icons = icons
        self.theme = theme
        self.setProperty("role", "step")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(title)
        self.body = QWidget(self)
        self.body.setProperty("role", "step")
        self.column = QVBoxLayout(self.body)
        self.column.setContentsMargins(0, 0, theme.px(8), 0)
        self.column.setSpacing(theme.px(8))
        self.setWidget(self.body)

    @property
    def is_ready(self) -> bool:
        """Whether one can go on from here."""
        return True

    @property
    def next_text(self) -> str:
        """What the button to go on says."""
        return "&Next"

    def enter(self) -> None:
        """Called as the page comes into sight."""

    def make_taller(self, *fields: QWidget) -> None:
        """Give fields the height of a control (look.md), which the style does not."""
        for field in fields:
            field.setMinimumHeight(self.theme.px(30))

    def add_heading(self, text: str) -> QLabel:
        """A heading of a part of the page."""
        return self.add_label(text, "heading")

    def add_label(self, text: str = "", role: str = "") -> QLabel:
        """Words that wrap."""
        label = plain_label(self.body, role, text)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.column.addWidget(label)
        return label

    def statement(self, icon: str, colour: str, words: str, parent: QWidget) -> QWidget:
        """One line with an icon in front."""
        line = QWidget(parent)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.theme.px(8))
        picture = QLabel(line)
        picture.setPixmap(self.icons.pixmap(icon, colour, 16, self.devicePixelRatioF()))
        text = plain_label(line, text=words)
        row.addWidget(picture, alignment=Qt.AlignmentFlag.AlignTop)
        row.addWidget(text, stretch=1)
        return line

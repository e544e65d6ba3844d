"""The line above a document: what it is, whose, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from viewer.ui.contained import contained
from viewer.ui.icons import SIZE

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QResizeEvent

    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme

_BESIDE = 720  # logical pixels at normal text size; below, the buttons go under the words


class DocumentHeader(QFrame):
    """Title, person and date at the left, buttons at the right or below."""

    def __init__(self, icons: Icons, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._icons = icons
        self._theme = theme
        self._drawn: list[tuple[QToolButton, str]] = []
        self.setProperty("role", "document-header")
        self.title = self._label("heading")
        self.about = self._label("secondary")
        self.place = self._label("secondary")
        self._words = QVBoxLayout()
        self._words.setSpacing(0)
        self._words.addWidget(self.title)
        self._words.addWidget(self.about)
        self._tools = QHBoxLayout()
        self._tools.setSpacing(theme.px(4))
        self._tools.addWidget(self.place)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(theme.px(12), theme.px(8), theme.px(8), theme.px(8))
        self._row.setSpacing(theme.px(8))
        self._row.addLayout(self._words, stretch=1)
        self._row.addLayout(self._tools)
        theme.changed.connect(self._draw)

    def add_button(
        self, text: str, tip: str, act: Callable[[], None], icon: str = ""
    ) -> QToolButton:
        """A button at the end; its tip is what screen readers say."""
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda _checked: act())
        if icon:
            style = Qt.ToolButtonStyle
            both = style.ToolButtonTextBesideIcon if text else style.ToolButtonIconOnly
            button.setToolButtonStyle(both)
            self._drawn.append((button, icon))
        self._tools.addWidget(button)
        self._draw()
        return button

    @contained
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        direction = QBoxLayout.Direction
        beside = self.width() >= self._theme.px(_BESIDE)
        self._row.setDirection(direction.LeftToRight if beside else direction.TopToBottom)
        self._tools.setAlignment(
            Qt.AlignmentFlag.AlignRight if beside else Qt.AlignmentFlag.AlignLeft
        )

    def _label(self, role: str) -> QLabel:
        label = QLabel(self)
        label.setProperty("role", role)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        return label

    def _draw(self) -> None:
        side = self._theme.px(SIZE)
        for button, name in self._drawn:
            button.setIconSize(QSize(side, side))
            button.setIcon(self._icons.icon(name))

"""The frame all pages share: a calm column in the middle, icon, title, words, buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from viewer.ui.button import Button
from viewer.ui.contained import contained
from viewer.ui.icons import SIZE

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QFocusEvent, QResizeEvent, QShowEvent

    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme

COLUMN = 560
MARGIN = 24


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
        self._row_buttons: list[QPushButton] = []
        self.setProperty("role", "page")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._body = QWidget(self)
        self._body.setProperty("role", "page")
        self._block = QWidget(self._body)
        self._picture = QLabel(self._block)
        self.title = self.add_label("title")
        self.words = self.add_label("")
        self.column = QVBoxLayout(self._block)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.px(12))
        self.column.addWidget(self._picture)
        self.column.addWidget(self.title)
        self.column.addWidget(self.words)
        self.buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.buttons.setSpacing(theme.px(8))
        self.buttons.addStretch(1)
        self.column.addSpacing(theme.px(4))
        self.column.addLayout(self.buttons)
        down = QVBoxLayout(self._body)
        margin = theme.px(MARGIN)
        down.setContentsMargins(margin, margin, margin, margin)
        down.addStretch(2)
        down.addWidget(self._block, alignment=Qt.AlignmentFlag.AlignHCenter)
        down.addStretch(3)
        self._block.installEventFilter(self)
        self.setWidget(self._body)
        theme.changed.connect(self._restyle)
        self._restyle()

    @contained
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    @contained
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fit()  # what changed while hidden was not announced

    @contained
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow every change of the parts: texts, cards that come and go, other fonts."""
        if watched is self._block and event.type() == QEvent.Type.LayoutRequest:
            self.fit()
        return super().eventFilter(watched, event)

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

    @contained
    def focusInEvent(self, event: QFocusEvent) -> None:
        """A page that gets the focus hands it to what most people want to press."""
        super().focusInEvent(event)
        first = next((b for b in self._row_buttons if b.isVisible() and b.isEnabled()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def add_label(self, role: str) -> QLabel:
        """Make a label that wraps and never takes a stranger's text for markup."""
        label = QLabel(self._block)
        label.setProperty("role", role)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        return label

    def add_button(
        self, text: str, icon: str, act: Callable[[], None], role: str = ""
    ) -> QPushButton:
        """A button under the words; `role` primary marks the one most people want."""
        button = Button(text, self._block)
        button.setProperty("role", role)
        button.setProperty("icon-name", icon)
        button.clicked.connect(lambda _checked: act())
        self.buttons.insertWidget(self.buttons.count() - 1, button)
        self._row_buttons.append(button)
        self._draw_icon(button)
        return button

    def fit(self) -> None:
        """Give every part the room its text needs; wrapped labels do not ask for it."""
        room = self.viewport().width() - 2 * self.theme.px(MARGIN)
        widest = max((b.minimumSizeHint().width() for b in self._row_buttons), default=0)
        width = max(widest, self.theme.px(160), min(self.theme.px(COLUMN), room))
        self._block.setFixedWidth(width)
        for part in self._block.findChildren(QWidget):
            part.ensurePolished()  # else sizes are those of another font
        shown = [b for b in self._row_buttons if not b.isHidden()]
        beside = sum(b.sizeHint().width() + self.buttons.spacing() for b in shown) <= width
        direction = QBoxLayout.Direction
        self.buttons.setDirection(direction.LeftToRight if beside else direction.TopToBottom)
        height = self.column.totalHeightForWidth(width)
        if height > 0:
            self._block.setFixedHeight(height)

    def _restyle(self) -> None:
        self._picture.setPixmap(
            self.icons.pixmap(self._icon, "secondary", self._icon_size, self.devicePixelRatioF())
        )
        self.fit()
        for button in self._body.findChildren(QPushButton):
            self._draw_icon(button)

    def _draw_icon(self, button: QPushButton) -> None:
        name = button.property("icon-name")
        if name:
            primary = button.property("role") == "primary"
            side = self.theme.px(SIZE)
            button.setIconSize(QSize(side, side))
            button.setIcon(self.icons.icon(name, "on_accent" if primary else "text"))

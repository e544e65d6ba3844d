"""The panel at the right edge: one thing at a time, closed by default (look.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme

WIDTH = 280


class SidePanel(QWidget):
    """Shows the panel asked for, made when it is first wanted; asking again closes it."""

    shown_changed = Signal(str)  # name of the panel on show, "" when closed

    def __init__(self, icons: Icons, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._icons = icons
        self._theme = theme
        self._makers: dict[str, tuple[str, Callable[[QWidget], QWidget], int]] = {}
        self._made: dict[str, QWidget] = {}
        self._title = QLabel(self)
        self._title.setProperty("role", "heading")
        self._close = QToolButton(self)
        self._close.setAutoRaise(True)
        self._close.setToolTip("Close this panel")
        self._close.setAccessibleName("Close this panel")
        self._close.clicked.connect(self.close_panel)
        self._stack = QStackedWidget(self)
        head = QHBoxLayout()
        head.addWidget(self._title, stretch=1)
        head.addWidget(self._close)
        column = QVBoxLayout(self)
        margin = theme.px(8)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(margin)
        column.addLayout(head)
        column.addWidget(self._stack, stretch=1)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        theme.changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def add(
        self, name: str, title: str, make: Callable[[QWidget], QWidget], width: int = WIDTH
    ) -> None:
        """Offer a panel; `make` gets the parent when the panel is first wanted.

        It gets `width` pixels at 100 % text where the pictures have that much to spare.
        """
        self._makers[name] = (title, make, width)

    @property
    def shown(self) -> str:
        """The name of the panel on show, "" when closed."""
        current = self._stack.currentWidget()
        if self.isHidden() or current is None:
            return ""
        return next(name for name, widget in self._made.items() if widget is current)

    def toggle(self, name: str) -> None:
        """Show a panel, or close it if it is what is on show."""
        if self.shown == name:
            self.close_panel()
        else:
            self.show_panel(name)

    def show_panel(self, name: str) -> QWidget:
        """Bring a panel to the front and return its widget."""
        title, make, width = self._makers[name]
        if name not in self._made:
            self._made[name] = make(self._stack)
            self._stack.addWidget(self._made[name])
        self._stack.setCurrentWidget(self._made[name])
        self._title.setText(title)
        self.show()
        self._widen(self._theme.px(width))
        self.shown_changed.emit(name)
        return self._made[name]

    def _widen(self, width: int) -> None:
        """Take this much room if it is less, as long as the pictures keep half of it."""
        splitter = self.parentWidget()
        if isinstance(splitter, QSplitter):
            at, sizes = splitter.indexOf(self), splitter.sizes()
            pictures = sizes[at - 1]
            more = max(0, min(width - sizes[at], pictures - (pictures + sizes[at]) // 2))
            sizes[at - 1 : at + 1] = [pictures - more, sizes[at] + more]
            splitter.setSizes(sizes)

    def close_panel(self) -> None:
        """Give the room back to the pictures."""
        self.hide()
        self.shown_changed.emit("")

    def _restyle(self) -> None:
        self._close.setIcon(self._icons.icon("close"))
        self.setMinimumWidth(self._theme.px(WIDTH))

"""What fills the window between its bars: banners, then list, pictures and panel side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from viewer.ui.banner import Banner
from viewer.ui.browser.browser import WIDTH
from viewer.ui.words import INTENDED_USE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from viewer.ui.icons import Icons
    from viewer.ui.preferences import Preferences
    from viewer.ui.theme import Theme


class WindowBody(QWidget):
    """Puts the parts it is given in their places, and the notice of intended use below."""

    def __init__(
        self, preferences: Preferences, icons: Icons, theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._theme = theme
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(1)
        self._strip_px = theme.px(WIDTH)
        self.notice = Banner("calm", icons, theme, self)
        self.notice.set_text(INTENDED_USE)
        self.notice.add_button("Understood", self._acknowledge)
        self.notice.setVisible(not preferences.notice_acknowledged)

    def fill(
        self, banners: Iterable[QWidget], strip: QWidget, middle: QWidget, side: QWidget
    ) -> None:
        """Take the parts, from top to bottom and from left to right."""
        for banner in banners:
            self._column.addWidget(banner)
        for part in (strip, middle, side):
            self._splitter.addWidget(part)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes([self._strip_px, 1072])
        self._column.addWidget(self._splitter, stretch=1)
        self._column.addWidget(self.notice)

    def scale(self) -> None:
        """Larger text needs a wider list."""
        normal = self._theme.px(WIDTH)
        if normal != self._strip_px:
            strip, rest, *panels = self._splitter.sizes()
            wanted = round(strip * normal / self._strip_px)
            self._splitter.setSizes([wanted, strip + rest - wanted, *panels])
            self._strip_px = normal

    def _acknowledge(self) -> None:
        self._preferences.acknowledge_notice()
        self.notice.hide()

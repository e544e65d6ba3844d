"""No medium: insert a disc or choose a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from viewer.app.identity_view import SHOWN
from viewer.model.safe_text import visible
from viewer.ui.button import Button
from viewer.ui.pages.page import Page
from viewer.ui.words import MAX_NAME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from viewer.media.removable import Volume
    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme


class StartPage(Page):
    """What the program shows before anything is open."""

    folder_wanted = Signal()
    file_wanted = Signal()
    volume_chosen = Signal(object)  # Path

    def __init__(self, icons: Icons, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("insert-disc", icons, theme, parent)
        self.set_icon("insert-disc", 96)
        self.set_text(
            "Insert your disc or choose a folder",
            "Lightbox shows the pictures that a hospital or practice gave you: on a disc, a "
            "USB stick, in a folder or in a ZIP file. You can also drop any of these here.",
        )
        self.folder_button = self.add_button(
            "Open folder or disc…", "folder", self.folder_wanted.emit, "primary"
        )
        self.add_button("Open file or ZIP…", "file", self.file_wanted.emit)
        self._heading = self.add_label("heading")
        self._heading.setText("Found on this computer")
        self._heading.hide()
        self.column.addSpacing(theme.px(12))
        self.column.addWidget(self._heading)
        self._cards: list[QPushButton] = []

    def show_volumes(self, volumes: Sequence[Volume]) -> None:
        """List inserted discs and sticks; one click opens one."""
        for card in self._cards:
            self.column.removeWidget(card)
            card.deleteLater()
        self._cards = [self._card(volume) for volume in volumes]
        self._heading.setVisible(bool(volumes))
        if self._cards and self.isVisible():
            self._cards[0].setFocus()

    def cards(self) -> list[QPushButton]:
        """The buttons of the volumes, in order."""
        return list(self._cards)

    def _card(self, volume: Volume) -> QPushButton:
        kind = "Disc" if volume.is_optical else "Stick or drive"
        called = SHOWN.place(volume.label or str(volume.root))
        name = visible(called, MAX_NAME) or kind
        words = f"{name}\n{kind} · {visible(str(volume.root), MAX_NAME)}" if called else kind
        card = Button(words, self.widget())
        card.setProperty("role", "card")
        card.setProperty("icon-name", "disc" if volume.is_optical else "usb")
        card.setAccessibleName(f"Open {kind.lower()} {name}")
        card.clicked.connect(lambda _checked: self.volume_chosen.emit(volume.root))
        self._draw_icon(card)
        self.column.addWidget(card)
        return card

"""Reading the medium, before the first image."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from viewer.app.identity_view import SHOWN
from viewer.ui.pages.page import Page
from viewer.ui.words import number, short_name

if TYPE_CHECKING:
    from viewer.app.stage import LoadState
    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme


class ReadingPage(Page):
    """How far reading has come, in words and as a line."""

    cancel_wanted = Signal()

    def __init__(self, icons: Icons, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("disc", icons, theme, parent)
        self.bar = QProgressBar(self.widget())
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress of reading")
        self.column.insertWidget(3, self.bar)
        self.add_button("Stop reading", "close", self.cancel_wanted.emit)

    def show_load(self, load: LoadState) -> None:
        """Take a new state of reading."""
        called = SHOWN.place(load.label)
        name = short_name(called) if called else "the disc"
        if not load.done and load.total is None:
            self.set_text(f"Opening {name}…", "A disc may need some seconds to start turning.")
            self.bar.setRange(0, 0)
            return
        of = f" of about {number(load.total)}" if load.total else ""
        self.set_text(
            f"Reading {name}… {number(load.done)}{of}",
            "Pictures appear as soon as the first ones are read; you need not wait for the rest.",
        )
        self.bar.setRange(0, load.total or 0)
        self.bar.setValue(min(load.done, load.total or 0))

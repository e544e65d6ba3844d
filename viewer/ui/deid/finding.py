"""The row above the picture: search it for text, and what the search says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from viewer.deid.found_text import Meaning
from viewer.ui.banner import Banner
from viewer.ui.button import Button
from viewer.ui.icons import Icons
from viewer.ui.plain_text import plain_label
from viewer.ui.words import counted, number, pictures

if TYPE_CHECKING:
    from viewer.app.mask_review import Sheet
    from viewer.ui.theme import Theme

NOT_INSTALLED: Final = "Text search is not installed. Please look closely."
_STILL: Final = "Look yourself all the same: not every word is found."


class Finding(QWidget):
    """A button that starts and stops the search, words about it, and a warning in red."""

    started = Signal()
    stopped = Signal()

    def __init__(self, theme: Theme, parent: QWidget, *, is_installed: bool) -> None:
        super().__init__(parent)
        self._is_installed = is_installed
        self._is_running = False
        self._progress = ""
        self.words = plain_label(self, "secondary")
        self.button = Button("", self)
        self.button.setVisible(is_installed)
        self.button.clicked.connect(self._clicked)
        self.warning = Banner("danger", Icons(theme), theme, self)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self.words, 1)
        row.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(row)
        column.addWidget(self.warning)
        self.set_running(on=False)
        self.show_sheet(None)

    def set_running(self, *, on: bool, done: int = 0, kinds: int = 0) -> None:
        """Whether a search goes on, and how many kinds of pictures it is through with."""
        self._is_running = on
        self._progress = f" {number(done)} of {number(kinds)} kinds done" if kinds > 1 else ""
        self.button.setText("Stop searching" if on else "Find text")

    def show_sheet(self, sheet: Sheet | None) -> None:
        """Say what the search came to in one layout."""
        self.words.setText(self._words(sheet))
        exposed = sheet.exposed if sheet is not None else ()
        self.warning.setVisible(bool(exposed))
        if exposed:
            places = f"in {number(len(exposed))} places" if len(exposed) > 1 else "here"
            self.warning.set_text(
                f"The name, a number or the birth date of the person seems to be {places}, "
                "framed in red."
            )

    def _words(self, sheet: Sheet | None) -> str:
        if sheet is None:
            return ""
        if not self._is_installed:
            return NOT_INSTALLED
        searched = sheet.searched
        if searched is None:
            return f"Searching for text…{self._progress}" if self._is_running else ""
        if searched.problem:
            return searched.problem
        missing = f" {pictures(searched.failed)} could not be searched." if searched.failed else ""
        if not searched.texts:
            return f"No text was found by the search.{missing} {_STILL}"
        places = counted(len(searched.boxes), "place")
        dates = any(text.meaning is Meaning.DATE for text in searched.texts)
        also = ", dates among them" if dates else ""
        return f"Text was found in {places}{also}.{missing} {_STILL}"

    def _clicked(self) -> None:
        (self.stopped if self._is_running else self.started).emit()

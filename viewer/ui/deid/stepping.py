"""The bar under the picture: which one, all of them at once, how bright, how large."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QSlider, QVBoxLayout, QWidget

from viewer.deid.look import Look
from viewer.ui.deid.layout_list import frames_words
from viewer.ui.plain_text import plain_label
from viewer.ui.words import number, pictures

if TYPE_CHECKING:
    from viewer.app.mask_review import Sheet
    from viewer.ui.theme import Theme

_LOOKS: Final = {
    Look.NORMAL: "As bright as usual",
    Look.DARK: "Dark parts brighter",
    Look.BRIGHT: "Bright parts darker",
}


class View(StrEnum):
    """What is shown of a layout."""

    SINGLE = "One picture"
    BRIGHTEST = "All at once: brightest"
    DARKEST = "All at once: darkest"


class Stepping(QWidget):
    """Goes through the frames of a layout; it keeps the place and how it is looked at."""

    moved = Signal()
    viewed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheet: Sheet | None = None
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setAccessibleName("Which picture of this kind")
        self.words = plain_label(self, "secondary")
        self.words.setWordWrap(False)
        self.choice = QComboBox(self)
        self.choice.setAccessibleName("What is shown")
        for view in View:
            self.choice.addItem(view.value, view)
        self.looks = QComboBox(self)
        self.looks.setAccessibleName("Which brightness is shown best")
        for look, words in _LOOKS.items():
            self.looks.addItem(words, look)
        self.black = QCheckBox("As it will be", self)
        steps = QHBoxLayout()
        below = QHBoxLayout()
        for row in (steps, below):
            row.setSpacing(theme.px(8))
        steps.addWidget(self.slider, 1)
        steps.addWidget(self.words)
        for widget in (self.choice, self.looks, self.black):
            below.addWidget(widget)
        below.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(steps)
        column.addLayout(below)
        self.slider.valueChanged.connect(self._moved)
        self.choice.currentIndexChanged.connect(lambda _: self.viewed.emit())
        self.looks.currentIndexChanged.connect(lambda _: self.viewed.emit())

    @property
    def place(self) -> int:
        """The frame that is shown, of all frames of the layout."""
        return self.slider.value()

    @property
    def view(self) -> View:
        """What is shown of the layout."""
        return View(self.choice.currentData())

    @property
    def look(self) -> Look:
        """How bright it is to be."""
        return Look(self.looks.currentData())

    def set_frames(self, sheet: Sheet) -> None:
        """Begin with the first frame of a layout."""
        self._sheet = sheet
        many = sheet.frames > 1
        self.slider.blockSignals(True)  # noqa: FBT003  Qt's signature
        self.slider.setRange(0, sheet.frames - 1)
        self.slider.setValue(0)
        self.slider.blockSignals(False)  # noqa: FBT003  as above
        self.slider.setVisible(many)
        self.words.setVisible(many)
        self.choice.setVisible(many)
        self.choice.blockSignals(True)  # noqa: FBT003  as above
        self.choice.setCurrentIndex(0)
        self.choice.blockSignals(False)  # noqa: FBT003  as above
        self.words.setText(self._place_words())

    def set_added(self, frames: int, unread: int) -> None:
        """How many frames are in the picture of all of them."""
        if self._sheet is None:
            return
        of = "" if frames == self._sheet.frames else f"{number(frames)} of "
        missing = f", {number(unread)} could not be read" if unread else ""
        self.words.setText(f"{of}{frames_words(self._sheet, self._sheet.frames)} together{missing}")

    def set_single(self) -> None:
        """One picture is shown: say which one."""
        self.words.setText(self._place_words())

    def step(self, by: int) -> None:
        """Go on or back; one picture is shown then."""
        self.slider.setValue(self.slider.value() + by)

    def _moved(self) -> None:
        if self.view is View.SINGLE:
            self.moved.emit()
        else:
            self.choice.setCurrentIndex(0)

    def _place_words(self) -> str:
        sheet = self._sheet
        if sheet is None:
            return ""
        index, frame = sheet.place(self.place)
        frames = sheet.pictures[index].frames
        words = f"Picture {number(index + 1)} of {number(len(sheet.pictures))}"
        if len(sheet.pictures) == 1:
            words = pictures(1)
        return f"{words}, frame {number(frame + 1)} of {number(frames)}" if frames > 1 else words

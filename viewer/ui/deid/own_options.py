"""A choice of one's own: every option as a plain statement, and as a file to keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from viewer.deid.errors import ProfileError
from viewer.deid.profile import Option, load_profile
from viewer.deid.profile_file import profile_text
from viewer.ui.contained import contained
from viewer.ui.file_dialogs import ask_for_file
from viewer.ui.plain_text import plain_label
from viewer.ui.save_copy import ask_where, write_copy
from viewer.ui.words import short_name

if TYPE_CHECKING:
    from pathlib import Path

    from viewer.app.deid_draft import Draft
    from viewer.ui.theme import Theme

WORDS: Final = {
    Option.RETAIN_FULL_DATES: "Dates and times of the examinations stay as they are",
    Option.RETAIN_MODIFIED_DATES: "Dates move, all of a person by the same number of days",
    Option.RETAIN_PATIENT_CHARACTERISTICS: "Sex, age (from 90 on as 90), size and weight stay",
    Option.CLEAN_DESCRIPTORS: "Descriptions stay, word by word: only known medical words",
    Option.CLEAN_STRUCTURED_CONTENT: "Reports stay with their codes and measurements",
    Option.CLEAN_GRAPHICS: "Lines and shapes drawn on pictures stay, without their text",
    Option.CLEAN_PIXELS: "Pictures that may hold text stay, once you have looked at them",
    Option.RETAIN_SAFE_PRIVATE: "A short list of makers' numbers stays, such as PET factors",
    Option.RETAIN_DEVICE_IDENTITY: "Name and serial number of the device stay",
    Option.RETAIN_INSTITUTION: "Name and address of the hospital or practice stay",
    Option.RETAIN_UIDS: "The original identifiers stay: a hospital finds the person by them",
}
_DATES: Final = (Option.RETAIN_FULL_DATES, Option.RETAIN_MODIFIED_DATES)
KINDS: Final = "Profiles (*.toml);;All files (*)"


class OwnOptions(QWidget):
    """Ticks change the draft at once."""

    def __init__(self, draft: Draft, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._draft = draft
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(28), 0, 0, 0)
        column.setSpacing(theme.px(2))
        self._words: dict[QObject, QCheckBox] = {}
        self.boxes: dict[Option, QCheckBox] = {}
        for option, words in WORDS.items():
            box = QCheckBox(self)
            box.setAccessibleName(words)
            box.clicked.connect(lambda on, option=option: self._tick(option, on=on))
            self.boxes[option] = box
            column.addLayout(self._line(box, words, theme))
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        self.load_button = QPushButton("&Load a choice…", self)
        self.save_button = QPushButton("&Save this choice…", self)
        self.answer = plain_label(self, "small")
        for button, act in ((self.load_button, self._ask_load), (self.save_button, self._ask_save)):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked, act=act: act())
            row.addWidget(button)
        row.addWidget(self.answer, stretch=1)
        column.addLayout(row)
        self.show_draft()

    def show_draft(self) -> None:
        """Tick what the draft has."""
        for option, box in self.boxes.items():
            box.setChecked(self._draft.base.has(option))

    @contained
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Words are pressed like their box."""
        box = self._words.get(watched)
        if box is not None and event.type() == QEvent.Type.MouseButtonRelease:
            box.click()
            return True
        return False

    def _line(self, box: QCheckBox, words: str, theme: Theme) -> QHBoxLayout:
        """A box and words that wrap, which those of a box do not."""
        label = plain_label(self, text=words)
        label.installEventFilter(self)
        self._words[label] = box
        row = QHBoxLayout()
        row.setSpacing(theme.px(4))
        row.addWidget(box)
        row.addWidget(label, stretch=1)
        return row

    def load(self, path: Path) -> None:
        """Take the choice of a file, and say what is wrong with it otherwise."""
        try:
            profile = load_profile(path)
        except ProfileError as error:
            self.answer.setText(f"This file cannot be used: {error}.")
            return
        for number, name in profile.pseudonyms:
            self._draft.names[number] = name
        self._draft.words = (*self._draft.words, *profile.extra_words)
        self._draft.set_purpose(profile)
        self.show_draft()
        self.answer.setText(f"Loaded {short_name(path.name)}.")

    def save(self, path: Path) -> None:
        """Keep the choice in a file, without names."""
        text = profile_text(self._draft.base)
        problem = write_copy(path, text.encode(), self._draft.session.paths)
        self.answer.setText(problem or f"Saved as {short_name(path.name)}, without any name.")

    def _tick(self, option: Option, *, on: bool) -> None:
        options = set(self._draft.base.options)
        if on and option in _DATES:
            options -= set(_DATES)  # kept or moved, not both
        (options.add if on else options.discard)(option)
        self._draft.set_options(frozenset(options))
        self.show_draft()

    def _ask_load(self) -> None:
        path = ask_for_file(self, "Load a choice of what stays", KINDS)
        if path is not None:
            self.load(path)

    def _ask_save(self) -> None:
        where = ask_where(self, ".toml", "Profiles", title="Keep this choice", name="my-choice")
        if where is not None:
            self.save(where[0])

"""Saving what is on the screen, and what there is to say when it is opened again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel

from viewer.app.arranging import Outcome, put_up, take
from viewer.app.session_file import ENDING, decode, encode
from viewer.app.stage import Stage
from viewer.errors import ArrangementError
from viewer.limits import ARRANGEMENT_BYTES
from viewer.ui.dialogs.dialog import Dialog
from viewer.ui.plain_text import plain_label
from viewer.ui.save_copy import ask_where, write_copy
from viewer.ui.words import counted, number, short_name

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from viewer.app.session import Session
    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme

CONTENT = (
    "The file will hold the layout, which pictures are on show and how, and what was drawn and "
    "written. Pictures are not in it: to go on, open the same disc, then the file."
)
PATIENT_DATA = (
    "It is patient data: it names the examinations and holds your words about them. Keep it as "
    "carefully as the disc. Lightbox itself remembers nothing of it."
)
NO_DISC = "Open the disc with its pictures first, then this file again."
STILL_READING = "The disc is still being read. Open this file again when all pictures are there."


class _Notice(Dialog):
    """A dialog with an icon beside words."""

    def __init__(self, title: str, icons: Icons, theme: Theme, parent: QWidget | None) -> None:
        super().__init__(title, theme, parent)
        self._icons = icons
        self.setMinimumWidth(theme.px(460))

    def add_line(self, icon: str, colour: str, words: str) -> QLabel:
        """One line: an icon, and words that wrap."""
        row = QHBoxLayout()
        row.setSpacing(self.theme.px(8))
        picture = QLabel(self)
        picture.setPixmap(self._icons.pixmap(icon, colour, ratio=self.devicePixelRatioF()))
        text = plain_label(self, text=words)
        text.setAlignment(Qt.AlignmentFlag.AlignTop)
        row.addWidget(picture, alignment=Qt.AlignmentFlag.AlignTop)
        row.addWidget(text, stretch=1)
        self.body.addLayout(row)
        return text


class SaveArrangementDialog(_Notice):
    """Says what will be in the file before asking where it shall be."""

    def __init__(self, session: Session, icons: Icons, theme: Theme, parent: QWidget) -> None:
        super().__init__("Save this arrangement", icons, theme, parent)
        self._session = session
        self.add_label(CONTENT)
        drawings = len(session.annotations.state.annotations)
        if drawings:
            self.add_label(f"It will hold {counted(drawings, 'drawing')}.", "secondary")
        self.add_line("warning", "warning", PATIENT_DATA)
        self.answer = self.add_label("")
        self.answer.hide()
        self.save_button = self.add_button("Choose a place…", self._ask)
        self.save_button.setProperty("role", "primary")
        self.save_button.setDefault(True)

    def save_to(self, path: Path) -> None:
        """Write the file, and say that it is there or why not."""
        problem = write_copy(path, encode(take(self._session)), self._session.paths)
        self._say(problem or f"Saved as {short_name(path.name)}.")
        if not problem:
            self.save_button.hide()
            self.close_button.setDefault(True)
            self.close_button.setFocus()

    def _ask(self) -> None:
        title = "Save this arrangement (it holds patient data)"
        where = ask_where(self, ENDING, "Arrangements", title=title, name="arrangement")
        if where is not None:
            self.save_to(where[0])

    def _say(self, words: str) -> None:
        self.answer.setText(words)
        self.answer.show()


class ArrangementDialog(_Notice):
    """What could not be put up again, and why."""

    def __init__(self, words: list[str], icons: Icons, theme: Theme, parent: QWidget) -> None:
        super().__init__("The saved arrangement", icons, theme, parent)
        for line in words:
            self.add_line("info", "secondary", line)


def open_words(path: Path, session: Session) -> list[str]:
    """Put up the arrangement of a file; returns what is to be said, [] if all is as it was."""
    if not session.catalog.patients:
        return [NO_DISC]
    if session.load.stage in {Stage.OPENING, Stage.READING}:
        return [STILL_READING]
    try:
        with path.open("rb") as file:
            data = file.read(ARRANGEMENT_BYTES + 1)
    except OSError as error:
        return [f"The file could not be read: {error.strerror or 'the place refused it'}."]
    try:
        return outcome_words(put_up(decode(data), session))
    except ArrangementError as error:
        return [f"This arrangement was not opened: {error}.", "Nothing was changed."]


def outcome_words(outcome: Outcome) -> list[str]:
    """What is missing, with counts; [] when everything is there."""
    lines = []
    if outcome.missing_pictures:
        total = outcome.pictures + outcome.missing_pictures
        lines.append(
            f"{number(outcome.missing_pictures)} of {counted(total, 'place')} in the layout stay "
            "empty: their pictures are not on the disc that is open."
        )
    if outcome.missing_drawings:
        total = outcome.drawings + outcome.missing_drawings
        lines.append(
            f"{number(outcome.missing_drawings)} of {counted(total, 'drawing')} cannot be shown: "
            "their pictures are not there. The file keeps them."
        )
    if outcome.missing_others:
        lines.append(f"{counted(outcome.missing_others, 'other mark')} had no picture here.")
    if outcome.other_people:
        lines.append(
            f"{counted(outcome.other_people, 'examination')} here name another person than when "
            "this was saved, and were left out."
        )
    if outcome.unknown_parts:
        lines.append("Parts of it are of a newer Lightbox and were left out.")
    if lines and not outcome.same_content:
        lines.append("The disc does not hold the same as the one this was saved with.")
    return lines

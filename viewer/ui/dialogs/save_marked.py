"""Saves key images and drawings: what, where, how far it is, what became of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QProgressBar

from viewer.app.save_marked import marked_of, save_marked
from viewer.errors import CancelledError, ViewerError
from viewer.export.key_titles import KeyTitle
from viewer.model.safe_text import visible
from viewer.ui.dialogs.dialog import Dialog
from viewer.ui.file_dialogs import ask_for_folder
from viewer.ui.words import counted, number, pictures

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

    from viewer.app.save_marked import Area
    from viewer.app.session import Session
    from viewer.export.with_images import Marked, Written
    from viewer.media.cancel import CancelToken
    from viewer.model.image import FrameKey
    from viewer.ui.theme import Theme

TITLE = "Save key pictures and drawings"
PRIVACY = (
    "The copies are the pictures as they are on the disc, with the name of the patient. Keep "
    "them as carefully as the disc."
)
_MOST_PATH = 60  # characters of a folder's name
_MOST_PROBLEMS = 5
_DESCRIPTION_CHARACTERS = 1000


class SaveMarkedDialog(Dialog):
    """First the questions, then a bar, then how it went; closing it stops the work."""

    def __init__(
        self,
        session: Session,
        areas: Mapping[FrameKey, Area],
        theme: Theme,
        parent: QWidget | None,
    ) -> None:
        super().__init__(TITLE, theme, parent)
        self._session = session
        self._areas = areas
        self._cancel: CancelToken | None = None
        self._is_closed = False
        marked = marked_of(session, areas)
        self.words = self.add_label(what_is_saved(marked))
        self.title = QComboBox(self)
        self.title.setAccessibleName("Why the key pictures matter")
        for title in KeyTitle:
            self.title.addItem(title.value.meaning, title)
        self.description = QLineEdit(self)
        self.description.setMaxLength(_DESCRIPTION_CHARACTERS)
        self.description.setPlaceholderText("In your own words, if you like")
        self.form = QFormLayout()
        self.form.setVerticalSpacing(theme.px(8))
        self.form.setLabelAlignment(Qt.AlignmentFlag.AlignVCenter)
        self.form.addRow("Key pictures are", self.title)
        self.form.addRow("Note", self.description)
        self.body.addLayout(self.form)
        for row in range(self.form.rowCount()):
            self.form.setRowVisible(row, bool(marked.key_images))
        self.privacy = self.add_label(PRIVACY, "secondary")
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("How far it is")
        self.bar.hide()
        self.body.addWidget(self.bar)
        self.body.addStretch(1)
        self.save_button = self.add_button("Choose a folder…", self._choose)
        self.save_button.setEnabled(bool(marked.images))
        self.save_button.setDefault(True)
        self.close_button.setText("Cancel")
        self.finished.connect(self._stop)
        self.resize(theme.px(480), theme.px(270))

    def save_to(self, folder: Path) -> None:
        """Start saving below `folder`."""
        marked = marked_of(
            self._session, self._areas, self.title.currentData(), self.description.text()
        )
        for row in range(self.form.rowCount()):
            self.form.setRowVisible(row, False)  # noqa: FBT003  Qt's signature
        self.save_button.hide()
        self.bar.setRange(0, 0)
        self.bar.show()
        self.words.setText("Saving…")
        self._cancel = save_marked(self._session, marked, folder, self._show_progress, self._done)

    def _choose(self) -> None:
        chosen = ask_for_folder(self, "Where the folder with the pictures is to be made")
        if chosen is not None:
            self.save_to(chosen)

    def _show_progress(self, done: int, total: int) -> None:
        if self._is_closed:
            return
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.words.setText(f"Saving {number(done)} of {pictures(total)}…")

    def _done(self, result: Written | ViewerError) -> None:
        if self._is_closed:
            return
        self._cancel = None
        self.bar.hide()
        self.close_button.setText("Close")
        self.close_button.setDefault(True)
        if isinstance(result, ViewerError):
            self.words.setText(why_not(result))
            return
        self.words.setText(how_it_went(result))

    def _stop(self) -> None:
        self._is_closed = True
        if self._cancel is not None:
            self._cancel.cancel()


def what_is_saved(marked: Marked) -> str:
    """One or two sentences before it starts."""
    drawn = sum(bool(image.drawings) for image in marked.images)
    parts = [f"{pictures(drawn)} with drawings"] if drawn else []
    if marked.key_images:
        parts.append(counted(len(marked.key_images), "key picture"))
    if not parts:
        return "The pictures that were marked are no longer open."
    return (
        f"{' and '.join(parts)} will be copied into a new folder, with the drawings and the view "
        "in a form that other DICOM viewers can show."
    )


def how_it_went(written: Written) -> str:
    """Counts, the place, and everything that is not there."""
    parts = [pictures(written.copies)]
    if written.states:
        parts.append(
            f"{counted(written.states, 'file')} with drawings and views (presentation state)"
        )
    if written.documents:
        parts.append(f"{counted(written.documents, 'file')} naming the key pictures (key objects)")
    lines = [
        f"Saved in “{visible(str(written.folder), _MOST_PATH)}” and read back:",
        *(f"• {part}" for part in parts),
    ]
    if written.problems:
        lines += ["Not everything could be saved:", *written.problems[:_MOST_PROBLEMS]]
        more = len(written.problems) - _MOST_PROBLEMS
        lines += [f"and {number(more)} more"] if more > 0 else []
    return "\n".join(lines)


def why_not(error: ViewerError) -> str:
    """What went wrong, and that nothing was left behind."""
    if isinstance(error, CancelledError):
        return "Stopped. Nothing was left behind."
    reason = str(error).rstrip(".")
    return f"The pictures could not be saved: {reason}. Nothing was left behind."

"""A key that makes the copies of one person agree with those made before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QWidget

from viewer.app.deid_draft import CUSTOM
from viewer.deid.errors import ProfileError
from viewer.deid.key import load_key
from viewer.export.place import ON_MEDIUM, is_on_medium
from viewer.ui.file_dialogs import leaving_no_trace
from viewer.ui.plain_text import plain_label
from viewer.ui.words import short_name

if TYPE_CHECKING:
    from viewer.app.deid_draft import Draft
    from viewer.ui.theme import Theme

NO_KEY: Final = "New names, dates and identifiers are made up for this copy alone."
KEPT: Final = (
    "as in all copies made with {name}. Who has this file and the originals can tell which is "
    "which: keep it apart from the copies."
)
_ENDING: Final = ".key"
_PURPOSES: Final = frozenset({"research", CUSTOM})


class KeyLine(QWidget):
    """There for purposes in which copies are made again and again, and while a key is used."""

    def __init__(self, draft: Draft, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._draft = draft
        self._used = NO_KEY  # what is true now, whatever was tried since
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(12))
        self.words = plain_label(self, "secondary", NO_KEY)
        self.button = QPushButton("Agree with other co&pies…", self)
        self.button.setAutoDefault(False)
        self.button.setToolTip("Choose the key file of earlier copies, or name a new one")
        self.button.clicked.connect(lambda _checked: self._ask())
        row.addWidget(self.words, stretch=1)
        row.addWidget(self.button)
        self.show_draft()

    def show_draft(self) -> None:
        """Be there, or not."""
        is_used = self._used != NO_KEY
        self.setVisible(is_used or self._draft.base.name in _PURPOSES)

    def use(self, path: Path) -> None:
        """Take the key of a file, which is made if it is not there."""
        if not path.exists() and any(
            is_on_medium(medium, path) for medium in self._draft.session.paths
        ):
            self.words.setText(ON_MEDIUM)
            return
        try:
            key = load_key(path)
        except ProfileError as error:
            words = str(error)
            self.words.setText(f"{words[:1].upper()}{words[1:]}. {self._used}")
            return
        self._draft.set_key(key)
        kept = KEPT.format(name=short_name(path.name))
        self._used = f"New names, dates and identifiers are the same {kept}"
        self.words.setText(self._used)

    def _ask(self) -> None:
        with leaving_no_trace():
            chosen, _ = QFileDialog.getSaveFileName(
                self,
                "The key file of earlier copies, or a new one",
                f"copies{_ENDING}",
                f"Keys (*{_ENDING});;All files (*)",
                options=QFileDialog.Option.DontConfirmOverwrite,  # an existing one is only read
            )
        if chosen:
            path = Path(chosen)
            self.use(path if path.suffix else path.with_name(path.name + _ENDING))

"""The page that asks where the copy shall be, and as what."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)

from viewer.app.deid_place import NAME, free_name, is_taken, problem_of, room_for
from viewer.ui.deid.step_page import StepPage
from viewer.ui.deid.words import size_words
from viewer.ui.file_dialogs import ask_for_folder
from viewer.ui.plain_text import plain_label

if TYPE_CHECKING:
    from viewer.app.deid_draft import Draft
    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme

FORMS = (
    ("folder", "A &folder, as on a disc", "Any viewer for medical pictures opens it."),
    ("zip", "One &ZIP file", "Easier to send. Everyone who has it can open it."),
)


class PlacePage(StepPage):
    """Nothing is written where the pictures come from, and nothing is replaced."""

    def __init__(self, draft: Draft, icons: Icons, theme: Theme, parent: QWidget | None) -> None:
        super().__init__("Where to", icons, theme, parent)
        self._draft = draft
        self.add_heading("As what")
        self.forms: dict[str, QRadioButton] = {}
        group = QButtonGroup(self)
        for name, title, words in FORMS:
            self._add_form(group, name, title, words)
        self.forms["folder"].setChecked(True)
        self.column.addSpacing(theme.px(8))
        self.add_heading("Where")
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(8))
        grid.setColumnStretch(1, 1)
        self.folder = QLineEdit(self.body)
        self.folder.setAccessibleName("In the folder")
        self.browse = QPushButton("C&hoose…", self.body)
        self.browse.setAutoDefault(False)
        self.browse.setAccessibleName("Choose the folder")
        self.name = QLineEdit(NAME, self.body)
        self.name.setAccessibleName("Name of the copy")
        for row, (words, edit) in enumerate(
            (("&In the folder", self.folder), ("Na&me of the copy", self.name))
        ):
            label = plain_label(self.body, text=words)
            label.setBuddy(edit)
            grid.addWidget(label, row, 0)
            grid.addWidget(edit, row, 1)
            edit.textChanged.connect(lambda _: self._check())
        grid.addWidget(self.browse, 0, 2)
        self.column.addLayout(grid)
        self.room = self.add_label("", "secondary")
        self.problem = self.add_label("")
        self.column.addStretch(1)
        self.browse.clicked.connect(lambda _checked: self._ask())
        group.buttonClicked.connect(lambda _: self._check())
        places = QStandardPaths.StandardLocation.DocumentsLocation
        self.set_folder(Path(QStandardPaths.writableLocation(places)))

    @property
    def is_ready(self) -> bool:
        """The place can be used and has room."""
        return not self.problem.text()

    @property
    def next_text(self) -> str:
        return "&Make the copy"

    @property
    def target(self) -> Path:
        """Folder and name, without the ending of a ZIP."""
        return Path(self.folder.text()) / self.name.text()

    @property
    def form(self) -> str:
        """Which of `FORMS`."""
        return next(name for name, button in self.forms.items() if button.isChecked())

    def enter(self) -> None:
        self._check()
        self.forms[self.form].setFocus()

    def set_folder(self, folder: Path) -> None:
        """Put it there, under a name that is free."""
        while not folder.is_dir() and folder != folder.parent:
            folder = folder.parent  # a home without a folder for documents
        self.folder.setText(str(folder))
        if is_taken(folder, self.name.text()):
            self.name.setText(free_name(folder))
        self._check()

    def _add_form(self, group: QButtonGroup, name: str, title: str, words: str) -> None:
        row = QHBoxLayout()
        row.setSpacing(self.theme.px(12))
        button = QRadioButton(title, self.body)
        button.setAccessibleDescription(words)
        button.setMinimumSize(self.theme.px(230), self.theme.px(24))
        group.addButton(button)
        self.forms[name] = button
        row.addWidget(button)
        row.addWidget(plain_label(self.body, "secondary", words), stretch=1)
        self.column.addLayout(row)

    def _ask(self) -> None:
        chosen = ask_for_folder(self, "Where the copy is to be made")
        if chosen is not None:
            self.set_folder(chosen)

    def _check(self) -> None:
        folder, name = Path(self.folder.text()), self.name.text()
        problem = problem_of(folder, name, self._draft.session.paths)
        if not problem and is_taken(folder, name):
            problem = "There is something of that name already. Nothing is ever replaced."
        self.room.setText("")
        found = self._draft.survey.found
        if not problem and found is not None:
            room = room_for(found.account.octets, folder, packed=self.form != "folder")
            needed = f"It needs about {size_words(room.needed)} while it is made"
            free = f"; {size_words(room.free)} are free there." if room.free is not None else "."
            self.room.setText(needed + free)
            if not room.is_enough:
                problem = "There is not enough room in this place. Choose another one."
        self.problem.setText(problem)
        self.ready_changed.emit()

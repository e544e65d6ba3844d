"""The page that asks where the copy shall be, and as what."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)

from viewer.app.copy_place import free_name, is_taken, problem_of
from viewer.app.deid_place import NAME, kind_problem, room_for
from viewer.deid.errors import OutputError
from viewer.deid.output import Coding, Kind, Output
from viewer.ui.copying.step_page import StepPage
from viewer.ui.copying.words import size_words
from viewer.ui.deid.passphrase_line import PassphraseLine
from viewer.ui.file_dialogs import ask_for_folder
from viewer.ui.plain_text import plain_label

if TYPE_CHECKING:
    from viewer.app.deid_draft import Draft
    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme

FORMS: Final = (
    ("folder", "A &folder, as on a disc", "Any viewer for medical pictures opens it."),
    ("zip", "One &ZIP file", "Easier to send. Everyone who has it can open it."),
    ("locked", "One ZIP file with a pass&phrase", "Only who knows the passphrase can open it."),
)
STORED: Final = (
    (Output(), "as they are on the disc"),
    (Output(coding=Coding.UNCOMPRESSED), "uncompressed: every viewer reads it"),
    (Output(coding=Coding.JPEG_2000), "smaller, without loss (JPEG 2000)"),
    (Output(coding=Coding.JPEG_LS), "smaller, without loss (JPEG-LS)"),
    (Output(coding=Coding.RLE), "a little smaller, without loss (RLE)"),
    (Output(Kind.PNG), "as PNG pictures: any computer shows them, nobody can measure in them"),
    (Output(Kind.JPEG), "as JPEG pictures: smaller, with some loss"),
    (Output(Kind.MP4), "films as MP4, other pictures as PNG"),
)


class PlacePage(StepPage):
    """Nothing is written where the pictures come from, and nothing is replaced."""

    def __init__(self, draft: Draft, icons: Icons, theme: Theme, parent: QWidget | None) -> None:
        super().__init__("Where to", icons, theme, parent)
        self._draft = draft
        self.add_heading("As what")
        self.forms: dict[str, QRadioButton] = {}
        self._add_forms()
        self.passphrase = PassphraseLine(theme, self.body)
        self.passphrase.changed.connect(self._check)
        self.column.addWidget(self.passphrase)
        self.column.addSpacing(theme.px(8))
        self.add_heading("Where")
        self.folder = QLineEdit(self.body)
        self.folder.setAccessibleName("In the folder")
        self.browse = QPushButton("C&hoose…", self.body)
        self.browse.setAutoDefault(False)
        self.browse.setAccessibleName("Choose the folder")
        self.browse.clicked.connect(lambda _checked: self._ask())
        self.name = QLineEdit(NAME, self.body)
        self.name.setAccessibleName("Name of the copy")
        self.stored = QComboBox(self.body)
        self.stored.setAccessibleName("How the pictures are stored")
        self._add_place()
        self.room = self.add_label("", "secondary")
        self.problem = self.add_label("")
        self.column.addStretch(1)
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

    @property
    def output(self) -> Output:
        """What the copy becomes; raises OutputError for a passphrase that is none."""
        form = self.form
        password = self.passphrase.text if form == "locked" else ""
        stored, _ = STORED[self.stored.currentIndex()]
        return replace(stored, as_zip=form != "folder", password=password)

    def enter(self) -> None:
        self._check()
        self.forms[self.form].setFocus()

    def set_folder(self, folder: Path) -> None:
        """Put it there, under a name that is free."""
        while not folder.is_dir() and folder != folder.parent:
            folder = folder.parent  # a home without a folder for documents
        self.folder.setText(str(folder))
        if is_taken(folder, self.name.text()):
            self.name.setText(free_name(folder, NAME))
        self._check()

    def _add_forms(self) -> None:
        group = QButtonGroup(self)
        for name, title, words in FORMS:
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
        self.forms["folder"].setChecked(True)
        group.buttonClicked.connect(lambda _: self._check())

    def _add_place(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(self.theme.px(12))
        grid.setVerticalSpacing(self.theme.px(8))
        grid.setColumnStretch(1, 1)
        rows = (
            ("&In the folder", self.folder),
            ("Na&me of the copy", self.name),
            ("Pictures are &stored", self.stored),
        )
        for row, (words, field) in enumerate(rows):
            label = plain_label(self.body, text=words)
            label.setBuddy(field)
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1)
        grid.addWidget(self.browse, 0, 2)
        for edit in (self.folder, self.name):
            edit.textChanged.connect(lambda _: self._check())
        self.stored.addItems([words for _, words in STORED])
        self.make_taller(self.stored)
        self.stored.activated.connect(lambda _: self._check())
        self.column.addLayout(grid)
        QWidget.setTabOrder(self.folder, self.browse)
        QWidget.setTabOrder(self.browse, self.name)

    def _ask(self) -> None:
        chosen = ask_for_folder(self, "Where the copy is to be made")
        if chosen is not None:
            self.set_folder(chosen)

    def _check(self) -> None:
        self.passphrase.setVisible(self.form == "locked")
        self.room.setText("")
        self.problem.setText(self._problem())
        self.ready_changed.emit()

    def _name_words(self, name: str) -> str:
        """A word of warning where the name of the copy names somebody."""
        found = self._draft.names_in(name)
        return f" The name of the copy says “{found}”: everyone will see it." if found else ""

    def _problem(self) -> str:
        """Why it cannot be made there and so; tells how much room there is."""
        folder, name = Path(self.folder.text()), self.name.text()
        problem = problem_of(folder, name, self._draft.session.paths)
        if problem:
            return problem
        if is_taken(folder, name):
            return "There is something of that name already. Nothing is ever replaced."
        try:
            output = self.output
        except OutputError as error:
            return f"{str(error)[:1].upper()}{str(error)[1:]}."
        found = self._draft.survey.found
        if found is None:
            return ""
        if problem := kind_problem(output.kind):
            return problem
        room = room_for(found.account.octets, folder, output)
        needed = f"It needs about {size_words(room.needed)} while it is made"
        free = f"; {size_words(room.free)} are free there." if room.free is not None else "."
        self.room.setText(needed + free + self._name_words(name))
        return "" if room.is_enough else "There is not enough room there. Choose another place."

"""Where a copy goes: a folder, and the name it has there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QPushButton, QWidget

from viewer.app.copy_place import free_name, is_taken, problem_of
from viewer.ui.file_dialogs import ask_for_folder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from viewer.ui.theme import Theme

TAKEN = "There is something of that name already. Nothing is ever replaced."


class PlaceRow(QWidget):
    """Begins with the person's folder for documents and a name that is free there."""

    changed = Signal()

    def __init__(self, name: str, theme: Theme, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._usual = name
        self.ending = ""  # what is put behind the name
        self.folder = QLineEdit(self)
        self.folder.setAccessibleName("In the folder")
        self.browse = QPushButton("C&hoose…", self)
        self.browse.setAutoDefault(False)
        self.browse.setAccessibleName("Choose the folder")
        self.browse.clicked.connect(lambda _checked: self._ask())
        self.name = QLineEdit(name, self)
        self.name.setAccessibleName("Name of the copy")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(8))
        grid.setVerticalSpacing(theme.px(8))
        for row, (text, field) in enumerate(
            (("In the f&older:", self.folder), ("&Under the name:", self.name))
        ):
            label = QLabel(text, self)
            label.setBuddy(field)
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1)
            field.setMinimumHeight(theme.px(30))
            field.textChanged.connect(lambda _: self.changed.emit())
        grid.addWidget(self.browse, 0, 2)
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        self.set_folder(Path(QStandardPaths.writableLocation(documents)))

    @property
    def where(self) -> Path:
        """The folder."""
        return Path(self.folder.text())

    @property
    def target(self) -> Path:
        """Folder and name."""
        return self.where / f"{self.name.text()}{self.ending}"

    def set_folder(self, folder: Path) -> None:
        """Put it there, under a name that is free."""
        while not folder.is_dir() and folder != folder.parent:
            folder = folder.parent  # a home without a folder for documents
        self.folder.setText(str(folder))
        self.take_free_name()

    def take_free_name(self) -> None:
        """Change the name if something has it."""
        if is_taken(self.where, self.name.text(), (self.ending,)):
            self.name.setText(free_name(self.where, self._usual, (self.ending,)))

    def problem(self, media: Iterable[Path]) -> str:
        """Why nothing can be put there, in words; "" if it can."""
        problem = problem_of(self.where, self.name.text(), media)
        if problem:
            return problem
        return TAKEN if is_taken(self.where, self.name.text(), (self.ending,)) else ""

    def _ask(self) -> None:
        chosen = ask_for_folder(self, "Where the copy is to be made")
        if chosen is not None:
            self.set_folder(chosen)

"""Keeps the present layout under a name; says what could not be read of those kept before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from viewer.app.wording import modality_name
from viewer.ui.dialogs.dialog import Dialog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from viewer.app.own_protocols import OwnProtocols
    from viewer.hanging.present import PresentCell
    from viewer.hanging.protocol import Protocol
    from viewer.ui.theme import Theme

_EXPLANATION = (
    "Examinations of this kind can then be arranged in the same way, from the menu Window, "
    "Hang as. Nothing about the patient is kept."
)


class SaveLayoutDialog(Dialog):
    """A name, and what will be remembered of each picture."""

    def __init__(
        self,
        own: OwnProtocols,
        protocol: Protocol,
        cells: Sequence[PresentCell],
        theme: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__("Save this layout", theme, parent)
        self.setWindowModality(Qt.WindowModality.WindowModal)  # what it keeps stays as it is
        self._own = own
        self._protocol = protocol
        self.add_label(_EXPLANATION)
        self.name = QLineEdit(self)
        self.name.setPlaceholderText("Name, such as Knee MR")
        self.name.setAccessibleName("Name of the layout")
        self.name.setMaxLength(60)
        self.body.addWidget(self.name)
        self.add_label("\n".join(cell_words(n, c) for n, c in enumerate(cells, 1)), "small")
        self.problem = self.add_label("", "warning")
        self.problem.hide()
        self.save_button = self.add_button("Save layout", self._save)
        self.save_button.setDefault(True)
        self.save_button.setEnabled(False)
        self.close_button.setText("Do not save")
        self.name.textChanged.connect(lambda text: self.save_button.setEnabled(bool(text.strip())))
        self.name.setFocus()
        self.resize(theme.px(420), self.sizeHint().height())

    def _save(self) -> None:
        name = " ".join(self.name.text().split())
        try:
            self._own.save(replace(self._protocol, name=name))
        except OSError as error:
            reason = error.strerror or "the folder refused it"
            self.problem.setText(f"The layout could not be saved: {reason}.")
            self.problem.show()
            return
        self.accept()


class BadLayoutsDialog(Dialog):
    """Which saved layouts cannot be used, and why."""

    def __init__(self, own: OwnProtocols, theme: Theme, parent: QWidget) -> None:
        super().__init__("Saved layouts", theme, parent)
        self.add_label("These saved layouts could not be read. The others work.")
        for bad in own.bad[:12]:
            self.add_label(f"{bad.name}: {bad.reason}", "small")
        self.add_label(f"They are in the folder {own.folder}.", "small")
        self.resize(theme.px(480), self.sizeHint().height())


def cell_words(number: int, cell: PresentCell) -> str:
    """What is remembered of a cell: "2: MR, sagittal, t2"."""
    item = cell.item
    if item is None:
        return f"{number}: empty"
    parts = [modality_name(item.modality), item.side, item.view, item.plane]
    parts += sorted(item.meanings)
    parts += ["earlier examination"] if item.study else []
    parts += [cell.window] if cell.window else []
    parts += [f"{cell.tiles[0]} × {cell.tiles[1]} tiles"] if cell.tiles != (1, 1) else []
    return f"{number}: {', '.join(part for part in parts if part)}"

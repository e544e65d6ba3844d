"""The report of a copy, as it lies in the copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QTextBrowser

from viewer.ui.dialogs.dialog import Dialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from viewer.ui.theme import Theme


class ReportDialog(Dialog):
    """Words to read; they are in the copy too."""

    def __init__(self, page: str, theme: Theme, parent: QWidget) -> None:
        super().__init__("The report of the copy", theme, parent)
        self.text = QTextBrowser(self)
        self.text.setOpenLinks(False)
        self.text.setAccessibleName("The report of the copy")
        self.text.setHtml(page)
        self.body.addWidget(self.text)
        self.resize(theme.px(640), theme.px(640))

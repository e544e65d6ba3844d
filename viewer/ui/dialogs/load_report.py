"""The load report in a window of its own, beside the pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from viewer.ui.dialogs.dialog import Dialog
from viewer.ui.panels.load_report import LoadReportPanel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from viewer.app.session import Session
    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme


class LoadReportDialog(Dialog):
    """The panel, and a button that copies it as text."""

    def __init__(self, session: Session, icons: Icons, theme: Theme, parent: QWidget) -> None:
        super().__init__("What was read from the disc", theme, parent)
        self.panel = LoadReportPanel(session, icons, theme, self)
        self.body.addWidget(self.panel)
        self.copy_button = self.add_button("Copy", self._copy, place=0)
        self.copy_button.setIcon(icons.icon("copy"))
        self.copy_button.setToolTip("Copy the report as text, without names")
        self.finished.connect(self.panel.close_panel)
        self.resize(theme.px(760), theme.px(520))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.panel.as_text())
        self.copy_button.setText("Copied")

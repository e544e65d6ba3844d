"""The load report in a window of its own, beside the pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from viewer.app.rescue_copy import may_be_rescued
from viewer.ui.dialogs.dialog import Dialog
from viewer.ui.panels.load_report import LoadReportPanel

if TYPE_CHECKING:
    from viewer.app.session import Session
    from viewer.ui.icons import Icons
    from viewer.ui.main_window import MainWindow
    from viewer.ui.theme import Theme


class LoadReportDialog(Dialog):
    """The panel, and buttons that copy it as text and rescue what could not be read."""

    def __init__(self, session: Session, icons: Icons, theme: Theme, parent: MainWindow) -> None:
        super().__init__("What was read from the disc", theme, parent)
        self.panel = LoadReportPanel(session, icons, theme, self)
        self.body.addWidget(self.panel)
        self.copy_button = self.add_button("Copy", self._copy, place=0)
        self.copy_button.setIcon(icons.icon("copy"))
        self.copy_button.setToolTip("Copy the report as text, without names")
        self._session = session
        rescue = parent.actions_set["rescue-disc"]
        self.rescue_button = self.add_button(rescue.text(), rescue.trigger, place=0)
        self.rescue_button.setToolTip(rescue.toolTip())
        self._subscription = session.report_changed.connect(lambda _: self._offer_rescue())
        self._offer_rescue()
        self.finished.connect(self.panel.close_panel)
        self.finished.connect(lambda _: self._subscription.close())
        self.resize(theme.px(760), theme.px(520))

    def _offer_rescue(self) -> None:
        self.rescue_button.setVisible(may_be_rescued(self._session.report))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.panel.as_text())
        self.copy_button.setText("Copied")

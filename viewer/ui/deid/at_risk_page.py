"""The page on pictures that may have text in them, where nobody can look at them here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.ui.deid.step_page import StepPage
from viewer.ui.listening import until_destroyed
from viewer.ui.words import counted

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from viewer.app.deid_draft import Draft
    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme


class AtRiskPage(StepPage):
    """Says which pictures are left out, and why."""

    def __init__(self, draft: Draft, icons: Icons, theme: Theme, parent: QWidget | None) -> None:
        super().__init__("Pictures that may have text in them", icons, theme, parent)
        self._draft = draft
        self.words = self.add_label("")
        self.column.addStretch(1)
        until_destroyed(self, draft.survey.changed.connect(lambda _: self.enter()))

    def enter(self) -> None:
        lines = ["A name may be written in these pictures. They are left out of the copy:"]
        for layout in self._draft.layouts:
            reasons = "; ".join(layout.risk.reasons)
            lines.append(f"• {counted(layout.images, 'file')} ({layout.risk.about}): {reasons}")
        self.words.setText("\n".join(lines))

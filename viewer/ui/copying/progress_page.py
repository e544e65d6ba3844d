"""The page that shows how far a copy is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QProgressBar, QWidget

from viewer.ui.copying.step_page import StepPage
from viewer.ui.copying.words import left_words, sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from viewer.app.making import Making, Progress
    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme

CALM: Final = (
    "You can hide this window and go on looking at pictures. The line at the bottom of the main "
    "window says how far it is and brings it back."
)
CLOSING: Final = (
    "You are closing Lightbox, and the copy is not finished. Wait until it is, or close the main "
    "window once more: then it is stopped, and nothing is left behind."
)
_STEPS: Final = 1000


@dataclass(frozen=True, slots=True)
class Telling:
    """What the page says: how such a copy is made, what is done now, and where it may be lost."""

    how: str
    words: Callable[[Progress], str]
    stopping: str = "Stopping, and taking away what was written…"
    closing: str = CLOSING


class ProgressPage(StepPage):
    """Asked again and again to show how far it is."""

    def __init__(
        self,
        making: Making[Any],
        telling: Telling,
        icons: Icons,
        theme: Theme,
        parent: QWidget | None,
    ) -> None:
        super().__init__("Making the copy", icons, theme, parent)
        self._making = making
        self._telling = telling
        self.words = self.add_label("Getting ready…", "heading")
        self.bar = QProgressBar(self.body)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("How far the copy is")
        self.column.addWidget(self.bar)
        self.left = self.add_label("", "secondary")
        self.warning = self.statement("warning", "warning", telling.closing, self.body)
        self.warning.hide()
        self.column.addWidget(self.warning)
        self.column.addSpacing(theme.px(12))
        self.how = self.add_label(telling.how)
        self.add_label(CALM, "secondary")
        self.column.addStretch(1)

    @property
    def is_warned(self) -> bool:
        """Whether somebody was told that the copy would be lost."""
        return not self.warning.isHidden()

    def warn(self) -> None:
        """Say that the copy would be lost."""
        self.warning.show()

    def tell(self, telling: Telling) -> None:
        """Say how this one is made."""
        self._telling = telling
        self.how.setText(telling.how)

    def enter(self) -> None:
        self.warning.hide()

    @property
    def next_text(self) -> str:
        return "&Hide"

    def show_progress(self) -> None:
        """Say how far it is now."""
        making = self._making
        if making.is_stopping:
            self.words.setText(self._telling.stopping)
            self.left.setText("")
            self.bar.setRange(0, 0)
            return
        progress = making.progress
        self.words.setText(self._telling.words(progress))
        share = progress.share
        self.bar.setRange(0, 0 if share is None else _STEPS)
        self.bar.setValue(round((share or 0) * _STEPS))
        words = left_words(making.left_s)
        self.left.setText(f"{sentence(words)}." if words else "")

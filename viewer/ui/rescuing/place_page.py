"""The one question of a rescue: where to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.app.copy_place import problem_of
from viewer.app.identity_view import SHOWN
from viewer.app.rescue_copy import work_of
from viewer.model.safe_text import visible
from viewer.ui.copying.place_row import TAKEN, PlaceRow
from viewer.ui.copying.step_page import StepPage
from viewer.ui.rescuing.words import ABOUT, GOES_ON, PATIENCE, TITLE
from viewer.ui.words import short_name

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from viewer.app.session import Session
    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme

_NAME = "Rescued pictures"


class RescuePage(StepPage):
    """Says what will be done, and where the copy goes."""

    def __init__(
        self, source: Path, session: Session, icons: Icons, theme: Theme, parent: QWidget | None
    ) -> None:
        super().__init__(TITLE, icons, theme, parent)
        self._source = source
        self._session = session
        called = visible(SHOWN.place(source.name or str(source)))
        self.add_label(f"From {short_name(called)}.", "heading")
        self.add_label(ABOUT)
        self.add_label(PATIENCE, "secondary")
        self.column.addSpacing(theme.px(8))
        self.add_heading("Where to")
        self.place = PlaceRow(_NAME, theme, self.body)
        self.column.addWidget(self.place)
        self.words = self.add_label()
        self.column.addStretch(1)
        self.place.changed.connect(self._show_place)
        self._show_place()

    @property
    def target(self) -> Path:
        """Where the copy is made."""
        return self.place.target

    @property
    def is_ready(self) -> bool:
        return not self._problem()

    @property
    def next_text(self) -> str:
        return "&Go on" if work_of(self.target).exists() else "&Rescue"

    def enter(self) -> None:
        self._show_place()

    def go_on_at(self, target: Path) -> None:
        """Have the place of an earlier try."""
        self.place.folder.setText(str(target.parent))
        self.place.name.setText(target.name)

    def _problem(self) -> str:
        """Why nothing can be put there; what an earlier try left may be replaced."""
        media = (*self._session.paths, self._source)
        problem = problem_of(self.place.where, self.place.name.text(), media)
        if problem:
            return problem
        if work_of(self.target).exists():
            return ""
        return self.place.problem(media) and TAKEN

    def _show_place(self) -> None:
        goes_on = GOES_ON if work_of(self.target).exists() else ""
        self.words.setText(self._problem() or goes_on)
        self.ready_changed.emit()

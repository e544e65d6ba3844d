"""The dialog that rescues a damaged disc: where to, how far, and what is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QPlainTextEdit

from viewer.app.rescue_copy import RescueInTheMaking
from viewer.errors import CancelledError
from viewer.ui.copying.outcome_page import OutcomePage
from viewer.ui.copying.progress_page import Telling
from viewer.ui.copying.steps_dialog import StepsDialog
from viewer.ui.rescuing.place_page import RescuePage
from viewer.ui.rescuing.words import (
    CLOSING,
    HOW,
    STOPPING,
    TITLE,
    came_out,
    kept_words,
    lost_lines,
    place_words,
    progress_words,
    why_not,
)

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from viewer.app.session import Session
    from viewer.errors import ViewerError
    from viewer.publish.rescue.job import Rescued
    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme

_LINES: Final = 200  # pixels of the list of what is lost, at normal size


class RescueDialog(StepsDialog):
    """Hidden while the disc is read it goes on, and can be found again."""

    making: RescueInTheMaking

    def __init__(
        self, source: Path, session: Session, icons: Icons, theme: Theme, parent: QWidget
    ) -> None:
        self.source = source
        super().__init__(TITLE, RescueInTheMaking(session), icons, theme, parent)
        self.place_page = RescuePage(source, session, icons, theme, self)
        telling = Telling(HOW, progress_words, STOPPING, CLOSING)
        self.set_pages((self.place_page,), telling)

    @property
    def target(self) -> Path:
        """Where the copy is made."""
        return self.place_page.target

    def begin(self) -> None:
        """Read the disc."""
        self.making.start(self.source, self.target)

    def made_outcome(self) -> OutcomePage:
        """What came of it."""
        page = OutcomePage("What could be read", self.icons, self.theme, self)
        if self.making.outcome is not None:
            self._show_success(page, self.making.outcome)
        elif self.making.problem is not None:
            self._show_failure(page, self.making.problem)
        return page

    def _show_success(self, page: OutcomePage, rescued: Rescued) -> None:
        place = rescued.place
        is_all = not rescued.losses.lost and not rescued.aside.missing
        look = ("check", "success") if is_all else ("warning", "warning")
        page.say(*look, came_out(rescued), place_words(place))
        if rescued.work is not None:
            page.add_note("info", "secondary", kept_words(rescued.work))
            page.add_action("&Go on with what is missing", self._once_more)
        if not is_all:
            self._add_list(page, rescued)
        page.set_detail("\n".join(f"{n} {words}" for words, n in rescued.left_out.items()))
        page.add_action("&Open the copy", lambda: self.open_wanted.emit(place))
        self.offer_folder(page, place)

    def _add_list(self, page: OutcomePage, rescued: Rescued) -> None:
        lost = QPlainTextEdit(page.body)
        lost.setReadOnly(True)
        lost.setTabChangesFocus(True)
        lost.setAccessibleName("What is lost or left out, by series")
        lost.setPlainText("\n".join(lost_lines(rescued)))
        lost.setMinimumHeight(self.theme.px(_LINES))
        page.column.insertWidget(2, lost, stretch=1)

    def _show_failure(self, page: OutcomePage, error: ViewerError) -> None:
        stopped = isinstance(error, CancelledError)
        page.title = "There is no copy yet" if stopped else "There is no copy"
        icon = ("info", "secondary") if stopped else ("warning", "warning")
        page.say(*icon, *why_not(error))
        page.set_detail("" if stopped else f"{error.code}: {error}")

    def _once_more(self) -> None:
        """Try what is missing again, at the same place."""
        self.begin()
        self.show_page(self.progress)
        self.moved_on.emit()

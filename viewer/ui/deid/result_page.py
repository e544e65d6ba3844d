"""The last page: what came of a copy without identity, and what to do now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.errors import CancelledError, ViewerError
from viewer.ui.copying.outcome_page import OutcomePage, to_clipboard
from viewer.ui.deid.result_words import (
    came_out,
    detail_of,
    failure_detail,
    notes,
    place_words,
    why_not,
)

if TYPE_CHECKING:
    from pathlib import Path

    from viewer.deid.account import Account


class ResultPage(OutcomePage):
    """Made anew for each result."""

    def show_success(self, account: Account, place: Path) -> None:
        """The copy is there."""
        self.title = "The copy is ready"
        self.say("check", "success", came_out(account), place_words(place))
        for icon, colour, words in notes(account):
            self.add_note(icon, colour, words)
        self.set_detail(detail_of(account))

    def show_passphrase(self, passphrase: str) -> None:
        """Say once more what opens the ZIP: it is kept nowhere else."""
        words = f"The passphrase is “{passphrase}”. Write it down: Lightbox does not keep it."
        self.add_note("lock", "accent", words, 0)
        self.add_action("Copy the p&assphrase", lambda: to_clipboard(passphrase))

    def show_failure(self, error: ViewerError) -> None:
        """There is no copy, and why."""
        self.title = "There is no copy"
        stopped = isinstance(error, CancelledError)
        icon = ("info", "secondary") if stopped else ("warning", "warning")
        self.say(*icon, *why_not(error))
        self.set_detail("" if stopped else failure_detail(error))

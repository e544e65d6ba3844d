"""Copy without identity: calm pages, one after the other, from what goes in to what came of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from viewer.app.deid_copy import CopyInTheMaking
from viewer.app.deid_draft import Draft
from viewer.deid.output import Kind, Output
from viewer.ui.copying.progress_page import Telling
from viewer.ui.copying.steps_dialog import StepsDialog
from viewer.ui.deid.look_page import LookPage
from viewer.ui.deid.place_page import PlacePage
from viewer.ui.deid.purpose_page import PurposePage
from viewer.ui.deid.report_dialog import ReportDialog
from viewer.ui.deid.result_page import ResultPage
from viewer.ui.deid.values_page import ValuesPage
from viewer.ui.deid.words import TITLE, progress_words

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from viewer.app.deid_scope import Offer
    from viewer.app.session import Session
    from viewer.ui.copying.step_page import StepPage
    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme

HOW: Final = (
    "Every file is copied, then read back and searched for names and numbers. The copy is there "
    "when all of it has passed, and not before."
)


class CopyDialog(StepsDialog):
    """Leads from page to page; hidden while the copy is made it goes on, and can be found again."""

    making: CopyInTheMaking

    def __init__(
        self, session: Session, offer: Offer, icons: Icons, theme: Theme, parent: QWidget | None
    ) -> None:
        super().__init__(TITLE, CopyInTheMaking(session), icons, theme, parent)
        self.draft = Draft(session, offer)
        self.purpose = PurposePage(self.draft, icons, theme, self)
        self.values = ValuesPage(self.draft, icons, theme, self)
        self.look = LookPage(self.draft, icons, theme, self)
        self.place = PlacePage(self.draft, icons, theme, self)
        self.made_as = Output()
        pages = (self.purpose, self.values, self.look, self.place)
        self.set_pages(pages, Telling(HOW, progress_words))

    def steps(self) -> list[StepPage]:
        """The questions; pictures are only looked at where there may be text in some."""
        pages = super().steps()
        if not self.draft.layouts:
            pages.remove(self.look)
        return pages

    def begin_with(self, offer: Offer) -> None:
        """Begin anew with something else."""
        self.draft.set_offer(offer)
        self.purpose.show_offer()
        self.show_page(self.purpose)

    def go_back(self) -> None:
        """Go to the page before."""
        if self.is_over:
            self.draft.hold(held=False)
        super().go_back()

    def close_all(self) -> None:
        """Stop what runs; whoever closes the window does not wait for it."""
        self.draft.close()
        super().close_all()
        self.look.close_page()

    def begin(self) -> None:
        """Make the copy."""
        request = self.draft.request(self.place.target)
        self.made_as = self.place.output
        request = replace(request, output=self.made_as, reviews=self.look.reviews)
        self.draft.hold(held=True)
        self.making.start(request, self.draft.survey.seen)

    def made_outcome(self) -> ResultPage:
        """What came of it."""
        made = self.making
        page = ResultPage("The copy", self.icons, self.theme, self)
        if made.account is not None and made.result is not None:
            page.show_success(made.account, made.result)
            self._offer_ways_on(page, made.result)
        elif made.problem is not None:
            page.show_failure(made.problem)
        return page

    def may_go_on(self) -> bool:
        """Whether there is anything to be copied."""
        return bool(self.draft.scope.people)

    def refresh(self) -> None:
        """Show how far it is; called again and again."""
        super().refresh()
        if not self.making.is_running and self.draft.survey.is_running:
            self.purpose.show_survey()
            self.values.show_survey()

    def _offer_ways_on(self, page: ResultPage, result: Path) -> None:
        account = self.making.account
        assert account is not None
        output = self.made_as
        if output.password:
            page.show_passphrase(output.password)
        elif output.kind is Kind.DICOM:
            page.add_action("&Open the copy", lambda: self.open_wanted.emit(result))
        self.offer_folder(page, result)
        page.add_action("Show the &report", lambda: self._show_report(account.page()))

    def _show_report(self, page: str) -> None:
        dialog = ReportDialog(page, self.theme, self)
        dialog.finished.connect(lambda _: dialog.deleteLater())
        dialog.show()

"""The dialogs that copy what is open: one page with the plan, how far it is, what came of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from viewer.app.publish_copy import BURNING, COMPARING, DiscInTheMaking
from viewer.app.publish_draft import Goal, PublishDraft
from viewer.errors import CancelledError
from viewer.publish.burning import burner_at_hand, burners, drives
from viewer.ui.copying.outcome_page import OutcomePage
from viewer.ui.copying.progress_page import Telling
from viewer.ui.copying.steps_dialog import StepsDialog
from viewer.ui.listening import until_destroyed
from viewer.ui.publishing.disc_page import DiscPage
from viewer.ui.publishing.outcome_words import (
    burn_words,
    came_out,
    detail,
    not_burned,
    notes,
    why_not,
)
from viewer.ui.publishing.plan_page import PlanPage
from viewer.ui.publishing.stick_page import StickPage
from viewer.ui.publishing.words import HOW, TITLES, place_words, progress_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from viewer.app.publish_copy import Copied
    from viewer.app.session import Session
    from viewer.errors import ViewerError
    from viewer.media.cancel import CancelToken
    from viewer.publish.burning import Burner
    from viewer.ui.copying.step_page import StepPage
    from viewer.ui.icons import Icons
    from viewer.ui.publishing.page_pictures import WindowPictures
    from viewer.ui.theme import Theme


_PAGES: Final = {Goal.COMPUTER: PlanPage, Goal.DISC: DiscPage, Goal.STICK: StickPage}


class PublishDialog(StepsDialog):
    """Hidden while the copy is made it goes on, and can be found again."""

    making: DiscInTheMaking

    def __init__(
        self, draft: PublishDraft, session: Session, icons: Icons, theme: Theme, parent: QWidget
    ) -> None:
        self.draft = draft
        self._page_pictures: WindowPictures | None = None
        super().__init__(TITLES[draft.goal], DiscInTheMaking(session), icons, theme, parent)
        self.plan_page = _PAGES[draft.goal](draft, icons, theme, self)
        self.body.addWidget(self.plan_page.footer)
        self.set_pages((self.plan_page,), Telling(HOW, progress_words))
        until_destroyed(self, draft.changed.connect(lambda _: self._draft_changed()))

    def begin(self) -> None:
        """Make the copy."""
        target = self.plan_page.target
        assert target is not None  # else the button is grey
        order = self.draft.order(target)
        if order.request.wanted.pages is not None:
            order = replace(order, pictures=self._pictures())
        self.draft.hold(held=True)
        self.making.start(order)

    def may_go_on(self) -> bool:
        """Whether there is anything to be copied."""
        return bool(self.draft.people) and bool(self.draft.sources)

    def go_back(self) -> None:
        """To the plan again."""
        if self.is_over:
            self.draft.hold(held=False)
        super().go_back()

    def show_page(self, page: StepPage) -> None:
        """Bring it into sight."""
        self.plan_page.footer.setVisible(page is self.plan_page)
        super().show_page(page)

    def close_all(self) -> None:
        """Stop what runs; whoever closes the window does not wait for it."""
        self.draft.close()
        if isinstance(self.plan_page, StickPage):
            self.plan_page.sticks.close_list()
        super().close_all()
        if self._page_pictures is not None:
            self._page_pictures.close()

    def refresh(self) -> None:
        """Show how far it is; called again and again."""
        super().refresh()
        if self.page is self.plan_page:
            self.plan_page.show_progress()

    def made_outcome(self) -> OutcomePage:
        """What came of it."""
        page = OutcomePage("The copy", self.icons, self.theme, self)
        if self.making.outcome is not None:
            self._show_success(page, self.making.outcome)
        elif self.making.problem is not None:
            self._show_failure(page, self.making.problem)
        return page

    def _pictures(self) -> Callable[[CancelToken], WindowPictures]:
        """What draws pictures for pages; its classes are made here, on the window's thread."""
        from viewer.ui.publishing.page_pictures import WindowPictures  # noqa: PLC0415  discs only

        self._page_pictures = WindowPictures(self)
        return self._page_pictures.of_job

    def _offer_burning(self, page: OutcomePage, copied: Copied) -> None:
        """A button where a program of this computer burns images."""
        found = burner_at_hand(burners(), drives())
        if found is None or len(copied.places) > 1 or copied.place.suffix != ".iso":
            return
        burner, drive = found
        page.add_action("&Burn it to a disc", lambda: self._burn(copied, burner, drive))
        page.add_note("disc", "secondary", burn_words(burner, drive))

    def _burn(self, copied: Copied, burner: Burner, drive: str) -> None:
        self.making.burn(copied, burner, drive)
        self.show_page(self.progress)
        self.moved_on.emit()

    def _draft_changed(self) -> None:
        if not self.making.is_running:
            self.plan_page.show_draft()

    def _show_success(self, page: OutcomePage, copied: Copied) -> None:
        goal = self.draft.goal
        page.title = "The copy is ready"
        place = copied.place
        page.say("check", "success", came_out(copied, goal), place_words(place))
        for icon, colour, words in notes(copied):
            page.add_note(icon, colour, words)
        page.set_detail(detail(copied))
        if not copied.burned_by:
            self._offer_burning(page, copied)
        page.add_action("&Open the copy", lambda: self.open_wanted.emit(place))
        self.offer_folder(page, place)

    def _show_failure(self, page: OutcomePage, error: ViewerError) -> None:
        if self.making.progress.phase in {BURNING, COMPARING}:
            page.title = "The disc was not burned"
            page.say("warning", "warning", *not_burned(error))
            page.set_detail(f"{error.code}: {error}")
            return
        stopped = isinstance(error, CancelledError)
        page.title = "There is no copy" if self.draft.goal is not Goal.STICK else "Nothing added"
        icon = ("info", "secondary") if stopped else ("warning", "warning")
        page.say(*icon, *why_not(error, self.draft.goal, may_be_left=self.making.may_be_left))
        page.set_detail("" if stopped else f"{error.code}: {error}")

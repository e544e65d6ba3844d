"""Copy without identity: calm pages, one after the other, from what goes in to what came of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QTimer, QUrl, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from viewer.app.deid_copy import CopyInTheMaking
from viewer.app.deid_draft import Draft
from viewer.deid.output import Kind, Output
from viewer.ui.deid.look_page import LookPage
from viewer.ui.deid.place_page import PlacePage
from viewer.ui.deid.progress_page import ProgressPage
from viewer.ui.deid.purpose_page import PurposePage
from viewer.ui.deid.report_dialog import ReportDialog
from viewer.ui.deid.result_page import ResultPage
from viewer.ui.deid.values_page import ValuesPage
from viewer.ui.deid.words import TITLE
from viewer.ui.dialogs.dialog import Dialog
from viewer.ui.listening import until_destroyed
from viewer.ui.plain_text import plain_label

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from viewer.app.deid_scope import Offer
    from viewer.app.session import Session
    from viewer.ui.deid.step_page import StepPage
    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme

_LOOK_MS = 200


class CopyDialog(Dialog):
    """Leads from page to page; hidden while the copy is made it goes on, and can be found again."""

    open_wanted = Signal(object)  # the path of the copy
    moved_on = Signal()  # a copy was begun, is further, or is over

    def __init__(
        self, session: Session, offer: Offer, icons: Icons, theme: Theme, parent: QWidget | None
    ) -> None:
        super().__init__(TITLE, theme, parent)
        self._icons = icons
        self.draft = Draft(session, offer)
        self.making = CopyInTheMaking(session)
        head = QHBoxLayout()
        self.heading = plain_label(self, "title")
        self.step = plain_label(self, "secondary")
        self.step.setWordWrap(False)
        head.addWidget(self.heading, stretch=1)
        head.addWidget(self.step)
        self.body.addLayout(head)
        self.stack = QStackedWidget(self)
        self.body.addWidget(self.stack, stretch=1)
        self.purpose = PurposePage(self.draft, icons, theme, self)
        self.values = ValuesPage(self.draft, icons, theme, self)
        self.look = LookPage(self.draft, icons, theme, self)
        self.place = PlacePage(self.draft, icons, theme, self)
        self.progress = ProgressPage(self.making, icons, theme, self)
        self.outcome: ResultPage | None = None
        self.made_as = Output()
        for page in (self.purpose, self.values, self.look, self.place, self.progress):
            self._add(page)
        self.back_button = self.add_button("&Back", self.go_back, 0)
        self.next_button = self.add_button("&Next", self.go_on)
        self.next_button.setProperty("role", "primary")
        self.next_button.setDefault(True)
        self.back_button.setAutoDefault(False)
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.disconnect()
        self.close_button.clicked.connect(lambda _checked: self._press_close())
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()
        self.finished.connect(lambda _: self.close_all())
        until_destroyed(self, self.making.finished.connect(lambda _: self._finished()))
        self._show(self.purpose)
        room = self.screen().availableSize()
        self.resize(
            min(theme.px(980), room.width() * 95 // 100),
            min(theme.px(700), room.height() * 92 // 100),
        )

    @property
    def page(self) -> StepPage:
        """The page in sight."""
        return cast("StepPage", self.stack.currentWidget())

    @property
    def is_over(self) -> bool:
        """Whether there is a result to be looked at."""
        return self.outcome is not None and self.page is self.outcome

    def steps(self) -> list[StepPage]:
        """The questions; pictures are only looked at where there may be text in some."""
        pages: list[StepPage] = [self.purpose, self.values, self.look, self.place]
        if not self.draft.layouts:
            pages.remove(self.look)
        return pages

    def begin_with(self, offer: Offer) -> None:
        """Begin anew with something else."""
        self.draft.set_offer(offer)
        self.purpose.show_offer()
        self._show(self.purpose)

    def go_on(self) -> None:
        """Go to the next page, begin the copy, or close what is over."""
        if self.is_over:
            self.accept()
            return
        if self.page is self.progress:
            self.reject()
            return
        if not self.page.is_ready:
            return
        pages = self.steps()
        place = pages.index(self.page)
        if place + 1 < len(pages):
            self._show(pages[place + 1])
        else:
            self._begin()

    def go_back(self) -> None:
        """Go to the page before."""
        if self.is_over:
            self.draft.hold(held=False)
            self._show(self.place)
            return
        pages = self.steps()
        if self.page in pages and self.page is not pages[0]:
            self._show(pages[pages.index(self.page) - 1])

    def reject(self) -> None:
        """Close; while a copy is made only hide, so that nobody stops it by chance."""
        if self.making.is_running:
            self.hide()
            self.moved_on.emit()
            return
        super().reject()

    def close_all(self) -> None:
        """Stop what runs; whoever closes the window does not wait for it."""
        self._timer.stop()
        self.draft.close()
        self.making.stop()
        self.look.close_page()

    def _press_close(self) -> None:
        if not self.making.is_running:
            self.reject()
            return
        self.making.stop()
        self._look()
        self._show_buttons()

    def _begin(self) -> None:
        request = self.draft.request(self.place.target)
        self.made_as = self.place.output
        request = replace(request, output=self.made_as, reviews=self.look.reviews)
        self.draft.hold(held=True)
        self.making.start(request)
        self._show(self.progress)
        self.moved_on.emit()

    def _finished(self) -> None:
        made = self.making
        page = ResultPage(self._icons, self.theme, self)
        if made.account is not None and made.result is not None:
            page.show_success(made.account, made.result)
            self._offer_ways_on(page, made.result)
        elif made.problem is not None:
            page.show_failure(made.problem)
        if self.outcome is not None:
            self.stack.removeWidget(self.outcome)
            self.outcome.deleteLater()
        self.outcome = page
        self._add(page)
        self._show(page)
        self.moved_on.emit()

    def _offer_ways_on(self, page: ResultPage, result: Path) -> None:
        account = self.making.account
        assert account is not None
        output = self.made_as
        if output.password:
            page.show_passphrase(output.password)
        elif output.kind is Kind.DICOM:
            page.add_action("&Open the copy", lambda: self.open_wanted.emit(result))
        folder = result if result.is_dir() else result.parent
        url = QUrl.fromLocalFile(str(folder))
        page.add_action("Open the &folder", lambda: QDesktopServices.openUrl(url))
        page.add_action("Show the &report", lambda: self._show_report(account.page()))

    def _show_report(self, page: str) -> None:
        dialog = ReportDialog(page, self.theme, self)
        dialog.finished.connect(lambda _: dialog.deleteLater())
        dialog.show()

    def _add(self, page: StepPage) -> None:
        self.stack.addWidget(page)
        page.ready_changed.connect(self._show_buttons)

    def _show(self, page: StepPage) -> None:
        self.stack.setCurrentWidget(page)
        self.heading.setText(page.title)
        self.setAccessibleDescription(page.title)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, page.title))
        page.enter()
        self._show_buttons()
        if page is self.outcome:
            self.next_button.setFocus()

    def _show_buttons(self) -> None:
        page, pages = self.page, self.steps()
        asks = page in pages
        is_first = asks and page is pages[0]
        self.step.setText(f"Step {pages.index(page) + 1} of {len(pages)}" if asks else "")
        is_failure = self.is_over and self.making.problem is not None
        self.back_button.setVisible((asks and not is_first) or is_failure)
        self.next_button.setText("&Close" if self.is_over else page.next_text)
        there_is_something = bool(self.draft.scope.people) or not asks
        self.next_button.setEnabled(page.is_ready and there_is_something)
        self.close_button.setVisible(not self.is_over)
        self.close_button.setText("Cancel" if asks else "&Stop")
        self.close_button.setEnabled(not self.making.is_stopping)

    def _look(self) -> None:
        if self.making.is_running:
            self.progress.show_progress()
            self.moved_on.emit()
        elif self.draft.survey.is_running:
            self.purpose.show_survey()
            self.values.show_survey()

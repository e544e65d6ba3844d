"""The frame of dialogs that make copies: calm pages, from the questions to what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QTimer, QUrl, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from viewer.ui.copying.outcome_page import OutcomePage
from viewer.ui.copying.progress_page import ProgressPage
from viewer.ui.dialogs.dialog import Dialog
from viewer.ui.listening import until_destroyed
from viewer.ui.plain_text import plain_label

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from viewer.app.making import Making
    from viewer.ui.copying.progress_page import Telling
    from viewer.ui.copying.step_page import StepPage
    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme

_LOOK_MS = 200
_SIZE = (980, 700)


class StepsDialog(Dialog):
    """Leads from page to page; hidden while the copy is made it goes on, and can be found again.

    A dialog of its own calls `set_pages` once, and says in `begin` what is made and in
    `made_outcome` what came of it.
    """

    open_wanted = Signal(object)  # the path of the copy
    moved_on = Signal()  # a copy was begun, is further, or is over

    def __init__(
        self, title: str, making: Making[Any], icons: Icons, theme: Theme, parent: QWidget | None
    ) -> None:
        super().__init__(title, theme, parent)
        self.icons = icons
        self.making = making
        self.outcome: OutcomePage | None = None
        self._questions: tuple[StepPage, ...] = ()
        head = QHBoxLayout()
        self.heading = plain_label(self, "title")
        self.step = plain_label(self, "secondary")
        self.step.setWordWrap(False)
        head.addWidget(self.heading, stretch=1)
        head.addWidget(self.step)
        self.body.addLayout(head)
        self.stack = QStackedWidget(self)
        self.body.addWidget(self.stack, stretch=1)
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
        self._timer.timeout.connect(self.refresh)
        self._timer.start()
        self.finished.connect(lambda _: self.close_all())
        until_destroyed(self, making.finished.connect(lambda _: self._finished()))
        room = self.screen().availableSize()
        self.resize(
            min(theme.px(_SIZE[0]), room.width() * 95 // 100),
            min(theme.px(_SIZE[1]), room.height() * 92 // 100),
        )

    def set_pages(self, questions: Sequence[StepPage], telling: Telling) -> None:
        """The questions, and what is told while the copy is made."""
        self._questions = tuple(questions)
        self.progress = ProgressPage(self.making, telling, self.icons, self.theme, self)
        for page in (*questions, self.progress):
            self._add(page)
        self.show_page(questions[0])

    @property
    def page(self) -> StepPage:
        """The page in sight."""
        return cast("StepPage", self.stack.currentWidget())

    @property
    def is_over(self) -> bool:
        """Whether there is a result to be looked at."""
        return self.outcome is not None and self.page is self.outcome

    def steps(self) -> list[StepPage]:
        """The questions that are asked this time."""
        return list(self._questions)

    def begin(self) -> None:
        """Start what is to be made."""
        raise NotImplementedError

    def made_outcome(self) -> OutcomePage:
        """The page about what came of it."""
        raise NotImplementedError

    def may_go_on(self) -> bool:
        """Whether there is anything to be copied."""
        return True

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
            self.show_page(pages[place + 1])
            return
        self.begin()
        self.show_page(self.progress)
        self.moved_on.emit()

    def go_back(self) -> None:
        """Go to the page before."""
        pages = self.steps()
        if self.is_over:
            self.show_page(pages[-1])
        elif self.page in pages and self.page is not pages[0]:
            self.show_page(pages[pages.index(self.page) - 1])

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
        self.making.stop()

    def refresh(self) -> None:
        """Show how far it is; called again and again."""
        if self.making.is_running:
            self.progress.show_progress()
            self.moved_on.emit()

    def offer_folder(self, page: OutcomePage, result: Path) -> None:
        """A button that shows where the copy is."""
        folder = result if result.is_dir() else result.parent
        url = QUrl.fromLocalFile(str(folder))
        page.add_action("Open the &folder", lambda: QDesktopServices.openUrl(url))

    def show_page(self, page: StepPage) -> None:
        """Bring it into sight."""
        self.stack.setCurrentWidget(page)
        self.heading.setText(page.title)
        self.setAccessibleDescription(page.title)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, page.title))
        page.enter()
        self._show_buttons()
        if page is self.outcome:
            self.next_button.setFocus()

    def _add(self, page: StepPage) -> None:
        self.stack.addWidget(page)
        page.ready_changed.connect(self._show_buttons)

    def _press_close(self) -> None:
        if not self.making.is_running:
            self.reject()
            return
        self.making.stop()
        self.refresh()
        self._show_buttons()

    def _finished(self) -> None:
        page = self.made_outcome()
        if self.outcome is not None:
            self.stack.removeWidget(self.outcome)
            self.outcome.deleteLater()
        self.outcome = page
        self._add(page)
        self.show_page(page)
        self.moved_on.emit()

    def _show_buttons(self) -> None:
        page, pages = self.page, self.steps()
        asks = page in pages
        is_first = asks and page is pages[0]
        is_one_of_several = asks and len(pages) > 1
        place = f"Step {pages.index(page) + 1} of {len(pages)}" if is_one_of_several else ""
        self.step.setText(place)
        is_failure = self.is_over and self.making.problem is not None
        self.back_button.setVisible((asks and not is_first) or is_failure)
        self.next_button.setText("&Close" if self.is_over else page.next_text)
        self.next_button.setEnabled(page.is_ready and (self.may_go_on() or not asks))
        self.close_button.setVisible(not self.is_over)
        self.close_button.setText("Cancel" if asks else "&Stop")
        self.close_button.setEnabled(not self.making.is_stopping)

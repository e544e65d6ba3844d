"""The page on which pictures that may have text in them are looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt

from viewer.settings import Settings
from viewer.ui.copying.step_page import StepPage
from viewer.ui.listening import until_destroyed
from viewer.ui.words import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

    from viewer.app.deid_draft import Draft
    from viewer.deid.risk import Review
    from viewer.ui.deid.review_page import ReviewPage
    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme

WHY: Final = (
    "A name may be written in these pictures. Look at each kind and say what becomes of it; what "
    "you do not decide is left out of the copy."
)
NOTHING: Final = "As it is, nothing would be in the copy."


class LookPage(StepPage):
    """Made of the review page, which is loaded where there is something to look at."""

    def __init__(self, draft: Draft, icons: Icons, theme: Theme, parent: QWidget | None) -> None:
        super().__init__("Is there text in these pictures?", icons, theme, parent)
        self._draft = draft
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.add_label(WHY, "secondary")
        self.waiting = self.add_label("", "small")
        self.review: ReviewPage | None = None
        until_destroyed(self, draft.survey.changed.connect(lambda _: self._take_layouts()))

    @property
    def reviews(self) -> Mapping[str, Review]:
        """What was decided."""
        return self.review.reviews() if self.review is not None else {}

    @property
    def is_ready(self) -> bool:
        """There will be something in the copy."""
        found = self._draft.survey.found
        others = found is not None and found.account.written > 0
        return others or any(not review.left_out for review in self.reviews.values())

    def enter(self) -> None:
        self._take_layouts()
        if self.review is not None:
            self.review.list.setFocus()

    def close_page(self) -> None:
        """Read nothing any more."""
        if self.review is not None:
            self.review.stop()

    def _take_layouts(self) -> None:
        layouts = self._draft.layouts
        if not layouts:
            return
        if self.review is None:
            from viewer.ui.deid.review_page import ReviewPage  # noqa: PLC0415  see above

            self.review = ReviewPage(self.theme, Settings(), self.body)
            self.column.insertWidget(1, self.review, stretch=1)
            self.review.changed.connect(self._count)
        found = self._draft.survey.found
        self.review.set_layouts(layouts, found.people.values() if found is not None else ())
        self._count()

    def _count(self) -> None:
        assert self.review is not None
        waiting = self.review.waiting()
        kinds = counted(waiting, "kind")
        waits = f"{kinds} of pictures {'waits' if waiting == 1 else 'wait'} to be decided."
        words = waits if waiting else "All of them are decided."
        self.waiting.setText(words if self.is_ready else f"{words} {NOTHING}")
        self.ready_changed.emit()

"""The question as what a disc is copied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QButtonGroup, QRadioButton

from viewer.app.publish_draft import Manner
from viewer.publish.exact import root_of
from viewer.ui.publishing.plan_page import PlanPage
from viewer.ui.publishing.viewer_choice import ViewerChoice

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

FORMS: Final = (
    (Manner.IMAGE, "An &image of a disc, to be burned"),
    (Manner.FOLDER, "A &folder that is a disc"),
)
WAYS: Final = (
    (False, "A c&lean disc: all the pictures, in a form that every viewer reads"),
    (True, "&Exactly as it is: every file, programs too"),
)
_EXACT: Final = {Manner.IMAGE: Manner.EXACT_IMAGE, Manner.FOLDER: Manner.EXACT_FOLDER}
_ENDING: Final = ".iso"


class DiscPage(PlanPage):
    """An image or a folder; of the pictures, or of everything."""

    def add_choices(self) -> None:
        """As what, and how."""
        self.add_heading("As what")
        self.forms = {manner: QRadioButton(words, self.body) for manner, words in FORMS}
        self.ways = {exact: QRadioButton(words, self.body) for exact, words in WAYS}
        for buttons in (list(self.forms.values()), list(self.ways.values())):
            group = QButtonGroup(self)
            for button in buttons:
                group.addButton(button)
                self.column.addWidget(button)
            buttons[0].setChecked(True)
            self.column.addSpacing(self.theme.px(8))
            group.buttonToggled.connect(lambda _, on: self._decide() if on else None)
        self.viewers = ViewerChoice(self.draft, self.theme, self.body)
        self.column.addWidget(self.viewers)
        sources = self.draft.sources
        self.ways[True].setEnabled(bool(sources) and root_of(sources[0]) is not None)

    def add_place(self) -> None:
        """Folder and name; an image has an ending."""
        super().add_place()
        self.place.ending = _ENDING
        self.place.take_free_name()

    @property
    def first_choice(self) -> QWidget:
        return next(button for button in self.forms.values() if button.isChecked())

    def show_draft(self) -> None:
        """Offer a viewer where there is one."""
        self.viewers.show_draft()
        super().show_draft()

    def _decide(self) -> None:
        manner = next(one for one, button in self.forms.items() if button.isChecked())
        self.place.ending = _ENDING if manner.is_image else ""
        self.place.take_free_name()
        self.draft.choose(manner=_EXACT[manner] if self.ways[True].isChecked() else manner)

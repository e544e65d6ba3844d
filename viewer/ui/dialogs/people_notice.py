"""Whose pictures are open now: stands over everything until it is answered (S-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel

from viewer.app.identity_view import SHOWN
from viewer.model.safe_text import visible
from viewer.ui.colours import patient_colour
from viewer.ui.dialogs.dialog import Dialog
from viewer.ui.identity_words import OUTSIDE, likeness_words, may_be_one, only_words
from viewer.ui.pages.people import swatch
from viewer.ui.words import MAX_NAME, birth_words, name_words, number, number_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

    from viewer.model.header import Identity, PatientFacts
    from viewer.ui.theme import Theme

_LISTED = 6  # people; a notice higher than the screen could not be answered
_WIDTH_PX = 460
_NAME_LENGTH = 28  # characters on a button
OTHERS = (
    "What is on show stays, and nobody else's pictures come beside it unless you say so. If you "
    "expected one person only, a disc may be mixed up: ask the place that made it."
)


class PeopleNotice(Dialog):
    """Lists every identity with name, birth date and number; going on as before is the default."""

    go_on_wanted = Signal()
    instead_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__("Whose pictures are open", theme, parent)
        # Every window of the program, those of single viewports too.
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.title = self.add_label("", "heading")
        self._rows = QGridLayout()
        self._rows.setHorizontalSpacing(theme.px(8))
        self._rows.setVerticalSpacing(theme.px(8))
        self._rows.setColumnStretch(1, 1)
        self.body.addLayout(self._rows)
        self.words = self.add_label("", "secondary")
        self.body.addStretch(1)
        self.instead = self.add_button("", self.instead_wanted.emit, 0)
        self.rejected.connect(self.go_on_wanted)
        self._shown: object = None

    def show_people(
        self,
        known: tuple[PatientFacts, ...],
        newcomers: tuple[PatientFacts, ...],
        on_show: tuple[PatientFacts, ...],
        places: Mapping[Identity, int],
    ) -> None:
        """Say who was open, who came, and whose pictures are on show; `places` gives colours."""
        shown = (known, newcomers, on_show, tuple(places.items()), SHOWN.state)
        if shown == self._shown:
            return
        self._shown = shown
        alike = len(known) == len(newcomers) == 1 and may_be_one((*known, *newcomers))
        self.title.setText(_title(newcomers, alike=alike))
        self._list(known, newcomers, on_show, places)
        self.words.setText(
            f"{likeness_words(known[0], newcomers[0])} {OUTSIDE}" if alike else OTHERS
        )
        self._name_buttons(newcomers, on_show, alike=alike)
        self._fit()

    def people(self) -> list[str]:
        """The lines that are listed."""
        items = (self._rows.itemAtPosition(row, 1) for row in range(self._rows.rowCount()))
        widgets = (item.widget() for item in items if item is not None)
        return [widget.text() for widget in widgets if isinstance(widget, QLabel)]

    def put_away(self) -> None:
        """Go without an answer."""
        self.blockSignals(True)  # noqa: FBT003  Qt's own
        self.close()
        self.deleteLater()

    def _name_buttons(
        self,
        newcomers: tuple[PatientFacts, ...],
        on_show: tuple[PatientFacts, ...],
        *,
        alike: bool,
    ) -> None:
        people = (*on_show, *newcomers)
        names = [name_words(facts) if facts.name else "this person" for facts in people]
        if alike:  # the name would not tell them apart
            names = list(only_words((*on_show, *newcomers)))
        one = len(on_show) == 1
        self.close_button.setText(_verb("Go on with", names[0]) if one else "Go on")
        self.instead.setVisible(len(newcomers) == 1)
        self.instead.setText(_verb("Show", names[-1], " instead"))

    def _fit(self) -> None:
        """As high as its words need at its width."""
        column = self.layout()
        assert column is not None
        column.activate()
        width = max(self.theme.px(_WIDTH_PX), column.minimumSize().width())
        self.setFixedSize(width, column.totalHeightForWidth(width))

    def _list(
        self,
        known: tuple[PatientFacts, ...],
        newcomers: tuple[PatientFacts, ...],
        on_show: tuple[PatientFacts, ...],
        places: Mapping[Identity, int],
    ) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        seen = {facts.identity for facts in on_show}
        first = sorted(known, key=lambda facts: facts.identity not in seen)
        room = max(1, _LISTED - min(len(newcomers), _LISTED - 1))
        listed = (*first[:room], *newcomers)[:_LISTED]
        for row, facts in enumerate(listed):
            square = QLabel(self)
            colour = patient_colour(places.get(facts.identity, row))
            square.setPixmap(swatch(colour, self.theme.px(12), 0))
            state = " – on show" if facts.identity in seen else ""
            state = " – new" if facts in newcomers else state
            name = visible(name_words(facts), MAX_NAME)
            about = " · ".join((birth_words(facts), visible(number_words(facts), 2 * MAX_NAME)))
            label = QLabel(f"{name}{state}\n{about}", self)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            self._rows.addWidget(square, row, 0, Qt.AlignmentFlag.AlignTop)
            self._rows.addWidget(label, row, 1)
        more = len(known) + len(newcomers) - len(listed)
        if more:
            label = QLabel(f"and {number(more)} more, in the overview beside the pictures", self)
            self._rows.addWidget(label, len(listed), 1)


def _title(newcomers: tuple[PatientFacts, ...], *, alike: bool) -> str:
    if alike:
        return "What was opened may be of another person"
    if len(newcomers) == 1:
        return "What was opened is of another person"
    return f"What was opened is of {number(len(newcomers))} other people"


def _verb(before: str, name: str, after: str = "") -> str:
    return f"{before} {visible(name, _NAME_LENGTH)}{after}".replace("&", "&&")

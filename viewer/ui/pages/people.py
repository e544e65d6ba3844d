"""Several people on one medium: whose pictures? Blocks until answered (S-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QPushButton, QWidget

from viewer.app.identity_view import SHOWN
from viewer.limits import PEOPLE_LISTED
from viewer.ui.button import Button
from viewer.ui.colours import patient_colour
from viewer.ui.contained import contained
from viewer.ui.pages.page import Page
from viewer.ui.plain_text import tool_tip
from viewer.ui.words import birth_words, counted, name_words, number, number_words, same_name_hint

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from viewer.app.catalog import Catalog, CatalogPatient
    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme

GAP = 6
MORE = "The first {} are listed here; everybody is in the overview beside the pictures."
MIXED = (
    "Choose whose pictures you want to see. If you expected one person only, the disc may be "
    "mixed up: ask the place that made it."
)
SEVERAL = "Choose whose pictures you want to see. What is open holds pictures of each of them."


class PeoplePage(Page):
    """One card per identity; choosing one shows that person's newest examination."""

    person_chosen = Signal(int)  # place in the catalog

    def __init__(self, icons: Icons, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("people", icons, theme, parent)
        self._cards: list[QPushButton] = []
        self._shown: tuple[object, ...] = ()
        self._hint = self.add_label("secondary")
        self.column.addWidget(self._hint)

    def show_catalog(self, catalog: Catalog) -> None:
        """List the people of a medium; nothing moves while the list stays the same."""
        mixed = _is_one_disc_mixed(catalog)
        shown = (mixed, SHOWN.state, *((p.facts, len(p.studies)) for p in catalog.patients))
        if shown == self._shown:
            return
        self.forget()
        self._shown = shown
        self.set_text(f"Pictures of {len(catalog.patients)} people", MIXED if mixed else SEVERAL)
        people = catalog.patients
        listed = people[:PEOPLE_LISTED]
        self._cards = [self._card(place, p) for place, p in enumerate(listed)]
        hint = same_name_hint(tuple(p.facts for p in listed))
        if len(people) > len(listed):
            hint = MORE.format(number(len(listed)))
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))

    def forget(self) -> None:
        """Let go of everybody: somebody was chosen, or what was open is closed."""
        self._shown = ()
        for card in self._cards:
            self.column.removeWidget(card)
            card.deleteLater()
        self._cards = []

    def cards(self) -> list[QPushButton]:
        """The buttons, in the order of the catalog."""
        return list(self._cards)

    def _card(self, place: int, patient: CatalogPatient) -> QPushButton:
        facts = patient.facts
        count = len(patient.studies)
        studies = counted(count, "examination")
        about = (birth_words(facts), number_words(facts), studies)
        card = _Card(name_words(facts), about, self.theme, patient_colour(place))
        card.clicked.connect(lambda _checked: self.person_chosen.emit(place))
        self.column.insertWidget(self.column.count() - 1, card)
        return card


class _Card(Button):
    """Who somebody is. What is too long for a line gets lines of its own, then dots."""

    def __init__(self, name: str, about: tuple[str, ...], theme: Theme, colour: str) -> None:
        super().__init__()
        self._name = name
        self._about = about
        self._theme = theme
        square = swatch(colour, theme.px(16), theme.px(GAP))
        self.setIcon(square)
        self.setIconSize(square.size())
        self.setProperty("role", "card")
        self.setAccessibleName(", ".join((name, " · ".join(about))))
        self.setToolTip(tool_tip("\n".join((name, *about))))
        self.setText("\n".join((name, " · ".join(about))).replace("&", "&&"))

    @contained
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        metrics = self.fontMetrics()
        # Padding as the style sheet has it, the swatch, and the frame with Qt's own gap.
        room = self.width() - self._theme.px(2 * 12) - self.iconSize().width() - 12
        lines = [self._name, " · ".join(self._about)]
        if metrics.horizontalAdvance(lines[1]) > room:
            lines = [self._name, *self._about]
        shown = [metrics.elidedText(line, Qt.TextElideMode.ElideMiddle, room) for line in lines]
        text = "\n".join(shown).replace("&", "&&")
        if text != self.text():
            self.setText(text)  # another number of lines: the page makes room


def _is_one_disc_mixed(catalog: Catalog) -> bool:
    """Whether a single disc holds several people, not only several discs one each."""
    owners: dict[int, int] = {}  # number of the medium -> place of a patient
    return any(
        owners.setdefault(item.medium, place) != place
        for place, patient in enumerate(catalog.patients)
        for study in patient.studies
        for item in study.items
    )


def swatch(colour: str, side: int, gap: int) -> QPixmap:
    """A square, with room between it and the words."""
    pixmap = QPixmap(side + gap, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.fillRect(0, 0, side, side, QColor(colour))
    painter.end()
    return pixmap

"""Says whose pictures were opened beside those on show, without taking those away (S-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.ui.banner import Banner
from viewer.ui.identity_words import likeness_words, may_be_one
from viewer.ui.words import tell_apart

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from viewer.model.header import PatientFacts
    from viewer.ui.centre import Centre
    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme


class Newcomers:
    """A bar that stays until somebody has understood it."""

    def __init__(self, centre: Centre, icons: Icons, theme: Theme, parent: QWidget) -> None:
        self._centre = centre
        self.banner = Banner("warning", icons, theme, parent)
        self.banner.add_button("Understood", centre.know_everybody)
        self.banner.hide()

    def update(self) -> None:
        """Follow who is open."""
        newcomers = self._centre.newcomers
        if newcomers:
            self.banner.set_text(newcomer_words(self._centre.known_people, newcomers))
        self.banner.setVisible(bool(newcomers))


def newcomer_words(known: tuple[PatientFacts, ...], newcomers: tuple[PatientFacts, ...]) -> str:
    """Who was opened, and how like those they are who were open before."""
    names = tell_apart((*known, *newcomers))[len(known) :]
    who = " and ".join(names[:3]) if len(names) <= 3 else f"{names[0]} and {len(names) - 1} others"
    if len(known) == len(newcomers) == 1 and may_be_one((*known, *newcomers)):
        same = likeness_words(known[0], newcomers[0])
        return f"Also open now: {who}. Perhaps the same person, perhaps another. {same}"
    people = "another person" if len(newcomers) == 1 else "other people"
    return f"Also open now: {who}, {people}. What is on show stays; nobody is mixed."

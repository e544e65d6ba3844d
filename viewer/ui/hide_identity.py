"""Hides who people are in every window, and says so as long as it does (`app.identity_view`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.app.identity_view import SHOWN, Hiding
from viewer.ui.banner import Banner

if TYPE_CHECKING:
    from viewer.ui.icons import Icons
    from viewer.ui.main_window import MainWindow

WORDS = "Identity is hidden on the screen. The files are as they were."
WITH_DATES = "Identity and dates are hidden on the screen. The files are as they were."


class HideIdentity:
    """The two actions, and the bar over the pictures while people are hidden."""

    def __init__(self, window: MainWindow, icons: Icons) -> None:
        self._window = window
        self.banner = Banner("calm", icons, window.theme, window)
        self.dates = self.banner.add_button("Hide dates too", self.toggle_dates)
        self.banner.add_button("Show identity", self.toggle)
        SHOWN.set_state(Hiding())  # never on from the start: whose pictures they are comes first
        self._subscriptions = (
            SHOWN.changed.connect(self._changed),
            window.session.catalog_changed.connect(lambda _: self._meet()),
        )
        self._changed(SHOWN.state)

    def close(self) -> None:
        """With the window; the next one names people again."""
        for subscription in self._subscriptions:
            subscription.close()
        SHOWN.set_state(Hiding())
        SHOWN.forget()

    def toggle(self) -> None:
        """Name people or hide them."""
        self._meet()
        SHOWN.set_state(Hiding(people=not SHOWN.state.people))

    def toggle_dates(self) -> None:
        """Hide dates too; people are hidden with them."""
        self._meet()
        SHOWN.set_state(Hiding(people=True, dates=not SHOWN.state.dates))

    def _meet(self) -> None:
        """Have everybody numbered as the list of examinations has them; nobody, if it is empty."""
        patients = self._window.session.catalog.patients
        if patients:
            SHOWN.meet(patient.facts for patient in patients)
        else:
            SHOWN.forget()

    def _changed(self, state: Hiding) -> None:
        self.banner.set_text(WITH_DATES if state.dates else WORDS)
        self.banner.setVisible(state.people)
        self.dates.setText("Show dates" if state.dates else "Hide dates too")
        actions = self._window.actions_set
        actions["hide-identity"].setChecked(state.people)
        actions["hide-dates"].setChecked(state.dates)
        self._window.close_dialog("compare-tags")  # others listen themselves, or name nobody

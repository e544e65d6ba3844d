"""Keeps pictures of two people from standing side by side unnoticed (S-02)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMessageBox, QWidget

from viewer.app.session import READING_SERIES
from viewer.ui.banner import Banner
from viewer.ui.words import tell_apart

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from viewer.app.session import Session
    from viewer.model.header import PatientFacts
    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme


class PeopleGuard:
    """Asks before a mix begins and shows a red banner as long as there is one."""

    def __init__(self, session: Session, icons: Icons, theme: Theme, parent: QWidget) -> None:
        self._session = session
        self._parent = parent
        self.banner = Banner("danger", icons, theme, parent)
        self.banner.add_button("Show only the active one", self._keep_active)
        self.banner.hide()
        self._confirmed: tuple[PatientFacts, ...] = ()  # who may stand side by side
        self._question: QMessageBox | None = None
        self._subscriptions = [
            session.workspace.changed.connect(lambda _: self._update()),
            session.catalog_changed.connect(lambda _: self._update()),
        ]

    def close_guard(self) -> None:
        """Listen to nothing any more."""
        for subscription in self._subscriptions:
            subscription.close()

    def show_item(self, uid: str, viewport: int | None = None) -> None:
        """Show a catalog item, in the active viewport by default.

        If another person's pictures would then stand beside it, ask before any of it is seen.
        """
        state = self._session.workspace.state
        place = state.active if viewport is None else viewport
        cells = [uid if n == place else cell for n, cell in enumerate(state.layout.cells)]
        people = self._people(cells)
        if len(people) < 2 or set(people) <= set(self._confirmed):
            self._session.show_item(uid, place)
        elif self._question is None:

            def both() -> None:
                self._confirmed = people
                self._session.show_item(uid, place)

            self._ask(people, lambda facts: self._only(facts, uid), both)

    def _only(self, facts: PatientFacts, wanted: str) -> None:
        """The answer before a mix: the item that was wanted alone, or what was there."""
        if facts == self._person(wanted):
            self._session.workspace.clear()
            self._session.show_item(wanted)
        elif self.people_on_show() != (facts,):
            self.keep_only(facts)

    def people_on_show(self) -> tuple[PatientFacts, ...]:
        """Everyone whose pictures are in a viewport, in viewport order."""
        return self._people(self._session.workspace.state.layout.cells)

    def _people(self, cells: Sequence[str]) -> tuple[PatientFacts, ...]:
        found = (self._person(cell) for cell in cells if cell)
        return tuple(dict.fromkeys(facts for facts in found if facts is not None))

    def _update(self) -> None:
        people = self.people_on_show()
        mixed = len(people) > 1
        if mixed:
            names = "  |  ".join(tell_apart(people))
            self.banner.set_text(f"Pictures of different people side by side: {names}")
        elif not self._is_reading:  # a series that is being read may complete an agreed mix
            self._confirmed = ()
        self.banner.setVisible(mixed)
        if mixed and not set(people) <= set(self._confirmed) and self._question is None:
            self._ask(people, self.keep_only, lambda: self._confirm(people))

    @property
    def _is_reading(self) -> bool:
        viewports = self._session.workspace.viewports
        return any(viewport.state.message == READING_SERIES for viewport in viewports)

    def _ask(
        self,
        people: tuple[PatientFacts, ...],
        only: Callable[[PatientFacts], None],
        both: Callable[[], None],
    ) -> None:
        """Say it before anybody can mix them up; the way out is the default."""
        box = QMessageBox(self._parent)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle("Two different people")
        box.setText("These are pictures of different people.")
        box.setInformativeText("Side by side they are easily mixed up. Whose do you want to see?")
        safe = self._active_person() or next(iter(self.people_on_show()), people[0])
        for facts, name in zip(people, tell_apart(people), strict=True):
            role = QMessageBox.ButtonRole.AcceptRole
            button = box.addButton(f"Only {name}".replace("&", "&&"), role)
            button.clicked.connect(lambda _checked, facts=facts: only(facts))
            if facts == safe:
                box.setDefaultButton(button)
                box.setEscapeButton(button)
        anyway = box.addButton("Show both anyway", QMessageBox.ButtonRole.DestructiveRole)
        anyway.clicked.connect(lambda _checked: both())
        box.finished.connect(lambda _: self._answered())
        self._question = box
        box.open()

    def keep_only(self, facts: PatientFacts) -> None:
        """Show one person's pictures alone."""
        workspace = self._session.workspace
        kept = [
            viewport.state.display_set
            for viewport, cell in zip(
                workspace.viewports, workspace.state.layout.cells, strict=True
            )
            if cell and self._person(cell) == facts
        ]
        workspace.clear()
        for display_set in kept[:1]:
            if display_set is not None:
                workspace.show(display_set)

    def _keep_active(self) -> None:
        facts = self._active_person()
        if facts is not None:
            self.keep_only(facts)

    def _active_person(self) -> PatientFacts | None:
        state = self._session.workspace.state
        return self._person(state.layout.cells[state.active])

    def _confirm(self, people: tuple[PatientFacts, ...]) -> None:
        self._confirmed = people

    def _answered(self) -> None:
        if self._question is not None:
            self._question.deleteLater()
            self._question = None

    def _person(self, uid: str) -> PatientFacts | None:
        return next(
            (
                patient.facts
                for patient in self._session.catalog.patients
                for study in patient.studies
                for item in study.items
                if item.uid == uid
            ),
            None,
        )

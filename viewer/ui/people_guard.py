"""Keeps pictures of two people from standing side by side unnoticed (S-02)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMessageBox, QWidget

from viewer.ui.banner import Banner
from viewer.ui.words import person

if TYPE_CHECKING:
    from viewer.app.session import Session
    from viewer.model.header import PatientFacts
    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme


class PeopleGuard:
    """Asks before a mix and shows a red banner as long as there is one."""

    def __init__(self, session: Session, icons: Icons, theme: Theme, parent: QWidget) -> None:
        self._session = session
        self._parent = parent
        self.banner = Banner("danger", icons, theme, parent)
        self.banner.add_button("Show only the active one", self._keep_active)
        self.banner.hide()
        self._subscriptions = [
            session.workspace.changed.connect(lambda _: self._update()),
            session.catalog_changed.connect(lambda _: self._update()),
        ]

    def close_guard(self) -> None:
        """Listen to nothing any more."""
        for subscription in self._subscriptions:
            subscription.close()

    def allows(self, uid: str, viewport: int | None = None) -> bool:
        """Whether item `uid` may be shown there; asks when it would stand beside a stranger."""
        workspace = self._session.workspace
        target = workspace.state.active if viewport is None else viewport
        cells = workspace.state.layout.cells
        others = [cell for place, cell in enumerate(cells) if cell and place != target]
        newcomer = self._person(uid)
        known = [facts for facts in map(self._person, others) if facts is not None]
        strangers = [facts for facts in known if facts != newcomer]
        if newcomer is None or not strangers or strangers != known:
            return True  # nobody else there, or mixed already and confirmed
        return self._ask(newcomer, strangers[0])

    def people_on_show(self) -> tuple[PatientFacts, ...]:
        """Everyone whose pictures are in a viewport, in viewport order."""
        cells = self._session.workspace.state.layout.cells
        found = (self._person(cell) for cell in cells if cell)
        return tuple(dict.fromkeys(facts for facts in found if facts is not None))

    def _ask(self, newcomer: PatientFacts, there: PatientFacts) -> bool:
        box = QMessageBox(self._parent)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle("Two different people")
        box.setText("These are pictures of two different people.")
        box.setInformativeText(
            f"On show: {person(there)}\nYou chose: {person(newcomer)}\n\n"
            "Side by side they are easily mixed up."
        )
        switch = box.addButton("Show only the new one", QMessageBox.ButtonRole.AcceptRole)
        mix = box.addButton("Show both anyway", QMessageBox.ButtonRole.DestructiveRole)
        stay = box.addButton("Change nothing", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(switch)
        box.setEscapeButton(stay)
        box.exec()
        if box.clickedButton() is switch:
            self._session.workspace.clear()
            return True
        return box.clickedButton() is mix

    def _keep_active(self) -> None:
        active = self._session.workspace.active.state.display_set
        self._session.workspace.clear()
        if active is not None:
            self._session.workspace.show(active)

    def _update(self) -> None:
        people = self.people_on_show()
        if len(people) > 1:
            names = "  |  ".join(person(facts) for facts in people)
            self.banner.set_text(f"Pictures of different people side by side: {names}")
        self.banner.setVisible(len(people) > 1)

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

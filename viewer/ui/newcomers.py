"""Stops and says so when another person's disc is opened beside the pictures on show (S-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.ui.viewports_watch import person_in

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from viewer.app.session import Session
    from viewer.model.header import PatientFacts
    from viewer.ui.centre import Centre
    from viewer.ui.dialogs.people_notice import PeopleNotice
    from viewer.ui.theme import Theme


class Newcomers:
    """Blocks every window until somebody has answered; what is on show stays as it is."""

    def __init__(self, session: Session, centre: Centre, theme: Theme, parent: QWidget) -> None:
        self._session = session
        self._centre = centre
        self._theme = theme
        self._parent = parent
        self.notice: PeopleNotice | None = None

    def update(self) -> None:
        """Follow who is open: the notice lists whoever comes while it is up."""
        newcomers = self._centre.newcomers
        if not newcomers:
            self.close()
            return
        if self.notice is None:
            from viewer.ui.dialogs.people_notice import PeopleNotice  # noqa: PLC0415  if ever

            self.notice = PeopleNotice(self._theme, self._parent)
            self.notice.go_on_wanted.connect(self._go_on)
            self.notice.instead_wanted.connect(self._show_instead)
        places = {p.facts.identity: n for n, p in enumerate(self._session.catalog.patients)}
        self.notice.show_people(self._centre.known_people, newcomers, self._on_show(), places)
        if not self.notice.isVisible():
            self.notice.show()

    def close(self) -> None:
        """Nobody is new any more, or the window goes."""
        notice, self.notice = self.notice, None
        if notice is not None:
            notice.put_away()

    def _on_show(self) -> tuple[PatientFacts, ...]:
        shown = (person_in(viewport.state) for viewport in self._session.workspace.viewports)
        return tuple({facts.identity: facts for facts in shown if facts is not None}.values())

    def _go_on(self) -> None:
        self.close()
        self._centre.know_newcomers()

    def _show_instead(self) -> None:
        (newcomer,) = self._centre.newcomers[:1]
        self.close()
        self._centre.show_person(newcomer)

"""Keeps pictures of two people from standing side by side unnoticed (S-02)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from viewer.app.identity_view import SHOWN
from viewer.app.session import READING_SERIES
from viewer.app.state_images import image_of_state, show_under_state
from viewer.app.viewport import ViewportState
from viewer.ui.banner import Banner
from viewer.ui.identity_words import (
    OUTSIDE,
    banner_words,
    likeness_words,
    may_be_one,
    only_words,
)
from viewer.ui.viewports_watch import ViewportsWatch, distinct_people, person_in
from viewer.ui.words import tell_apart

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from viewer.app.session import Session
    from viewer.model.header import Identity, PatientFacts
    from viewer.observe import Subscription
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
        self._confirmed: frozenset[Identity] = frozenset()  # who may stand side by side
        self._question: QMessageBox | None = None
        self._hanging = False  # something that was confirmed is being hung
        self._subscriptions: list[Subscription | ViewportsWatch] = [
            session.workspace.changed.connect(lambda _: self._settle()),
            session.catalog_changed.connect(lambda _: self._settle()),
            ViewportsWatch(session.workspace, self._update),
            SHOWN.changed.connect(lambda _: self._update()),
        ]

    def close_guard(self) -> None:
        """Listen to nothing any more."""
        for subscription in self._subscriptions:
            subscription.close()

    def show_item(self, uid: str, viewport: int | None = None) -> None:
        """Show a catalog item, in the active viewport by default.

        If another person's pictures would then stand beside it, ask before any of it is seen. A
        presentation state is shown at its picture.
        """
        workspace = self._session.workspace
        place = workspace.state.active if viewport is None else viewport
        on_show = workspace.viewports[place].state.frame
        marked = image_of_state(self._session.catalog, uid, on_show)
        there = [person_in(model.state) for model in workspace.viewports]
        there[place : place + 1] = [self._person(uid)]
        people = distinct_people(there)
        if marked is not None:
            show = partial(show_under_state, self._session, marked, place)
            self._after_answer(people, [marked.uid], show)
            return
        self._after_answer(people, [uid], lambda: self._session.show_item(uid, place))

    def show_items(self, uids: Sequence[str], hang: Callable[[], None]) -> None:
        """Have `hang` show these catalog items, and nothing else, at once.

        Asked about before anything of it is seen, as `show_item` does.
        """
        people = distinct_people([self._person(uid) for uid in uids])
        self._after_answer(people, uids, hang)

    def _after_answer(
        self, people: tuple[PatientFacts, ...], uids: Sequence[str], show: Callable[[], None]
    ) -> None:
        if len(people) < 2 or _identities(people) <= self._confirmed:
            self._show(people, show)
        elif self._question is None:
            self._ask(
                people, lambda facts: self._only(facts, uids), lambda: self._show(people, show)
            )

    def _show(self, people: tuple[PatientFacts, ...], show: Callable[[], None]) -> None:
        """Hang what was confirmed; on the way there may be one person alone for a moment."""
        self._hanging = True
        try:
            show()
        finally:
            self._hanging = False
        if len(people) > 1:
            self._confirm(people)
        self._settle()

    def _only(self, facts: PatientFacts, wanted: Sequence[str]) -> None:
        """The answer before a mix: what was wanted of this person alone, or what was there."""
        if _identities(self.people_on_show()) == {facts.identity}:
            return
        for uid in wanted:
            person = self._person(uid)
            if person is not None and facts.identity == person.identity:
                self._session.workspace.clear()
                self._session.show_item(uid)
                return
        self.keep_only(facts)

    def people_on_show(self) -> tuple[PatientFacts, ...]:
        """Everyone whose pictures are in a viewport, in viewport order, by their own headers."""
        return distinct_people([person_in(v.state) for v in self._session.workspace.viewports])

    def _settle(self) -> None:
        """A mix that is over is asked about anew, unless a series being read completes it."""
        if self._hanging:
            return
        if len(self.people_on_show()) < 2 and not self._is_reading:
            self._confirmed = frozenset()
        self._update()

    def _update(self) -> None:
        if self._hanging:
            return
        people = self.people_on_show()
        mixed = len(people) > 1
        if mixed:
            self.banner.set_text(banner_words(people))
        self.banner.setVisible(mixed)
        if mixed and not _identities(people) <= self._confirmed and self._question is None:
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
        box.setTextFormat(Qt.TextFormat.PlainText)
        if may_be_one(people):
            box.setWindowTitle("One person or two?")
            box.setText("These may be pictures of one person, or of two.")
            names = "\n".join(tell_apart(people))
            words = likeness_words(people[0], people[1])
            box.setInformativeText(f"{names}\n\n{words}\n\n{OUTSIDE}")
        else:
            box.setWindowTitle("Two different people")
            box.setText("These are pictures of different people.")
            box.setInformativeText(
                "Side by side they are easily mixed up. Whose do you want to see?"
            )
        safe = self._active_person() or next(iter(self.people_on_show()), people[0])
        for facts, name in zip(people, only_words(people), strict=True):
            role = QMessageBox.ButtonRole.AcceptRole
            button = box.addButton(f"Only {name}".replace("&", "&&"), role)
            button.clicked.connect(lambda _checked, facts=facts: only(facts))
            if facts.identity == safe.identity:
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
            for viewport in workspace.viewports
            if (shown := person_in(viewport.state)) is not None and shown.identity == facts.identity
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
        return person_in(self._session.workspace.active.state)

    def _confirm(self, people: tuple[PatientFacts, ...]) -> None:
        self._confirmed = _identities(people)

    def _answered(self) -> None:
        if self._question is not None:
            self._question.deleteLater()
            self._question = None

    def _person(self, uid: str) -> PatientFacts | None:
        """Whose item it is: as its first image says, before that as its directory does."""
        for patient in self._session.catalog.patients:
            for study in patient.studies:
                for item in study.items:
                    if item.uid == uid:
                        shown = person_in(ViewportState(item.display_set))
                        return shown or patient.facts
        return None


def _identities(people: Sequence[PatientFacts]) -> frozenset[Identity]:
    return frozenset(facts.identity for facts in people)

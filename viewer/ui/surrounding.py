"""Keeps true what the words in each viewport depend on outside of it (S-01, S-09, G-042)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from viewer.app.key_selections import KeyFactsOf
from viewer.model.identity import Likeness, compare_identities
from viewer.ui.colours import patient_colour
from viewer.ui.listening import until_destroyed
from viewer.ui.viewport.scene import Surroundings
from viewer.ui.viewports_watch import person_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from viewer.app.session import Session
    from viewer.app.viewport import ViewportState
    from viewer.model.header import PatientFacts
    from viewer.model.image import FrameKey
    from viewer.ui.viewport.viewport_widget import ViewportWidget


class Surrounding(QObject):
    """Tells the viewports of a grid what stands around them.

    What changes at every step of scrolling is looked at once, before anything of it is painted
    (S-10), or when the present event is dealt with.
    """

    def __init__(self, session: Session, views: Sequence[ViewportWidget], parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._views = views
        self._key_facts = KeyFactsOf()
        self._shown: dict[int, tuple[object, FrameKey | None]] = {}
        self._drawings_hidden = False
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(0)
        self._due.timeout.connect(self.renew)
        self._subscriptions = (
            session.catalog_changed.connect(lambda _: self.renew()),
            session.key_images.changed.connect(lambda _: self.renew()),
            session.measurements.changed.connect(lambda _: self.renew()),
        )
        until_destroyed(self, *self._subscriptions)

    def close(self) -> None:
        """Listen to nothing any more."""
        self._due.stop()
        for subscription in self._subscriptions:
            subscription.close()

    def follow(self, number: int, view: ViewportWidget) -> None:
        """Keep true what viewport `number` says, which `view` shows."""
        view.canvas.scene_wanted.connect(self._renew_if_due)
        changed = view.model.changed.connect(lambda state: self._viewport_changed(number, state))
        until_destroyed(view, changed)

    def marks_changed(self) -> None:
        """There are other marks: that some are hidden must be said (S-30)."""
        if self._session.annotation_marks.hides_some != self._drawings_hidden:
            self.renew()

    def renew(self) -> None:
        """Tell each viewport what is true now."""
        self._due.stop()
        session, workspace = self._session, self._session.workspace
        self._drawings_hidden = session.annotation_marks.hides_some
        self._shown = {n: shown for n, shown in self._shown.items() if n < len(self._views)}
        colours = self._person_colours()
        for number, view in enumerate(self._views):
            frame = view.model.state.frame
            facts = frame.header.patient if frame is not None else None
            patient = session.catalog.patient(facts) if facts is not None else None
            view.set_person_colour(colours[number])
            view.set_surroundings(
                Surroundings(
                    workspace.state.annotations,
                    self._newest_study(facts) if facts is not None else "",
                    self._link_labels(number),
                    drawings_hidden=self._drawings_hidden,
                    mark_sources=workspace.mark_sources,
                    scale_of=workspace.scale_of,
                    key_facts=self._key_facts.of(patient),
                    own_keys=session.key_images.state.keys,
                )
            )

    def _viewport_changed(self, number: int, state: ViewportState) -> None:
        """Another series is told of at once; another image of it may be linked otherwise."""
        shown = state.display_set, state.frame.key if state.frame is not None else None
        before = self._shown.get(number, (None, None))
        if shown == before:
            return
        self._shown[number] = shown
        if shown[0] is not before[0]:
            self.renew()
        elif len(self._views) > 1:
            self._due.start()

    def _renew_if_due(self) -> None:
        if self._due.isActive():
            self.renew()

    def _link_labels(self, number: int) -> tuple[str, ...]:
        if len(self._views) == 1:
            return ()
        from viewer.app.link_words import link_labels  # noqa: PLC0415  with the second picture

        return link_labels(self._session.workspace, number)

    def _newest_study(self, patient: PatientFacts) -> str:
        """The moment of the one that makes the others priors (S-09).

        Beside one who may be the same person, that one's examinations count too.
        """
        shown = [person_in(view.model.state) for view in self._views]
        alike = [
            facts
            for facts in shown
            if facts is not None
            and compare_identities(patient, facts).likeness is not Likeness.DIFFERENT
        ]
        catalog = self._session.catalog
        return max(catalog.newest_study(facts) for facts in (patient, *alike))

    def _person_colours(self) -> list[str]:
        """The colour of each viewport's person while there are two, "" else (S-01)."""
        shown = [person_in(view.model.state) for view in self._views]
        identities = [facts.identity if facts is not None else None for facts in shown]
        if len(set(identities) - {None}) < 2:
            return [""] * len(shown)
        places = {p.facts.identity: n for n, p in enumerate(self._session.catalog.patients)}
        unlisted = dict.fromkeys(who for who in identities if who is not None and who not in places)
        places.update({who: len(places) + n for n, who in enumerate(unlisted)})
        return [patient_colour(places[who]) if who is not None else "" for who in identities]

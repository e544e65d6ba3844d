"""The middle of the window: a page for each state, or the grid of viewports."""

from __future__ import annotations

from contextlib import nullcontext
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from viewer.app.catalog import Catalog
from viewer.app.first_item import first_item
from viewer.app.identity_view import SHOWN
from viewer.app.stage import Stage
from viewer.ui.pages.people import PeoplePage
from viewer.ui.pages.problem import ProblemPage
from viewer.ui.pages.reading import ReadingPage
from viewer.ui.pages.start import StartPage
from viewer.ui.words import missing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from viewer.app.catalog import CatalogPatient
    from viewer.app.session import Session
    from viewer.app.stage import LoadState
    from viewer.media.removable import Volume
    from viewer.model.header import PatientFacts
    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme

_PROBLEMS = {Stage.FAILED, Stage.NOTHING_FOUND, Stage.REMOVED}


class Centre(QStackedWidget):
    """Chooses what is on show from the session's state; keeps only what people dismissed.

    Pages are made when they are first needed: most of them never are.
    """

    page_changed = Signal()
    folder_wanted = Signal()
    file_wanted = Signal()
    volume_chosen = Signal(object)  # Path
    cancel_wanted = Signal()
    again_wanted = Signal()
    report_wanted = Signal()
    rescue_wanted = Signal()

    def __init__(self, session: Session, icons: Icons, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._grid: QWidget | None = None
        self.known_people: tuple[PatientFacts, ...] = ()  # whom somebody knows to be open
        self._known_media: frozenset[int] = frozenset()  # where those are
        self._dismissed: LoadState | None = None  # the problem somebody has put away
        self._icons = icons
        self._theme = theme
        self._volumes: Sequence[Volume] = ()
        self._subscriptions = [
            session.load_changed.connect(lambda _: self.update_page()),
            session.catalog_changed.connect(lambda _: self.update_page()),
            SHOWN.changed.connect(lambda _: self._name_again()),
            session.workspace.changed.connect(lambda _: self.update_page()),
        ]
        self.update_page()

    @cached_property
    def start(self) -> StartPage:
        """Insert a disc or choose a folder."""
        page = StartPage(self._icons, self._theme, self)
        page.folder_wanted.connect(self.folder_wanted)
        page.file_wanted.connect(self.file_wanted)
        page.volume_chosen.connect(self.volume_chosen)
        page.show_volumes(self._volumes)
        self.addWidget(page)
        return page

    @cached_property
    def reading(self) -> ReadingPage:
        """How far reading is, before there is anything to see."""
        page = ReadingPage(self._icons, self._theme, self)
        page.cancel_wanted.connect(self.cancel_wanted)
        self.addWidget(page)
        return page

    @cached_property
    def problem(self) -> ProblemPage:
        """What went wrong and what can be done."""
        page = ProblemPage(self._icons, self._theme, self)
        page.folder_wanted.connect(self.folder_wanted)
        page.again_wanted.connect(self.again_wanted)
        page.report_wanted.connect(self.report_wanted)
        page.rescue_wanted.connect(self.rescue_wanted)
        page.keep_wanted.connect(self.put_problem_away)
        self.addWidget(page)
        return page

    @cached_property
    def people(self) -> PeoplePage:
        """Whose pictures to show (S-01)."""
        page = PeoplePage(self._icons, self._theme, self)
        page.person_chosen.connect(self._person_chosen)
        self.addWidget(page)
        return page

    def show_volumes(self, volumes: Sequence[Volume]) -> None:
        """Have inserted discs and sticks offered on the start page."""
        self._volumes = volumes
        if "start" in self.__dict__:
            self.start.show_volumes(volumes)

    def close_centre(self) -> None:
        """Listen to nothing any more."""
        for subscription in self._subscriptions:
            subscription.close()

    def set_grid(self, grid: QWidget) -> None:
        """Take the grid of viewports, which is made after the first paint."""
        self._grid = grid
        self.addWidget(grid)
        self.update_page()

    @property
    def shows_images(self) -> bool:
        """Whether the grid is in front and at least one viewport has something."""
        return self.currentWidget() is self._grid and self._anything_shown()

    @property
    def is_blocked(self) -> bool:
        """Whether somebody has to say first whose pictures to show (S-01)."""
        return len(self._people()) > 1 and bool(self._unknown()) and not self.newcomers

    @property
    def newcomers(self) -> tuple[PatientFacts, ...]:
        """People of a disc opened beside the pictures on show: asked about over those.

        Of one disc that holds several people, and may be mixed up, the page of people asks.
        """
        unknown = self._unknown()
        if not unknown or not self.known_people or not self._anything_shown():
            return ()
        theirs = _media_of(self._session.catalog, unknown)
        return () if theirs & self._known_media else unknown

    def know_everybody(self) -> None:
        """Take all who are open now as known."""
        catalog = self._session.catalog
        self.known_people = self._people()
        self._known_media = _media_of(catalog, self.known_people)
        self.update_page()

    def know_newcomers(self) -> None:
        """Take all who are open now as known; who else their disc holds is asked about alike."""
        self.known_people = self._people()
        self.update_page()

    def _unknown(self) -> tuple[PatientFacts, ...]:
        known = {facts.identity for facts in self.known_people}
        return tuple(facts for facts in self._people() if facts.identity not in known)

    def focus_page(self) -> None:
        """Give the keys to what is in front: the viewport, or the first button of a page."""
        views = getattr(self._grid, "views", ())
        active = self._session.workspace.state.active
        page = self.currentWidget()
        if page is self._grid and active < len(views):
            page = views[active]
        if page is not None:
            page.setFocus(Qt.FocusReason.OtherFocusReason)

    def update_page(self) -> None:
        """Bring the page of the current state to the front."""
        people = self._people()
        if len(people) == 1:  # nobody to mix up
            self.known_people = people
            self._known_media = _media_of(self._session.catalog, people)
        page = self._page()
        if page is not self.currentWidget():
            with getattr(self._grid, "arranging", nullcontext)():
                self.setCurrentWidget(page)  # Qt gives the focus to some viewport
                self.focus_page()
            if page is self._grid or page is self.__dict__.get("start"):
                self._forget_people()
        self.page_changed.emit()

    def _forget_people(self) -> None:
        if "people" in self.__dict__:
            self.people.forget()

    def _name_again(self) -> None:
        """People are named now, or not any more: on every page, in sight or not."""
        made = self.__dict__
        if "people" in made:
            self.people.show_catalog(self._session.catalog)
        if "reading" in made:
            self.reading.show_load(self._session.load)
        if "problem" in made:
            self.problem.show_load(self._session.load, self._session.report, anything_read=True)
        self.show_volumes(self._volumes)
        self.update_page()

    def _page(self) -> QWidget:
        load = self._session.load
        if load.stage is Stage.NO_MEDIUM:
            self.known_people = ()
            self._known_media = frozenset()
            return self.start
        problem = load.stage in _PROBLEMS or self._nothing_readable()
        if load.stage in _PROBLEMS and self._anything_shown():
            problem = False  # what is in memory stays in sight; a bar tells it
        if problem and load != self._dismissed:
            read = any(item.display_set for item in self._session.catalog.items())
            self.problem.show_load(load, self._session.report, anything_read=read)
            return self.problem
        return self._content_page()

    def _content_page(self) -> QWidget:
        if self.is_blocked:
            self.people.show_catalog(self._session.catalog)
            return self.people
        load = self._session.load
        ready = load.stage is Stage.READY or load == self._dismissed
        if self._grid is not None and (ready or self._anything_shown()):
            return self._grid
        self.reading.show_load(load)
        return self.reading

    def _anything_shown(self) -> bool:
        return any(v.state.display_set is not None for v in self._session.workspace.viewports)

    def _nothing_readable(self) -> bool:
        """Whether the medium was read to its end and only the names of pictures are here."""
        counts = self._session.report.counts
        ready = self._session.load.stage is Stage.READY
        return ready and not counts.readable and missing(counts) > 0

    def _people(self) -> tuple[PatientFacts, ...]:
        return tuple(patient.facts for patient in self._session.catalog.patients)

    def put_problem_away(self) -> None:
        """Go on with what is in memory, because somebody wants to see it."""
        if self._session.load.stage in _PROBLEMS:
            self._dismissed = self._session.load
        self.update_page()

    def _person_chosen(self, place: int) -> None:
        self._show_only(self._session.catalog.patients[place])

    def show_person(self, facts: PatientFacts) -> None:
        """Show this person's main series, and nobody else's."""
        patient = self._session.catalog.patient(facts)
        if patient is not None:
            self._show_only(patient)

    def _show_only(self, patient: CatalogPatient) -> None:
        self.know_everybody()
        first = first_item(Catalog((patient,)))
        self._session.workspace.clear()  # nobody else's picture stays beside the chosen ones
        if first is not None:
            self._session.show_item(first.uid)
        self.update_page()


def _media_of(catalog: Catalog, people: Sequence[PatientFacts]) -> frozenset[int]:
    """The media that hold pictures of these people."""
    identities = {facts.identity for facts in people}
    return frozenset(
        item.medium
        for patient in catalog.patients
        if patient.facts.identity in identities
        for study in patient.studies
        for item in study.items
    )

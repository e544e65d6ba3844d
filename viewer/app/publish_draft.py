"""A copy as it is being thought out: what of it, as what, for whom; and what that would be."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING, Final

from viewer.app.copy_place import Room, room_in
from viewer.app.deid_engine import load_engine
from viewer.app.deid_scope import is_settled
from viewer.app.latest import Latest
from viewer.app.publish_choice import medium_on_show, people
from viewer.app.publish_copy import ENGINE, Order, worker_for
from viewer.app.seen_media import SeenMedia
from viewer.observe import Event
from viewer.publish.profiles import CARRIERS, DEFAULT, Profile, profile_named

if TYPE_CHECKING:
    from viewer.app.publish_choice import Person
    from viewer.app.session import Session
    from viewer.media.cancel import CancelToken
    from viewer.model.header import PatientFacts
    from viewer.publish.exact import ExactPlan
    from viewer.publish.kits import Kit
    from viewer.publish.plan import PublishPlan
    from viewer.publish.request import Request
    from viewer.publish.survey import Survey

_DISCS: Final = ("cd", "dvd", "dvd-dl", "bd", "bd-dl")  # the smallest first
_NOWHERE: Final = Path("copy")  # a plan writes nothing
_MOST_LIKELY: Final = 1.02  # what a file system needs beside


class Goal(Enum):
    """What somebody wants; each has a dialog of its own."""

    COMPUTER = "computer"
    DISC = "disc"
    STICK = "stick"


class Manner(Enum):
    """As what a disc is copied."""

    IMAGE = auto()
    FOLDER = auto()
    EXACT_IMAGE = auto()
    EXACT_FOLDER = auto()

    @property
    def is_exact(self) -> bool:
        """Whether every file of the medium comes along, as it is."""
        return self in {Manner.EXACT_IMAGE, Manner.EXACT_FOLDER}

    @property
    def is_image(self) -> bool:
        """Whether it becomes one file to be burned."""
        return self in {Manner.IMAGE, Manner.EXACT_IMAGE}


class PublishDraft:
    """Everything that is decided before; finds out meanwhile what would be written.

    The media are read once; what is chosen of that changes the plan alone.
    """

    def __init__(self, session: Session, goal: Goal, studies: frozenset[str] | None = None) -> None:
        self.changed: Event[PublishDraft] = Event()  # what is open, a choice, or the plan
        self.session = session
        self.goal = goal
        self.survey: Latest[Survey] = Latest(session)
        self.plan: Latest[PublishPlan] = Latest(session)
        self.exact: Latest[ExactPlan] = Latest(session)
        self.seen: SeenMedia | None = None  # of what the plan is
        self.kits: Latest[tuple[Kit, ...]] = Latest(session)
        self.with_viewer = True  # where one is at hand
        self.with_archives = True  # of it, for a faster start, where there is room
        self.studies = studies  # Study Instance UIDs; None for everything
        self.manner = Manner.IMAGE if goal is Goal.DISC else Manner.FOLDER
        self.together = False  # several people in one copy, which somebody agreed to (M-075)
        self.medium = medium_on_show(session) if goal is Goal.DISC else None
        self.stick: Path | None = None
        self.people: tuple[Person, ...] = ()
        self.everyone: tuple[PatientFacts, ...] = ()  # who will be on it, with who is there already
        self.others: tuple[PatientFacts, ...] = ()  # those of them who get nothing new
        self._is_held = False
        self._asked: tuple[object, ...] = ()
        self._planned: tuple[object, ...] = ()
        self._subscriptions = [
            session.catalog_changed.connect(lambda _: self.refresh()),
            session.load_changed.connect(lambda _: self.refresh()),
            self.survey.changed.connect(lambda _: self.refresh()),
            self.plan.changed.connect(lambda _: self._take_plan()),
            self.exact.changed.connect(lambda _: self.changed.emit(self)),
            self.kits.changed.connect(lambda _: self.refresh()),
        ]
        if goal is Goal.DISC:
            self.kits.ask(_kits)
        self.refresh()

    def close(self) -> None:
        """Ask and tell nothing any more."""
        for subscription in self._subscriptions:
            subscription.close()
        for question in (self.survey, self.plan, self.exact, self.kits):
            question.stop()

    def hold(self, *, held: bool) -> None:
        """Stay as it is while the copy is made: what is opened meanwhile does not go in."""
        self._is_held = held
        if not held:  # the place is another one now, and it may be another disc
            self._asked = self._planned = ()
            self.refresh()

    def choose(
        self,
        *,
        studies: frozenset[str] | None = None,
        manner: Manner | None = None,
        together: bool | None = None,
        stick: Path | None = None,
        with_viewer: bool | None = None,
        with_archives: bool | None = None,
    ) -> None:
        """Decide some of it anew."""
        self.studies = studies if studies is not None else self.studies
        self.manner = manner if manner is not None else self.manner
        self.together = together if together is not None else self.together
        self.stick = stick if stick is not None else self.stick
        self.with_viewer = with_viewer if with_viewer is not None else self.with_viewer
        self.with_archives = with_archives if with_archives is not None else self.with_archives
        self.refresh()

    @property
    def sources(self) -> tuple[Path, ...]:
        """What is read: the disc on show, or everything that is open and there."""
        session = self.session
        there = tuple(path for path in session.paths if path not in session.removed)
        if self.medium is None:
            return there if self.goal is not Goal.DISC else ()
        with suppress(KeyError):  # it may have been closed
            return tuple({session.path_of(self.medium)} & set(there))
        return ()

    @property
    def is_settled(self) -> bool:
        """Whether all that may go in is known: else the disc is still being read."""
        return is_settled(self.session)

    @property
    def is_looking(self) -> bool:
        """Whether what would be written is still to be found out."""
        return any(one.is_running for one in (self.survey, self.plan, self.exact, self.kits))

    @property
    def asks_about_people(self) -> bool:
        """Whether somebody has to say that several people may be together (M-075)."""
        return len(self.everyone) > 1 and not self.manner.is_exact

    def room(self, folder: Path) -> Room | None:
        """What is needed at a place and what is free there; None while that is not known."""
        if self.manner.is_exact:
            exact = self.exact.answer
            length = exact.length if exact is not None else None
        else:
            plan = self.plan.answer
            length = plan.length if plan is not None else None
        if length is None:
            return None
        return room_in(folder, int(length * _MOST_LIKELY) * (2 if self.manner.is_image else 1))

    def order(self, target: Path) -> Order:
        """What is to be made, as it is decided now."""
        if self.manner.is_exact:
            from viewer.publish.exact import root_of  # noqa: PLC0415  when something is copied

            exact = root_of(self.sources[0])
            return Order(self._request(target), exact=exact, seen=self.seen)
        plan = self.plan.answer
        known = self._chosen()
        assert plan is not None
        assert known is not None
        request = replace(self._request(target), carrier=plan.rules.carrier)
        is_stick = self.goal is Goal.STICK
        discs = len(plan.discs)
        return Order(request, known, onto_stick=is_stick, discs=discs, seen=self.seen)

    def refresh(self) -> None:
        """Find out anew what has become another question."""
        if self._is_held:
            return
        self.people = people(self.session, self.medium)
        asked = (self.sources, self._profile.name, self.manner.is_exact)
        if self.is_settled and self.sources and self._asked != asked:
            self._asked, self._planned = asked, ()
            self._look()
        self._plan_anew()
        self.changed.emit(self)

    def _look(self) -> None:
        sources, profile = self.sources, self._profile
        self.seen = None
        if self.manner.is_exact:

            def look_exactly(cancel: CancelToken) -> ExactPlan:
                self.seen = SeenMedia(sources, cancel)
                return _exact(sources[0], cancel)

            self.exact.ask(look_exactly)
            return
        self.plan.stop()
        self.plan.answer = None
        self.everyone = self.others = ()

        def tell(_: str, done: int, __: int | None) -> None:
            self.survey.done = done

        def look(cancel: CancelToken) -> Survey:
            self.seen = SeenMedia(sources, cancel)
            load_engine(ENGINE)
            from viewer.publish.publisher import Publisher  # noqa: PLC0415  as it says above
            from viewer.publish.request import Request  # noqa: PLC0415

            return Publisher(Request(sources, _NOWHERE, profile), tell, cancel).survey()

        self.survey.ask(look)

    def _take_plan(self) -> None:
        """Note whom the plan is about: to go through every object takes its time."""
        plan = self.plan.answer
        self.everyone = self.others = ()
        if plan is not None:
            from viewer.publish.people import is_one_person, people_of  # noqa: PLC0415  as below

            new, there = plan.patients, plan.rules.people
            self.everyone = people_of([*there, *new])
            self.others = tuple(
                one for one in there if not any(is_one_person(one, two) for two in new)
            )
        self.changed.emit(self)

    def _plan_anew(self) -> None:
        question = (self.studies, self.manner, self.together, self.stick, self._viewers)
        is_ready = self.goal is not Goal.STICK or self.stick is not None
        if self.survey.answer is None or not is_ready or self._planned == question:
            return
        known = self._chosen()
        self._planned = question
        request = self._request(self.stick or _NOWHERE)
        order = Order(request, known, onto_stick=self.goal is Goal.STICK)
        fits = self.goal is Goal.DISC and self.manner.is_image
        self.plan.ask(lambda cancel: _plan(order, cancel, fitting=fits), keep=True)

    def _chosen(self) -> Survey | None:
        found = self.survey.answer
        if found is None or self.studies is None:
            return found
        return found.only(self.studies)

    @property
    def _viewers(self) -> tuple[Kit, ...]:
        """What goes onto the disc beside the pictures."""
        kits = (self.kits.answer or ()) if self.with_viewer else ()
        return kits if self.with_archives else tuple(replace(kit, packed=None) for kit in kits)

    @property
    def _profile(self) -> Profile:
        """Nothing is changed for this computer; a stick takes JPEG, a disc what all can read."""
        names = {Goal.COMPUTER: "mime", Goal.STICK: "usb", Goal.DISC: DEFAULT.name}
        return profile_named(names[self.goal]) or DEFAULT

    def _request(self, target: Path) -> Request:
        from viewer.publish.furnish import Wanted  # noqa: PLC0415  when something is copied
        from viewer.publish.pages import PageOptions  # noqa: PLC0415  as above
        from viewer.publish.request import Request  # noqa: PLC0415  as above

        is_disc = self.goal is Goal.DISC
        has_pages = is_disc or (self.goal is Goal.STICK and _has_pages(target))
        for_each = is_disc or self.goal is Goal.COMPUTER
        return Request(
            self.sources,
            target,
            self._profile,
            None if self.manner.is_image or self.goal is Goal.STICK else CARRIERS["any"],
            several_patients=self.together or self.goal is Goal.STICK,
            disc_for_each=for_each and not self.together,
            with_tools=self.goal is not Goal.COMPUTER,
            wanted=Wanted(self._viewers, PageOptions() if has_pages else None),
        )


def _has_pages(stick: Path) -> bool:
    """Whether there are pages of ours, which then show what is added too."""
    from viewer.publish.page_mark import read_mark  # noqa: PLC0415  as above
    from viewer.publish.web_pages import INDEX  # noqa: PLC0415  as above

    return read_mark(stick / INDEX) is not None


def _kits(_: CancelToken) -> tuple[Kit, ...]:
    load_engine(ENGINE)
    from viewer.publish.kits import kits_at_hand  # noqa: PLC0415  when it is asked for

    return kits_at_hand()


def _exact(source: Path, cancel: CancelToken) -> ExactPlan:
    load_engine(ENGINE)
    from viewer.errors import MediumNotFoundError  # noqa: PLC0415  hardly ever
    from viewer.publish.exact import plan_exact, root_of  # noqa: PLC0415  when it is asked for

    root = root_of(source)
    if root is None:
        raise MediumNotFoundError("only a disc or a folder can be copied as it is")
    return plan_exact(root, cancel)


def _plan(order: Order, cancel: CancelToken, *, fitting: bool) -> PublishPlan:
    """What would be written; with `fitting` for the smallest disc that holds it."""
    load_engine(ENGINE)
    kind = worker_for(order)
    request = order.request
    if not fitting:
        return kind(request, cancel=cancel).plan(order.known)
    whole = kind(replace(request, carrier=CARRIERS["any"]), cancel=cancel).plan(order.known)
    largest = max(disc.length for disc in whole.discs)
    every = [CARRIERS[name] for name in _DISCS]
    fit = (one for one in every if one.capacity is not None and largest <= one.capacity)
    carrier = next(fit, every[-1])
    return kind(replace(request, carrier=carrier), cancel=cancel).plan(order.known)

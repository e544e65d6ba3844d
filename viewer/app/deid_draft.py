"""A copy without identity as it is being thought out: what goes in, what for, under which names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from viewer.app.deid_scope import Scope, is_settled, scope_of
from viewer.app.deid_survey import LiveValues, Survey
from viewer.deid.errors import ProfileError
from viewer.deid.folding import words
from viewer.deid.key import JobKey
from viewer.deid.profile import PRESETS, Option, Profile
from viewer.deid.request import Request
from viewer.observe import Event

if TYPE_CHECKING:
    from viewer.app.deid_scope import Offer
    from viewer.app.deid_survey import Example
    from viewer.app.session import Session
    from viewer.deid.account import Layout

CUSTOM: Final = "custom"
# What else is on changes values only: neither what goes in, nor what is searched for.
_DECISIVE: Final = frozenset(
    {
        Option.CLEAN_PIXELS,
        Option.CLEAN_STRUCTURED_CONTENT,
        Option.RETAIN_DEVICE_IDENTITY,
        Option.RETAIN_INSTITUTION,
    }
)
_NOWHERE: Final = Path("copy")  # a preview writes nothing


class Draft:
    """Everything that is decided before the copy is made; asks for what it would be meanwhile.

    One secret for all of it: what is shown under way is what the copy will have.
    """

    def __init__(self, session: Session, offer: Offer) -> None:
        self.changed: Event[Draft] = Event()  # scope, purpose, names or words
        self.session = session
        self.key = JobKey()
        self.survey = Survey(session)
        self.live = LiveValues(session)
        self.offer = offer
        self.scope = Scope()
        self.base: Profile = PRESETS["share"]
        self.names: dict[str, str] = {}  # pseudonyms that were chosen, by Patient ID
        self.words: tuple[str, ...] = ()
        self._is_held = False
        self._asked: tuple[object, ...] | None = None  # what the survey was asked
        self._subscriptions = [
            session.catalog_changed.connect(lambda _: self._refresh()),
            session.load_changed.connect(lambda _: self._refresh()),
        ]
        self._refresh()

    def close(self) -> None:
        """Ask and tell nothing any more."""
        for subscription in self._subscriptions:
            subscription.close()
        self.survey.stop()
        self.live.close()

    def hold(self, *, held: bool) -> None:
        """Stay as it is while the copy is made: what is opened meanwhile does not go in."""
        self._is_held = held
        if not held:  # it may be another disc by now
            self._asked = None
        self._refresh()

    @property
    def profile(self) -> Profile:
        """The purpose with the names and words of these people; raises ProfileError."""
        chosen = tuple((number, name) for number, name in self.names.items() if name)
        if len({name for _, name in chosen}) < len(chosen):
            raise ProfileError("two people cannot have the same new name")
        return replace(self.base, pseudonyms=chosen, extra_words=self.words)

    @property
    def problem(self) -> str:
        """Why the names cannot be used, "" if they can."""
        try:
            _ = self.profile
        except ProfileError as error:
            return str(error)
        return ""

    @property
    def is_settled(self) -> bool:
        """Whether all that may go in is known: else the disc is still being read."""
        return is_settled(self.session)

    @property
    def drawings(self) -> int:
        """How many drawings of the session stay behind: they are not in the files."""
        return len(self.session.annotations.state.annotations)

    @property
    def layouts(self) -> tuple[Layout, ...]:
        """The kinds of pictures to be looked at, as far as they are known.

        There are none where the purpose leaves out whatever may have text in it.
        """
        found = self.survey.found
        if found is None or not self.base.has(Option.CLEAN_PIXELS):
            return ()
        return tuple(found.account.layouts.values())

    @property
    def examples(self) -> tuple[Example, ...]:
        """Objects with their values before and after."""
        return self.live.examples

    def names_in(self, text: str) -> str:
        """A word of `text` that is the name of somebody whose pictures go in; "" if none is."""
        found = self.survey.found
        if found is None:
            return ""
        names = {name for person in found.people.values() for name in person.names}
        return next((word for word in words(text) if word in names), "")

    def set_offer(self, offer: Offer) -> None:
        """Put something else in."""
        self.offer = offer
        self._refresh()

    def set_purpose(self, profile: Profile) -> None:
        """A preset, or a choice of one's own."""
        self.base = profile
        self._refresh()

    def set_options(self, options: frozenset[Option]) -> None:
        """Options of one's own; raises ProfileError for two that exclude each other."""
        self.set_purpose(replace(self.base, name=CUSTOM, title="Custom", options=options))

    def set_name(self, patient_id: str, name: str) -> None:
        """The new name and number of the person with this number; "" for one that is made up."""
        self.names[patient_id] = name.strip()
        self._refresh()

    def set_key(self, key: JobKey) -> None:
        """Make names, dates and identifiers with the key of other copies."""
        self.key = key
        self._refresh()

    def set_words(self, words: tuple[str, ...]) -> None:
        """Words to be removed and searched for besides what the files say."""
        self.words = words
        self._refresh()

    def request(self, target: Path) -> Request:
        """What the job is asked to do; raises ProfileError."""
        return _request(self.scope, self.profile, self.key, target)

    def _refresh(self) -> None:
        if self._is_held:
            return
        self.scope = scope_of(self.session, self.offer)
        if not self.problem:
            self.live.show(self.scope.examples, self.profile, self.key)
        self._ask()
        self.changed.emit(self)

    def _ask(self) -> None:
        """Go through everything again where another answer is to be expected."""
        question = (self.scope.sources, self.scope.only, self.base.options & _DECISIVE)
        is_answered = question == self._asked and self.survey.problem is None
        if not self.is_settled or not self.scope.sources or is_answered:
            return
        self._asked = question
        self.survey.start(_request(self.scope, self.base, self.key, _NOWHERE))


def _request(scope: Scope, profile: Profile, key: JobKey, target: Path) -> Request:
    return Request(scope.sources, target, profile, key, only=scope.only)

"""What goes into a copy without identity: people, examinations and pictures of what is open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from viewer.app.identity_view import SHOWN
from viewer.app.key_selections import key_images
from viewer.app.stage import Stage
from viewer.app.study_words import study_title
from viewer.app.wording import real_date, series_title
from viewer.model.display_set import Document, ImageStack

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from viewer.app.catalog import CatalogItem, CatalogPatient, CatalogStudy
    from viewer.app.session import Session
    from viewer.model.display_set import StackFrame
    from viewer.model.header import PatientFacts
    from viewer.model.image import FileKey, FrameKey

NONE: Final[frozenset[str]] = frozenset()
MOST_EXAMPLES: Final = 24  # objects whose values are shown


@dataclass(frozen=True, slots=True)
class SeriesScope:
    """A series or part of one: what of it goes in; `example` is a file to show the values of."""

    title: str
    pictures: int
    uids: frozenset[str]
    medium: int
    example: FileKey | None


@dataclass(frozen=True, slots=True)
class StudyScope:
    """An examination: its date in words, what it is, and its series."""

    date: str
    title: str
    series: tuple[SeriesScope, ...]


@dataclass(frozen=True, slots=True)
class PersonScope:
    """One identity (S-01)."""

    facts: PatientFacts
    studies: tuple[StudyScope, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """All that goes in. `only` are SOP Instance UIDs, None for whatever the sources hold."""

    people: tuple[PersonScope, ...] = ()
    sources: tuple[Path, ...] = ()
    only: frozenset[str] | None = None

    @property
    def series(self) -> tuple[SeriesScope, ...]:
        """Every series."""
        return tuple(s for person in self.people for study in person.studies for s in study.series)

    @property
    def pictures(self) -> int:
        """How many frames."""
        return sum(series.pictures for series in self.series)

    @property
    def examinations(self) -> int:
        """How many studies."""
        return sum(len(person.studies) for person in self.people)

    @property
    def others(self) -> int:
        """How many series without pictures: reports, documents, what others marked."""
        return sum(not series.pictures for series in self.series)

    @property
    def examples(self) -> tuple[tuple[str, FileKey], ...]:
        """A file of each series to show the values of, with the words for it."""
        found = [
            (", ".join(filter(None, (study.date or study.title, series.title))), series.example)
            for person in self.people
            for study in person.studies
            for series in study.series
        ]
        return tuple((words, file) for words, file in found if file is not None)[:MOST_EXAMPLES]


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be copied: words, and the items (or frames) of the catalog it means."""

    words: str
    items: frozenset[str] | None = None  # None: everything
    frames: tuple[FrameKey, ...] = ()


def everything() -> Offer:
    """All that is open."""
    return Offer("Everything that is open")


def of_person(patient: CatalogPatient) -> Offer:
    """All examinations of one person."""
    name = SHOWN.facts(patient.facts).name or "the person without a name"
    return Offer(f"Everything of {name}", _uids(patient.studies))


def of_study(study: CatalogStudy) -> Offer:
    """One examination."""
    words = ", ".join(filter(None, (real_date(study.facts.date), study_title(study))))
    return Offer(f"The examination: {words}", _uids((study,)))


def of_item(item: CatalogItem) -> Offer:
    """One line of the browser."""
    label = f" ({SHOWN.text(item.label)})" if item.label else ""
    return Offer(f"The series: {series_title(item.series)}{label}", frozenset({item.uid}))


def of_key_pictures(session: Session) -> Offer | None:
    """What was marked with the key K, if anything was."""
    keys = tuple(image.key for image in session.key_images.state.images)
    many = "The key picture" if len(keys) == 1 else f"The {len(keys)} key pictures"
    return Offer(many, frozenset(), keys) if keys else None


def offers(session: Session) -> tuple[Offer, ...]:
    """What there is to choose from, the largest first; of one person unless there are several."""
    catalog = session.catalog
    found = [everything()]
    active = session.workspace.active.state
    display_set = active.display_set
    item = catalog.item(display_set.uid) if display_set is not None else None
    if len(catalog.patients) > 1:
        found += [of_person(patient) for patient in catalog.patients]
    owner = catalog.study_of(item.uid) if item is not None else None
    if item is not None and owner is not None:
        patient, place = owner
        found += [of_study(patient.studies[place]), of_item(item)]
    if active.frame is not None:
        found.append(Offer("The picture on show", frozenset(), (active.frame.key.native,)))
    if active.stack is not None and active.stack.is_selection:
        keys = tuple(frame.key.native for frame in active.stack.frames)
        found.append(Offer(f"The {len(keys)} pictures picked by others", frozenset(), keys))
    key_pictures = of_key_pictures(session)
    return (*found, key_pictures) if key_pictures is not None else tuple(found)


def first_offer(session: Session) -> Offer:
    """What most people mean: all of the person on show."""
    patients = session.catalog.patients
    if len(patients) < 2:
        return everything()
    frame = session.workspace.active.state.frame
    shown = session.catalog.patient(frame.header.patient) if frame is not None else None
    return of_person(shown if shown is not None else patients[0])


def is_settled(session: Session) -> bool:
    """Whether all that there is to choose from is known."""
    return session.load.stage not in {Stage.OPENING, Stage.READING}


def scope_of(session: Session, offer: Offer) -> Scope:
    """The pictures an offer means, as far as the media have been read."""
    if offer.frames:
        return _of_frames(session, offer.frames)
    people = []
    for patient in session.catalog.patients:
        studies = tuple(
            StudyScope(real_date(study.facts.date), study_title(study), series)
            for study in patient.studies
            if (series := _series(session, patient, study, offer.items))
        )
        if studies:
            people.append(PersonScope(patient.facts, studies))
    return _scope(session, people, is_all=offer.items is None)


def _uids(studies: Iterable[CatalogStudy]) -> frozenset[str]:
    return frozenset(item.uid for study in studies for item in study.items)


def _series(
    session: Session, patient: CatalogPatient, study: CatalogStudy, wanted: frozenset[str] | None
) -> tuple[SeriesScope, ...]:
    found = []
    for item in study.items:
        if wanted is not None and item.uid not in wanted:
            continue
        uids, example = _instances(session, patient, study, item)
        words = series_title(item.series)
        is_told = not item.label or item.label in words
        title = words if is_told else f"{words} · {SHOWN.text(item.label)}"
        is_image = isinstance(item.display_set, ImageStack) or item.display_set is None
        pictures = item.count if is_image else 0
        found.append(SeriesScope(title, pictures, uids, item.medium, example))
    return tuple(found)


def _instances(
    session: Session, patient: CatalogPatient, study: CatalogStudy, item: CatalogItem
) -> tuple[frozenset[str], FileKey | None]:
    """The objects of an item, by its headers or else by the directory, and one to look at."""
    shown = item.display_set
    if isinstance(shown, ImageStack):
        files = shown.frames[len(shown.frames) // 2].header.file if shown.frames else None
        return frozenset(frame.header.sop_instance_uid for frame in shown.frames), files
    if isinstance(shown, Document):
        uids = {shown.header.sop_instance_uid, *_named(shown, patient)}
        return frozenset(uids), shown.header.file
    news = session.news.get(item.medium)
    if news is None or news.snapshot is None:
        return frozenset(), None
    listed = [
        instance
        for one in news.snapshot.file_set.patients
        if one.facts.identity == patient.facts.identity
        for other in one.studies
        if other.facts.uid == study.facts.uid
        for series in other.series
        if series.facts.uid == item.series.uid
        for instance in series.instances
    ]
    example = listed[len(listed) // 2].file if listed else None
    return frozenset(instance.sop_instance_uid for instance in listed), example


def _named(document: Document, patient: CatalogPatient) -> frozenset[str]:
    """The pictures of this person that a key object names."""
    if document.header.key_selection is None:
        return NONE
    stack = key_images(document, patient).stack
    return frozenset(frame.header.sop_instance_uid for frame in stack.frames) if stack else NONE


def _of_frames(session: Session, keys: tuple[FrameKey, ...]) -> Scope:
    """Whole files, as a film cannot be cut: all their frames count."""
    places = session.catalog.places(keys)
    by_series: dict[str, list[StackFrame]] = {}
    for key in keys:
        if key in places:
            by_series.setdefault(places[key].item.uid, []).append(places[key].frame)
    people = []
    for patient in session.catalog.patients:
        studies = tuple(
            StudyScope(real_date(study.facts.date), study_title(study), series)
            for study in patient.studies
            if (series := tuple(_picked(study.items, by_series)))
        )
        if studies:
            people.append(PersonScope(patient.facts, studies))
    return _scope(session, people, is_all=False)


def _picked(
    items: Iterable[CatalogItem], by_series: dict[str, list[StackFrame]]
) -> Iterator[SeriesScope]:
    for item in items:
        frames = by_series.pop(item.uid, [])
        if frames:
            headers = {frame.header.sop_instance_uid: frame.header for frame in frames}
            pictures = sum(
                header.image.pixels.number_of_frames
                for header in headers.values()
                if header.image is not None
            )
            words = series_title(item.series)
            yield SeriesScope(
                words, pictures, frozenset(headers), item.medium, frames[0].header.file
            )


def _scope(session: Session, people: list[PersonScope], *, is_all: bool) -> Scope:
    made = Scope(tuple(people))
    media = dict.fromkeys(series.medium for series in made.series)
    sources = session.paths if is_all else tuple(session.path_of(medium) for medium in media)
    uids = frozenset(uid for series in made.series for uid in series.uids)
    return Scope(made.people, tuple(dict.fromkeys(sources)), None if is_all else uids)

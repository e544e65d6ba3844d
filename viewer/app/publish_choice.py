"""What of all that is open goes into a copy: whole examinations of people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from viewer.app.examinations import examinations
from viewer.app.study_words import study_title
from viewer.app.wording import real_date
from viewer.model.display_set import ImageStack

if TYPE_CHECKING:
    from viewer.app.catalog import CatalogPatient, CatalogStudy
    from viewer.app.session import Session
    from viewer.model.header import PatientFacts


@dataclass(frozen=True, slots=True)
class Examination:
    """One that can be chosen; `pictures` are frames, `others` series without pictures."""

    uid: str  # Study Instance UID
    date: str
    title: str
    pictures: int
    others: int
    media: frozenset[int]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody and their examinations (S-01)."""

    facts: PatientFacts
    examinations: tuple[Examination, ...]


def people(session: Session, medium: int | None = None) -> tuple[Person, ...]:
    """Everybody with everything that is open, or that is on one medium."""
    found = []
    for patient in session.catalog.patients:
        every = [_examination(study) for study in examinations(patient.studies)]
        ones = tuple(one for one in every if medium is None or medium in one.media)
        if ones:
            found.append(Person(patient.facts, ones))
    return tuple(found)


def of_person(patient: CatalogPatient) -> frozenset[str]:
    """All examinations of one person."""
    return frozenset(study.facts.uid for study in patient.studies)


def of_study(study: CatalogStudy) -> frozenset[str]:
    """One examination."""
    return frozenset({study.facts.uid})


def medium_on_show(session: Session) -> int | None:
    """The number of the medium whose picture is on show, else of the first with pictures."""
    shown = session.workspace.active.state.display_set
    item = session.catalog.item(shown.uid) if shown is not None else None
    items = (item, *session.catalog.items())
    return next((one.medium for one in items if one is not None), None)


def _examination(study: CatalogStudy) -> Examination:
    pictured = [
        item
        for item in study.items
        if isinstance(item.display_set, ImageStack) or item.display_set is None
    ]
    return Examination(
        study.facts.uid,
        real_date(study.facts.date),
        study_title(study),
        sum(item.count for item in pictured),
        len(study.items) - len(pictured),
        frozenset(item.medium for item in study.items),
    )

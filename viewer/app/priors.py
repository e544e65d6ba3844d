"""Which earlier examination goes beside the present one, series by series (S-09)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from viewer.app.compare import comparable, likeness, same_part
from viewer.app.examinations import examinations
from viewer.app.key_selections import NO_KEY_FACTS, key_facts
from viewer.app.wording import parse_date
from viewer.hanging.alike import are_of_one_kind
from viewer.model.display_set import Document, ImageStack
from viewer.model.identity import Likeness, compare_identities

if TYPE_CHECKING:
    from collections.abc import Sequence

    from viewer.app.catalog import Catalog, CatalogItem, CatalogPatient, CatalogStudy
    from viewer.app.key_selections import KeyFacts

MOST_PAIRS = 3  # one in each row of the grid
_LIKE = 8.0  # likeness above which a pair is of one kind: the modality agrees


@dataclass(frozen=True, slots=True)
class SeriesPair:
    """A series and the one of the earlier examination that is most like it."""

    current: CatalogItem
    prior: CatalogItem | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Rows to hang: the newer examination left, the older one right."""

    pairs: tuple[SeriesPair, ...]
    is_prior: bool  # False: another series of the same examination, as there is no other one
    place: int = 0  # which of the priors, the best first
    count: int = 1  # how many priors there are


def compare_with_prior(
    catalog: Catalog, on_show: Sequence[str], step: int = 0
) -> Comparison | None:
    """What to hang beside the series `on_show` (uids, the leading one first).

    Priors that have a series of the same kind come first, then the newest; `step` goes that many
    further, round and round. Where no prior is of the same kind or the same part of the body,
    another series of the same examination comes first. If what is on show is itself the oldest
    of a person's examinations it becomes the right side. None when there is nothing to compare
    with.
    """
    found = catalog.study_of(on_show[0]) if on_show else None
    if found is None:
        return None
    patient = found[0]
    facts = key_facts(patient)
    studies = examinations(patient.studies, on_show[0])
    study = next(s for s in studies if any(item.uid == on_show[0] for item in s.items))
    others = [*_others(studies, study), *_of_similar_people(catalog, patient)]
    items = [item for uid in on_show for item in study.items if item.uid == uid][:MOST_PAIRS]
    older = [other for other in others if not _is_newer(other, study)]
    company = comparable(catalog, on_show[0])
    if not step and company in study.items and not any(_is_related(items, s) for s in others):
        return Comparison((SeriesPair(items[0], company),), is_prior=False)
    if older:
        priors = sorted(older, key=lambda s: (_suits(items, s), _day(s)), reverse=True)
        place = step % len(priors)
        pairs = pair_series(items, priors[place], facts)
        return Comparison(pairs, is_prior=True, place=place, count=len(priors))
    if others:  # the newest on the left all the same
        newest = max(others, key=lambda s: (_suits(items, s), _day(s)))
        pairs = tuple(
            SeriesPair(pair.prior, pair.current)
            for pair in pair_series(items, newest, facts)
            if pair.prior is not None
        )
        if pairs:
            return Comparison(pairs, is_prior=True)
    if company is None:
        return None
    return Comparison((SeriesPair(items[0], company),), is_prior=False)


def pair_series(
    items: Sequence[CatalogItem], prior: CatalogStudy, facts: KeyFacts = NO_KEY_FACTS
) -> tuple[SeriesPair, ...]:
    """For each item the most alike of the prior that no other item needs more.

    Modality, body part, plane, laterality and words count; None when nothing is left. The most
    alike of all pairs is taken first: a series does not take the partner of another one. What
    somebody rejected as a whole is no partner while there is anything else (P-022).
    """
    pictures = _pictures(prior)
    free = [item for item in pictures if not _is_rejected(item, facts)] or pictures
    partners: dict[int, CatalogItem] = {}
    worth = {
        (place, number): likeness(items[place], other, other_study=True)
        for place in range(len(items))
        for number, other in enumerate(free)
    }
    while worth:
        place, number = max(worth, key=worth.__getitem__)
        partners[place] = free[number]
        worth = {p: w for p, w in worth.items() if p[0] != place and p[1] != number}
    return tuple(SeriesPair(item, partners.get(place)) for place, item in enumerate(items))


def _is_rejected(item: CatalogItem, facts: KeyFacts) -> bool:
    stack = item.display_set
    return isinstance(stack, ImageStack) and all(map(facts.rejection, stack.frames))


def _suits(items: Sequence[CatalogItem], study: CatalogStudy) -> bool:
    """Whether the study has a series of the kind of the first item."""
    return any(
        likeness(item, other, other_study=False) >= _LIKE
        for item in items[:1]
        for other in _pictures(study)
    )


def _is_related(items: Sequence[CatalogItem], study: CatalogStudy) -> bool:
    """Whether the study has a picture of the same kind or of the same part of the body."""
    return any(
        are_of_one_kind(item.series.modality, other.series.modality)
        or same_part(item.series.body_part, other.series.body_part) > 0
        for item in items[:1]
        for other in _pictures(study)
    )


def _others(studies: Sequence[CatalogStudy], study: CatalogStudy) -> list[CatalogStudy]:
    return [s for s in studies if not _is_the_same(s, study) and _pictures(s)]


def _of_similar_people(catalog: Catalog, patient: CatalogPatient) -> list[CatalogStudy]:
    """Examinations of those who may be the same person: hung only after a question (S-02)."""
    return [
        study
        for other in catalog.patients
        if other is not patient
        and compare_identities(patient.facts, other.facts).likeness is Likeness.SIMILAR
        for study in examinations(other.studies)
        if _pictures(study)
    ]


def _is_the_same(one: CatalogStudy, other: CatalogStudy) -> bool:
    """Whether two entries are one examination: it may be on two of the discs that are open."""
    return one is other or (bool(one.facts.uid) and one.facts.uid == other.facts.uid)


def _pictures(study: CatalogStudy) -> list[CatalogItem]:
    return [item for item in study.items if not isinstance(item.display_set, Document)]


def _is_newer(one: CatalogStudy, other: CatalogStudy) -> bool:
    first, second = parse_date(one.facts.date), parse_date(other.facts.date)
    if first is None or second is None:
        return False
    return (first, one.facts.time) > (second, other.facts.time)


def _day(study: CatalogStudy) -> tuple[int, str]:
    """Sorts by date; what has none is older than everything."""
    day = parse_date(study.facts.date)
    return (day.toordinal(), study.facts.time) if day is not None else (0, "")

"""What will be on which disc, decided before anything is written (design.md 1.6, M-061, M-075)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Final

from viewer.media.directory_keys import kind_of
from viewer.publish.errors import NothingError, RefusedError
from viewer.publish.handling import Deed
from viewer.publish.kits import archives_of, room_for
from viewer.publish.people import people_of, person_of, share_a_number
from viewer.publish.profiles import BLOCK, Carrier, Profile, smallest_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from viewer.model.header import PatientFacts
    from viewer.publish.handling import LeftOutFile
    from viewer.publish.kits import Kit
    from viewer.publish.survey import SourceObject, Survey

_LEVELS: Final = ("PT", "ST", "SE", "IM")
_DIRECTORY_BYTES: Final = 1024  # of a record, about, those above it included
_FILE_SYSTEM_BYTES: Final = 4 << 20  # tables of an image, and room to be wrong in
_PICTURE_BYTES, _PAGE_BYTES = 160_000, 60_000  # of pages, as `pages` says
_PAGED: Final = frozenset({"ENCAP DOC", "SR DOCUMENT"})
_FOLDER: Final = "DICOM"
_LAST: Final = 1 << 40  # where what has no number goes


@dataclass(frozen=True)
class Rules:
    """What an operator decided; each disc has all the `kits`."""

    profile: Profile
    carrier: Carrier
    several_patients: bool = False  # on one disc
    disc_for_each: bool = False  # patient
    deidentified: bool = False
    kits: tuple[Kit, ...] = ()
    web: bool = False  # pages with previews
    names: tuple[str, int] = (_FOLDER, 0)  # folder of the objects, number of the first patient
    already: frozenset[str] = frozenset()  # SOP Instance UIDs that are there
    people: tuple[PatientFacts, ...] = ()  # who is there

    @property
    def capacity(self) -> int | None:
        """Bytes of one disc; None: it need not be split."""
        return self.carrier.capacity

    @cached_property
    def reserved(self) -> int:
        """Bytes of each disc that are for viewers."""
        return room_for(self.kits)

    def without_archives(self) -> Rules:
        """The viewers as they are."""
        return replace(self, kits=tuple(replace(kit, packed=None) for kit in self.kits))


@dataclass(frozen=True, slots=True)
class Placed:
    """An object and its File ID (M-010)."""

    source: SourceObject
    file_id: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DiscPlan:
    """One disc, whole in itself."""

    number: int  # of `PublishPlan.discs`, from 1
    objects: tuple[Placed, ...]
    length: int  # bytes it will need, about
    left_out_of: Mapping[str, int] = field(default_factory=dict)  # objects not here, by study
    notes: tuple[str, ...] = ()
    archives: tuple[Kit, ...] = ()  # for a faster start of the viewers, where there is room

    @property
    def patients(self) -> tuple[PatientFacts, ...]:
        """Everybody on it, each once."""
        return people_of(one.source.patient for one in self.objects)


@dataclass(frozen=True, slots=True)
class PublishPlan:
    """All of it; nothing has been written yet."""

    rules: Rules
    discs: tuple[DiscPlan, ...]
    left_out: Mapping[str, int]  # by reason
    other_files: int
    warnings: tuple[str, ...] = ()
    left_out_files: tuple[LeftOutFile, ...] = ()  # the first ones of them

    @property
    def objects(self) -> tuple[SourceObject, ...]:
        """Everything that goes onto a disc."""
        return tuple(placed.source for disc in self.discs for placed in disc.objects)

    @property
    def patients(self) -> tuple[PatientFacts, ...]:
        """Everybody, each once."""
        return people_of(one.patient for one in self.objects)

    @property
    def length(self) -> int:
        """Bytes of all discs together, about."""
        return sum(disc.length for disc in self.discs)


def make_plan(found: Survey, rules: Rules) -> PublishPlan:
    """Decide; pure.

    Raises RefusedError: nothing to publish, several people where one was to be (M-075), people
    who share a number on one disc (M-011), an object larger than a disc.
    """
    new = [one for one in found.objects if one.sop_instance_uid not in rules.already]
    if not new:
        raise NothingError(_why_nothing(found))
    largest = rules.carrier.largest_file
    if largest is not None and any(one.handling.length > largest for one in new):
        raise RefusedError("an object is larger than a file of this medium can be")
    ordered = sorted(new, key=_order)
    people = people_of([*rules.people, *(one.patient for one in ordered)])
    groups = _groups(ordered, people, rules)
    parts = [part for group in groups for part in _split(group, rules)]
    discs = [_disc(number, part, rules) for number, part in enumerate(parts, 1)]
    return PublishPlan(
        rules,
        tuple(_with_counts(discs, found)),
        dict(found.left_out.most_common()),
        found.other_files,
        tuple(_warnings(discs, found, len(found.objects) - len(new))),
        tuple(found.left_out_files),
    )


def _why_nothing(found: Survey) -> str:
    if found.objects:
        return "everything is on the medium already"
    if not found.left_out:
        return "there is nothing to publish: no DICOM objects were found"
    words, _ = found.left_out.most_common(1)[0]
    return f"nothing can be published; most often: {words}"


def _order(one: SourceObject) -> tuple[object, ...]:
    """Studies by date, series and instances by number: the same however the sources lie."""
    series = one.series
    return (
        one.patient.patient_id,
        one.study.date,
        one.study.time,
        one.study.uid,
        series.number if series.number is not None else _LAST,
        series.uid,
        one.number if one.number is not None else _LAST,
        one.sop_instance_uid,
    )


def _groups(
    ordered: Sequence[SourceObject], people: tuple[PatientFacts, ...], rules: Rules
) -> list[list[SourceObject]]:
    """What may share a disc."""
    if len(people) > 1 and rules.disc_for_each:
        of = {facts: person_of(facts, people) for facts in {one.patient for one in ordered}}
        whose = [of[one.patient] for one in ordered]
        return [
            [one for one, who in zip(ordered, whose, strict=True) if who == number]
            for number in range(len(people))
        ]
    if len(people) > 1 and not (rules.several_patients or rules.deidentified):
        raise RefusedError(
            f"these are {len(people)} patients, and a disc is for one; allow several, or a disc "
            "for each"
        )
    if share_a_number(people):
        raise RefusedError(
            "two patients have the same number: they cannot be on one disc, make one for each"
        )
    return [list(ordered)]


def _split(objects: list[SourceObject], rules: Rules) -> list[list[SourceObject]]:
    """Over discs: studies stay together where they fit, then series, then nothing does."""
    if rules.capacity is None:
        return [objects]
    room = rules.capacity - rules.reserved - _FILE_SYSTEM_BYTES
    discs: list[list[SourceObject]] = [[]]
    used = 0
    for piece in _pieces(objects, room, rules, ("study", "series", "")):
        length = _needed(piece, rules)
        if length > room:
            raise RefusedError("an object is larger than a disc")
        if used + length > room:
            discs.append([])
            used = 0
        discs[-1] += piece
        used += length
    return discs


def _pieces(
    objects: list[SourceObject], room: int, rules: Rules, levels: tuple[str, ...]
) -> Iterator[list[SourceObject]]:
    """The largest parts that are not larger than a disc."""
    if not levels[0]:
        yield from ([one] for one in objects)
        return
    for _, group in groupby(objects, key=lambda one: getattr(one, levels[0]).uid):
        piece = list(group)
        if _needed(piece, rules) <= room:
            yield piece
        else:
            yield from _pieces(piece, room, rules, levels[1:])


def _needed(objects: Sequence[SourceObject], rules: Rules) -> int:
    length = sum(-(-one.handling.length // BLOCK) * BLOCK + _DIRECTORY_BYTES for one in objects)
    return length + (_pages(objects) if rules.web else 0)


def _pages(objects: Sequence[SourceObject]) -> int:
    """About what pages take, rather too much: previews, pages, and documents once more."""
    series = {one.series.uid for one in objects}
    studies = {one.study.uid for one in objects}
    documents = [one for one in objects if kind_of(one.sop_class_uid) in _PAGED]
    pictures = min(5 * len(series), 250) + 4 * len(studies)
    pages = 2 + len(studies) + 3 * len(documents)
    return (
        pictures * _PICTURE_BYTES
        + pages * _PAGE_BYTES
        + sum(one.handling.length for one in documents)
    )


def _disc(number: int, objects: list[SourceObject], rules: Rules) -> DiscPlan:
    length = _needed(objects, rules) + rules.reserved + _FILE_SYSTEM_BYTES
    names = tuple(placed(objects, *rules.names))
    archives = tuple(_archives(length, rules))
    length += room_for(archives)
    return DiscPlan(number, names, length, notes=tuple(_notes(objects)), archives=archives)


def _archives(used: int, rules: Rules) -> Iterator[Kit]:
    """Those that make neither another disc necessary nor a larger medium."""
    smallest = smallest_for(used)
    capacity = rules.capacity or (smallest.capacity if smallest else None)
    for archive in archives_of(rules.kits):
        if capacity is None or used + archive.length <= capacity:
            used += archive.length
            yield archive


def _notes(objects: Sequence[SourceObject]) -> Iterator[str]:
    """What was done to images, for whoever reads the README (M-074)."""
    number = sum(one.handling.deed is Deed.DECODE for one in objects)
    if number:
        yield f"Images decompressed for this disc, their pictures unchanged: {number}."


def placed(
    objects: Iterable[SourceObject], folder: str = _FOLDER, first: int = 0
) -> Iterator[Placed]:
    """File IDs: counted names of eight characters that say nothing (M-010, M-061).

    `first` is the number of the first patient's folder, where others are there already.
    """
    numbers: dict[tuple[str, ...], int] = {}
    counts: Counter[tuple[str, ...]] = Counter({(): first})
    for one in objects:
        key: tuple[str, ...] = ()
        names = [folder]
        uids = (one.patient.patient_id, one.study.uid, one.series.uid, one.sop_instance_uid)
        for prefix, uid in zip(_LEVELS, uids, strict=True):
            parent, key = key, (*key, uid)
            if key not in numbers:
                numbers[key] = counts[parent]
                counts[parent] += 1
            names.append(f"{prefix}{numbers[key]:06d}")
        yield Placed(one, tuple(names))


def _with_counts(discs: list[DiscPlan], found: Survey) -> Iterator[DiscPlan]:
    """How many objects of its studies each disc lacks (M-074)."""
    whole = Counter(one.study.uid for one in found.objects) + found.left_out_of
    for disc in discs:
        here = Counter(one.source.study.uid for one in disc.objects)
        yield replace(disc, left_out_of={uid: whole[uid] - n for uid, n in here.items()
                                         if whole[uid] > n})  # fmt: skip


def _warnings(discs: list[DiscPlan], found: Survey, already: int) -> Iterator[str]:
    if found.copies:
        yield f"copies of the same objects, taken once: {found.copies}"
    if already:
        yield f"on the medium already, not copied again: {already}"
    if len(discs) > 1:
        split = [uid for uid, count in Counter(
            uid for disc in discs for uid in {one.source.study.uid for one in disc.objects}
        ).items() if count > 1]  # fmt: skip
        if split:
            yield f"studies spread over more than one disc: {len(split)}"
    if any(not one.patient.patient_id for one in found.objects):
        yield "no patient number in the images: the directory gets one"

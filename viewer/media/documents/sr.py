"""A structured report's data set to a `Report`: tolerant, iterative, within limits.

Any class of the SR family is read alike, by its content tree; what a template asks for is not
checked. Damage costs the item it is in, never the others.
"""

from dataclasses import dataclass, field, replace
from typing import Final

from viewer.limits import REPORT_CHARACTERS, REPORT_DEPTH, REPORT_ITEMS
from viewer.media import attributes as at
from viewer.media.charset import format_name
from viewer.media.dataset import RawDataset
from viewer.media.documents.sr_values import (
    CONTENT,
    long_text,
    meaning,
    references,
    unit,
    value_of,
)
from viewer.model.report import Observer, Report, ReportItem
from viewer.model.sop_classes import KEY_OBJECT_SELECTION

_RELATIONSHIP_TYPE = 0x0040A010
_OBSERVATION_DATE_TIME = 0x0040A032
_COMPLETION_FLAG = 0x0040A491
_COMPLETION_DESCRIPTION = 0x0040A492
_VERIFICATION_FLAG = 0x0040A493
_PRELIMINARY_FLAG = 0x0040A496
_VERIFIERS = 0x0040A073
_VERIFIER_NAME = 0x0040A075
_VERIFIER_ORGANISATION = 0x0040A027
_VERIFIED = 0x0040A030
_AUTHORS = 0x0040A078
_AUTHOR_NAME = 0x0040A123
_MAX_TARGET = 60  # characters by which another item is called

TOO_DEEP = f"Parts that lie more than {REPORT_DEPTH} levels deep are not shown."
TOO_LONG = "The report is longer than Lightbox can show. The rest of it is left out."
CUT_OFF = "The file is damaged: it ends before the report does."

_CUT: Final = {"sequence without end", "sequence longer than the file"}


def parse_report(raw: RawDataset) -> Report:
    """Everything a reader wants of a report; its stream must still be open."""
    walk = _Walk()
    walk.run(raw)
    report = Report(
        title=meaning(raw.first_item(at.CONCEPT_NAME_CODE_SEQUENCE)),
        completion=raw.code(_COMPLETION_FLAG),
        completion_words=long_text(raw, _COMPLETION_DESCRIPTION),
        verification=raw.code(_VERIFICATION_FLAG),
        preliminary=raw.code(_PRELIMINARY_FLAG),
        date=raw.text(at.CONTENT_DATE),
        time=raw.text(at.CONTENT_TIME),
        authors=tuple(
            Observer(format_name(item.name(_AUTHOR_NAME)), item.text(at.INSTITUTION_NAME))
            for item in raw.items(_AUTHORS)
        ),
        verifiers=tuple(
            Observer(
                format_name(item.name(_VERIFIER_NAME)),
                item.text(_VERIFIER_ORGANISATION),
                item.text(_VERIFIED),
            )
            for item in raw.items(_VERIFIERS)
        ),
        items=walk.finished(),
        is_key_objects=raw.uid(at.SOP_CLASS_UID) == KEY_OBJECT_SELECTION,
    )
    notices = [*walk.notices]
    if raw.cut_off or not _CUT.isdisjoint(raw.deviations):  # asked last: it shows while reading
        notices.append(CUT_OFF)
    return replace(report, notices=tuple(notices))


@dataclass(slots=True)
class _Walk:
    """Depth first without recursion: a hostile tree is as deep as its file is long."""

    items: list[ReportItem] = field(default_factory=list)
    notices: dict[str, None] = field(default_factory=dict)
    places: dict[tuple[int, ...], int] = field(default_factory=dict)
    pointers: dict[int, tuple[int, ...]] = field(default_factory=dict)
    characters: int = 0

    def run(self, root: RawDataset) -> None:
        waiting = _children(root, (1,))
        while waiting:
            place, item = waiting.pop()
            if len(self.items) >= REPORT_ITEMS or self.characters >= REPORT_CHARACTERS:
                self.notices[TOO_LONG] = None
                return
            self._take(place, item)
            if len(place) <= REPORT_DEPTH:
                waiting += _children(item, place)
            elif CONTENT in item:
                self.notices[TOO_DEEP] = None

    def finished(self) -> tuple[ReportItem, ...]:
        """The items; those that only point at others say at which (P-031)."""
        for number, place in self.pointers.items():
            target = self.places.get(place)
            words = _called(self.items[target]) if target is not None else "a part that is missing"
            self.items[number] = replace(self.items[number], value=f"see {words}")
        return tuple(self.items)

    def _take(self, place: tuple[int, ...], item: RawDataset) -> None:
        value_type = item.code(at.VALUE_TYPE)
        number = len(self.items)
        self.places[place] = number
        if not value_type and at.REFERENCED_CONTENT_ITEM in item:
            self.pointers[number] = item.ints(at.REFERENCED_CONTENT_ITEM)
        made = ReportItem(
            level=len(place) - 2,
            value_type=value_type,
            relationship=item.code(_RELATIONSHIP_TYPE),
            concept=meaning(item.first_item(at.CONCEPT_NAME_CODE_SEQUENCE)),
            value=value_of(item, value_type),
            unit=unit(item) if value_type == "NUM" else "",
            observed=item.text(_OBSERVATION_DATE_TIME),
            sop_instance_uids=references(item),
        )
        self.characters += len(made.value) + len(made.concept)
        self.items.append(made)


def _children(
    parent: RawDataset, place: tuple[int, ...]
) -> list[tuple[tuple[int, ...], RawDataset]]:
    """The items below one, the first last, as a stack wants them; places count from 1."""
    numbered = enumerate(parent.items(CONTENT, REPORT_ITEMS + 1), 1)
    return [((*place, number), item) for number, item in numbered][::-1]


def _called(item: ReportItem) -> str:
    words = ": ".join(filter(None, (item.concept, item.value.replace("\n", " "))))
    return words if len(words) <= _MAX_TARGET else words[:_MAX_TARGET] + "…"

"""The lines of the browser as values, made from the catalog (pure, no Qt)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from viewer.app.deid_badge import DOUBTFUL, badge, doubt
from viewer.app.identity_view import SHOWN
from viewer.app.study_words import study_title
from viewer.app.wording import modality_name, moment, prior_label, real_date
from viewer.model.display_set import Document, DocumentKind, ImageStack, StackKind
from viewer.ui.words import birth_words, counted, name_words, number, number_words, pictures

if TYPE_CHECKING:
    from viewer.app.catalog import Catalog, CatalogItem, CatalogPatient, CatalogStudy
    from viewer.model.findings import Counts
    from viewer.model.header import InstanceHeader


@dataclass(frozen=True, slots=True)
class PatientRow:
    """Whose examinations follow; only there when a medium holds several people (S-01)."""

    key: str
    name: str
    birth: str  # birth date and sex
    number: str  # Patient ID; two people may share a name and even a birth date
    patient: int  # place of the patient in the catalog, for the colour


@dataclass(frozen=True, slots=True)
class StudyRow:
    """One examination: its date first, then what and where (S-09)."""

    key: str
    date: str
    prior: str
    title: str
    place: str
    patient: int | None  # None when there is only one person


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One series, sub-stack or document."""

    key: str  # uid of the item
    item: CatalogItem
    title: str
    note: str  # how many pictures, or what it is
    problem: str  # "412 of 415", "" when complete
    progress: float | None  # share of headers read, None when done or unknown
    shown: bool  # whether Lightbox can show it; the note says why not
    icon: str  # instead of a picture, for documents
    spoken: str  # for screen readers: the whole line with its study
    patient: int | None


Row = PatientRow | StudyRow | ItemRow


def make_rows(catalog: Catalog, progress: Mapping[str, Counts] | None = None) -> tuple[Row, ...]:
    """Lines in catalog order; `progress` has counts by series, None when reading is over."""
    several = len(catalog.patients) > 1
    rows: list[Row] = []
    for place, patient in enumerate(catalog.patients):
        mark = place if several else None
        if several:
            rows.append(_patient_row(place, patient))
        newest = max((moment(study.facts) for study in patient.studies), default="")
        for study in patient.studies:
            header = _study_row(place, study, newest, mark)
            rows.append(header)
            rows += [_item_row(item, header, progress) for item in study.items]
    return tuple(rows)


def _patient_row(place: int, patient: CatalogPatient) -> PatientRow:
    facts = patient.facts
    key = "patient:" + "|".join((facts.patient_id, facts.issuer, facts.name, facts.birth_date))
    return PatientRow(key, name_words(facts), birth_words(facts), number_words(facts), place)


def _study_row(
    place: int, study: CatalogStudy, newest: str, mark: int | None
) -> StudyRow:  # the key names the patient too: one study UID under two people must not clash
    facts = study.facts
    return StudyRow(
        key=f"study:{place}:{facts.uid}",
        date=real_date(facts.date) or "No date",
        prior=prior_label(moment(facts), newest),
        title=study_title(study),
        place=" · ".join(filter(None, (SHOWN.place(facts.institution), _badge(study)))),
        patient=mark,
    )


def _badge(study: CatalogStudy) -> str:
    """That identity was removed from an examination, or is said to be (S-17)."""
    for item in study.items:
        if isinstance(item.display_set, ImageStack) and item.display_set.frames:
            header = item.display_set.frames[0].header
            return DOUBTFUL if doubt(header) else badge(header)
    return ""


def _item_row(item: CatalogItem, study: StudyRow, progress: Mapping[str, Counts] | None) -> ItemRow:
    title = _title(item)
    note, icon, shown = _kind(item)
    # What is not read yet is not missing.
    problem = _problem(item) if progress is None else ""
    share = _progress(item, progress.get(item.series.uid)) if progress is not None else None
    spoken = ", ".join(
        part
        for part in (
            title,
            f"{problem} pictures readable" if problem else note,
            f"{study.title}, {study.date}",
            study.prior,
        )
        if part
    )
    return ItemRow(
        key=item.uid,
        item=item,
        title=title,
        note=note,
        problem=problem,
        progress=share,
        shown=shown,
        icon=icon,
        spoken=spoken,
        patient=study.patient,
    )


def _title(item: CatalogItem) -> str:
    """Say "2 · lung 1.0"; a sub-stack adds what tells it apart, a document its own title."""
    series = item.series
    document = item.display_set if isinstance(item.display_set, Document) else None
    own = _document_title(document) if document is not None else ""
    words = SHOWN.text(own or series.description or series.protocol)
    words = words or modality_name(series.modality)
    parts = [str(series.number) if series.number is not None else "", words.strip()]
    if item.label and item.label.casefold() not in words.casefold():
        parts.append(SHOWN.text(item.label))
    # No line break after the number: a long word would leave it alone on a line.
    return "\N{NO-BREAK SPACE}·\N{NO-BREAK SPACE}".join(part for part in parts if part)


def _document_title(document: Document) -> str:
    selection = document.header.key_selection
    return selection.words if selection is not None else document.header.title or document.label


def _use(header: InstanceHeader) -> tuple[str, str, bool]:
    """As `_kind`, of an object without a view of its own."""
    if header.state is not None:  # `state_images` shows it where it belongs
        return "At its picture", "arrow", True
    use = "Used for comparing" if header.registration is not None else "Cannot be shown"
    return use, "hidden", False


def _kind(item: CatalogItem) -> tuple[str, str, bool]:
    """What the second line says, the icon instead of a picture, and whether it can be shown."""
    match item.display_set:
        case Document(kind=DocumentKind.PDF):
            return "Document (PDF)", "document", True
        case Document(kind=DocumentKind.REPORT):
            return _document_note(item.display_set), "report", True
        case Document() as document:
            return _use(document.header)
        case ImageStack(kind=StackKind.LOCALIZER):
            return f"{pictures(item.count)} · scout", "", True
        case ImageStack(kind=StackKind.CINE):
            return f"Film, {number(item.count)} frames", "", True
    # Before it is read: as many as the directory promises.
    count = item.count if item.display_set else max(item.count, item.expected or 0)
    return pictures(count) if count else "", "", True


def _document_note(document: Document) -> str:
    selection = document.header.key_selection
    if selection is None:
        return "Report"
    count = len(selection.references)
    return counted(count, "key picture")


def _problem(item: CatalogItem) -> str:
    if item.readable is None or item.expected is None or item.readable >= item.expected:
        return ""
    return f"{number(item.readable)} of {number(item.expected)}"


def _progress(item: CatalogItem, counts: Counts | None) -> float | None:
    if counts is None:
        return None if item.display_set is not None else 0.0
    total = max(counts.referenced or 0, counts.found, item.expected or 0)
    share = counts.readable / total if total else 0.0
    return share if share < 1 else None

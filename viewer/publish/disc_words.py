"""What is on a disc, in words: for its pages, its README and its label (look.md "Words")."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from viewer import __version__
from viewer.model.plain_words import format_date, format_time, modality_name
from viewer.model.sop_classes import sop_class_name
from viewer.publish.contents import ObjectKind

if TYPE_CHECKING:
    from viewer.model.header import PatientFacts
    from viewer.publish.contents import DiscContents, DiscObject, DiscSeries, DiscStudy

PRODUCT: Final = f"Lightbox {__version__}"
SELECTION: Final = "Selected images: this disc does not hold everything that was recorded."
SEVERAL: Final = "There is more than one person on this disc. Check the name above each picture."
_SEXES: Final = {"F": "female", "M": "male", "O": "other"}
_NO_PICTURES: Final = frozenset({"SR", "KO", "PR", "DOC", "REG"})


def counted(count: int, one: str, many: str) -> str:
    """Say "1 picture", "1 203 pictures"."""
    return f"{count:,}".replace(",", "\N{NO-BREAK SPACE}") + f" {one if count == 1 else many}"


def name_of(patient: PatientFacts) -> str:
    """The name, or that there is none."""
    return patient.name.strip() or "No name given"


def person_line(patient: PatientFacts) -> str:
    """Birth date, sex and number of a person, as far as they are known."""
    sex = patient.sex.strip().upper()
    born = format_date(patient.birth_date)
    parts = (
        f"born {born}" if born else "",
        _SEXES.get(sex, ""),
        f"patient number {patient.patient_id.strip()}" if patient.patient_id.strip() else "",
    )
    return ", ".join(filter(None, parts))


def study_title(study: DiscStudy) -> str:
    """The description, or what kinds of pictures there are."""
    description = " ".join(study.facts.description.split())
    return description or ", ".join(kinds(study)) or "Examination"


def kinds(study: DiscStudy) -> tuple[str, ...]:
    """The kinds of pictures in words, each once."""
    codes = dict.fromkeys(series.facts.modality for series in study.series)
    return tuple(modality_name(code) for code in codes if code and code not in _NO_PICTURES)


def study_date(study: DiscStudy) -> str:
    """Say "12 Mar 2024, 10:15"."""
    clock = format_time(study.facts.time)
    day = format_date(study.facts.date) or "no date"
    return f"{day}, {clock}" if clock else day


def amount(study: DiscStudy) -> str:
    """Say "412 pictures in 3 series, 1 report"."""
    objects = study.objects
    with_pictures = sum(1 for series in study.series if series.pictures)
    reports = sum(o.kind in {ObjectKind.REPORT, ObjectKind.DOCUMENT} for o in objects)
    others = sum(o.kind in {ObjectKind.STATE, ObjectKind.KEY_IMAGES} for o in objects)
    unknown = sum(o.kind is ObjectKind.OTHER for o in objects)
    parts = [
        f"{counted(study.pictures, 'picture', 'pictures')} in "
        f"{counted(with_pictures, 'series', 'series')}"
        if with_pictures
        else "",
        counted(reports, "report", "reports") if reports else "",
        counted(others, "file with marks", "files with marks") if others else "",
        counted(unknown, "other file", "other files") if unknown else "",
    ]
    return ", ".join(filter(None, parts)) or "nothing to look at"


def series_name(series: DiscSeries) -> str:
    """Its description, or what kind of pictures it has; "" where nothing says."""
    facts = series.facts
    words = " ".join((facts.description or facts.protocol).split())
    return words or (modality_name(facts.modality) if facts.modality else "")


def series_line(series: DiscSeries) -> str:
    """Say "2 · Lung 1.0 (CT, 412 pictures)"."""
    facts = series.facts
    words = " ".join((facts.description or facts.protocol).split()) or "Without a name"
    title = f"{facts.number} · {words}" if facts.number is not None else words
    held = counted(series.pictures, "picture", "pictures")
    if not series.pictures:
        held = counted(len(series.objects), "object", "objects")
    return f"{title} ({modality_name(facts.modality)}, {held})"


def report_title(report: DiscObject) -> str:
    """The title of a report, or what kind of object it is."""
    return " ".join(report.title.split()) or sop_class_name(report.sop_class_uid)


def made_on(contents: DiscContents) -> str:
    """The day the disc was made."""
    return format_date(contents.made.strftime("%Y%m%d"))


def maker(contents: DiscContents) -> str:
    """Who made the disc: the operator's words, or where the pictures come from."""
    if contents.institution.strip():
        return " ".join(contents.institution.split())
    places = dict.fromkeys(" ".join(s.facts.institution.split()) for s in contents.studies)
    return ", ".join(filter(None, places))


def which_disc(contents: DiscContents) -> str:
    """Say "disc 1 of 2", "" of a single one."""
    return f"disc {contents.number} of {contents.of}" if contents.of > 1 else ""

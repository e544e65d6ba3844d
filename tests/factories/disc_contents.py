"""Contents of discs for their pages and labels, believable and hostile."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tests.factories.headers import read_headers
from viewer.model.header import PatientFacts, SeriesFacts, StudyFacts
from viewer.model.sop_classes import KEY_OBJECT_SELECTION
from viewer.publish.contents import (
    DiscContents,
    DiscObject,
    DiscPatient,
    DiscSeries,
    DiscStudy,
    ObjectKind,
    PlacedHeader,
    System,
    ViewerKit,
    patients_of,
)

MADE = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
CT = "1.2.840.10008.5.1.4.1.1.2"
EVIL = "<script>alert('x')</script>\x1b\u202e\"&"
WINDOWS = ViewerKit(System.WINDOWS, ("START.EXE",), ("VIEWER", "LIGHTBOX.ICO"))
MACOS = ViewerKit(System.MACOS, ("Lightbox.app",))
LINUX = ViewerKit(System.LINUX, ("VIEWER", "lightbox"))


def image(number: int, frames: int = 1) -> DiscObject:
    """A CT image."""
    name = f"IM{number:06d}"
    return DiscObject(("DICOM", name), f"1.2.{number}", CT, ObjectKind.IMAGE, number, frames)


def series(*objects: DiscObject, number: int = 1, words: str = "Lung") -> DiscSeries:
    """A CT series."""
    return DiscSeries(SeriesFacts(f"1.3.{number}", number, "CT", words), objects)


def study(*of: DiscSeries, left_out: int = 0, words: str = "CT chest") -> DiscStudy:
    """A study of 12 March 2024."""
    facts = StudyFacts("1.4", "20240312", "101500", words, "A-17", "St. Example", "", "Dr. House")
    return DiscStudy(facts, of, left_out)


def contents(*studies: DiscStudy, **changes: object) -> DiscContents:
    """A disc of one person."""
    person = PatientFacts("Mustermann, Erika", "4711", "", "19610514", "F")
    made = DiscContents("PATIENT01", MADE, (DiscPatient(person, studies),))
    return replace(made, **changes)  # type: ignore[arg-type]  # names of its fields


def evil_contents() -> DiscContents:
    """Every text of it is one that wants to be markup."""
    person = PatientFacts(EVIL, EVIL, EVIL, EVIL, EVIL)
    facts = StudyFacts(EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL)
    one = DiscObject(("DICOM", "X"), EVIL, EVIL, ObjectKind.DOCUMENT, 1, 0, EVIL, EVIL)
    odd = DiscSeries(SeriesFacts(EVIL, 1, EVIL, EVIL, protocol=EVIL), (one, image(1)))
    return DiscContents(
        "PATIENT01",
        MADE,
        (DiscPatient(person, (DiscStudy(facts, (odd,), 2),)), DiscPatient(person, ())),
        institution=EVIL,
        contact=EVIL,
        label=EVIL,
        notes=(EVIL,),
    )


def contents_of(tree: Path, **changes: object) -> DiscContents:
    """What is on the disc at `tree`, as its headers say."""
    headers = sorted(read_headers(tree), key=lambda header: header.file.path)
    placed = [PlacedHeader(header, tuple(header.file.path.split("/"))) for header in headers]
    made = DiscContents("PATIENT01", MADE, patients_of(placed))
    return replace(made, **changes)  # type: ignore[arg-type]  # names of its fields


def key_objects(selection: object) -> DiscObject:
    """A document that picks images out."""
    return DiscObject(
        ("DICOM", "KO"),
        "1.9",
        KEY_OBJECT_SELECTION,
        ObjectKind.KEY_IMAGES,
        selection=selection,  # type: ignore[arg-type]  # a KeySelection
    )

"""What is on a published disc, for its pages, its label and its README (M-070..M-075)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from viewer.model.header import PatientFacts, SeriesFacts, StudyFacts
from viewer.model.sop_classes import (
    KEY_OBJECT_SELECTION,
    is_presentation_state,
    is_structured_report,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from viewer.model.header import InstanceHeader
    from viewer.model.key_selection import KeySelection


class ObjectKind(StrEnum):
    """What a person calls the object."""

    IMAGE = "image"
    REPORT = "report"  # structured, readable as text
    DOCUMENT = "document"  # encapsulated PDF and the like
    KEY_IMAGES = "key images"
    STATE = "state"  # marks and looks of images
    OTHER = "other"


class System(StrEnum):
    """Which computers a viewer on the disc is for."""

    WINDOWS = "Windows"
    MACOS = "macOS"
    LINUX = "Linux"


@dataclass(frozen=True, slots=True)
class ViewerKit:
    """A viewer on the disc; `start` is what a person opens, from the root of the disc."""

    system: System
    start: tuple[str, ...]  # ("START.EXE",)
    icon: tuple[str, ...] = ()  # a file for AUTORUN.INF; () for the one of `start`


@dataclass(frozen=True, slots=True)
class DiscObject:
    """One DICOM object and where it lies; `frames` is 0 for what is no image."""

    file_id: tuple[str, ...]  # ("DICOM", "PT000000", "ST000000", "SE000000", "IM000000")
    sop_instance_uid: str
    sop_class_uid: str
    kind: ObjectKind
    number: int | None = None  # Instance Number
    frames: int = 0
    title: str = ""
    mime_type: str = ""
    lossy: bool = False
    selection: KeySelection | None = None  # of KEY_IMAGES


@dataclass(frozen=True, slots=True)
class DiscSeries:
    """One series, its objects in the order they lie on the disc."""

    facts: SeriesFacts
    objects: tuple[DiscObject, ...]

    @property
    def images(self) -> tuple[DiscObject, ...]:
        """Those that are pictures."""
        return tuple(o for o in self.objects if o.kind is ObjectKind.IMAGE)

    @property
    def pictures(self) -> int:
        """How many pictures a person sees: every frame counts."""
        return sum(o.frames for o in self.objects)


@dataclass(frozen=True, slots=True)
class DiscStudy:
    """One study; `left_out` counts objects of it that are known and not on this disc (M-074)."""

    facts: StudyFacts
    series: tuple[DiscSeries, ...]
    left_out: int = 0

    @property
    def objects(self) -> tuple[DiscObject, ...]:
        """Everything in it, in the order it lies on the disc."""
        return tuple(o for series in self.series for o in series.objects)

    @property
    def pictures(self) -> int:
        """How many pictures a person sees."""
        return sum(series.pictures for series in self.series)


@dataclass(frozen=True, slots=True)
class DiscPatient:
    """One person."""

    facts: PatientFacts
    studies: tuple[DiscStudy, ...]


@dataclass(frozen=True, slots=True)
class DiscContents:
    """One disc. Texts of headers and operators alike are a stranger's (M-005)."""

    volume_id: str  # as in the image and as File-set ID
    made: datetime  # aware; also the time of every file in the image
    patients: tuple[DiscPatient, ...] = ()
    kits: tuple[ViewerKit, ...] = ()
    profile: str = "STD-GEN-CD"
    institution: str = ""  # who made the disc, for README.TXT and label
    contact: str = ""  # how to reach them; may have several lines
    label: str = ""  # text an operator adds
    export_id: str = ""  # stands for the name on labels of anonymised discs (M-072)
    deidentified: bool = False
    number: int = 1  # of `of` discs
    of: int = 1
    notes: tuple[str, ...] = field(default=())  # what was converted or left out, and why
    beside: Path | None = None  # where else objects lie while the disc is put together

    @property
    def studies(self) -> tuple[DiscStudy, ...]:
        """All studies of all patients."""
        return tuple(study for patient in self.patients for study in patient.studies)

    @property
    def objects(self) -> tuple[DiscObject, ...]:
        """All objects in the order they lie on the disc."""
        return tuple(o for study in self.studies for o in study.objects)

    @property
    def is_selection(self) -> bool:
        """Whether a study is there in part only, which README and label must say (M-074)."""
        return any(study.left_out for study in self.studies)


@dataclass(frozen=True, slots=True)
class PlacedHeader:
    """One object of the plan: its header, and the File ID it has on the disc."""

    header: InstanceHeader
    file_id: tuple[str, ...]


def patients_of(
    placed: Iterable[PlacedHeader], left_out: dict[str, int] | None = None
) -> tuple[DiscPatient, ...]:
    """Sort objects into people, studies and series, each in the order of its first object.

    People are told apart by `PatientFacts.identity` (S-01). `left_out` counts, by Study Instance
    UID, the objects of a study that are not on the disc.
    """
    people: dict[object, dict[str, dict[str, list[PlacedHeader]]]] = {}
    for one in placed:
        header = one.header
        studies = people.setdefault(header.patient.identity, {})
        series = studies.setdefault(header.study.uid, {})
        series.setdefault(header.series.uid, []).append(one)
    return tuple(_patient(studies, left_out or {}) for studies in people.values())


def _patient(
    by_study: dict[str, dict[str, list[PlacedHeader]]], left_out: dict[str, int]
) -> DiscPatient:
    studies = []
    for uid, by_series in by_study.items():
        groups = tuple(by_series.values())
        series = tuple(DiscSeries(g[0].header.series, tuple(map(_object, g))) for g in groups)
        studies.append((groups[0][0].header, series, left_out.get(uid, 0)))
    return DiscPatient(
        studies[0][0].patient,
        tuple(DiscStudy(header.study, series, left) for header, series, left in studies),
    )


def kind_of(header: InstanceHeader) -> ObjectKind:
    """What a person would call the object of `header`."""
    if header.image is not None or header.image_problem:
        return ObjectKind.IMAGE
    uid = header.sop_class_uid
    if uid == KEY_OBJECT_SELECTION:
        return ObjectKind.KEY_IMAGES
    if is_structured_report(uid):
        return ObjectKind.REPORT
    if header.mime_type:
        return ObjectKind.DOCUMENT
    return ObjectKind.STATE if is_presentation_state(uid) else ObjectKind.OTHER


def _object(one: PlacedHeader) -> DiscObject:
    header = one.header
    image = header.image
    return DiscObject(
        file_id=one.file_id,
        sop_instance_uid=header.sop_instance_uid,
        sop_class_uid=header.sop_class_uid,
        kind=kind_of(header),
        number=header.sort.instance_number,
        frames=image.pixels.number_of_frames if image is not None else 0,
        title=header.title,
        mime_type=header.mime_type,
        lossy=image is not None and image.lossy.lossy,
        selection=header.key_selection,
    )

"""What is on a medium: FileSet > Patient > Study > Series > Instance."""

from dataclasses import dataclass, field

from viewer.model.header import PatientFacts, SeriesFacts, StudyFacts
from viewer.model.image import FileKey


@dataclass(frozen=True, slots=True)
class Instance:
    """One SOP instance as the directory or the file's header names it."""

    file: FileKey
    sop_instance_uid: str
    sop_class_uid: str
    transfer_syntax_uid: str
    instance_number: int | None = None
    frames: int | None = None  # None: not known before the header is read; 0: not an image
    listed: bool = False  # named by a DICOMDIR record
    record_type: str = ""  # Directory Record Type, "" when found by scanning


@dataclass(frozen=True, slots=True)
class Series:
    """One series, instances in disc or directory order."""

    facts: SeriesFacts
    instances: tuple[Instance, ...] = ()


@dataclass(frozen=True, slots=True)
class Study:
    """One study of one patient."""

    facts: StudyFacts
    series: tuple[Series, ...] = ()


@dataclass(frozen=True, slots=True)
class Patient:
    """One identity: Patient ID, issuer, name and birth date together (S-01)."""

    facts: PatientFacts
    studies: tuple[Study, ...] = ()


@dataclass(frozen=True, slots=True)
class FileSet:
    """Everything found on one medium."""

    medium: int
    label: str  # File-set ID, volume label or folder name
    patients: tuple[Patient, ...] = field(default=())

    def instances(self) -> tuple[Instance, ...]:
        """All instances in tree order."""
        return tuple(
            instance
            for patient in self.patients
            for study in patient.studies
            for series in study.series
            for instance in series.instances
        )

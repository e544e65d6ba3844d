"""Findings about a medium and the load report made of them (M-041, S-05)."""

from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters to the person in front of the screen."""

    INFO = "info"  # tolerated without loss
    WARNING = "warning"  # something is odd and worth knowing, nothing is lost
    ERROR = "error"  # something that should be visible is not


class FindingCode(StrEnum):
    """Stable identifiers; the words for people are in `viewer.model.wording`."""

    DIRECTORY_MISSING = "directory-missing"
    DIRECTORY_DAMAGED = "directory-damaged"
    DIRECTORY_RECORD = "directory-record"
    DIRECTORY_MISMATCH = "directory-mismatch"
    FILE_MISSING = "file-missing"
    FILE_NOT_LISTED = "file-not-listed"
    FILE_UNREADABLE = "file-unreadable"
    FOLDER_UNREADABLE = "folder-unreadable"
    FILE_CUT_OFF = "file-cut-off"
    PATH_REFUSED = "path-refused"
    NAME_DEVIATES = "name-deviates"
    NOT_CONFORMANT = "not-conformant"
    UNSUPPORTED_OBJECT = "unsupported-object"
    ENCRYPTED = "encrypted"
    ARCHIVE_LIMIT = "archive-limit"
    DUPLICATE = "duplicate"
    CONFLICTING_COPIES = "conflicting-copies"
    SEVERAL_PATIENTS = "several-patients"
    PIXELS_UNSUPPORTED = "pixels-unsupported"
    PIXELS_DAMAGED = "pixels-damaged"
    PIXELS_DOUBTFUL = "pixels-doubtful"
    PIXELS_TRUNCATED = "pixels-truncated"
    VALUES_ODD = "values-odd"
    STATE_UNUSABLE = "state-unusable"
    GAP = "gap"
    IRREGULAR_SPACING = "irregular-spacing"
    TILTED = "tilted"
    SAME_POSITION = "same-position"
    NO_DICOM = "no-dicom"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be."""

    code: FindingCode
    severity: Severity
    detail: str  # for a technician; names no patient
    path: str = ""  # relative to the medium, "" when it concerns the whole
    series_uid: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many instances each step of loading saw; `referenced` is None without a directory."""

    referenced: int | None = None
    found: int = 0
    readable: int = 0
    shown: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        """Counts of both together; `referenced` is None only where neither has a directory."""
        listed = [n for n in (self.referenced, other.referenced) if n is not None]
        return Counts(
            sum(listed) if listed else None,
            self.found + other.found,
            self.readable + other.readable,
            self.shown + other.shown,
        )


@dataclass(frozen=True, slots=True)
class SeriesCounts:
    """The counts of one series."""

    series_uid: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class LoadReport:
    """Expected, found, readable and shown, over the medium and per series."""

    counts: Counts = field(default_factory=Counts)
    series: tuple[SeriesCounts, ...] = ()
    findings: tuple[Finding, ...] = ()
    other_files: int = 0  # files that are not DICOM: counted, never listed as problems

    def __add__(self, other: "LoadReport") -> "LoadReport":
        """One report over two media."""
        return LoadReport(
            self.counts + other.counts,
            self.series + other.series,
            self.findings + other.findings,
            self.other_files + other.other_files,
        )

    @property
    def has_problems(self) -> bool:
        """True if anything but information was found."""
        return any(f.severity is not Severity.INFO for f in self.findings)

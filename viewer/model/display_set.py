"""What one viewport can show: ordered frames, or a document (G-001, G-002)."""

from dataclasses import dataclass
from enum import StrEnum

from viewer.model.entities import Instance
from viewer.model.findings import Finding
from viewer.model.header import FrameFacts, InstanceHeader
from viewer.model.image import FrameKey
from viewer.model.mask import Subtraction


@dataclass(frozen=True, slots=True)
class StackFrame:
    """One position of a stack."""

    key: FrameKey
    header: InstanceHeader
    facts: FrameFacts
    subtraction: Subtraction | None = None  # what is made of the frame before it is shown


class StackKind(StrEnum):
    """How a stack is meant to be looked through."""

    SLICES = "slices"
    CINE = "cine"
    SINGLE = "single"
    LOCALIZER = "localizer"


@dataclass(frozen=True, slots=True)
class ImageStack:
    """Ordered frames of one series, alike enough to be scrolled through."""

    uid: str  # Series Instance UID plus a suffix per sub-stack; stable for one medium
    label: str  # distinguishing value of a sub-stack, "" when the series was not split
    kind: StackKind
    frames: tuple[StackFrame, ...]
    spacing_mm: float | None = None  # median distance of slices (G-020)
    is_volume: bool = False  # one plane direction and positions for every frame
    gaps: tuple[int, ...] = ()  # indices i with missing slices between i and i + 1 (G-020)
    expected: int | None = None  # images the directory or header promises
    findings: tuple[Finding, ...] = ()
    is_selection: bool = False  # picked frames, not what the series has (P-021)


class DocumentKind(StrEnum):
    """Objects without pixels that a reader may want to see."""

    PDF = "pdf"
    REPORT = "report"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Document:
    """An encapsulated document, a structured report, or an object listed but not shown."""

    uid: str
    label: str
    kind: DocumentKind
    instance: Instance
    header: InstanceHeader


DisplaySet = ImageStack | Document

"""How far the opening of media has come; the window shows one page per stage."""

from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """What the person is looking at."""

    NO_MEDIUM = "no-medium"  # insert a disc or choose a folder
    OPENING = "opening"  # nothing known yet
    READING = "reading"  # the tree grows, images are usable
    READY = "ready"  # every file has been looked at
    NOTHING_FOUND = "nothing-found"  # readable, and not a DICOM medium
    FAILED = "failed"  # could not be opened at all
    REMOVED = "removed"  # the medium was taken out while open


@dataclass(frozen=True, slots=True)
class LoadState:
    """Stage and progress of the medium opened last."""

    stage: Stage = Stage.NO_MEDIUM
    done: int = 0  # files looked at
    total: int | None = None  # about how many there are, None while unknown
    label: str = ""  # name of the medium
    problem: str = ""  # words for FAILED and NOTHING_FOUND
    other_files: int = 0  # not DICOM, for NOTHING_FOUND
    is_replaced: bool = False  # for REMOVED: another medium is in its place

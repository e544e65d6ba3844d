"""How far the opening of media has come; the window shows one page per stage."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


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


def overall(latest: LoadState, loads: Iterable[LoadState]) -> LoadState:
    """How far everything open is, after news of one medium: read only when all of it is.

    Else the pictures of a disc that is still being read would be called unreadable (S-05).
    `loads` has a state for each medium, the one of the news too.
    """
    if latest.stage not in {Stage.READING, Stage.READY}:
        return latest
    known = [load for load in loads if load.stage in {Stage.READING, Stage.READY}]
    reading = [load for load in known if load.stage is Stage.READING]
    if not reading:
        return latest
    shown = latest if latest.stage is Stage.READING else reading[0]
    totals = [load.total or 0 for load in known]
    return replace(
        shown, done=sum(load.done for load in known), total=sum(totals) if all(totals) else None
    )

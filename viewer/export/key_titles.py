"""What a selection of key images may be called (P-020)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Title:
    """A document title, code of scheme DCM (PS3.16 CID 7010)."""

    code: str
    meaning: str


class KeyTitle(Enum):
    """What a person may call their selection; manifests are not for people."""

    OF_INTEREST = Title("113000", "Of Interest")
    FOR_REFERRING_PROVIDER = Title("113002", "For Referring Provider")
    FOR_SURGERY = Title("113003", "For Surgery")
    FOR_TEACHING = Title("113004", "For Teaching")
    FOR_CONFERENCE = Title("113005", "For Conference")
    FOR_THERAPY = Title("113006", "For Therapy")
    FOR_PATIENT = Title("113007", "For Patient")
    FOR_PEER_REVIEW = Title("113008", "For Peer Review")
    FOR_RESEARCH = Title("113009", "For Research")
    BEST_IN_SET = Title("113013", "Best In Set")
    FOR_PRINTING = Title("113018", "For Printing")
    FOR_REPORT_ATTACHMENT = Title("113020", "For Report Attachment")

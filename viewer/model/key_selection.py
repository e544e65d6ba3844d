"""Images somebody selected, and why (P-020..P-022; PS3.3 C.17.6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

# Titles of DCM CID 7010 in the words of Lightbox; others are shown as the file has them.
TITLES: Final = {
    "113000": "Of interest",
    "113001": "Rejected for quality reasons",
    "113002": "For the referring doctor",
    "113003": "For surgery",
    "113004": "For teaching",
    "113005": "For a conference",
    "113006": "For therapy",
    "113007": "For the patient",
    "113008": "For peer review",
    "113009": "For research",
    "113010": "Quality issue",
    "113013": "Best in set",
    "113018": "For printing",
    "113020": "For the report",
    "113021": "For litigation",
    "113030": "Manifest",
    "113032": "Complete study content",
    "113034": "Complete acquisition content",
    "113037": "Rejected for patient safety reasons",
    "113038": "Incorrect worklist entry",
    "113039": "Data retention expired",
}
_REJECTIONS: Final = frozenset({"113001", "113037", "113038"})
# They list what belongs together; nobody picked these images out.
_LISTS: Final = frozenset({"113030", "113032", "113034", "113039"})


@dataclass(frozen=True, slots=True)
class KeyReference:
    """One image of a selection; no frames means all of them. Frames count from 1, as stored."""

    sop_instance_uid: str
    frames: tuple[int, ...] = ()

    def names(self, sop_instance_uid: str, frame_index: int) -> bool:
        """Whether a frame, counted from 0, is meant."""
        if sop_instance_uid != self.sop_instance_uid:
            return False
        return not self.frames or frame_index + 1 in self.frames


@dataclass(frozen=True, slots=True)
class KeySelection:
    """One Key Object Selection document."""

    code: str  # of its title, "" when that is of another scheme than DCM
    title: str
    description: str = ""
    reasons: tuple[str, ...] = ()  # title modifiers, such as why an image was rejected
    references: tuple[KeyReference, ...] = ()

    @property
    def is_rejection(self) -> bool:
        """Whether the images should not be used (P-022)."""
        return self.code in _REJECTIONS

    @property
    def picks_out(self) -> bool:
        """Whether somebody chose these images among others, to be looked at."""
        return not self.is_rejection and self.code not in _LISTS

    @property
    def words(self) -> str:
        """The title with its reasons."""
        return ": ".join(filter(None, (self.title, ", ".join(self.reasons))))

"""Which images the parts of a presentation state are about, and how much of a state is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from viewer.limits import STATE_CHARACTERS, STATE_OBJECTS, STATE_POINTS, STATE_REFERENCES
from viewer.media import attributes as at
from viewer.media import presentation_attributes as pr
from viewer.model.presentation_state import References

if TYPE_CHECKING:
    from viewer.media.dataset import RawDataset

TOO_MANY_IMAGES: Final = "some of very many pictures"


@dataclass(slots=True)
class StateBudget:
    """What may still be kept of one state, and what of it cannot be shown exactly (P-002)."""

    objects: int = STATE_OBJECTS
    points: int = STATE_POINTS
    characters: int = STATE_CHARACTERS
    images: int = STATE_REFERENCES
    missing: dict[str, None] = field(default_factory=dict)

    def miss(self, part: str) -> None:
        """Note a part that is left out, in words for the person at the screen."""
        self.missing[part] = None

    def references(self, item: RawDataset) -> References | None:
        """The images of one part; References() for all, None where it names none that is one."""
        if pr.REFERENCED_IMAGE_SEQUENCE not in item:
            return References()
        frames: dict[str, frozenset[int]] = {}
        self._take(item, frames)
        return References(frames) if frames else None

    def all_references(self, raw: RawDataset) -> References:
        """The images of the whole state (P-001)."""
        frames: dict[str, frozenset[int]] = {}
        for series in raw.items(pr.REFERENCED_SERIES_SEQUENCE):
            self._take(series, frames)
        return References(frames)

    def _take(self, item: RawDataset, frames: dict[str, frozenset[int]]) -> None:
        for image in item.items(pr.REFERENCED_IMAGE_SEQUENCE):
            uid = image.uid(pr.REFERENCED_SOP_INSTANCE_UID)
            numbers = image.ints(at.REFERENCED_FRAME_NUMBER)
            self.images -= 1 + len(numbers)
            if self.images < 0:
                self.miss(TOO_MANY_IMAGES)
                return
            if not uid:
                continue
            named = frozenset(number - 1 for number in numbers if number >= 1)
            before = frames.get(uid)
            whole = not named or (before is not None and not before)
            frames[uid] = frozenset() if whole else named | (before or frozenset())

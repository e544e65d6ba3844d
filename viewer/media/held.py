"""How much the headers of a medium keep in memory besides a few values each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.limits import HELD_BYTES, KIB
from viewer.model.header import FrameFacts, ImageFacts
from viewer.model.lut import LutTable, ModalityTable, VoiLut

if TYPE_CHECKING:
    from viewer.model.presentation_state import PresentationState

_LITTLE = 64 * KIB
_FRAME = 600  # bytes of the facts of a frame, about
_POINT = 110  # of a point of a drawing
_IMAGE = 400  # of an image that a state names


class Held:
    """Counts what images keep; what several of them share counts once."""

    def __init__(self) -> None:
        self._total = 0
        self._counted: set[int] = set()

    def has_room(self, image: ImageFacts) -> bool:
        """Count an image; False if the limit is passed and it is not among the small ones.

        An image that was refused must not be kept, one that was counted must be.
        """
        return self._take(_parts(image))

    def has_room_for(self, state: PresentationState) -> bool:
        """As `has_room`, for a presentation state."""
        return self._take(_parts_of_state(state))

    def _take(self, found: list[tuple[object, int]]) -> bool:
        parts = {id(data): size for data, size in found if id(data) not in self._counted}
        size = sum(parts.values())
        if size > _LITTLE and self._total + size > HELD_BYTES:
            return False
        self._total += size
        self._counted.update(parts)  # `|=` with keys would copy the set for every image
        return True


def _parts(image: ImageFacts) -> list[tuple[object, int]]:
    """Everything an image keeps that may be large, with its bytes."""
    found: list[tuple[object, int]] = [
        (image.icc_profile, len(image.icc_profile)),
        *((overlay.bits, len(overlay.bits)) for overlay in image.overlays),
    ]
    if image.palette is not None:
        found.append((image.palette.rgb, image.palette.rgb.nbytes))
    for frame in image.frames:
        found.append((frame, _FRAME))
        found += [(table.entries, table.entries.nbytes) for table in _tables(frame)]
    return found


def _parts_of_state(state: PresentationState) -> list[tuple[object, int]]:
    points = sum(len(g.points) for entry in state.annotations for g in entry.graphics)
    words = sum(len(line) for entry in state.annotations for t in entry.texts for line in t.lines)
    images = len(state.references.frames)
    found: list[tuple[object, int]] = [(state, _POINT * points + words + _IMAGE * images)]
    found += [(overlay, len(overlay.bits)) for overlay in state.overlays]
    tables = [entry.voi.table for entry in state.vois if isinstance(entry.voi, VoiLut)]
    if isinstance(state.modality, ModalityTable):
        tables.append(state.modality.table)
    if state.presentation_lut is not None:
        tables.append(state.presentation_lut)
    if state.palette is not None:
        found.append((state.palette, state.palette.rgb.nbytes))
    return found + [(table.entries, table.entries.nbytes) for table in tables]


def _tables(frame: FrameFacts) -> list[LutTable]:
    tables = [voi.table for voi in frame.voi if isinstance(voi, VoiLut)]
    if isinstance(frame.modality_lut, ModalityTable):
        tables.append(frame.modality_lut.table)
    return tables

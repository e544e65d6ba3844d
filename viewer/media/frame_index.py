"""What the frames of an image are counted by, as its Frame Increment Pointer names it (D-143)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from viewer.media import attributes as at
from viewer.model.header import IndexVector

if TYPE_CHECKING:
    from viewer.media.dataset import RawDataset

_COUNTERS: Final = {
    at.ENERGY_WINDOW_VECTOR: "energy window",
    at.DETECTOR_VECTOR: "detector",
    at.PHASE_VECTOR: "phase",
    at.ROTATION_VECTOR: "rotation",
    at.RR_INTERVAL_VECTOR: "R-R interval",
    at.TIME_SLOT_VECTOR: "time slot",
    at.SLICE_VECTOR: "slice",
    at.ANGULAR_VIEW_VECTOR: "view",
    at.TIME_SLICE_VECTOR: "time slice",
}


def index_vectors(raw: RawDataset, frame_count: int) -> tuple[IndexVector, ...]:
    """The vectors the pointer names, in its order; one of another length says nothing.

    What is the same for every frame tells none from another and is left out.
    """
    if frame_count < 2:
        return ()
    found = []
    for tag in dict.fromkeys(raw.ints(at.FRAME_INCREMENT_POINTER)):
        values: tuple[float, ...] = ()
        name, unit = _COUNTERS.get(tag, ""), ""
        if name:
            values = raw.ints(tag)
        elif tag == at.GRID_FRAME_OFFSET_VECTOR:
            name, unit, values = "offset", "mm", raw.floats(tag)
        if len(values) == frame_count and len(set(values)) > 1:
            found.append(IndexVector(name, tuple(values), unit))
    return tuple(found)

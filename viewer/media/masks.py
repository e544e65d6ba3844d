"""The Mask Module: what a file says of subtracting its frames (D-124, D-125)."""

from __future__ import annotations

from typing import Final

from viewer.limits import MASK_FRAMES, MASK_ITEMS
from viewer.media import attributes as at
from viewer.media.dataset import RawDataset
from viewer.model.mask import MaskFacts, MaskItem, MaskOperation

_OPERATIONS: Final = {operation.value: operation for operation in MaskOperation}
_FARTHEST_PX = 1000.0  # a mask moved farther is a mistake
NONE: Final = MaskFacts()


def mask_facts(raw: RawDataset) -> MaskFacts:
    """What can be subtracted; `NONE` for images of one frame and those without a mask module.

    Items of operations that subtract nothing (NONE) or that nobody knows are left out.
    """
    linear = raw.code(at.PIXEL_INTENSITY_RELATIONSHIP) == "LIN"
    if at.MASK_SUBTRACTION_SEQUENCE not in raw:
        return MaskFacts(is_linear=True) if linear else NONE
    usable = tuple(item for item in mask_items(raw) if item is not None)
    recommended = raw.code(at.RECOMMENDED_VIEWING_MODE) == "SUB"
    return MaskFacts(usable, recommended and bool(usable), linear)


def mask_items(raw: RawDataset) -> tuple[MaskItem | None, ...]:
    """The items of the Mask Subtraction Sequence, None for one that cannot be done."""
    return tuple(_item(item) for item in raw.items(at.MASK_SUBTRACTION_SEQUENCE, MASK_ITEMS))


def _item(raw: RawDataset) -> MaskItem | None:
    operation = _OPERATIONS.get(raw.code(at.MASK_OPERATION))
    if operation is None:
        return None
    numbers, ends = raw.ints(at.MASK_FRAME_NUMBERS), raw.ints(at.APPLICABLE_FRAME_RANGE)
    averaging = max(1, raw.integer(at.CONTRAST_FRAME_AVERAGING) or 1)
    if operation is MaskOperation.AVERAGE and not numbers:
        return None
    if max(len(numbers), len(ends) // 2, averaging) > MASK_FRAMES:
        return None  # the mean of a part of them would be another picture
    shift = raw.floats(at.MASK_SUB_PIXEL_SHIFT)
    near = len(shift) == 2 and all(abs(value) <= _FARTHEST_PX for value in shift)
    offset = raw.integer(at.TID_OFFSET)
    return MaskItem(
        operation=operation,
        mask_frames=numbers,
        ranges=tuple(zip(ends[::2], ends[1::2], strict=False)),
        offset=1 if offset is None else offset,
        averaging=averaging,
        shift=(shift[0], shift[1]) if near else (0.0, 0.0),
    )

"""What is subtracted from what in X-ray angiography (D-124, D-125; PS3.3 C.7.6.10)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class MaskOperation(StrEnum):
    """Mask Operation (0028,6101), as far as frames are subtracted."""

    AVERAGE = "AVG_SUB"  # the mean of some frames
    TIME = "TID"  # the frame some frames earlier
    REVERSED_TIME = "REV_TID"  # the frame as far before the contrast as this one is after


@dataclass(frozen=True, slots=True)
class MaskItem:
    """One item of the Mask Subtraction Sequence; frame numbers count from 1, as stored."""

    operation: MaskOperation
    mask_frames: tuple[int, ...] = ()
    ranges: tuple[tuple[int, int], ...] = ()  # both ends included; () is every frame
    offset: int = 1  # TID Offset
    averaging: int = 1  # contrast frames averaged, from the current one on
    shift: tuple[float, float] = (0.0, 0.0)  # of the mask: rows down, columns to the left


@dataclass(frozen=True, slots=True)
class MaskFacts:
    """What the file says of subtracting."""

    items: tuple[MaskItem, ...] = ()
    recommended: bool = False  # Recommended Viewing Mode is SUB
    is_linear: bool = False  # proportional to the beam: the logarithm comes first (D-125)


@dataclass(frozen=True, slots=True)
class Subtraction:
    """One frame's recipe; frames count from 0."""

    contrast: tuple[int, ...]
    masks: tuple[int, ...]
    shift: tuple[float, float] = (0.0, 0.0)
    is_linear: bool = False

    @property
    def words(self) -> str:
        """What the picture is called on screen, and what tells its pixels from others' (S-10)."""
        numbers = "+".join(str(frame + 1) for frame in self.masks[:3])
        more = "+…" if len(self.masks) > 3 else ""
        noun = "mask picture" if len(self.masks) == 1 else "mask pictures"
        words = f"SUBTRACTED, {noun} {numbers}{more}"
        if len(self.contrast) > 1:
            words += f", mean of {len(self.contrast)}"
        if self.shift != (0.0, 0.0):
            down, left = self.shift
            ways = (("down", "up", down), ("left", "right", left))
            moved = (f"{abs(way):g} px {to if way > 0 else back}" for to, back, way in ways if way)
            words += f", mask moved {' and '.join(moved)}"
        return words


def subtraction_for(mask: MaskFacts, index: int, count: int) -> Subtraction | None:
    """The recipe for frame `index` (from 0) of `count`; None: it is shown as it is.

    The first item that holds for the frame decides; one whose frames do not exist is no recipe.
    """
    number = index + 1
    for item in mask.items:
        if item.ranges and not any(low <= number <= high for low, high in item.ranges):
            continue
        masks = _mask_numbers(item, number)
        if not masks or not all(1 <= n <= count for n in masks):
            return None
        last = min(count, number + max(1, item.averaging) - 1)
        return Subtraction(
            contrast=tuple(range(index, last)),
            masks=tuple(n - 1 for n in masks),
            shift=item.shift,
            is_linear=mask.is_linear,
        )
    return None


def _mask_numbers(item: MaskItem, number: int) -> tuple[int, ...]:
    match item.operation:
        case MaskOperation.AVERAGE:
            return item.mask_frames
        case MaskOperation.TIME:
            return (number - item.offset,)
        case MaskOperation.REVERSED_TIME:
            first = item.ranges[0][0] if item.ranges else 1
            return ((first - item.offset) - (number - first),)

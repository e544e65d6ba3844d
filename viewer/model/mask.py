"""What is subtracted from what in X-ray angiography (D-124, D-125; PS3.3 C.7.6.10)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from viewer.model.lut import Rescale, VoiFunction, VoiSource, Window

if TYPE_CHECKING:
    from viewer.model.image import ImagePixels
    from viewer.model.lut import ModalityLut, VoiTransform


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
    state: str = ""  # SOP Instance UID of the presentation state that asks for it
    window: Window | None = None  # of that state, about zero; None for one of the difference's own

    @property
    def name(self) -> str:
        """What tells its pixels from others', those of the file and of other recipes (S-10)."""
        return f"{self.words} · {self.state}" if self.state else self.words

    @property
    def words(self) -> str:
        """What the picture is called on screen."""
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


def window_about_zero(
    voi: VoiTransform | None, modality: ModalityLut, pixels: ImagePixels
) -> Window | None:
    """A presentation state's window for differences: none is the middle of its output (D-124).

    The middle of the window is 0 or that of the stored values, which is where makers put no
    difference. None where it is elsewhere, or a table: then it cannot be told what is meant.
    """
    if not isinstance(modality, Rescale) or modality.slope <= 0:
        return None
    whole = float(1 << pixels.bits_stored)
    if voi is None:
        return Window(0.0, 2 * whole, VoiFunction.LINEAR_EXACT, "whole range", VoiSource.STATE)
    if not isinstance(voi, Window) or voi.function is VoiFunction.SIGMOID:
        return None
    center, slope = voi.center, modality.slope
    middle = (0.0 if pixels.signed else whole / 2) * slope + modality.intercept
    if min(abs(center), abs(center - middle)) > slope:
        return None
    return replace(voi, center=0.0, width=voi.width / slope, function=VoiFunction.LINEAR_EXACT)

"""A presentation state's data set to a `PresentationState`: tolerant, within limits (P-001..P-017).

Damage costs the part it is in: the state then is "partially applied" and says what is missing
(P-002). Only one that names no image cannot be used at all.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from viewer.media import attributes as at
from viewer.media import presentation_attributes as pr
from viewer.media.charset import format_name
from viewer.media.masks import mask_items
from viewer.media.overlays import state_overlays
from viewer.media.presentation_graphics import graphic_annotations, layers
from viewer.media.presentation_luts import state_luts
from viewer.media.presentation_references import StateBudget
from viewer.media.shutters import display_shutter, shutter_colour
from viewer.model.presentation_state import DisplayedArea, PresentationState, SizeMode
from viewer.model.shutter import Shutter

if TYPE_CHECKING:
    from viewer.media.dataset import RawDataset
    from viewer.model.header import Overlay
    from viewer.model.mask import MaskItem
    from viewer.model.presentation_state import References

NO_IMAGES: Final = "a presentation state that names no pictures"
_STORAGE = "1.2.840.10008.5.1.4.1.1.11."
_GREY: Final = frozenset(_STORAGE + n for n in ("1", "3", "5"))  # with grey steps of their own
_PSEUDO_COLOUR: Final = _STORAGE + "3"
# What makes up these classes, and is not here (P-017).
_NOT_HERE: Final = {
    _STORAGE + "4": "blending of two series",
    _STORAGE + "6": "reformatted slices",
    _STORAGE + "7": "reformatted slices",
    _STORAGE + "8": "blending of series",
    _STORAGE + "9": "volume pictures",
    _STORAGE + "10": "volume pictures",
    _STORAGE + "11": "volume pictures",
    _STORAGE + "12": "variable colour tables",
}
MASK: Final = "mask subtraction"
SHUTTER: Final = "display shutter"
AREA: Final = "the part of the picture to be seen"
TURNING: Final = "turning"
COLOUR_PROFILE: Final = "colour profile"
CUT_OFF: Final = "what was in the damaged part of the file"
_SRGB: Final = (b"sRGB", "sRGB".encode("utf-16-be"))
# Of XA/XRF states; the mask itself is here (P-016).
_ANGIOGRAPHY: Final = (
    (pr.PIXEL_SHIFT_SEQUENCE, "moving the mask by parts of the film"),
    (pr.FRAME_DISPLAY_SEQUENCE, "settings of single pictures"),
    (at.FRAME_DISPLAY_SHUTTER_SEQUENCE, SHUTTER),
)
_SHARES: Final = (
    (pr.DISPLAY_FILTER_PERCENTAGE, "edge enhancement"),
    (pr.MASK_VISIBILITY_PERCENTAGE, "a faint mask"),
)
_LARGEST_RATIO = 100.0


def parse_state(raw: RawDataset, sop_class: str) -> tuple[PresentationState | None, str]:
    """The state, or None and why there is none; its stream must still be open."""
    budget = StateBudget()
    references = budget.all_references(raw)
    if not references.frames:
        return None, NO_IMAGES
    own = state_overlays(raw)
    luts = state_luts(raw, budget)
    turns, flipped = _turning(raw, budget)
    state = PresentationState(
        sop_instance_uid=raw.uid(at.SOP_INSTANCE_UID),
        sop_class_uid=sop_class,
        references=references,
        label=raw.text(at.CONTENT_LABEL),
        description=raw.text(at.CONTENT_DESCRIPTION),
        creator=format_name(raw.name(pr.CONTENT_CREATOR_NAME)),
        date=raw.text(pr.PRESENTATION_CREATION_DATE) or raw.text(at.CONTENT_DATE),
        time=raw.text(pr.PRESENTATION_CREATION_TIME) or raw.text(at.CONTENT_TIME),
        grey=sop_class in _GREY,
        modality=luts.modality,
        vois=luts.vois,
        presentation_lut=luts.presentation_lut,
        inverse=luts.inverse,
        palette=luts.palette if sop_class == _PSEUDO_COLOUR else None,
        quarter_turns=turns,
        flipped=flipped,
        areas=_areas(raw, budget),
        shutter=_shutter(raw, own, budget),
        layers=layers(raw, budget),
        annotations=graphic_annotations(raw, budget),
        overlays=own,
        activations=_activations(raw),
        masks=_masks(raw, budget),
    )
    _look_at_the_rest(raw, sop_class, budget)
    return replace(state, missing=tuple(budget.missing)), ""


def _turning(raw: RawDataset, budget: StateBudget) -> tuple[int, bool]:
    """Quarter turns clockwise, then the mirror (P-010)."""
    degrees = raw.integer(pr.IMAGE_ROTATION) or 0
    if degrees % 90:
        budget.miss(TURNING)
        degrees = 0
    return degrees // 90 % 4, raw.code(pr.IMAGE_HORIZONTAL_FLIP) == "Y"


def _areas(raw: RawDataset, budget: StateBudget) -> tuple[DisplayedArea, ...]:
    found = []
    for item in raw.items(pr.DISPLAYED_AREA_SELECTION_SEQUENCE):
        references = budget.references(item)
        area = _area(item, references, budget) if references is not None else None
        if area is None:
            budget.miss(AREA)
        else:
            found.append(area)
    return tuple(found)


def _area(item: RawDataset, references: References, budget: StateBudget) -> DisplayedArea | None:
    top_left = item.ints(pr.DISPLAYED_AREA_TOP_LEFT)
    bottom_right = item.ints(pr.DISPLAYED_AREA_BOTTOM_RIGHT)
    if len(top_left) != 2 or len(bottom_right) != 2:
        return None
    if bottom_right[0] < top_left[0] or bottom_right[1] < top_left[1]:
        return None
    stated = item.code(pr.PRESENTATION_SIZE_MODE)
    mode = SizeMode(stated) if stated in list(SizeMode) else SizeMode.SCALE_TO_FIT
    magnification = item.number(pr.PRESENTATION_PIXEL_MAGNIFICATION_RATIO)
    if mode is SizeMode.MAGNIFY and not _is_ratio(magnification):
        mode = SizeMode.SCALE_TO_FIT
        budget.miss(AREA)
    spacing = item.floats(pr.PRESENTATION_PIXEL_SPACING)
    ratio = item.floats(pr.PRESENTATION_PIXEL_ASPECT_RATIO)
    return DisplayedArea(
        references=references,
        left=top_left[0] - 1.5,
        top=top_left[1] - 1.5,
        right=bottom_right[0] - 0.5,
        bottom=bottom_right[1] - 0.5,
        mode=mode,
        magnification=magnification if magnification is not None else 1.0,
        aspect=_aspect(spacing) or _aspect(ratio),
        spacing_mm=(spacing[0], spacing[1]) if _aspect(spacing) is not None else None,
    )


def _is_ratio(value: float | None) -> bool:
    return value is not None and 1 / _LARGEST_RATIO <= value <= _LARGEST_RATIO


def _aspect(pair: tuple[float, ...]) -> float | None:
    """Vertical over horizontal of two sizes (D-100); None unless they are possible."""
    if len(pair) != 2 or min(pair) <= 0 or not math.isfinite(pair[0] / pair[1]):
        return None
    ratio = pair[0] / pair[1]
    return ratio if _is_ratio(ratio) else None


def _shutter(raw: RawDataset, own: tuple[Overlay, ...], budget: StateBudget) -> Shutter | None:
    stated = set(raw.codes(at.SHUTTER_SHAPE)) - {""}
    if not stated:
        return None
    shutter = display_shutter(raw)
    if shutter is None and stated - {"BITMAP"}:
        budget.miss(SHUTTER)
    if "BITMAP" not in stated:
        return shutter
    group = raw.integer(at.SHUTTER_OVERLAY_GROUP)
    bitmap = next((overlay for overlay in own if overlay.group == group), None)
    if bitmap is None:
        budget.miss(SHUTTER)
        return shutter
    return replace(shutter or Shutter(colour=shutter_colour(raw)), bitmap=bitmap)


def _masks(raw: RawDataset, budget: StateBudget) -> tuple[MaskItem, ...]:
    """What is to be subtracted, all of it or nothing; native viewing needs no mask (D-124)."""
    if raw.code(pr.RECOMMENDED_VIEWING_MODE) == "NAT":
        return ()
    items = mask_items(raw)
    usable = tuple(item for item in items if item is not None)
    if len(usable) != len(items):
        budget.miss(MASK)
        return ()
    return usable


def _activations(raw: RawDataset) -> tuple[tuple[int, str], ...]:
    """Which overlays are shown, and in which layer (D-084)."""
    found = []
    for group in raw.overlay_groups():
        layer = raw.text((group - 0x6000 << 16) + pr.OVERLAY_ACTIVATION_LAYER)
        if layer:
            found.append((group, layer))
    return tuple(found)


def _look_at_the_rest(raw: RawDataset, sop_class: str, budget: StateBudget) -> None:
    """Note what is there and cannot be shown (P-002, P-017)."""
    if sop_class in _NOT_HERE:
        budget.miss(_NOT_HERE[sop_class])
    for tag, what in _ANGIOGRAPHY:
        if tag in raw:
            budget.miss(what)
    for tag, what in _SHARES:
        if raw.number(tag):
            budget.miss(what)
    if at.ICC_PROFILE in raw and not any(name in raw.raw(at.ICC_PROFILE) for name in _SRGB):
        budget.miss(COLOUR_PROFILE)
    if raw.cut_off:
        budget.miss(CUT_OFF)

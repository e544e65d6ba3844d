"""The grey and colour steps of a presentation state (D-001, D-002, P-003, P-017).

Imported when a state is read: its tables need numpy, which is not wanted before the first paint.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from viewer.media import attributes as at
from viewer.media import presentation_attributes as pr
from viewer.media.lut_data import lut_table
from viewer.media.palettes import palette_table
from viewer.model.lut import (
    LutTable,
    ModalityLut,
    ModalityTable,
    Palette,
    Rescale,
    VoiFunction,
    VoiLut,
    VoiSource,
    VoiTransform,
    Window,
)
from viewer.model.presentation_state import StateVoi

if TYPE_CHECKING:
    from viewer.media.dataset import RawDataset
    from viewer.media.presentation_references import StateBudget

MODALITY_UNUSABLE: Final = "value table"
VOI_UNUSABLE: Final = "brightness for some pictures"
LUT_UNUSABLE: Final = "grey table"
PALETTE_UNUSABLE: Final = "colour table"


@dataclass(frozen=True, slots=True)
class StateLuts:
    """What a state does to values; what it does not name is identity."""

    modality: ModalityLut
    vois: tuple[StateVoi, ...]
    presentation_lut: LutTable | None
    inverse: bool
    palette: Palette | None


def state_luts(raw: RawDataset, budget: StateBudget) -> StateLuts:
    """All tables and windows of a state; one that is broken is told to `budget`."""
    return StateLuts(
        _modality(raw, budget),
        _vois(raw, budget),
        _presentation_lut(raw, budget),
        raw.code(at.PRESENTATION_LUT_SHAPE) == "INVERSE",
        _palette(raw, budget),
    )


def _table(item: RawDataset) -> LutTable | None:
    """A table whose first mapped value is signed if its VR says so.

    In implicit VR it says nothing: the renderer knows the image's values, and takes it for
    signed where they are (D-032).
    """
    written = item.elements.get(at.LUT_DESCRIPTOR)
    return lut_table(item, signed=written is not None and written[0] == b"SS")


def _modality(raw: RawDataset, budget: StateBudget) -> ModalityLut:
    item = raw.first_item(at.MODALITY_LUT_SEQUENCE)
    if item is not None:
        table = _table(item)
        if table is not None:
            return ModalityTable(table, item.text(at.MODALITY_LUT_TYPE))
        budget.miss(MODALITY_UNUSABLE)
        return Rescale()
    if at.RESCALE_SLOPE not in raw and at.RESCALE_INTERCEPT not in raw:
        return Rescale()
    slope, intercept = raw.number(at.RESCALE_SLOPE), raw.number(at.RESCALE_INTERCEPT)
    if not slope or intercept is None:
        budget.miss(MODALITY_UNUSABLE)
        return Rescale()
    return Rescale(slope, intercept, raw.text(at.RESCALE_TYPE))


def _vois(raw: RawDataset, budget: StateBudget) -> tuple[StateVoi, ...]:
    found = []
    for item in raw.items(pr.SOFTCOPY_VOI_LUT_SEQUENCE):
        voi = _voi(item)
        references = budget.references(item)
        if voi is None:
            budget.miss(VOI_UNUSABLE)
        elif references is not None:
            found.append(StateVoi(references, voi))
    return tuple(found)


def _voi(item: RawDataset) -> VoiTransform | None:
    lut = item.first_item(at.VOI_LUT_SEQUENCE)
    if lut is not None:
        table = _table(lut)
        return VoiLut(table, table.explanation, VoiSource.STATE) if table is not None else None
    center, width = item.number(at.WINDOW_CENTER), item.number(at.WINDOW_WIDTH)
    if center is None or width is None:
        return None
    stated = item.code(at.VOI_LUT_FUNCTION)
    function = VoiFunction(stated) if stated in list(VoiFunction) else VoiFunction.LINEAR
    try:
        return Window(center, width, function, item.text(at.WINDOW_EXPLANATION), VoiSource.STATE)
    except ValueError:
        return None


def _presentation_lut(raw: RawDataset, budget: StateBudget) -> LutTable | None:
    item = raw.first_item(pr.PRESENTATION_LUT_SEQUENCE)
    if item is None:
        return None
    table = lut_table(item, signed=False)
    if table is None or table.first_mapped != 0:
        budget.miss(LUT_UNUSABLE)
        return None
    return table


def _palette(raw: RawDataset, budget: StateBudget) -> Palette | None:
    if at.RED_PALETTE_DESCRIPTOR not in raw:
        return None
    palette = palette_table(raw, signed=False)
    if palette is None:
        budget.miss(PALETTE_UNUSABLE)
    return palette

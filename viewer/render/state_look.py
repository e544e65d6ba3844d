"""How a presentation state has one image shown: its grey steps and its place (D-001, P-011)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from viewer.model.lut import (
    GreyPresentation,
    LutTable,
    ModalityLut,
    ModalityTable,
    Rescale,
    VoiLut,
    VoiSource,
    VoiTransform,
)
from viewer.model.viewport import FitMode
from viewer.render.auto_window import has_windows
from viewer.render.kept import kept
from viewer.render.modality import modality_range
from viewer.render.placement import Placement, Size, fit_zoom, place
from viewer.render.voi import identity_window

if TYPE_CHECKING:
    from viewer.model.presentation_state import DisplayedArea, PresentationState
    from viewer.model.viewport import Presentation, ViewState
    from viewer.render.source import RenderImage

IDENTITY_NAME: Final = "whole range"
_SIGN = 0x8000


def state_on(image: RenderImage, presentation: Presentation) -> PresentationState | None:
    """The state of `presentation` if it is about this very image (P-001)."""
    state = presentation.state
    if state is None or not state.covers(image.sop_instance_uid, image.frame.key.frame_index):
        return None
    return state


def state_look(
    image: RenderImage, presentation: Presentation, state: PresentationState
) -> GreyPresentation:
    """The grey steps of a state, and nothing of the image's own but its padding (D-001, D-002).

    What the user chose comes on top: a window instead of the state's, an inversion.
    """
    modality, voi = state_steps(image, state)
    if image.frame.key.derived:  # subtracted as the state asks: its window is about zero (D-124)
        modality, voi = image.facts.modality_lut, image.default_voi or voi
    return GreyPresentation(
        modality=modality,
        voi=(presentation.voi or voi) if has_windows(image.image) else None,
        padding=image.image.padding,
        monochrome1=state.inverse,
        inverted=presentation.inverted,
        presentation_lut=state.presentation_lut,
        colours=state.palette,
        by_state=True,
    )


def state_steps(image: RenderImage, state: PresentationState) -> tuple[ModalityLut, VoiTransform]:
    """Modality step and VOI of a state for one image; what it does not name is identity (P-003)."""
    signed = image.image.pixels.signed
    modality = state.modality
    if isinstance(modality, ModalityTable):
        modality = ModalityTable(_table(modality.table, signed=signed), modality.unit)
    low, high = modality_range(image.full_range, modality)
    voi = state.voi(image.sop_instance_uid, image.frame.key.frame_index)
    if voi is None:
        window = identity_window(low, high)
        return modality, replace(window, name=IDENTITY_NAME, source=VoiSource.STATE)
    if isinstance(voi, VoiLut):
        hounsfield = isinstance(modality, Rescale) and modality.unit == "HU"
        table = _table(voi.table, signed=low < 0 or hounsfield)
        voi = voi if table is voi.table else replace(voi, table=table)
    return modality, voi


@kept(64)
def _table(table: LutTable, *, signed: bool) -> LutTable:
    """The table with its first mapped value signed if the values it maps can be (D-032, D-047)."""
    if not signed or table.first_mapped < _SIGN:
        return table
    return replace(table, first_mapped=table.first_mapped - 2 * _SIGN)


def state_placement(image: RenderImage, view: ViewState, viewport: Size) -> Placement:
    """Where a view under a state puts this image: its area, its pixel aspect (P-011).

    The area is what must be in sight; what lies beside it is not cut off (S-08). TRUE SIZE on a
    screen that nobody has measured is shown as SCALE TO FIT, and told (D-108).
    """
    state = view.state
    area = None
    if state is not None:
        area = state.area(image.sop_instance_uid, image.frame.key.frame_index)
    rows, columns, aspect = image.rows, image.columns, image.facts.aspect
    if area is None:
        return place(rows, columns, aspect, view, viewport)
    aspect = area.aspect or aspect
    if view.fit is FitMode.AREA:
        zoom = _zoom(area, aspect, view, viewport)
        view = replace(view, fit=FitMode.FREE, zoom=zoom, center=area.center)
    return place(rows, columns, aspect, view, viewport)


def _zoom(area: DisplayedArea, aspect: float, view: ViewState, viewport: Size) -> float:
    from viewer.model.presentation_state import SizeMode  # noqa: PLC0415  few discs have states

    if area.mode is SizeMode.MAGNIFY:
        return area.magnification
    if area.mode is SizeMode.TRUE_SIZE and area.spacing_mm and view.screen_pixel_mm > 0:
        return area.spacing_mm[1] / view.screen_pixel_mm
    width, height = area.right - area.left, (area.bottom - area.top) * aspect
    return fit_zoom((height, width) if view.quarter_turns % 2 else (width, height), viewport)

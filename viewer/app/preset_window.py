"""The window that a preset means for one image."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from viewer.app.stack_suv import frame_suv
from viewer.hanging.presets import Preset, PresetKind
from viewer.model.lut import GreyPresentation, VoiFunction, VoiSource, Window
from viewer.render.suv import suv_of

if TYPE_CHECKING:
    from viewer.app.frames import LoadedFrame
    from viewer.model.display_set import StackFrame
    from viewer.model.lut import VoiTransform
    from viewer.model.viewport import Presentation


def preset_window(
    preset: Preset, loaded: LoadedFrame, frame: StackFrame | None = None
) -> VoiTransform | None:
    """The preset's own window, one of the file's, one from the values (D-050) or from SUV.

    None where the preset offers nothing: the file has fewer windows, the image is coloured, or
    it has no SUV. `frame` is the place in the stack, whose header knows the series (G-052).
    """
    match preset:
        case Preset(kind=PresetKind.WINDOW, window=window):
            return window
        case Preset(kind=PresetKind.AUTO):
            return automatic_window(loaded)
        case Preset(kind=PresetKind.FILE, number=number):
            offered = loaded.image.facts.voi
            return offered[number] if number < len(offered) else None
        case Preset(kind=PresetKind.SUV):
            return _suv_window(preset, loaded, frame)
    return None


def _suv_window(preset: Preset, loaded: LoadedFrame, frame: StackFrame | None) -> Window | None:
    uptake = suv_of(loaded.image) if frame is None else frame_suv(frame)
    if uptake is None or uptake.factor is None:
        return None
    low, high = (end / uptake.factor for end in preset.uptake)
    return Window(
        (low + high) / 2, high - low, VoiFunction.LINEAR_EXACT, preset.name, VoiSource.PRESET
    )


def automatic_window(
    loaded: LoadedFrame, presentation: Presentation | None = None
) -> VoiTransform | None:
    """A window from the values of the image, padding and what is hidden left out (D-023, D-093).

    With `presentation` in the values its presentation state makes of the stored ones.
    """
    # numpy, after first paint
    from viewer.render.auto_window import auto_window  # noqa: PLC0415
    from viewer.render.shutter import shutter_mask  # noqa: PLC0415
    from viewer.render.viewport import look_of  # noqa: PLC0415

    image = loaded.image
    if image.is_colour:
        return None
    valid = ~image.padding if image.padding is not None else None
    closed = presentation and replace(presentation, show_shuttered=False)  # also while lifted
    hidden = shutter_mask(image, closed)
    if hidden is not None and not hidden.all():
        valid = ~hidden if valid is None else valid & ~hidden
    lut = image.facts.modality_lut
    if presentation is not None and isinstance(
        look := look_of(image, presentation), GreyPresentation
    ):
        lut = look.modality
    is_uptake = image.image.pet is not None
    return auto_window(loaded.frame.pixels, valid, lut, is_uptake=is_uptake)

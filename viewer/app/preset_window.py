"""The window that a preset means for one image."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.hanging.presets import Preset, PresetKind

if TYPE_CHECKING:
    from viewer.app.frames import LoadedFrame
    from viewer.model.lut import VoiTransform


def preset_window(preset: Preset, loaded: LoadedFrame) -> VoiTransform | None:
    """The preset's own window, one of the file's, or one from the values (D-050).

    None where the preset offers nothing: the file has fewer windows, or the image is coloured.
    """
    match preset:
        case Preset(kind=PresetKind.WINDOW, window=window):
            return window
        case Preset(kind=PresetKind.AUTO):
            return automatic_window(loaded)
        case Preset(kind=PresetKind.FILE, number=number):
            offered = loaded.image.facts.voi
            return offered[number] if number < len(offered) else None
    return None


def automatic_window(loaded: LoadedFrame) -> VoiTransform | None:
    """A window from the values of the image, padding left out (D-023, D-050)."""
    from viewer.render.auto_window import auto_window  # noqa: PLC0415  numpy, after first paint

    image = loaded.image
    if image.is_colour:
        return None
    valid = ~image.padding if image.padding is not None else None
    return auto_window(loaded.frame.pixels, valid, image.facts.modality_lut)

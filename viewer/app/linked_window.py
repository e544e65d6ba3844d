"""Brightness and contrast together, where numbers mean the same in both (S-06, S-13)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from viewer.model.lut import VoiSource, Window

if TYPE_CHECKING:
    from viewer.app.viewport import ViewportState
    from viewer.model.display_set import StackFrame
    from viewer.model.viewport import Presentation


def window_obstacle(one: ViewportState, other: ViewportState) -> str:
    """Why two viewports cannot share a window, in words; "" if they can."""
    first, second = one.frame, other.frame
    if first is None or second is None:
        return "no picture"
    mine, theirs = first.header.series.modality, second.header.series.modality
    if mine != theirs:
        return f"{theirs or 'unknown'} and {mine or 'unknown'} differ"
    if _is_colour(first) != _is_colour(second):
        return "colour and grey differ"
    if first.facts.modality_lut.unit != second.facts.modality_lut.unit:
        return "units differ"
    return ""


def linked_presentation(source: Presentation, target: Presentation) -> Presentation:
    """The presentation of `target` with the window of `source`.

    A table of the source's file means nothing elsewhere: the target keeps what it has. A window
    from the source's file is no window of the target's file, and is not called so.
    """
    voi = source.voi
    if voi is not None and not isinstance(voi, Window):
        return target
    if isinstance(voi, Window) and voi.source is VoiSource.FILE:
        voi = replace(voi, source=VoiSource.USER)
    return replace(target, voi=voi, colour_window=source.colour_window)


def _is_colour(frame: StackFrame) -> bool:
    image = frame.header.image
    return image is not None and image.pixels.samples_per_pixel > 1

"""SUV of a frame by its present header, which knows the rest of its series (G-052)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from viewer.model.annotation import ValueScale
    from viewer.model.display_set import StackFrame
    from viewer.render.suv import Suv


def frame_suv(frame: StackFrame) -> Suv | None:
    """SUV of `frame`, None if it is no PET image."""
    image = frame.header.image
    if image is None or image.pet is None:
        return None
    from viewer.render.suv import suv  # noqa: PLC0415  not on the way to the first paint

    return suv(image, frame.facts)


def suv_scales(frame: StackFrame) -> tuple[ValueScale, ...]:
    """SUV as another unit of a PET image, with its case or the reason for none (G-055, G-057)."""
    uptake = frame_suv(frame)
    if uptake is None:
        return ()
    from viewer.model.annotation import ValueScale  # noqa: PLC0415  when something is measured

    return (ValueScale(uptake.factor, uptake.name, uptake.words),)

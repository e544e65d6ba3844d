"""SUV of the frame on show, in the light of the stack it belongs to (G-052)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.render.suv import Suv, suv

if TYPE_CHECKING:
    from viewer.model.display_set import ImageStack, StackFrame


def frame_suv(stack: ImageStack | None, frame: StackFrame) -> Suv | None:
    """SUV of `frame`; the first acquisition of `stack` decides on the time of reference."""
    image = frame.header.image
    if image is None or image.pet is None:
        return None
    return suv(image, frame.facts, earliest_acquired(stack) if stack is not None else "")


def earliest_acquired(stack: ImageStack) -> str:
    """The first acquisition of a PET stack as DICOM DT, "" if no image states one."""
    images = (frame.header.image for frame in stack.frames)
    times = (image.pet.acquired for image in images if image is not None and image.pet is not None)
    return min(filter(None, times), default="")

"""SUV of the frame on show, in the light of the stack it belongs to (G-052)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.model.annotation import ValueScale

if TYPE_CHECKING:
    from viewer.app.workspace import Workspace
    from viewer.model.display_set import ImageStack, StackFrame
    from viewer.render.suv import Suv


def frame_suv(stack: ImageStack | None, frame: StackFrame) -> Suv | None:
    """SUV of `frame`; the first acquisition of `stack` decides on the time of reference."""
    image = frame.header.image
    if image is None or image.pet is None:
        return None
    from viewer.render.suv import suv  # noqa: PLC0415  not on the way to the first paint

    return suv(image, frame.facts, earliest_acquired(stack) if stack is not None else "")


def earliest_acquired(stack: ImageStack) -> str:
    """The first acquisition of a PET stack as DICOM DT, "" if no image states one."""
    images = (frame.header.image for frame in stack.frames)
    times = (image.pet.acquired for image in images if image is not None and image.pet is not None)
    return min(filter(None, times), default="")


class SuvScales:
    """SUV as another unit for what is measured, with its case or the reason why there is none."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def __call__(self, frame: StackFrame) -> tuple[ValueScale, ...]:
        """The scales of a frame: one for PET images, none for others (G-055, G-057)."""
        uptake = frame_suv(self._stack_of(frame), frame)
        return (ValueScale(uptake.factor, uptake.name, uptake.words),) if uptake else ()

    def _stack_of(self, frame: StackFrame) -> ImageStack | None:
        """The stack on show that the frame is of; what is measured is on show somewhere."""
        if frame.header.image is None or frame.header.image.pet is None:
            return None
        for viewport in self._workspace.viewports:
            stack = viewport.state.stack
            if stack is not None and any(other.key == frame.key for other in stack.frames):
                return stack
        return None

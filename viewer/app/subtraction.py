"""A film of frames with their masks subtracted, in the place of the film itself (D-124)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from viewer.model.mask import (
    MaskFacts,
    MaskItem,
    MaskOperation,
    subtraction_for,
    window_about_zero,
)

if TYPE_CHECKING:
    from viewer.model.display_set import ImageStack, StackFrame
    from viewer.model.mask import Subtraction
    from viewer.model.presentation_state import PresentationState


def can_subtract(stack: ImageStack | None) -> bool:
    """Whether the stack is a grey film of one file."""
    if stack is None or len(stack.frames) < 2:
        return False
    image = stack.frames[0].header.image
    return (
        image is not None
        and image.pixels.samples_per_pixel == 1
        and image.palette is None
        and len({frame.key.file for frame in stack.frames}) == 1
    )


def is_subtracted(stack: ImageStack | None) -> bool:
    """Whether any frame of the stack has a mask subtracted."""
    return stack is not None and any(frame.subtraction is not None for frame in stack.frames)


def wants_subtraction(stack: ImageStack) -> bool:
    """Whether the file asks for it to be shown so first (Recommended Viewing Mode SUB)."""
    image = stack.frames[0].header.image if stack.frames else None
    return image is not None and image.mask.recommended and can_subtract(stack)


def mask_of(stack: ImageStack) -> MaskFacts:
    """The file's own recipe; without one, the first frame is the mask."""
    image = stack.frames[0].header.image
    facts = image.mask if image is not None else MaskFacts()
    if facts.items:
        return facts
    return replace(facts, items=(MaskItem(MaskOperation.AVERAGE, (1,)),))


def with_mask_frame(stack: ImageStack, index: int) -> MaskFacts:
    """Frame `index` (of the file, from 0) as the mask of all others."""
    item = MaskItem(MaskOperation.AVERAGE, (index + 1,))
    return replace(mask_of(stack), items=(item,))


def subtracted_stack(stack: ImageStack, facts: MaskFacts) -> ImageStack:
    """The same film with `facts` applied; frames without a mask stay as they are."""
    image = stack.frames[0].header.image
    count = image.pixels.number_of_frames if image is not None else 0
    frames = (
        _made(frame, subtraction_for(facts, frame.key.frame_index, count)) for frame in stack.frames
    )
    return replace(stack, frames=tuple(frames))


def state_recipe(state: PresentationState, frame: StackFrame) -> Subtraction | None:
    """How a presentation state has a frame subtracted; None where it has not, or cannot be."""
    image, uid = frame.header.image, frame.header.sop_instance_uid
    if image is None or image.pixels.samples_per_pixel > 1 or image.palette is not None:
        return None
    if not state.masks or not state.covers(uid, frame.key.frame_index):
        return None
    facts = MaskFacts(state.masks, is_linear=image.mask.is_linear)
    recipe = subtraction_for(facts, frame.key.frame_index, image.pixels.number_of_frames)
    if recipe is None:
        return None
    voi = state.voi(uid, frame.key.frame_index)
    window = window_about_zero(voi, state.modality, image.pixels)
    return replace(
        recipe,
        state=state.sop_instance_uid,
        window=None if recipe.is_linear else window,  # logarithms have another scale (D-125)
    )


def stack_under(state: PresentationState | None, stack: ImageStack) -> ImageStack:
    """The film as a presentation state has it, or as its file asks for without one."""
    if state is None:
        native = native_stack(stack) if is_subtracted(stack) else stack
        return subtracted_stack(native, mask_of(native)) if wants_subtraction(native) else native
    if not state.masks and not is_subtracted(stack):
        return stack
    frames = (_made(frame, state_recipe(state, frame)) for frame in stack.frames)
    return replace(stack, frames=tuple(frames))


def with_mask_moved(stack: ImageStack, down: float, left: float) -> ImageStack:
    """The mask moved on by rows down and columns to the left, under every frame."""

    def moved(recipe: Subtraction | None) -> Subtraction | None:
        if recipe is None:
            return None
        return replace(recipe, shift=(recipe.shift[0] + down, recipe.shift[1] + left))

    frames = (_made(frame, moved(frame.subtraction)) for frame in stack.frames)
    return replace(stack, frames=tuple(frames))


def native_stack(stack: ImageStack) -> ImageStack:
    """The film as it is in the file."""
    return replace(stack, frames=tuple(_made(frame, None) for frame in stack.frames))


def _made(frame: StackFrame, recipe: Subtraction | None) -> StackFrame:
    """The frame with its recipe in its key too: other pixels are never taken for these (S-10)."""
    derived = recipe.name if recipe is not None else ""
    return replace(frame, key=replace(frame.key, derived=derived), subtraction=recipe)

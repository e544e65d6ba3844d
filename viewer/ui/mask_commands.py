"""Subtracting the mask from a film, and moving the mask (D-124)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.app.subtraction import (
    can_subtract,
    is_subtracted,
    mask_of,
    native_stack,
    stack_under,
    subtracted_stack,
    with_mask_frame,
    with_mask_moved,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from viewer.app.session import Session
    from viewer.app.viewport import ViewportModel

NO_FILM = "Only films of vessels can be subtracted"
NOT_SUBTRACTED = "Subtract the mask first, then move it"


class MaskCommands:
    """Acts on the active viewport; what it did is in the viewport's frames, nowhere else."""

    def __init__(self, session: Session, tell: Callable[[str], None]) -> None:
        self._session = session
        self._tell = tell

    def toggle(self) -> None:
        """Show the film as it is, or with its mask: a state's, the file's or the first picture."""
        stack = self._viewport.state.stack
        if stack is None or not can_subtract(stack):
            self._tell(NO_FILM)
            return
        if is_subtracted(stack):
            self._viewport.show_variant(native_stack(stack))
        else:
            state = self._viewport.state.presentation.state
            of_state = state is not None and state.masks
            masked = stack_under(state, stack) if of_state else None
            self._viewport.show_variant(masked or subtracted_stack(stack, mask_of(stack)))

    def use_as_mask(self) -> None:
        """Take the picture on show as the mask of all others."""
        stack, frame = self._viewport.state.stack, self._viewport.state.frame
        if stack is not None and frame is not None and can_subtract(stack):
            facts = with_mask_frame(stack, frame.key.frame_index)
            self._viewport.show_variant(subtracted_stack(stack, facts))
        else:
            self._tell(NO_FILM)

    def move_mask(self, down: float, left: float) -> None:
        """Shift the mask by parts of a pixel until bone that has moved no longer shows."""
        stack = self._viewport.state.stack
        if stack is not None and is_subtracted(stack):
            self._viewport.show_variant(with_mask_moved(stack, down, left))
        else:
            self._tell(NOT_SUBTRACTED)

    @property
    def _viewport(self) -> ViewportModel:
        return self._session.workspace.active

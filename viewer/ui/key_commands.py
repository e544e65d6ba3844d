"""Leafing through key images only (P-021)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.app.key_selections import key_facts, only_key_images

if TYPE_CHECKING:
    from viewer.app.session import Session


class KeyCommands:
    """Acts on the active viewport."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def toggle_filter(self) -> None:
        """Show only what somebody picked out of the series, or the whole series again."""
        viewport = self._session.workspace.active
        stack, frame = viewport.state.stack, viewport.state.frame
        if stack is None or frame is None:
            return
        if stack.is_selection:
            whole = self._session.stack_with(frame.key)
            if whole is not None:
                viewport.refresh(whole)
            return
        patient = self._session.catalog.patient(frame.header.patient)
        picked = only_key_images(stack, key_facts(patient)) if patient is not None else None
        if picked is not None:
            viewport.refresh(picked)

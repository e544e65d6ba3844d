"""Leafing through key images only (P-021)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.app.key_selections import NO_KEY_FACTS, key_facts, only_key_images

if TYPE_CHECKING:
    from collections.abc import Callable

    from viewer.app.session import Session

NO_KEY_PICTURE = "No key picture in this series. Key K marks the picture you see."


class KeyCommands:
    """Acts on the active viewport."""

    def __init__(self, session: Session, tell: Callable[[str], None]) -> None:
        self._session = session
        self._tell = tell

    def toggle_filter(self) -> None:
        """Show only what somebody or this person picked of the series, or all of it again."""
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
        facts = key_facts(patient) if patient is not None else NO_KEY_FACTS
        picked = only_key_images(stack, facts, self._session.key_images.state.keys)
        if picked is not None:
            viewport.refresh(picked)
        else:
            self._tell(NO_KEY_PICTURE)

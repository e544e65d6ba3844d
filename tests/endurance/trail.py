"""Who made which viewport active, so that a difference after undo can be explained afterwards."""

from __future__ import annotations

import traceback
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from viewer.app.session import Session
    from viewer.app.workspace import WorkspaceState

_MOST = 40
_DEEP = 14  # calls of a stack that are told, the last ones


class Trail:
    """The last changes of the active viewport and the last steps of undo, oldest first."""

    def __init__(self, session: Session) -> None:
        self._active = session.workspace.state.active
        self._kept: deque[str] = deque(maxlen=_MOST)
        session.workspace.changed.connect(self._changed)

    def note(self, text: str) -> None:
        """Say what is done now."""
        self._kept.append(text)

    def lines(self) -> list[str]:
        """What is known, and forget it."""
        kept = list(self._kept)
        self._kept.clear()
        return kept

    def _changed(self, state: WorkspaceState) -> None:
        if state.active != self._active:
            calls = traceback.extract_stack()[-_DEEP:-1][::-1]
            names = (f"{call.filename.rsplit('/')[-1]}:{call.lineno} {call.name}" for call in calls)
            self.note(
                f"active {self._active} is {state.active}, in windows {state.detached}: "
                + " < ".join(names)
            )
            self._active = state.active

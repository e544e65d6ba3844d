"""Follows whatever is in the viewports, as they come, go and change."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from viewer.app.viewport import ViewportModel, ViewportState
    from viewer.app.workspace import Workspace
    from viewer.model.header import Identity, PatientFacts
    from viewer.observe import Subscription


class ViewportsWatch:
    """Calls `update` when the grid or one of its viewports has changed."""

    def __init__(self, workspace: Workspace, update: Callable[[], None]) -> None:
        self._workspace = workspace
        self._update = update
        self._watched: dict[ViewportModel, Subscription] = {}
        self._grid = workspace.changed.connect(lambda _: self._grid_changed())
        self._match()

    def close(self) -> None:
        """Listen to nothing any more."""
        self._grid.close()
        for subscription in self._watched.values():
            subscription.close()
        self._watched.clear()

    def _grid_changed(self) -> None:
        self._match()
        self._update()

    def _match(self) -> None:
        models = self._workspace.viewports
        for model in [m for m in self._watched if m not in models]:
            self._watched.pop(model).close()
        for model in models:
            if model not in self._watched:
                self._watched[model] = model.changed.connect(lambda _: self._update())


def person_in(state: ViewportState) -> PatientFacts | None:
    """Whose image or document a viewport shows, as its own header says (S-01)."""
    if state.frame is not None:
        return state.frame.header.patient
    return state.document.header.patient if state.document is not None else None


def distinct_people(people: Sequence[PatientFacts | None]) -> tuple[PatientFacts, ...]:
    """One of each identity: an age or a sex that differs makes no other person."""
    found: dict[Identity, PatientFacts] = {}
    for facts in people:
        if facts is not None:
            found.setdefault(facts.identity, facts)
    return tuple(found.values())

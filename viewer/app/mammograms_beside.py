"""All views of a mammography beside those of an earlier one, facing each other (S-09)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from viewer.app.hang_items import hang_items
from viewer.hanging.hang import fitted
from viewer.hanging.protocol_file import built_in_protocols

if TYPE_CHECKING:
    from viewer.app.session import Session
    from viewer.app.viewport import ViewportState
    from viewer.hanging.hang import Hanging

_PROTOCOL: Final = "prior-mammography"
_MODALITY: Final = "MG"


def mammograms_beside(session: Session, step: int = 0) -> Hanging | None:
    """How to hang the mammography on show beside its latest earlier one, or `step` further.

    None unless several mammograms are on show, the active one among them, and there is an earlier
    examination of the same views.
    """
    states = [viewport.state for viewport in session.workspace.viewports]
    shown = [state for state in states if _is_mammogram(state)]
    if len(shown) < 2 or not _is_mammogram(session.workspace.active.state):
        return None
    newest = max(shown, key=_moment)
    assert newest.display_set is not None
    items = hang_items(session.catalog, newest.display_set.uid)
    priors = sorted({item.study for item in items if item.study and item.modality == _MODALITY})
    if not priors:
        return None
    chosen = (0, priors[step % len(priors)])
    protocol = next(one for one in built_in_protocols() if one.id == _PROTOCOL)
    hanging = fitted([item for item in items if item.study in chosen], protocol)
    sides = (cell.uid for cell in hanging.cells[1::2]) if hanging is not None else ()
    return hanging if any(sides) else None


def _is_mammogram(state: ViewportState) -> bool:
    return state.frame is not None and state.frame.header.series.modality == _MODALITY


def _moment(state: ViewportState) -> tuple[str, str]:
    assert state.frame is not None
    study = state.frame.header.study
    return study.date.replace(".", ""), study.time

"""What the cells on show hold, for saving the layout."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from viewer.app.hang_items import hang_items
from viewer.app.link_state import LinkKind
from viewer.hanging.present import PresentCell, protocol_of
from viewer.model.lut import VoiSource, Window
from viewer.model.viewport import ReferenceLineMode

if TYPE_CHECKING:
    from viewer.app.session import Session
    from viewer.app.viewport import ViewportState
    from viewer.hanging.protocol import Protocol
    from viewer.hanging.traits import HangItem


def present_layout(session: Session) -> tuple[PresentCell, ...]:
    """Every viewport in order; older examinations count from the newest on show."""
    states = [viewport.state for viewport in session.workspace.viewports]
    uids = {state.display_set.uid for state in states if state.display_set is not None}
    newest = next((item.uid for item in session.catalog.items() if item.uid in uids), "")
    items = hang_items(session.catalog, newest)
    return tuple(_cell(state, items) for state in states)


def present_protocol(session: Session, cells: tuple[PresentCell, ...]) -> Protocol:
    """The present layout as a protocol without a name, with what is linked and drawn across."""
    state = session.workspace.state
    made = protocol_of("", state.layout.rows, state.layout.columns, cells)
    lines = state.lines is not ReferenceLineMode.OFF
    return replace(made, link=LinkKind.SCROLL in state.links.kinds, lines=lines)


def _cell(state: ViewportState, items: tuple[HangItem, ...]) -> PresentCell:
    uid = state.display_set.uid if state.display_set is not None else ""
    own = [item for item in items if item.uid == uid]
    item = next((i for i in own if i.index == state.index), own[0] if own else None)
    voi = state.presentation.voi
    is_preset = isinstance(voi, Window) and voi.source is VoiSource.PRESET
    tiles = (state.tiles.rows, state.tiles.columns)
    window = voi.name if isinstance(voi, Window) and is_preset else ""
    room = state.view.room
    return PresentCell(item, window, tiles, room.toward if room is not None else "")

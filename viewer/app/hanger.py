"""Hangs an examination by a protocol: which fit, and all cells at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from viewer.app.beside_prior import as_far_through
from viewer.app.hang_items import hang_items
from viewer.app.link_state import LinkKind
from viewer.app.links import corresponding_index
from viewer.app.subtraction import mask_of, subtracted_stack, wants_subtraction
from viewer.app.viewport import Home, ViewportState, with_tiles
from viewer.hanging.hang import matching
from viewer.hanging.planes import plane_name
from viewer.hanging.protocol_file import built_in_protocols
from viewer.model.display_set import ImageStack
from viewer.model.viewport import Presentation, ReferenceLineMode

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from viewer.app.session import Session
    from viewer.app.workspace import WorkspaceState
    from viewer.hanging.hang import Hanging, HungCell
    from viewer.hanging.protocol import Protocol


class Hanger:
    """Finds the ways to hang what is on show and applies one."""

    def __init__(
        self, session: Session, own: Callable[[], Sequence[Protocol]] = lambda: ()
    ) -> None:
        self._session = session
        self._own = own

    def protocols(self) -> tuple[Protocol, ...]:
        """The person's own ones first, then those of the program."""
        return (*self._own(), *built_in_protocols())

    def offers(self) -> tuple[Hanging, ...]:
        """Every protocol that fits the examination in the active viewport, the best first."""
        uid = self._active_uid
        items = hang_items(self._session.catalog, uid)
        return matching(items, self.protocols(), uid) if items else ()

    def apply(self, hanging: Hanging) -> None:
        """Change the grid and everything in it at once; what is not read yet comes when it is."""
        session, workspace = self._session, self._session.workspace
        shown = [viewport.state for viewport in workspace.viewports]
        known = {state.display_set.uid: state for state in shown if state.display_set}
        uids = [cell.uid for cell in hanging.cells]
        active = uids.index(self._active_uid) if self._active_uid in uids else 0
        states = [self._state(cell, known.get(cell.uid)) for cell in hanging.cells]
        was = workspace.active.state
        if was.index > 0:  # somebody has looked for this place
            states[active] = _at_the_place_of(was, states[active])
        place = states[active]
        states = [_at_the_place_of(place, state) for state in states]
        count = len(states)
        workspace.restore(
            replace(
                _with_links(workspace.state, hanging.protocol),
                layout=hanging.layout,
                active=active,
                maximised=False,
                detached=tuple(n for n in workspace.state.detached if n < count),
            ),
            tuple(states),
        )
        for number, (cell, state) in enumerate(zip(hanging.cells, states, strict=True)):
            if cell.uid and state.display_set is None:
                session.show_item(cell.uid, number)
        workspace.activate(active)

    def _state(self, cell: HungCell, known: ViewportState | None) -> ViewportState:
        """What a cell shows; a series that is on show already stays at its image."""
        item = self._session.catalog.item(cell.uid) if cell.uid else None
        stack = item.display_set if item is not None else None
        if not isinstance(stack, ImageStack):
            return ViewportState(message=cell.missing)
        if wants_subtraction(stack):
            stack = subtracted_stack(stack, mask_of(stack))
        scrolled = known is not None and known.index > 0 and stack.is_volume
        index = known.index if known is not None and scrolled else cell.index
        look = Presentation(voi=cell.window)
        state = ViewportState(
            stack,
            min(index or 0, len(stack.frames) - 1),
            cell.view,
            look,
            home=Home(cell.view, look),
        )
        return with_tiles(state, replace(cell.tiles, first=state.index))

    @property
    def _active_uid(self) -> str:
        state = self._session.workspace.state
        return state.layout.cells[state.active]


def _with_links(state: WorkspaceState, protocol: Protocol) -> WorkspaceState:
    """The state with what the protocol wants linked; what it says nothing of stays as it is."""
    links = state.links
    if protocol.link is not None:
        links = links.switched(LinkKind.SCROLL, on=protocol.link)
    lines = ReferenceLineMode.LINES if protocol.lines else state.lines
    return replace(state, links=links, lines=lines)


def _at_the_place_of(place: ViewportState, state: ViewportState) -> ViewportState:
    """The state at the slice that lies where `place` does, so that linked ones agree (G-040)."""
    stack = state.stack
    if stack is None or not stack.is_volume or place.stack is None or place is state:
        return state
    match = corresponding_index(place.stack, place.index, stack)
    if match is None and _is_the_like_of_another_day(place, state):
        # Nothing says where it belongs: about as far through, as a start to look from.
        index = as_far_through(place.stack, place.index, stack)
    elif match is None or match.missing:
        return state
    else:
        index = match.index
    moved = replace(state, index=index)
    return with_tiles(moved, moved.tiles)


def _is_the_like_of_another_day(one: ViewportState, other: ViewportState) -> bool:
    """Whether two stacks of different examinations lie in the same plane of the body."""
    if one.frame is None or other.frame is None or one.stack is None or not one.stack.is_volume:
        return False
    days = {frame.header.study.uid for frame in (one.frame, other.frame)}
    planes = {plane_name(frame.facts.plane) for frame in (one.frame, other.frame)}
    return len(days) == 2 and len(planes) == 1

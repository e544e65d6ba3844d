"""What is linked, in words for both viewports (G-041, G-042)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.app.cine import is_film
from viewer.app.link_state import LinkKind
from viewer.app.linked_view import by_millimetres, can_be_linked, carried_look, look_at
from viewer.app.linked_window import window_obstacle
from viewer.app.registrations import REGISTERED

if TYPE_CHECKING:
    from viewer.app.viewport import ViewportModel
    from viewer.app.workspace import Workspace
    from viewer.model.display_set import ImageStack

NOT_REGISTERED = "manually linked – not registered"
_ORDER = (LinkKind.SCROLL, LinkKind.VIEW, LinkKind.WINDOW, LinkKind.FILM)


def link_labels(workspace: Workspace, number: int) -> tuple[str, ...]:
    """Lines for viewport `number` about its links with the active one; () without any.

    The active viewport names what links it with any of the others.
    """
    active = workspace.active
    one = workspace.viewports[number]
    others = workspace.viewports if one is active else [active]
    kinds: set[LinkKind] = set()
    remarks: dict[str, None] = {}  # in order, each once
    for other in others:
        if other is not one:
            found, words = _between(workspace, other, one)
            kinds |= found
            remarks.update(dict.fromkeys(words))
    lines = tuple(remarks)
    if kinds:
        named = ", ".join(kind.value for kind in _ORDER if kind in kinds)
        lines = (f"{named} linked", *lines)
    return lines


def _between(
    workspace: Workspace, other: ViewportModel, one: ViewportModel
) -> tuple[set[LinkKind], list[str]]:
    """The links that need no remark, and the remarks about the rest, as seen from `one`."""
    following, links = workspace.following, workspace.state.links
    mine, theirs = one.state.stack, other.state.stack
    if mine is None or theirs is None or not following.are_related(one.state, other.state):
        return set(), []
    kinds, remarks = _places(workspace, theirs, other.state.index, mine)
    assert one.state.frame is not None
    assert other.state.frame is not None
    way = workspace.way(other.state.frame, one.state.frame)
    if way is not None:
        remarks.append(REGISTERED)
    if LinkKind.VIEW in links.kinds:
        own, its = look_at(one, workspace.scale_of), look_at(other, workspace.scale_of)
        if own is not None and its is not None and can_be_linked(carried_look(its, own, way), own):
            if by_millimetres(own, its):
                kinds.add(LinkKind.VIEW)
            else:
                remarks.append("zoom linked, not by mm")
    if LinkKind.WINDOW in links.kinds:
        obstacle = window_obstacle(other.state, one.state)
        if obstacle:
            remarks.append(f"window not linked: {obstacle}")
        else:
            kinds.add(LinkKind.WINDOW)
    return kinds, remarks


def _places(
    workspace: Workspace, theirs: ImageStack, index: int, mine: ImageStack
) -> tuple[set[LinkKind], list[str]]:
    """What is linked of places and times, and the remarks about it."""
    links = workspace.state.links
    place = workspace.corresponding(theirs, index, mine)
    if place is None:
        together = LinkKind.FILM in links.kinds and is_film(mine) and is_film(theirs)
        return ({LinkKind.FILM} if together else set()), []
    if LinkKind.SCROLL not in links.kinds:
        return set(), []
    if place.offset:
        return set(), [f"{NOT_REGISTERED} · {place.offset}"]
    return {LinkKind.SCROLL}, []

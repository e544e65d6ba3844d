"""What is linked, in words for both viewports (G-041, G-042)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.app.cine import is_film
from viewer.app.link_state import LinkKind
from viewer.app.linked_view import by_millimetres, can_be_linked, look_at
from viewer.app.linked_window import window_obstacle
from viewer.app.links import corresponding

if TYPE_CHECKING:
    from viewer.app.viewport import ViewportModel
    from viewer.app.workspace import Workspace

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
    kinds, remarks = set(), []
    place = corresponding(links, theirs, other.state.index, mine)
    if place is not None and LinkKind.SCROLL in links.kinds:
        if place.offset:
            remarks.append(f"{NOT_REGISTERED} · {place.offset}")
        else:
            kinds.add(LinkKind.SCROLL)
    if place is None and LinkKind.FILM in links.kinds and is_film(mine) and is_film(theirs):
        kinds.add(LinkKind.FILM)
    if LinkKind.VIEW in links.kinds:
        own, its = look_at(one, workspace.scale_of), look_at(other, workspace.scale_of)
        if own is not None and its is not None and can_be_linked(own, its):
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

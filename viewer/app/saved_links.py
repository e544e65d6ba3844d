"""Slices matched by hand, and which viewports have windows of their own, in a saved arrangement."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from viewer.app.arrangement import Found, Images, Prepared
from viewer.app.json_fields import Fields
from viewer.app.link_state import Links
from viewer.app.links import slice_match
from viewer.app.session_file import image_in, image_out
from viewer.errors import ArrangementError
from viewer.model.display_set import ImageStack

if TYPE_CHECKING:
    from viewer.app.link_state import MatchedSlice, SliceMatch
    from viewer.app.session import Session

_MOST_MATCHES: Final = 100
_MOST_WINDOWS: Final = 12  # as many as a grid has cells


class SavedMatches:
    """Pairs of slices that a person said show the same place (G-041); a `SavedPart`."""

    name = "matches"

    def __init__(self, session: Session) -> None:
        self._session = session

    def saved(self, images: Images) -> object:
        """Both slices of each, by name; without those of series that are not open."""
        matches = self._session.workspace.state.links.matches
        pairs = [
            (self._ref(match.first, images), self._ref(match.second, images)) for match in matches
        ]
        kept = [{"first": one, "second": other} for one, other in pairs if one and other]
        return kept[-_MOST_MATCHES:] or None

    def prepare(self, value: object, images: Images) -> Prepared:
        """Understand the pairs of a file; raises ArrangementError."""
        if not isinstance(value, list) or len(value) > _MOST_MATCHES:
            raise ArrangementError(f"'matches' is not a list of up to {_MOST_MATCHES}")
        made = [_match(one, f"match {n}", images) for n, one in enumerate(value, 1)]
        kept = tuple(match for match in made if match is not None)
        return Prepared(lambda: self._add(kept), 0, len(made) - len(kept))

    def _ref(self, side: MatchedSlice, images: Images) -> dict[str, object] | None:
        stack = self._session.stack_with(side.key)
        frames = stack.frames if stack is not None else ()
        header = next((frame.header for frame in frames if frame.key == side.key), None)
        return image_out(images.ref(header, side.key.frame_index + 1)) if header else None

    def _add(self, matches: tuple[SliceMatch, ...]) -> None:
        """As they were: nothing moves by it, and no link is switched on."""
        links = self._session.workspace.state.links
        for match in matches:
            links = Links(links.kinds, links.matched(match).matches)
        _put(self._session, links=links)


class SavedWindows:
    """Numbers of the viewports outside of the grid; a `SavedPart`."""

    name = "windows"

    def __init__(self, session: Session) -> None:
        self._session = session

    def saved(self, images: Images) -> object:
        """The numbers, counted from 0."""
        del images
        return list(self._session.workspace.state.detached) or None

    def prepare(self, value: object, images: Images) -> Prepared:
        """Understand the numbers of a file; raises ArrangementError."""
        del images
        whole = isinstance(value, list) and all(type(one) is int for one in value)
        if not isinstance(value, list) or not whole or len(value) > _MOST_WINDOWS:
            raise ArrangementError(f"'windows' is not a list of up to {_MOST_WINDOWS} numbers")
        return Prepared(lambda: self._open({int(one) for one in value}))

    def _open(self, wanted: set[int]) -> None:
        """Only what shows something leaves the grid, and never all of it."""
        viewports = self._session.workspace.viewports
        shown = [n for n, one in enumerate(viewports) if one.state.display_set is not None]
        detached = tuple(n for n in shown if n in wanted)
        if len(detached) < len(viewports):
            _put(self._session, detached=detached)


def _put(session: Session, *, links: Links | None = None, detached: tuple[int, ...] = ()) -> None:
    workspace = session.workspace
    state = workspace.state
    state = replace(state, links=links) if links is not None else replace(state, detached=detached)
    workspace.restore(state, tuple(viewport.state for viewport in workspace.viewports))


def _match(value: object, place: str, images: Images) -> SliceMatch | None:
    fields = Fields(value, place)
    first, second = image_in(fields.inner("first")), image_in(fields.inner("second"))
    fields.finish()
    one, other = _stack(images.find(first)), _stack(images.find(second))
    if one is None or other is None or one[0].uid == other[0].uid:
        return None
    return slice_match(*one, *other)


def _stack(found: Found | None) -> tuple[ImageStack, int] | None:
    if found is None or not isinstance(found.display_set, ImageStack):
        return None
    return found.display_set, found.index

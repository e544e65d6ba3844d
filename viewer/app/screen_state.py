"""Everything a person sees and can change, as one value: what undo goes back to.

Display sets are named, not held: pictures that were closed must not stay in memory because
something about them could be undone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from viewer.app.viewport import ViewportState, with_tiles
from viewer.app.workspace import WorkspaceState

if TYPE_CHECKING:
    from viewer.model.display_set import DisplaySet, ImageStack
    from viewer.model.image import FrameKey

GONE = "This series is not open any more."

# The display set of a uid that holds a frame now, and where; None when it is not open.
Find = Callable[[str, "FrameKey | None"], "tuple[DisplaySet, int] | None"]


@dataclass(frozen=True, slots=True)
class ViewportMoment:
    """What one viewport showed, by names; `rest` is its state without the display set."""

    uid: str = ""  # of the display set, "" when the viewport was empty
    key: FrameKey | None = None  # the image, wherever it lies in the set by now
    made: ImageStack | None = None  # of another set: key images alone, masks subtracted
    rest: ViewportState = field(default_factory=ViewportState)


@dataclass(frozen=True, slots=True)
class ScreenState:
    """One moment of the whole screen; moments share what did not change between them."""

    workspace: WorkspaceState = field(default_factory=WorkspaceState)
    viewports: tuple[ViewportMoment, ...] = ()
    stores: tuple[tuple[str, object], ...] = ()  # name and state: annotations, key images, ...

    def store(self, name: str) -> object:
        """The state of one store, None if it was not there yet."""
        return next((state for known, state in self.stores if known == name), None)


def moment_of(
    state: ViewportState,
    before: ViewportMoment | None,
    *,
    standing: bool,
    passing: frozenset[str] = frozenset(),
) -> ViewportMoment:
    """What a viewport shows; the object `before` itself while nothing differs.

    With `standing` the image counts as the one before: while a film runs, and what it makes
    others follow, nobody chooses images. Messages of `passing` say that something is on its way.
    """
    uid = state.display_set.uid if state.display_set is not None else ""
    key = state.frame.key if state.frame is not None else None
    made = state.stack if state.stack is not None and _is_made(state.stack) else None
    message = "" if state.message in passing else state.message
    if before is not None and standing and before.uid == uid and before.made == made:
        key, message = before.key, before.rest.message
        page = before.rest.tiles  # it holds that image; the film may have turned it
        if (page.rows, page.columns) == (state.tiles.rows, state.tiles.columns):
            state = replace(state, tiles=page)
    rest = replace(state, display_set=None, index=0, playing=False, message=message)
    moment = ViewportMoment(uid, key, made, rest)
    return before if before == moment and before is not None else moment


def revived(moment: ViewportMoment, find: Find) -> ViewportState:
    """The state to show again; an empty viewport that says so if its pictures are not open.

    Never another image than the one that was on show (S-06).
    """
    if not moment.uid:
        return moment.rest
    key = moment.key
    found = find(moment.uid, key.native if key is not None else None)
    if found is None:
        return ViewportState(message=GONE)
    display_set, index = found
    if moment.made is not None and key is not None:
        display_set, index = moment.made, [f.key for f in moment.made.frames].index(key)
    state = replace(moment.rest, display_set=display_set, index=index)
    return with_tiles(state, state.tiles)


def _is_made(stack: ImageStack) -> bool:
    """Whether it is no set of the catalog; held as it is, until its medium is closed."""
    return stack.is_selection or any(frame.key.derived for frame in stack.frames)

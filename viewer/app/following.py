"""Moves linked viewports: all of them, before anything of the step is painted (S-10)."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from viewer.app.cine import is_film, moment_ms, position_at
from viewer.app.link_state import LinkKind
from viewer.app.links import is_matched, same_person
from viewer.model.display_set import ImageStack
from viewer.model.viewport import FitMode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from viewer.app.viewport import ViewportModel, ViewportState
    from viewer.app.workspace import Workspace
    from viewer.model.image import FrameKey
    from viewer.model.lut import VoiTransform
    from viewer.model.registration import Matrix
    from viewer.model.viewport import ViewState

NO_CORRESPONDING_SLICE = "No corresponding slice"
_ALL = frozenset(LinkKind)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a viewport last showed, so that a change tells what a hand did."""

    uid: str
    key: FrameKey | None
    view: ViewState
    room_px: tuple[int, int]
    window: tuple[VoiTransform | None, object]
    playing: bool
    message: str


class Following:
    """Whoever moves leads; the others follow within the same call.

    Pixels that arrive, another series and whatever happens under `held` lead nobody. Room that a
    viewport gets, or loses, moves what follows a fitted picture, but nobody did that: it happens
    under `aside`, and not to views that were put back as they were.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._seen: dict[ViewportModel, _Seen] = {}
        self._holds = 0
        self._kept: dict[ViewportModel, ViewState] = {}
        self.aside: Callable[[], AbstractContextManager[None]] = nullcontext  # set once

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let viewports change without any other following."""
        self._holds += 1
        try:
            yield
        finally:
            self._holds -= 1

    def forget(self, viewport: ViewportModel) -> None:
        """A viewport that is gone leads nobody."""
        self._seen.pop(viewport, None)
        self._kept.pop(viewport, None)

    def keep_views(self) -> None:
        """Have every view stay as it is while undo lays the grid out again.

        Viewports get their room in later turns of the event loop. What they show belongs to that
        room already: to follow it would be a change that nobody made.
        """
        self._kept = {model: model.state.view for model in self._workspace.viewports}

    def release_views(self) -> None:
        """A hand is at work again: views follow as ever."""
        self._kept.clear()

    def changed(self, source: ViewportModel) -> None:
        """Have the others follow what changed in `source`."""
        before, now = self._seen.get(source), _seen(source)
        self._seen[source] = now
        if self._holds or before is None or before.uid != now.uid:
            return
        kinds = set()
        if now.key != before.key or (before.message and not now.message):
            kinds |= {LinkKind.SCROLL, LinkKind.FILM}
        if now.view != before.view:
            kinds.add(LinkKind.VIEW)
        if now.window != before.window:
            kinds.add(LinkKind.WINDOW)
        if now.room_px != before.room_px:
            self._follow_room(source, before.room_px)
        if now.playing and not before.playing:
            self._stop_others(source)
        if kinds:
            self.release_views()
            self.follow(source, frozenset(kinds))

    def follow(self, source: ViewportModel, kinds: frozenset[LinkKind] = _ALL) -> None:
        """Bring every linked viewport to where `source` is, in what `kinds` names."""
        if source.state.frame is None or source.state.message:
            return
        with self.held():
            for other in list(self._workspace.viewports):
                if other is not source:
                    self._lead(source, other, kinds & self._workspace.state.links.kinds)

    def join(self, newcomer: ViewportModel) -> None:
        """Give a new series the view and window of those it is linked to, which are one (S-06)."""
        kinds = self._workspace.state.links.kinds & {LinkKind.VIEW, LinkKind.WINDOW}
        if not kinds:
            return
        with self.held():
            for other in self._workspace.viewports:
                if other is not newcomer and self.are_related(other.state, newcomer.state):
                    self._lead(other, newcomer, kinds)

    def are_related(self, one: ViewportState, other: ViewportState) -> bool:
        """Whether two viewports may be linked: one person, or matched by hand (G-042, S-02)."""
        first, second = one.stack, other.stack
        if first is None or second is None or not (first.frames and second.frames):
            return False
        return same_person(first, second) or is_matched(self._workspace.state.links, first, second)

    def _follow_room(self, source: ViewportModel, before_px: tuple[int, int]) -> None:
        with self.aside():
            if 0 not in before_px and source.state.view.fit is FitMode.FIT:
                self.follow(source, frozenset({LinkKind.VIEW}))
            elif 0 in before_px and 0 not in source.room_px and source not in self._kept:
                self.join(source)  # only now it is known how large it is

    def _lead(
        self, source: ViewportModel, other: ViewportModel, kinds: frozenset[LinkKind]
    ) -> None:
        if not kinds or not self.are_related(source.state, other.state):
            return
        if kinds & {LinkKind.SCROLL, LinkKind.FILM}:
            self._scroll(source.state, other, kinds)
        if LinkKind.VIEW in kinds and self._kept.get(other) != other.state.view:
            self._share_view(source, other)
        if LinkKind.WINDOW in kinds:
            self._share_window(source.state, other)

    def _share_view(self, source: ViewportModel, other: ViewportModel) -> None:
        from viewer.app.linked_view import (  # noqa: PLC0415  with the second picture
            can_be_linked,
            carried_look,
            linked_view,
            look_at,
        )

        scale_of = self._workspace.scale_of
        mine, theirs = look_at(source, scale_of), look_at(other, scale_of)
        if mine is None or theirs is None:
            return
        mine = carried_look(mine, theirs, self._way(source.state, other.state))
        laid_out = 0 not in (*mine.room_px, *theirs.room_px)
        if laid_out and can_be_linked(mine, theirs):
            other.set_view(linked_view(mine, theirs))

    def _share_window(self, state: ViewportState, other: ViewportModel) -> None:
        from viewer.app.linked_window import (  # noqa: PLC0415  with the second picture
            linked_presentation,
            window_obstacle,
        )

        if not window_obstacle(state, other.state):
            other.set_presentation(
                linked_presentation(state.presentation, other.state.presentation)
            )

    def _way(self, one: ViewportState, other: ViewportState) -> Matrix | None:
        assert one.frame is not None
        assert other.frame is not None
        return self._workspace.way(one.frame, other.frame)

    def _scroll(
        self, state: ViewportState, other: ViewportModel, kinds: frozenset[LinkKind]
    ) -> None:
        mine, theirs = state.stack, other.state.stack
        assert mine is not None
        assert theirs is not None
        target = self._workspace.corresponding(mine, state.index, theirs)
        if target is None:
            if LinkKind.FILM in kinds and state.playing and is_film(mine) and is_film(theirs):
                other.go_to(position_at(theirs, moment_ms(mine, state.index)))
        elif LinkKind.SCROLL not in kinds:
            return
        elif target.missing:
            other.set_message(NO_CORRESPONDING_SLICE)
        else:
            other.go_to(target.index)

    def _stop_others(self, source: ViewportModel) -> None:
        """One film leads: two that move each other would run at twice the speed."""
        with self.held():
            for other in self._workspace.viewports:
                if other is not source and other.state.playing and self.moves(source, other):
                    other.set_playing(playing=False)

    def moves(self, source: ViewportModel, other: ViewportModel) -> bool:
        """Whether scrolling, or the film, of `source` moves `other`."""
        links, mine, theirs = self._workspace.state.links, source.state.stack, other.state.stack
        if mine is None or theirs is None or not self.are_related(source.state, other.state):
            return False
        if self._workspace.corresponding(mine, source.state.index, theirs) is not None:
            return LinkKind.SCROLL in links.kinds
        return LinkKind.FILM in links.kinds and is_film(mine) and is_film(theirs)


def _seen(viewport: ViewportModel) -> _Seen:
    state = viewport.state
    frame, look = state.frame, state.presentation
    uid = state.display_set.uid if isinstance(state.display_set, ImageStack) else ""
    return _Seen(
        uid,
        frame.key if frame is not None else None,
        state.view,
        viewport.room_px,
        (look.voi, look.colour_window),
        state.playing,
        state.message,
    )

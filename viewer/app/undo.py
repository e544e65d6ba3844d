"""Undo and redo of everything a person changes on the screen, from snapshots.

A step is what one gesture or one action did:
- All that changes while a button or finger is down is one step, and all that changes within one
  turn of the event loop otherwise.
- Scrolling, zooming or moving again in the same viewport goes on with the step before.
- A film is one step, "scrolling", when it stops; undo stops a running film.
- What comes from a medium (a series that has grown, a series that was waited for, the first
  picture) is none, nor is making a viewport active or selecting a drawing.
"""

from __future__ import annotations

from collections import deque
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from viewer.app.screen_state import Find, ScreenState, moment_of, revived
from viewer.app.undo_words import Change, Describe, change_between
from viewer.observe import Event, Subscription

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from viewer.app.viewport import ViewportModel, ViewportState
    from viewer.app.workspace import Workspace

MOST_STEPS = 200  # a state is a few hundred bytes beyond what it shares with the one before
_State = TypeVar("_State")


class Undoable(Protocol[_State]):
    """A store whose state is one immutable value, replaced as a whole."""

    @property
    def state(self) -> _State:
        """What it holds now."""
        ...

    @property
    def changed(self) -> Event[Any]:
        """Told after every change, with whatever."""
        ...

    def set_state(self, state: _State) -> None:
        """Replace everything; tells `changed` if it differs."""
        ...


class History:
    """The steps of a session; lives on its thread.

    `post` runs a function when the present event is dealt with, `forget_waiting` is called before
    a state is restored: what was waited for must not come into it afterwards.
    """

    def __init__(
        self,
        workspace: Workspace,
        find: Find,
        post: Callable[[Callable[[], None]], None],
        *,
        forget_waiting: Callable[[], None] = lambda: None,
        passing: frozenset[str] = frozenset(),
    ) -> None:
        self.changed: Event[None] = Event()
        self.leaving: Event[None] = Event()  # undo or redo is asked for: put down what is begun
        self._workspace = workspace
        self._find = find
        self._post = post
        self._forget_waiting = forget_waiting
        self._passing = passing
        self._stores: dict[str, Undoable[object]] = {}
        self._describe: dict[str, Describe] = {}
        self._past: deque[tuple[ScreenState, str]] = deque(maxlen=MOST_STEPS)
        self._future: list[tuple[ScreenState, str]] = []
        self._last: Change | None = None
        self._held = False
        self._deaf = False  # restoring, or something that is no step
        self._posted = False
        self._watched: dict[ViewportModel, Subscription] = {}
        self._seen: dict[ViewportModel, ViewportState] = {}
        self._subscriptions: list[Subscription] = [
            workspace.changed.connect(lambda _: self._grid_changed())
        ]
        workspace.following.aside = self.aside
        self._watch_viewports()
        self._present = self._capture(None)

    def add(self, name: str, store: Undoable[_State], describe: Callable[..., str]) -> None:
        """Take the changes of a store as steps.

        `describe(old, new)` names one for people ("adding of a distance"), "" for what is no step;
        it is asked only when the two are not the same object.
        """
        self._stores[name] = store  # type: ignore[assignment]  # each gets back what it gave
        self._describe[name] = describe
        self._subscriptions.append(store.changed.connect(lambda _: self._touched()))
        self._present = self._capture(self._present)

    @property
    def undo_words(self) -> str:
        """What `undo` would take back, "" if there is nothing."""
        return self._past[-1][1] if self._past else ""

    @property
    def redo_words(self) -> str:
        """What `redo` would do again, "" if there is nothing."""
        return self._future[-1][1] if self._future else ""

    @property
    def present(self) -> ScreenState:
        """The screen as of the last step."""
        return self._present

    def hold(self) -> None:
        """A button or finger is down: what changes until `let_go` is one step."""
        self.commit()
        self._held = True

    def let_go(self) -> None:
        """The gesture is over."""
        self._held = False
        self.commit()

    def commit(self) -> None:
        """Make a step of what has changed since the last one."""
        before, now = self._present, self._capture(self._present)
        if now == before:
            return
        change = change_between(before, now, self._describe)
        self._present = now
        if change is None:
            return
        if change.goes_on(self._last) and self._past:
            if self._past[-1][0] == now:  # back where it began
                self._past.pop()
                self._last = None
        else:
            self._past.append((before, change.words))
            self._last = change
        self._future.clear()
        self.changed.emit(None)

    def undo(self) -> bool:
        """Go back one step; False if there is none."""
        self._finish()
        if not self._past:
            return False
        state, words = self._past.pop()
        self._future.append((self._present, words))
        self._restore(state)
        return True

    def redo(self) -> bool:
        """Take back the last undo; False if there is none."""
        self._finish()
        if not self._future:
            return False
        state, words = self._future.pop()
        self._past.append((self._present, words))
        self._restore(state)
        return True

    def clear(self) -> None:
        """Forget every step; what is on show now is the beginning."""
        self._past.clear()
        self._future.clear()
        self._last = None
        self._present = self._capture(None)
        self.changed.emit(None)

    @contextmanager
    def unrecorded(self) -> Iterator[None]:
        """What changes within is no step: it is there after undo as well as before."""
        if self._deaf:
            yield
            return
        if not self._held:
            self.commit()
        self._deaf = True
        try:
            yield
        finally:
            self._deaf = False
            if not self._held:  # else it becomes part of the gesture
                self._present = self._capture(self._present)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """What changes within comes of something else: part of what is under way, else no step."""
        if self._posted or self._held:
            yield
            return
        with self.unrecorded():
            yield

    def close(self) -> None:
        """Listen to nothing any more."""
        for subscription in (*self._subscriptions, *self._watched.values()):
            subscription.close()
        self._watched.clear()

    def _finish(self) -> None:
        """End what is under way: a gesture, and a run that would go on with an undone step."""
        self.leaving.emit(None)
        self._held = False
        self.commit()
        self._last = None

    def _restore(self, state: ScreenState) -> None:
        """Put everything back in one go: nobody sees a moment in between (S-10)."""
        self._forget_waiting()
        self._deaf = True
        try:
            for name, store_state in state.stores:
                self._stores[name].set_state(store_state)
            shown = tuple(revived(moment, self._find) for moment in state.viewports)
            self._workspace.restore(state.workspace, shown)
            self._workspace.following.keep_views()
        finally:
            self._deaf = False
        self._present = self._capture(self._present)
        self.changed.emit(None)

    def _capture(self, before: ScreenState | None) -> ScreenState:
        """The screen now, sharing with `before` whatever is the same."""
        models = self._workspace.viewports
        standing = any(model.state.playing for model in models)
        known = before.viewports if before is not None else ()
        moments = tuple(
            moment_of(
                model.state,
                known[number] if number < len(known) else None,
                standing=standing,
                passing=self._passing,
            )
            for number, model in enumerate(models)
        )
        self._seen = {model: model.state for model in models}
        stores = tuple((name, store.state) for name, store in self._stores.items())
        return ScreenState(self._workspace.state, moments, stores)

    def _grid_changed(self) -> None:
        self._watch_viewports()
        self._touched()

    def _watch_viewports(self) -> None:
        models = self._workspace.viewports
        for model in [m for m in self._watched if m not in models]:
            self._watched.pop(model).close()
        for model in models:
            if model not in self._watched:
                self._watched[model] = model.changed.connect(
                    lambda state, model=model: self._viewport_changed(model, state)  # type: ignore[misc]
                )

    def _viewport_changed(self, model: ViewportModel, state: ViewportState) -> None:
        if self._seen.get(model) is not state:  # pixels that arrive are told here as well
            self._touched()

    def _touched(self) -> None:
        if self._deaf or self._held or self._posted:
            return
        self._posted = True
        self._post(self._turn_over)

    def _turn_over(self) -> None:
        self._posted = False
        if not self._held and not self._deaf:
            self.commit()

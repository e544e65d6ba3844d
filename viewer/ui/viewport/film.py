"""Runs the film of one viewport in time."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from viewer.app.cine import Film, FilmPlayer, changed_speed, film_of, trims_of
from viewer.ui.listening import until_destroyed

if TYPE_CHECKING:
    from viewer.app.viewport import ViewportModel, ViewportState

_POLL_MS = 15  # while a frame is waited for


class FilmRunner(QObject):
    """Moves the viewport when the next frame is due; shows what rate it really reaches."""

    rate_changed = Signal()

    def __init__(self, model: ViewportModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._player: FilmPlayer | None = None
        self._speed = 1.0
        self.is_backwards = False
        self.shows_all = False  # beyond what the film is trimmed to (D-142)
        self._shown = 0  # the position this film went to last
        self._uid = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        subscription = model.changed.connect(self._state_changed)
        until_destroyed(self, subscription)

    @property
    def plan(self) -> Film | None:
        """The film of the stack on show, None if there is nothing to play."""
        stack = self._model.state.stack
        if stack is None or not stack.frames:
            return None
        return film_of(stack, self._speed, trimmed=not self.shows_all, backwards=self.is_backwards)

    @property
    def trims(self) -> tuple[int, int] | None:
        """First and last position the file wants to be played, None if all of them."""
        stack = self._model.state.stack
        return trims_of(stack) if stack is not None and stack.frames else None

    @property
    def achieved_rate(self) -> float:
        """Frames per second really shown (D-142); 0 while standing."""
        return self._player.achieved_rate(_now_ms()) if self._player is not None else 0.0

    def toggle(self) -> None:
        """Play, or stand still; a film that runs backwards turns round."""
        self._toggle(backwards=False)

    def toggle_backwards(self) -> None:
        """Play from the end to the start, or stand still."""
        self._toggle(backwards=True)

    def stop(self) -> None:
        """Stand still at the first picture; what is linked goes there too."""
        plan = self.plan
        if plan is not None:
            self._model.go_to(min(plan.order))
            self._model.set_playing(playing=False)

    def toggle_all(self) -> None:
        """Play what the film is trimmed to, or all of it."""
        self.shows_all = not self.shows_all
        self._plan_again()

    def change_speed(self, steps: int) -> None:
        """Faster (positive) or slower."""
        self._speed = changed_speed(self._speed, steps)
        if self._player is not None:
            self._player.set_speed(self._speed)
            self._wait()
        self.rate_changed.emit()

    def _state_changed(self, state: ViewportState) -> None:
        uid = state.stack.uid if state.stack is not None else ""
        if uid != self._uid:  # another series: its own rate (S-06)
            self._uid, self._speed, self._player = uid, 1.0, None
            self.is_backwards = self.shows_all = False
        if not state.playing:
            self._player = None
            self._timer.stop()
        elif self._player is None:
            self._start()

    def _toggle(self, *, backwards: bool) -> None:
        playing = self._model.state.playing
        if playing and self.is_backwards == backwards:
            self._model.set_playing(playing=False)
            return
        self.is_backwards = backwards
        if playing:
            self._plan_again()
        else:
            self._model.set_playing(playing=True)

    def _plan_again(self) -> None:
        self._player = None
        if self._model.state.playing:
            self._start()
        self.rate_changed.emit()

    def _start(self) -> None:
        plan, index = self.plan, self._model.state.index
        if plan is not None and len(plan.order) > 1:
            self._player = FilmPlayer(plan, index, _now_ms())
            self._shown = index
            self._wait()

    def _tick(self) -> None:
        player = self._player
        if player is None:
            return
        if self._model.state.index != self._shown:  # somebody scrolled: go on from there
            player.move_to(self._model.state.index, _now_ms())
        loaded = self._model.loaded_indices()
        index = player.advance(_now_ms(), lambda i: i < len(loaded) and loaded[i])
        self._shown = index
        self._model.go_to(index)
        self.rate_changed.emit()
        self._wait()

    def _wait(self) -> None:
        player = self._player
        if player is not None:
            shortest = _POLL_MS if player.is_waiting else 1
            self._timer.start(max(shortest, round(player.delay_ms(_now_ms()))))


def _now_ms() -> float:
    return monotonic() * 1000.0

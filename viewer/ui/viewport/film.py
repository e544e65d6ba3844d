"""Runs the film of one viewport in time."""

from __future__ import annotations

from dataclasses import replace
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
        self._way = model.state.film  # that the player goes
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
        way = self._model.state.film
        return film_of(stack, way.speed, trimmed=not way.shows_all, backwards=way.backwards)

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
        way = self._model.state.film
        self._model.set_film(replace(way, shows_all=not way.shows_all))

    def change_speed(self, steps: int) -> None:
        """Faster (positive) or slower."""
        way = self._model.state.film
        self._model.set_film(replace(way, speed=changed_speed(way.speed, steps)))

    def _state_changed(self, state: ViewportState) -> None:
        uid = state.stack.uid if state.stack is not None else ""
        before, self._way = self._way, state.film
        if uid != self._uid or before != replace(state.film, speed=before.speed):
            self._uid, self._player = uid, None  # another series, or another order of it
        elif self._player is not None and before.speed != state.film.speed:
            self._player.set_speed(state.film.speed)
            self._wait()
        if not state.playing:
            self._player = None
            self._timer.stop()
        elif self._player is None:
            self._start()
        if before != state.film:
            self.rate_changed.emit()

    def _toggle(self, *, backwards: bool) -> None:
        state = self._model.state
        stops = state.playing and state.film.backwards == backwards
        self._model.set_film(replace(state.film, backwards=backwards), playing=not stops)

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

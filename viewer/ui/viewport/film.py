"""Runs the film of one viewport in time."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from viewer.app.cine import Film, FilmPlayer, changed_speed, film_of
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
        return film_of(stack, self._speed) if stack is not None and stack.frames else None

    @property
    def achieved_rate(self) -> float:
        """Frames per second really shown (D-142); 0 while standing."""
        return self._player.achieved_rate(_now_ms()) if self._player is not None else 0.0

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
        if not state.playing:
            self._player = None
            self._timer.stop()
            return
        plan = self.plan
        if self._player is None and plan is not None and len(plan.order) > 1:
            self._player = FilmPlayer(plan, state.index, _now_ms())
            self._shown = state.index
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

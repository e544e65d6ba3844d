"""A job that writes copies beside the window: how far it is, how long it takes, what came of it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from viewer.errors import CancelledError, ViewerError
from viewer.media.cancel import CancelToken
from viewer.observe import Event

if TYPE_CHECKING:
    from collections.abc import Callable

    from viewer.app.session import Session

_SOON_S: Final = 2.0  # before that a guess at the time left is worth nothing
_LITTLE: Final = 0.02  # and before so much is done
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a phase is: `done` of `total`, None while nobody knows.

    The first `before` of `phases` have been done; each counts as much as `weights` says.
    """

    phase: str = ""
    done: int = 0
    total: int | None = None
    is_again: bool = False  # from the start once more
    phases: tuple[str, ...] = ()
    weights: tuple[int, ...] = ()  # of the phases; () if all take about as long
    before: int = 0  # phases that are behind, where the same ones come several times

    @property
    def share(self) -> float | None:
        """Of the whole, 0 to 1; None while nobody knows."""
        rest = self.phases[self.before :]
        if not self.total or self.phase not in rest:
            return None
        weights = self.weights or (1,) * len(self.phases)
        place = self.before + rest.index(self.phase)
        part = min(1.0, self.done / self.total) * weights[place]
        return (sum(weights[:place]) + part) / sum(weights)


def left_s(progress: Progress, elapsed_s: float) -> float | None:
    """About how many seconds are left, None while that cannot be told."""
    share = progress.share
    if share is None or share < _LITTLE or elapsed_s < _SOON_S:
        return None
    return elapsed_s * (1 - share) / share


class Making(Generic[_Result]):
    """Runs one job; `finished` tells once what became of it, on the session's thread."""

    def __init__(self, session: Session, clock: Callable[[], float] = time.monotonic) -> None:
        self.finished: Event[Making[_Result]] = Event()
        self.progress = Progress()  # replaced by the job's thread
        self.outcome: _Result | None = None
        self.problem: ViewerError | None = None
        self._session = session
        self._clock = clock
        self._started_s = 0.0
        self._cancel: CancelToken | None = None

    @property
    def is_running(self) -> bool:
        """Whether it is being made."""
        return self._cancel is not None

    @property
    def is_stopping(self) -> bool:
        """Whether it was told to stop and is cleaning up."""
        return self._cancel is not None and self._cancel.cancelled

    @property
    def left_s(self) -> float | None:
        """About how many seconds are left."""
        return left_s(self.progress, self._clock() - self._started_s)

    @property
    def was_stopped(self) -> bool:
        """Whether somebody stopped it."""
        return isinstance(self.problem, CancelledError)

    def stop(self) -> None:
        """Ask it to stop; it takes away what it wrote and then tells so by `finished`."""
        if self._cancel is not None:
            self._cancel.cancel()

    def run(self, progress: Progress, work: Callable[[CancelToken], _Result]) -> None:
        """Do `work` on a thread of its own; `progress` is what to begin with."""
        cancel = self._cancel = CancelToken()
        self.outcome, self.problem = None, None
        self.progress = progress
        self._started_s = self._clock()

        def answered(result: _Result | ViewerError) -> None:
            self._cancel = None
            if isinstance(result, ViewerError):
                self.problem = result
            else:
                self.outcome = result
            self.finished.emit(self)

        self._session.in_background(lambda: work(cancel), answered)

    def tell(self, phase: str, done: int, total: int | None) -> None:
        """Say how far a phase is; of one name that comes several times it is the next one."""
        now = self.progress
        place = now.before
        if phase in now.phases[place:]:
            place += now.phases[place:].index(phase)
        self.progress = Progress(
            phase, done, total, phases=now.phases, weights=now.weights, before=place
        )

    def start_anew(self) -> None:
        """Guess the time from here on: something begins once more."""
        self._started_s = self._clock()

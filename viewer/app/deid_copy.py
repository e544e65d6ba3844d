"""A copy without identity being made, beside the window."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from viewer.app.deid_engine import load_engine
from viewer.deid.output import Kind
from viewer.errors import CancelledError, ViewerError
from viewer.media.cancel import CancelToken
from viewer.observe import Event

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from viewer.app.session import Session
    from viewer.deid.account import Account
    from viewer.deid.output import Output
    from viewer.deid.request import Request

PHASES: Final = ("copying", "checking")  # each about as long as the other
DRAWING, PACKING = "drawing", "packing"
_SOON_S: Final = 2.0  # before that a guess at the time left is worth nothing


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a phase is: `done` of `total`, None while nobody knows."""

    phase: str = ""
    done: int = 0
    total: int | None = None
    is_again: bool = False  # from the start once more
    phases: tuple[str, ...] = PHASES

    @property
    def share(self) -> float | None:
        """Of the whole, 0 to 1; None while nobody knows."""
        if not self.total or self.phase not in self.phases:
            return None
        part = min(1.0, self.done / self.total)
        return (self.phases.index(self.phase) + part) / len(self.phases)


def phases_of(output: Output) -> tuple[str, ...]:
    """What is done one after the other for such a copy."""
    drawn = () if output.kind is Kind.DICOM else (DRAWING,)
    return (*PHASES, *drawn, *((PACKING,) if output.as_zip else ()))


def left_s(progress: Progress, elapsed_s: float) -> float | None:
    """About how many seconds are left, None while that cannot be told."""
    share = progress.share
    if share is None or share < 0.02 or elapsed_s < _SOON_S:
        return None
    return elapsed_s * (1 - share) / share


class CopyInTheMaking:
    """Runs one job; `finished` tells once what became of it, on the session's thread."""

    def __init__(self, session: Session, clock: Callable[[], float] = time.monotonic) -> None:
        self.finished: Event[CopyInTheMaking] = Event()
        self.progress = Progress()  # replaced by the job's thread
        self.account: Account | None = None
        self.problem: ViewerError | None = None
        self.result: Path | None = None
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

    def start(self, request: Request) -> None:
        """Make the copy; nothing is there until all of it is."""
        cancel = self._cancel = CancelToken()
        self.account, self.problem, self.result = None, None, None
        self.progress = Progress()
        self._started_s = self._clock()

        phases = phases_of(request.output)

        def tell(phase: str, done: int, total: int | None) -> None:
            before = self.progress
            again = before.phase != phase and before.phase in PHASES[1:] and phase == PHASES[0]
            if again:  # a later file taught what an earlier one held
                self._started_s = self._clock()
            self.progress = Progress(phase, done, total, before.is_again or again, phases)

        def work() -> Account:
            load_engine()
            from viewer.deid.job import run  # noqa: PLC0415  pydicom, when something is copied

            return run(request, tell, cancel)

        def answered(result: Account | ViewerError) -> None:
            self._cancel = None
            if isinstance(result, ViewerError):
                self.problem = result
            else:
                self.account, self.result = result, request.result
            self.finished.emit(self)

        self._session.in_background(work, answered)

    def stop(self) -> None:
        """Ask it to stop; it takes away what it wrote and then tells so by `finished`."""
        if self._cancel is not None:
            self._cancel.cancel()

    @property
    def was_stopped(self) -> bool:
        """Whether somebody stopped it."""
        return isinstance(self.problem, CancelledError)

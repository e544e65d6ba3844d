"""One reader at a time on a medium, the one a person waits for first (M-042)."""

import time
from collections import deque
from threading import Condition, get_ident

from viewer.boot.queue import PROGRAM_FIRST


class ReadGate:
    """Lets one thread read; a background reader never overtakes an urgent one.

    A plain lock would do for the order on the disc, but a loop that releases and takes it
    again, as over the headers of a series, starves everybody else: nobody goes before one who
    waited `patience_s`. Where reads are quick, changing the reader every time takes longer than
    they do. Turns may be nested in one thread.
    """

    def __init__(self, patience_s: float = 0.005) -> None:
        self._patience_s = patience_s
        self._condition = Condition()
        self._owner: int | None = None
        self._depth = 0
        self._since = 0.0
        self._urgent: deque[_Waiting] = deque()  # longest first
        self._patient: deque[_Waiting] = deque()
        self._first_turn = _Turn(self, urgent=True, first=True)
        self._urgent_turn = _Turn(self, urgent=True)
        self._patient_turn = _Turn(self, urgent=False)

    def turn(self, *, urgent: bool = False, first: bool = False) -> "_Turn":
        """Hold the medium for one short read, in a `with` statement.

        A program that runs from a disc reads the rest of itself before all turns but the `first`.
        """
        if first:
            return self._first_turn
        return self._urgent_turn if urgent else self._patient_turn

    def enter(self, *, urgent: bool, first: bool = False) -> None:
        """Wait for the medium; every call needs its `leave`."""
        me = get_ident()
        if PROGRAM_FIRST.is_held and not first and self._owner != me:
            PROGRAM_FIRST.wait(urgent=urgent)
        with self._condition:
            if self._owner != me:
                if not self._may_read(urgent=urgent):
                    self._wait(self._urgent if urgent else self._patient)
                self._owner = me
                self._since = time.monotonic()
            self._depth += 1

    @property
    def held_s(self) -> float:
        """How long the one who reads now has been at it, 0 if nobody does; waits for nothing."""
        since = self._since
        return time.monotonic() - since if self._owner is not None else 0.0

    def leave(self) -> None:
        """Let the next one read."""
        with self._condition:
            self._depth -= 1
            if self._depth == 0:
                self._owner = None
                self._condition.notify_all()

    def _may_read(self, *, urgent: bool) -> bool:
        """Whether one who comes now has to wait for nobody."""
        if self._owner is not None or (self._urgent and not urgent):
            return False
        line = self._urgent if urgent else self._patient
        return not line or time.monotonic() - line[0].since < self._patience_s

    def _wait(self, line: "deque[_Waiting]") -> None:
        me = _Waiting()
        line.append(me)
        try:
            self._condition.wait_for(lambda: self._owner is None and self._next() is me)
        finally:
            line.remove(me)

    def _next(self) -> "_Waiting":
        return self._urgent[0] if self._urgent else self._patient[0]


class _Waiting:
    """One who waits."""

    __slots__ = ("since",)

    def __init__(self) -> None:
        self.since = time.monotonic()


class _Turn:
    """A plain class: a generator would take longer than the turn of a file read before."""

    __slots__ = ("_first", "_gate", "_urgent")

    def __init__(self, gate: ReadGate, *, urgent: bool, first: bool = False) -> None:
        self._gate = gate
        self._urgent = urgent
        self._first = first

    def __enter__(self) -> None:
        self._gate.enter(urgent=self._urgent, first=self._first)

    def __exit__(self, *_: object) -> None:
        self._gate.leave()

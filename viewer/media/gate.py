"""One reader at a time on a medium, the one a person waits for first (M-042)."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, get_ident


class ReadGate:
    """Lets one thread read; a background reader never overtakes an urgent one.

    A plain lock would do for the order on the disc, but a loop that releases and takes it
    again starves everybody else. Turns may be nested in one thread.
    """

    def __init__(self) -> None:
        self._condition = Condition()
        self._owner: int | None = None
        self._depth = 0
        self._urgent_waiting = 0

    @contextmanager
    def turn(self, *, urgent: bool = False) -> Iterator[None]:
        """Hold the medium for one short read."""
        self._enter(urgent=urgent)
        try:
            yield
        finally:
            self._leave()

    def _enter(self, *, urgent: bool) -> None:
        me = get_ident()
        with self._condition:
            if self._owner != me:
                self._urgent_waiting += urgent
                self._condition.wait_for(
                    lambda: self._owner is None and (urgent or not self._urgent_waiting)
                )
                self._urgent_waiting -= urgent
                self._owner = me
            self._depth += 1

    def _leave(self) -> None:
        with self._condition:
            self._depth -= 1
            if self._depth == 0:
                self._owner = None
                self._condition.notify_all()

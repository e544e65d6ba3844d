"""When Python may look for garbage: not on the way to a picture, and never through all headers.

A collection holds up every thread. What a disc holds lives as long as the disc is open, and
little of what the program makes is in circles: looking through it again and again while it
grows costs a seventh of the start, and pauses that can be seen later.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from viewer.app.stage import Stage

if TYPE_CHECKING:
    from viewer.app.session import Session
    from viewer.app.stage import LoadState

_GROWING = {Stage.OPENING, Stage.READING}
# New objects often, in portions of a millisecond or two; old ones, which are nearly all, not.
_NEW_ONES = (2_000, 10, 1_000_000)


class Collector:
    """Follows a session: collects new objects while it reads, none of what is then there."""

    def __init__(self, session: Session) -> None:
        self._usual = gc.get_threshold()
        self._growing = False
        self._subscription = session.load_changed.connect(self._loading)

    def go_on(self) -> None:
        """Collect again; what the start has made is left alone for good."""
        gc.freeze()
        gc.enable()

    def close(self) -> None:
        """Collect as usual, everything."""
        self._subscription.close()
        gc.set_threshold(*self._usual)
        gc.unfreeze()
        gc.enable()

    def _loading(self, load: LoadState) -> None:
        growing = load.stage in _GROWING
        if growing != self._growing:
            self._growing = growing
            gc.set_threshold(*(_NEW_ONES if growing else self._usual))
        if load.stage is Stage.READY:
            gc.freeze()
        elif load.stage is Stage.NO_MEDIUM:
            gc.unfreeze()  # closed: what was held in circles may go

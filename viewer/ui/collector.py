"""When Python may look for garbage, and on which thread.

A collection holds up every thread. What a disc holds lives as long as the disc is open, and
little of what the program makes is in circles: looking through it again and again while it
grows costs a seventh of the start, and pauses that can be seen later.

Left to itself Python collects on whichever thread makes the object too many. A widget in a circle
then ends on a loader thread, which Qt does not survive (docs/decisions.md, "Pins"). So it is
switched off, and a timer of the window's thread does it.
"""

from __future__ import annotations

import gc
import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from viewer.app.stage import Stage
from viewer.memory_back import give_back
from viewer.render.kept import forget_kept
from viewer.ui.hidden_menus import forget_hidden_menus

if TYPE_CHECKING:
    from viewer.app.session import Session
    from viewer.app.stage import LoadState

_GROWING = {Stage.OPENING, Stage.READING}
# New objects often, in portions of a millisecond or two; old ones, which are nearly all, not.
_NEW_ONES = (2_000, 10, 1_000_000)
LOOK_MS = 50
CLOSED_MS = 300  # after closing everything, unless something is opened by then


class Collector:
    """Follows a session: collects new objects while it reads, none of what is then there."""

    def __init__(self, session: Session) -> None:
        self._was_on = gc.isenabled()
        gc.disable()
        self._usual = gc.get_threshold()
        self._limits = self._usual
        self._subscription = session.load_changed.connect(self._loading)
        self._timer = QTimer()
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._closed = QTimer()
        self._closed.setSingleShot(True)
        self._closed.setInterval(CLOSED_MS)
        self._closed.timeout.connect(self._all_closed)

    def go_on(self) -> None:
        """Collect now and then; what the start has made is left alone for good."""
        gc.freeze()
        self._timer.start()

    def close(self) -> None:
        """Leave it to Python again, everything."""
        self._timer.stop()
        self._closed.stop()
        self._subscription.close()
        gc.unfreeze()
        if self._was_on:
            gc.enable()

    def look(self) -> None:
        """Collect the oldest generation of which there is enough; younger ones go with it."""
        counts = gc.get_count()
        for generation in (2, 1, 0):
            if counts[generation] > self._limits[generation]:
                gc.collect(generation)
                return

    def _loading(self, load: LoadState) -> None:
        self._limits = _NEW_ONES if load.stage in _GROWING else self._usual
        self._closed.stop()
        if load.stage is Stage.READY:
            gc.freeze()
        elif load.stage is Stage.NO_MEDIUM:
            gc.unfreeze()  # closed: what was held in circles may go
            self._closed.start()

    def _all_closed(self) -> None:
        let_go()


def let_go() -> None:
    """Nobody works on anything: collect all of it, and let the system have the memory.

    What closing freed at once has gone back already; pictures that were still drawn, or held in
    circles, come free after that.
    """
    forget_kept()
    forget_hidden_menus()
    re.purge()  # some patterns are made of names, and Python keeps the last 512
    gc.collect()
    give_back()

"""Loads images for the numbers of their drawings: a list or table without them would be half one.

After an arrangement was opened, nobody may have looked at an image that is drawn on yet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from viewer.app.annotation_list import annotation_entries
from viewer.app.frames import FailedFrame
from viewer.app.wishes import Wish
from viewer.tools.measuring import PREVIEW
from viewer.tools.region_values import NOT_LOADED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from viewer.app.annotation_list import Entry
    from viewer.app.session import Session
    from viewer.observe import Subscription

_WAITING: Final = frozenset({NOT_LOADED, PREVIEW})


class ValuesToCome:
    """Wishes for the images whose drawings wait, and calls back when none does any more."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._then: Callable[[], None] | None = None
        self.subscription: Subscription = session.frames.arrived.connect(lambda _: self._arrived())

    def complete(self, then: Callable[[], None]) -> bool:
        """Have `then` called once every value is there that can be; False if it has to wait.

        What is asked for last replaces what waits.
        """
        self._then = then
        return self._look()

    def want(self, entries: Iterable[Entry]) -> bool:
        """Have the images of these drawings loaded, one by one; False if none is needed."""
        frames = self._session.frames
        for entry in entries:
            if entry.place is None or entry.measurement.refusal not in _WAITING:
                continue
            frame = entry.place.frame
            if not isinstance(frames.get(frame.key), FailedFrame):
                # One at a time: however little memory there is, one picture finds room.
                frames.wish(self, Wish(frame.key, (), {frame.key: frame}))
                return True
        frames.drop_wish(self)
        return False

    def _arrived(self) -> None:
        if self._then is not None:
            self._look()

    def _look(self) -> bool:
        session = self._session
        state = session.annotations.state
        if self.want(annotation_entries(state, session.catalog, session.measurements)):
            return False
        then, self._then = self._then, None
        if then is not None:
            then()
        return True

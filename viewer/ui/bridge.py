"""The only way from worker threads back to the window."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject

from viewer.ui.contained import contained

if TYPE_CHECKING:
    from collections.abc import Callable

_POSTED = QEvent.Type(QEvent.registerEventType())


class Bridge(QObject):
    """Runs functions on the thread it was made on, in the order they were posted.

    With an event, not with a signal: to emit one PySide looks into its table of types without
    holding the interpreter lock, which no other thread survives while the window's makes a class
    (docs/decisions.md, "Pins").
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._closed = False
        self._works: deque[Callable[[], None]] = deque()

    def post(self, work: Callable[[], None]) -> None:
        """Have `work` run soon on the bridge's thread; may be called from any thread."""
        if not self._closed:
            self._works.append(work)  # first: there is never an event without work
            QCoreApplication.postEvent(self, QEvent(_POSTED))

    def close(self) -> None:
        """Drop what is still on its way: the window it was meant for is gone."""
        self._closed = True
        self._works.clear()

    @contained
    def customEvent(self, event: QEvent) -> None:  # noqa: ARG002  one for each work
        """Run the next work; what it raises goes where that of a slot goes."""
        if self._closed or not self._works:
            return
        self._works.popleft()()

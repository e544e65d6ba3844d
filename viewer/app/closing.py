"""Ending threads that may hang in a read: a scratched disc keeps one for minutes."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Protocol

from viewer.memory_back import give_back

if TYPE_CHECKING:
    from collections.abc import Iterable

    from viewer.app.open_medium import OpenMedium

log = logging.getLogger(__name__)

PATIENCE_S = 2.0


class Joinable(Protocol):
    """A thread, or something that has one."""

    def join(self, timeout: float | None = None) -> None:
        """Wait for its end, at most `timeout` seconds."""

    def is_alive(self) -> bool:
        """Whether it still runs."""


def deadline() -> float:
    """Until when to wait if several groups of threads end together; see `join_all`."""
    return time.monotonic() + PATIENCE_S


def join_all(threads: Iterable[Joinable], until: float | None = None) -> int:
    """Wait for all of them together; gives how many still hang, which are left behind.

    They must be daemons, else the program could not end.
    """
    until = deadline() if until is None else until
    hanging = 0
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
        hanging += thread.is_alive()
    if hanging:
        log.info("%d threads hang in a read and are left behind", hanging)
    return hanging


def close_medium(medium: OpenMedium) -> None:
    """Let go of a medium and of the memory it took."""
    medium.close()
    give_back()

"""A session on the thread of a test, as the window has one on its own."""

from __future__ import annotations

import queue
from functools import partial
from typing import TYPE_CHECKING

from tests.factories.faulty_source import FaultPlan, faulty_medium
from viewer.app.session import Session
from viewer.app.stage import Stage
from viewer.settings import CacheSettings, DecodeSettings, Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PATIENCE_S = 30


def no_words(words: str) -> None:
    """Where nothing is to be told: what is told fails the test."""
    raise AssertionError(words)


class FaultyDesk:
    """A session whose media fail by `plan`; only what is on screen is kept in memory."""

    def __init__(self, plan: FaultPlan | None, frames_mib: int = 64) -> None:
        self._posted: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        settings = Settings(
            decode=DecodeSettings(workers=1), cache=CacheSettings(frames_mib=frames_mib)
        )
        self.plan = plan
        if plan is None:
            self.session = Session(settings, self._posted.put)
        else:
            opener = partial(faulty_medium, plan=plan)
            self.session = Session(settings, self._posted.put, opener)

    def run_until(self, done: Callable[[], bool]) -> None:
        while not done():
            self._posted.get(timeout=PATIENCE_S)()

    def open(self, path: Path, stage: Stage = Stage.READY) -> Session:
        self.session.open(path)
        self.run_until(lambda: self.session.load.stage is stage)
        return self.session

    def wait_for(self, stage: Stage) -> None:
        self.run_until(lambda: self.session.load.stage is stage)

    def close(self) -> None:
        self.session.close()

"""Runs one reader target: guided by coverage where atheris is installed, else by mutation alone."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.fuzz.findings import Findings
from tests.fuzz.limits import (
    READER_CPU_SECONDS,
    READER_MIB,
    HangError,
    MemoryLimitError,
    limited_time,
    require_memory,
    still_alive,
    watch_time,
)
from tests.fuzz.target import Target
from tests.fuzz.watch import ForbiddenAccessError, Watch

_LOOK_EVERY = 64  # executions between two looks at memory and wall clock


@dataclass(slots=True)
class Reading:
    """One target being executed: every input within limits, every defect kept."""

    target: Target
    findings: Findings
    watch: Watch
    executions: int = 0
    slowest_s: float = 0.0

    def once(self, data: bytes) -> None:
        """Execute the target with `data`; what breaks its contract is kept, not raised."""
        self.executions += 1
        started = time.process_time()
        try:
            with limited_time(READER_CPU_SECONDS), self.watch.armed():
                self.target.check(data)
            if self.executions % _LOOK_EVERY == 0:
                still_alive()
                require_memory(READER_MIB)
        except MemoryLimitError as error:  # the peak never falls: one is all there can be
            self.findings.add(self.target.name, data, error)
            raise
        except (Exception, HangError, ForbiddenAccessError) as error:  # noqa: BLE001  the point
            self.findings.add(self.target.name, data, error)
        self.slowest_s = max(self.slowest_s, time.process_time() - started)


def start(target: Target, findings: Findings) -> Reading:
    """A target ready to be executed in this process."""
    watch_time()
    watch = Watch()
    watch.install()
    return Reading(target, findings, watch)


def mutate_for(
    reading: Reading, seed: int, seconds: float, executions: int, tell: Callable[[], None]
) -> None:
    """Execute the seeds and mutations of them until the time is over or enough is done."""
    ours = random.Random(seed)  # noqa: S311  damage, no secrets
    seeds = list(reading.target.seeds())
    deadline = time.monotonic() + seconds
    for data in seeds:
        reading.once(data)
    pool = list(seeds)
    while reading.executions < executions and time.monotonic() < deadline:
        data = reading.target.change(ours, ours.choice(pool), seeds)
        reading.once(data)
        if ours.random() < 0.01:  # damage upon damage, never more than half of the pool
            pool = [*seeds, *pool[len(seeds) :][-len(seeds) :], data]
        if reading.executions % 1000 == 0:
            tell()
    sys.stderr.flush()

"""How things are timed: all candidates in every round, one after the other.

A busy machine is then busy for all of them. What counts are medians, and ratios as the median
of the rounds' own ratios. CPU is that of this process and the children it has waited for.
POSIX only.
"""

from __future__ import annotations

import cProfile
import gc
import io
import pstats
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

Job = Callable[[], object]
_LEAST = 1e-9  # seconds; a program's work less its start may come out as nothing
_LEAST_ROUND_S = 0.005  # the clock of the CPU is coarse, and one short job is a lucky one
_PROFILE_LINES = 10


@dataclass
class Times:
    """What one candidate took in each round, in seconds."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def add(self, wall: float, cpu: float) -> None:
        """Note one round."""
        self.wall.append(wall)
        self.cpu.append(cpu)


@dataclass(frozen=True)
class Candidate:
    """Something that does the work; `idle` is its start without work, taken off."""

    name: str
    job: Job
    idle: Job | None = None


@dataclass
class Round:
    """All candidates of one comparison, as measured."""

    times: dict[str, Times]
    idle: dict[str, Times]  # of programs: their start, which `times` no longer holds

    def ratio(self, ours: str, other: str) -> tuple[float, float]:
        """Wall and CPU of `ours` over those of `other`: medians of the rounds' ratios."""
        mine, theirs = self.times[ours], self.times[other]
        return median_ratio(mine.wall, theirs.wall), median_ratio(mine.cpu, theirs.cpu)


def alternate(candidates: Sequence[Candidate], rounds: int) -> Round:
    """Run every candidate in every round; raises what a job raises."""
    times = {candidate.name: Times() for candidate in candidates}
    repeats = {candidate.name: _repeats(candidate) for candidate in candidates}
    idle = {candidate.name: Times() for candidate in candidates if candidate.idle}
    for _ in range(rounds):
        for candidate in candidates:
            start = timed(candidate.idle) if candidate.idle is not None else (0.0, 0.0)
            wall, cpu = timed(candidate.job, repeats[candidate.name])
            times[candidate.name].add(max(wall - start[0], _LEAST), max(cpu - start[1], _LEAST))
            if candidate.idle is not None:
                idle[candidate.name].add(*start)
    return Round(times, idle)


def _repeats(candidate: Candidate) -> int:
    """How often a job of this process is done in one round; the first time warms it up."""
    if candidate.idle is not None:
        return 1
    return max(1, int(_LEAST_ROUND_S / max(timed(candidate.job)[0], _LEAST)))


def timed(job: Job, repeats: int = 1) -> tuple[float, float]:
    """Wall and CPU seconds of one job.

    What it returns is kept until the clock stands, as a viewer keeps its pictures: memory that
    is free again at once would flatter whoever asks for it.
    """
    gc.collect()
    kept = []
    before, begun = spent_cpu(), time.perf_counter()
    for _ in range(repeats):
        kept.append(job())  # noqa: PERF401  no frame of a comprehension in the time
    wall, cpu = time.perf_counter() - begun, spent_cpu() - before
    del kept
    return wall / repeats, cpu / repeats


def spent_cpu() -> float:
    """CPU seconds of this process and its ended children."""
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in usage)


def median_ratio(ours: Sequence[float], others: Sequence[float]) -> float:
    """The median of ours over the other, round by round."""
    pairs = zip(ours, others, strict=True)
    return statistics.median(mine / max(other, _LEAST) for mine, other in pairs)


def p95(values: Sequence[float]) -> float:
    """The 95th percentile, interpolated; the largest of a few values counts nearly whole."""
    ordered = sorted(values)
    at = 0.95 * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)


def profile_of(job: Job) -> str:
    """The ten functions that a job spends most time in."""
    profiler = cProfile.Profile()
    profiler.runcall(job)
    text = io.StringIO()
    stats = pstats.Stats(profiler, stream=text)
    stats.strip_dirs().sort_stats("tottime").print_stats(_PROFILE_LINES)
    lines = [line.rstrip() for line in text.getvalue().splitlines() if line.strip()]
    start = next((n for n, line in enumerate(lines) if line.lstrip().startswith("ncalls")), 0)
    return "\n".join(lines[start:])

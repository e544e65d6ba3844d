"""What may not grow, read at rest: nothing open, no dialog, nothing on its way."""

from __future__ import annotations

import ctypes
import gc
import math
import os
import platform
import re
import sys
import tempfile
import threading
from collections import Counter
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import psutil
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QPixmapCache
from PySide6.QtWidgets import QApplication

from tests.endurance.once import empty_bounded_caches
from viewer.ui.collector import let_go

MIB = 1024 * 1024
_MALLINFO = (
    *("arena", "ordblks", "smblks", "hblks", "hblkhd"),
    *("usmblks", "fsmblks", "uordblks", "fordblks", "keepcost"),
)


@dataclass(frozen=True, slots=True)
class Sample:
    """One reading; memory in MiB, everything else counted."""

    act: int
    seconds: float
    viewer_mib: float  # resident
    in_use_mib: float  # what the next two hold: no leak of memory hides from it
    allocated_mib: float  # asked for and not given back, where the C library tells
    python_mib: float  # small objects of Python, which has pages of its own for them
    pages_mib: float  # these pages: one object keeps a whole one
    files_mib: float  # resident, but only pages of files: libraries and the like
    workers_mib: float  # resident, all child processes
    workers: int
    threads: int
    files: int  # open descriptors
    segments: int  # of shared memory, ours
    top_levels: int
    widgets: int
    wrappers: int  # Qt objects that Python knows
    objects: int  # that the garbage collector knows
    frames: int  # decoded, in memory

    def __str__(self) -> str:
        return "  ".join(f"{k} {v:g}" for k, v in asdict(self).items())


# What growth over the judged stretch is allowed for. Memory: what an allocator keeps back in
# pieces. Objects: what libraries keep up to a bound, as Qt its fonts and PySide its types.
ALLOWED = {
    "viewer_mib": math.inf,  # told, not judged: memory that was in use comes back in whole pages
    "in_use_mib": 24.0,  # at most; 5 % of what is resident after the warm-up, if that is less
    "allocated_mib": math.inf,
    "python_mib": math.inf,
    "pages_mib": math.inf,
    "files_mib": math.inf,
    "workers_mib": 24.0,
    "workers": 1.0,
    "threads": 1.0,
    "files": 2.0,
    "segments": 0.0,
    "top_levels": 2.0,
    "widgets": 8.0,
    "wrappers": 300.0,
    "objects": 2000.0,
    "frames": 0.0,
}
_OF_RESIDENT = 0.05
_ENOUGH = 12  # readings; of fewer, caches that fill are taken for leaks
MOST_AT_REST = {"segments": 3, "frames": 0}  # a worker keeps its segment for the next frame


def read(act: int, seconds: float, frames: int) -> Sample:
    """Read every meter now, after the garbage is gone and Qt's drawn icons (10 MiB at most)."""
    QPixmapCache.clear()
    empty_bounded_caches()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    for _ in range(3):
        gc.collect()
    let_go()  # as the program does a moment after closing everything, perhaps after this
    process = psutil.Process()
    allocated, small, pooled = allocated_mib(), small_objects(), _pooled_by_qt()
    children = [child for child in process.children(recursive=True) if _is_alive(child)]
    return Sample(
        act,
        round(seconds, 1),
        process.memory_info().rss / MIB,
        allocated + small.used_mib,
        allocated,
        small.used_mib,
        small.pages_mib,
        getattr(process.memory_info(), "shared", 0) / MIB,
        sum(_resident(child) for child in children) / MIB,
        len(children),
        process.num_threads() - pooled,
        (process.num_fds() if hasattr(process, "num_fds") else process.num_handles()) - pooled,
        len(list(Path("/dev/shm").glob(f"lightbox-{os.getpid()}-*"))),  # noqa: S108  the system's
        len(QApplication.topLevelWidgets()),
        len(QApplication.allWidgets()),
        len(shiboken6.getAllValidWrappers()),
        len(gc.get_objects()),
        frames,
    )


def _pooled_by_qt() -> int:
    """Threads of Qt's own pool: as many as processors at most, gone after half a minute's rest.

    Each has one descriptor to be woken by.
    """
    names = (task / "comm" for task in Path("/proc/self/task").glob("*"))
    return sum(name.read_text().strip() == "Thread (pooled)" for name in names)


class _MallInfo(ctypes.Structure):
    """`struct mallinfo2` of glibc 2.33 and later."""

    _fields_ = [(name, ctypes.c_size_t) for name in _MALLINFO]


def allocated_mib() -> float:
    """What the program holds of the C library's memory; 0 where it does not tell."""
    if platform.system() != "Linux":
        return 0.0
    try:
        mallinfo = ctypes.CDLL("libc.so.6").mallinfo2
    except (OSError, AttributeError):  # another C library
        return 0.0
    mallinfo.restype = _MallInfo
    told = mallinfo()
    return float((told.uordblks + told.hblkhd) / MIB)


@dataclass(frozen=True, slots=True)
class SmallObjects:
    """What CPython's own allocator holds, and in how many pages (MiB)."""

    used_mib: float
    pages_mib: float


def small_objects() -> SmallObjects:
    """Read it where CPython tells: in words on the error stream."""
    with tempfile.TemporaryFile() as words:
        before = os.dup(2)
        try:
            os.dup2(words.fileno(), 2)
            sys._debugmallocstats()
        finally:
            os.dup2(before, 2)
            os.close(before)
        words.seek(0)
        told = words.read().decode("ascii", "replace")
    used = re.search(r"bytes in allocated blocks\s*=\s*([\d,]+)", told)
    pages = re.search(r"arenas \* \d+ bytes/arena\s*=\s*([\d,]+)", told)
    numbers = [int(match[1].replace(",", "")) / MIB if match else 0.0 for match in (used, pages)]
    return SmallObjects(*numbers)


def kinds() -> Counter[str]:
    """How many objects of each type there are, to tell what grew."""
    counts = Counter(f"{type(o).__module__}.{type(o).__qualname__}" for o in gc.get_objects())
    counts.update(f"thread {thread.name}" for thread in threading.enumerate())
    counts.update(f"wrapper {type(o).__qualname__}" for o in shiboken6.getAllValidWrappers())
    return counts


def judged(samples: list[Sample]) -> list[Sample]:
    """The readings after the warm-up, which is the first third."""
    return samples[len(samples) // 3 :]


def allowed(samples: list[Sample]) -> dict[str, float]:
    """What growth over these readings is allowed."""
    return ALLOWED | {
        "in_use_mib": min(ALLOWED["in_use_mib"], _OF_RESIDENT * samples[0].viewer_mib)
    }


def growth(samples: list[Sample]) -> dict[str, float]:
    """How much each meter grows over the readings, by the least-squares line through them."""
    count = len(samples)
    result = {}
    for name in ALLOWED:
        values = [float(getattr(sample, name)) for sample in samples]
        middle, mean = (count - 1) / 2, sum(values) / count
        spread = sum((n - middle) ** 2 for n in range(count))
        slope = sum((n - middle) * (value - mean) for n, value in enumerate(values))
        result[name] = slope / spread * (count - 1) if spread else 0.0
    return result


def findings(samples: list[Sample]) -> list[str]:
    """What grew more than allowed, and what should not be there at rest."""
    stretch = judged(samples)
    found = []
    if len(stretch) >= _ENOUGH:
        most = allowed(stretch)
        for name, value in growth(stretch).items():
            if value > most[name]:
                found.append(f"{name} grew by {value:.1f} after the warm-up")
    for name, limit in MOST_AT_REST.items():
        worst = max((getattr(sample, name) for sample in samples), default=0)
        if worst > limit:
            found.append(f"{name} at rest: {worst}")
    return found


def table(samples: list[Sample]) -> str:
    """First, after the warm-up, last and the growth between, a line for each meter."""
    stretch = judged(samples)
    grown, most = growth(stretch), allowed(stretch)
    lines = [f"{'meter':<14}{'start':>10}{'warm':>10}{'end':>10}{'growth':>10}{'allowed':>10}"]
    for name in (field.name for field in fields(Sample) if field.name in ALLOWED):
        start, warm, end = (getattr(s, name) for s in (samples[0], stretch[0], samples[-1]))
        line = f"{name:<14}{start:>10.1f}{warm:>10.1f}{end:>10.1f}"
        lines.append(f"{line}{grown[name]:>10.1f}{most[name]:>10.1f}")
    return "\n".join(lines)


def _is_alive(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0

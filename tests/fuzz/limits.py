"""Time and memory an input may cost, held against the process that reads it."""

from __future__ import annotations

import faulthandler
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

import psutil

CPU_SECONDS: Final = 10.0  # a hang; as process time, so that a busy machine makes no findings
READER_CPU_SECONDS: Final = 3.0  # of an input of 64 KiB at most: ten times as many would hang
WALL_SECONDS: Final = 120.0  # not even a busy machine takes that long
READER_MIB: Final = 1024  # resident, of a process that reads inputs of up to a mebibyte
PIPELINE_MIB: Final = 2560  # with frames of at most `pipeline.SETTINGS.decode.max_frame_bytes`


class HangError(BaseException):
    """An input took longer than anything may; not an Exception, so that nothing takes it."""


class MemoryLimitError(AssertionError):
    """The process grew over its limit."""


def watch_time() -> None:
    """Make SIGPROF an error in whatever is running; for the main thread."""
    faulthandler.enable()
    if sys.platform != "win32":
        signal.signal(signal.SIGPROF, _hang)


@contextmanager
def limited_time(seconds: float = CPU_SECONDS) -> Iterator[None]:
    """Raise HangError in what takes `seconds` of processor time."""
    _set_timer(seconds)
    try:
        yield
    finally:
        _set_timer(0)


def still_alive() -> None:
    """End the process, with a trace, unless this is called again before WALL_SECONDS are over."""
    faulthandler.dump_traceback_later(WALL_SECONDS, exit=True)


def _set_timer(seconds: float) -> None:
    if sys.platform != "win32":  # there the end of the process is the only limit
        signal.setitimer(signal.ITIMER_PROF, seconds)


def peak_mib() -> float:
    """Most memory the process ever had resident."""
    if sys.platform == "win32":
        return float(psutil.Process().memory_info().peak_wset) / (1 << 20)
    import resource  # noqa: PLC0415  POSIX only

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def require_memory(limit_mib: float) -> None:
    """Raise MemoryLimitError if the process has ever been larger."""
    peak = peak_mib()
    if peak > limit_mib:
        raise MemoryLimitError(f"{peak:.0f} MiB, the limit is {limit_mib:.0f}")


def _hang(number: int, frame: FrameType | None) -> None:
    del number, frame
    raise HangError("too much processor time for one input")

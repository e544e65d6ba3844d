"""How long this process has been there: reading Python itself from a slow disc takes seconds."""

from __future__ import annotations

import os
import sys
import time

_TICKS_OF_WINDOWS = 1e7  # a second, in FILETIME
_STARTED = 19  # of /proc/self/stat, counted after the name of the program (proc(5): field 22)


def seconds() -> float:
    """Since the system made the process; 0 where that cannot be asked."""
    try:
        if sys.platform == "win32":
            return _of_windows()
        if sys.platform == "linux":
            return _of_linux()
    except (OSError, ValueError, IndexError, AttributeError):
        pass
    return 0.0


def _of_linux() -> float:
    with open("/proc/self/stat", "rb") as stream:  # noqa: PTH123  pathlib takes time to load
        fields = stream.read().rpartition(b")")[2].split()
    started = int(fields[_STARTED]) / os.sysconf("SC_CLK_TCK")
    return max(0.0, time.clock_gettime(time.CLOCK_BOOTTIME) - started)


def _of_windows() -> float:
    import ctypes  # noqa: PLC0415  the splash needs it too, elsewhere it is not

    kernel = getattr(ctypes, "WinDLL")("kernel32")  # noqa: B009  absent elsewhere
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    times = (ctypes.c_uint64 * 4)()  # made, ended, in the system, in the program
    now = ctypes.c_uint64()
    places = [ctypes.byref(times, 8 * i) for i in range(4)]
    process = ctypes.c_void_p(kernel.GetCurrentProcess())
    if not kernel.GetProcessTimes(process, *places):
        return 0.0
    kernel.GetSystemTimeAsFileTime(ctypes.byref(now))
    return max(0.0, float(now.value - times[0]) / _TICKS_OF_WINDOWS)

"""What a worker process may take from the machine, and that it never outlives its owner.

All of it is set by the worker itself before the first codec is loaded, with the means of its
system; Windows has them outside of the process (`job`).

| | memory | ends with its owner |
|---|---|---|
| Linux | RLIMIT_AS | the kernel kills its process group when the owner's pipe closes |
| macOS | watched by the owner (`process`): the system ignores RLIMIT_AS | the same, with SIGIO |
| Windows | job object | job object |

A thread that waits for the owner's end is the portable rest: it does not run while a codec keeps
the interpreter to itself, the others do.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from contextlib import suppress
from multiprocessing.connection import wait
from pathlib import Path

_NICENESS = 5  # rendering.md 6.6: the window comes first
_FIRST_TO_GO = "500"  # of 1000: when memory runs out, Linux ends a worker and not the window


def end_with_owner() -> None:
    """Have this process, and all it may start, end as soon as the owner's process is gone."""
    parent = multiprocessing.parent_process()
    if parent is None or parent.sentinel is None:
        return
    lifeline = parent.sentinel
    if sys.platform != "win32":
        os.setpgid(0, 0)  # to be killed as a whole; a session of its own would undo niceness
        with suppress(OSError):  # not every kernel can; then the thread below has to do
            _signal_at_hang_up(int(lifeline))
    watch = threading.Thread(target=_end_after, args=(lifeline,), name="owner-watch", daemon=True)
    watch.start()


def _signal_at_hang_up(lifeline: int) -> None:
    """Let the kernel signal our group when the other end of a pipe closes."""
    if sys.platform == "win32":
        return
    import fcntl  # noqa: PLC0415  POSIX only

    if sys.platform == "linux":
        import signal  # noqa: PLC0415  for this only

        fcntl.fcntl(lifeline, fcntl.F_SETSIG, signal.SIGKILL)
    else:
        _end_at_sigio()
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, -os.getpgrp())
    flags = fcntl.fcntl(lifeline, fcntl.F_GETFL)
    fcntl.fcntl(lifeline, fcntl.F_SETFL, flags | os.O_ASYNC)


def _end_at_sigio() -> None:
    """Make C's own `_exit` the handler: one in Python waits for a codec that never returns."""
    if sys.platform == "win32":
        return
    import ctypes  # noqa: PLC0415  for this only
    import signal  # noqa: PLC0415  likewise

    libc = ctypes.CDLL(None)
    libc.signal.argtypes = [ctypes.c_int, ctypes.c_void_p]
    libc.signal.restype = ctypes.c_void_p
    libc.signal(signal.SIGIO, ctypes.cast(libc._exit, ctypes.c_void_p))  # noqa: SLF001  C's name


def _end_after(lifeline: int) -> None:
    wait([lifeline])
    os._exit(1)


def be_modest(memory_bytes: int) -> None:
    """Take less priority than the window, limited memory where the system can, and no files."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # each thread would reserve memory for nothing
    sys.dont_write_bytecode = True
    if sys.platform == "win32":
        import psutil  # noqa: PLC0415  only Windows needs it

        psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
        return
    os.nice(_NICENESS)
    import resource  # noqa: PLC0415  POSIX only

    _lower(resource.RLIMIT_CORE, 0)  # a core file would hold pixels
    _lower(resource.RLIMIT_FSIZE, 0)  # a codec has nothing to write
    if sys.platform == "linux":
        _lower(resource.RLIMIT_AS, memory_bytes)
        with suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text(_FIRST_TO_GO, "ascii")


def _lower(limit: int, value: int) -> None:
    """Set a resource limit, or leave it where it is lower already."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  POSIX only

    _, hard = resource.getrlimit(limit)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(limit, (value, value))

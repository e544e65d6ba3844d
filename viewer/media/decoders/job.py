"""Windows job objects: a limit for a worker's memory, and an end with its owner.

The system ends every process of a job when the last handle of it closes, and the owner, whose
handle it is, may end in any way. On other systems a job holds nothing (`limits`).
"""

from __future__ import annotations

import ctypes
import sys

_PROCESS_MEMORY = 0x100  # JOB_OBJECT_LIMIT_PROCESS_MEMORY
_DIE_ON_UNHANDLED_EXCEPTION = 0x400  # no dialog of the system about a codec's crash
_KILL_ON_JOB_CLOSE = 0x2000
_EXTENDED_LIMITS = 9  # JobObjectExtendedLimitInformation


class BasicLimits(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION."""

    _fields_ = (
        ("process_time", ctypes.c_int64),
        ("job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("least_working_set", ctypes.c_size_t),
        ("largest_working_set", ctypes.c_size_t),
        ("active_processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority_class", ctypes.c_uint32),
        ("scheduling_class", ctypes.c_uint32),
    )


class ExtendedLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = (
        ("basic", BasicLimits),
        ("io_counters", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    )


def limits(memory_bytes: int) -> ExtendedLimits:
    """The limits of a worker's job."""
    flags = _PROCESS_MEMORY | _DIE_ON_UNHANDLED_EXCEPTION | _KILL_ON_JOB_CLOSE
    return ExtendedLimits(basic=BasicLimits(flags=flags), process_memory=memory_bytes)


if sys.platform == "win32":

    def _kernel() -> ctypes.WinDLL:
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        handle, number = ctypes.c_void_p, ctypes.c_uint32
        kernel.CreateJobObjectW.argtypes = [handle, ctypes.c_wchar_p]
        kernel.CreateJobObjectW.restype = handle
        kernel.SetInformationJobObject.argtypes = [handle, ctypes.c_int, handle, number]
        kernel.AssignProcessToJobObject.argtypes = [handle, handle]
        kernel.CloseHandle.argtypes = [handle]
        return kernel


class Job:
    """The job of one worker process; `close` ends the worker and all it has started."""

    def __init__(self, process_handle: int, memory_bytes: int) -> None:
        """Put a process into a new job; its handle is multiprocessing's `sentinel`.

        Raises:
            OSError: if Windows refuses; the process is not limited then.
        """
        self._handle: int | None = None
        if sys.platform == "win32":
            kernel = _kernel()
            self._handle = kernel.CreateJobObjectW(None, None)
            if not self._handle:
                raise ctypes.WinError(ctypes.get_last_error())
            wanted = limits(memory_bytes)
            place, size = ctypes.byref(wanted), ctypes.sizeof(wanted)
            if not (
                kernel.SetInformationJobObject(self._handle, _EXTENDED_LIMITS, place, size)
                and kernel.AssignProcessToJobObject(self._handle, process_handle)
            ):
                error = ctypes.WinError(ctypes.get_last_error())
                self.close()
                raise error

    def close(self) -> None:
        """Let go of the job, which ends its processes."""
        if sys.platform == "win32" and self._handle:
            _kernel().CloseHandle(self._handle)
        self._handle = None

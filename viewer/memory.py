"""How much memory this program may use: the machine's, or less where it is confined to less.

Containers and services are confined by control groups; the machine's memory says nothing there.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath

_UNKNOWN = 2 << 30  # a small laptop: rather too careful than swapping


@cache
def usable_memory_bytes() -> int:
    """Memory of the machine, of the control group or of the process limit: the least of them."""
    limits = [_installed(), *group_limits(Path("/proc/self")), *_process_limits()]
    return min((limit for limit in limits if limit > 0), default=_UNKNOWN)


def group_limits(process: Path) -> Iterator[int]:
    """Memory limits of a process's control groups, versions 1 and 2, and of those around them.

    `process` is its folder in /proc; nothing comes where there is none.
    """
    try:
        groups = (process / "cgroup").read_text("utf-8", "replace").splitlines()
        mounts = (process / "mountinfo").read_text("utf-8", "replace").splitlines()
    except OSError:
        return
    for line in groups:
        _, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        if not controllers:
            kind, option, name = "cgroup2", "", "memory.max"
        elif "memory" in controllers.split(","):
            kind, option, name = "cgroup", "memory", "memory.limit_in_bytes"
        else:
            continue
        for top, root in _mounted(mounts, kind, option):
            yield from _up_from(top, _below(path, root), name)


def _mounted(mounts: list[str], kind: str, option: str) -> Iterator[tuple[Path, str]]:
    """Where a hierarchy of groups is mounted, and which of its groups is the top there."""
    for line in mounts:
        left, _, right = line.partition(" - ")
        fields, system = left.split(), right.split()
        if len(fields) < 5 or len(system) < 3 or system[0] != kind:
            continue
        if not option or option in system[2].split(","):
            yield Path(fields[4]), fields[3]


def _below(path: str, root: str) -> PurePosixPath:
    """A group's path from the mounted top; the top itself if the group lies outside of it."""
    group = PurePosixPath(path)
    if ".." in group.parts or not group.is_relative_to(root):
        return PurePosixPath()
    return group.relative_to(root)


def _up_from(top: Path, below: PurePosixPath, name: str) -> Iterator[int]:
    for group in (below, *below.parents):
        try:
            said = (top / group / name).read_text("ascii").strip()
        except (OSError, ValueError):
            continue  # the root group of version 2 has no limits
        if said.isdecimal():  # else "max"
            yield int(said)


def _installed() -> int:
    """Physical memory in bytes; 0 if the system does not say."""
    if sys.platform == "win32":
        return _installed_on_windows()
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        return 0


def _process_limits() -> Iterator[int]:
    """What `ulimit -v` allows."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415  POSIX only

        soft, _ = resource.getrlimit(resource.RLIMIT_AS)
        if soft != resource.RLIM_INFINITY:
            yield soft


def _installed_on_windows() -> int:
    import ctypes  # noqa: PLC0415  Windows only

    class MemoryStatus(ctypes.Structure):
        """MEMORYSTATUSEX."""

        _fields_ = (
            ("length", ctypes.c_uint32),
            ("load", ctypes.c_uint32),
            ("total_physical", ctypes.c_uint64),
            ("rest", ctypes.c_uint64 * 6),
        )

    status = MemoryStatus(length=ctypes.sizeof(MemoryStatus))
    if sys.platform == "win32":
        ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
    return int(status.total_physical)

"""A group of processes that may use so much memory, page cache included, and no swap."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

ROOT = Path("/sys/fs/cgroup")


class MemoryGroup(Protocol):
    """What both kinds of control groups can do."""

    def join_command(self) -> str: ...
    def peak_bytes(self) -> int: ...
    def resident_bytes(self) -> int: ...
    def kills(self) -> int: ...
    def remove(self) -> None: ...


def memory_group(limit_bytes: int) -> MemoryGroup:
    """Make a group; OSError where this account may not, or the system has none."""
    name = f"lightbox-{os.getpid()}"
    if (ROOT / "memory" / "memory.limit_in_bytes").exists():
        return _Version1(ROOT / "memory" / name, limit_bytes)
    return _Version2(ROOT / name, limit_bytes)


@dataclass
class _Version1:
    folder: Path
    limit_bytes: int

    def __post_init__(self) -> None:
        self.folder.mkdir()
        (self.folder / "memory.limit_in_bytes").write_text(str(self.limit_bytes))
        swappiness = self.folder / "memory.swappiness"
        swappiness.write_text("0")

    def join_command(self) -> str:
        """For a shell: become a member."""
        return f"echo $$ > {self.folder}/cgroup.procs"

    def peak_bytes(self) -> int:
        """Most that was used at once, page cache included; the system takes that back in need."""
        return int((self.folder / "memory.max_usage_in_bytes").read_text())

    def resident_bytes(self) -> int:
        """What cannot be taken back: anonymous and shared memory now."""
        return _stat(self.folder, "rss") + _stat(self.folder, "shmem")

    def kills(self) -> int:
        """How many processes were ended for want of memory."""
        words = (self.folder / "memory.oom_control").read_text().split()
        return int(words[words.index("oom_kill") + 1])

    def remove(self) -> None:
        """Take the group away; its processes have ended."""
        self.folder.rmdir()


@dataclass
class _Version2:
    folder: Path
    limit_bytes: int

    def __post_init__(self) -> None:
        self.folder.mkdir()
        (self.folder / "memory.max").write_text(str(self.limit_bytes))
        (self.folder / "memory.swap.max").write_text("0")

    def join_command(self) -> str:
        """For a shell: become a member."""
        return f"echo $$ > {self.folder}/cgroup.procs"

    def peak_bytes(self) -> int:
        """Most that was used at once, page cache included; the system takes that back in need."""
        return int((self.folder / "memory.peak").read_text())

    def resident_bytes(self) -> int:
        """What cannot be taken back: anonymous and shared memory now."""
        return _stat(self.folder, "anon") + _stat(self.folder, "shmem")

    def kills(self) -> int:
        """How many processes were ended for want of memory."""
        words = (self.folder / "memory.events").read_text().split()
        return int(words[words.index("oom_kill") + 1])

    def remove(self) -> None:
        """Take the group away; its processes have ended."""
        self.folder.rmdir()


def _stat(folder: Path, name: str) -> int:
    for line in (folder / "memory.stat").read_text().splitlines():
        key, value = line.split()
        if key == name:
            return int(value)
    return 0

"""What decoders may leave behind, where the system lists it."""

from contextlib import suppress
from pathlib import Path

import psutil


def shared_memory(owner: int) -> list[str]:
    """Who has shared memory that process `owner` made: process IDs, and names in the system."""
    mark = f"lightbox-{owner}-"
    found = [str(path) for path in Path("/dev/shm").glob(f"{mark}*")]  # noqa: S108  only listed
    for maps in Path("/proc").glob("[0-9]*/maps"):
        with suppress(OSError):  # it just ended, or belongs to somebody else
            if mark in maps.read_text("utf-8", "replace"):
                found.append(maps.parent.name)
    return found


def decoder_processes(owner: int | None = None) -> list[psutil.Process]:
    """Children but for multiprocessing's resource tracker, which lives until the end."""
    found = []
    for child in psutil.Process(owner).children():
        with suppress(psutil.NoSuchProcess):
            if "spawn_main" in " ".join(child.cmdline()):
                found.append(child)
    return found

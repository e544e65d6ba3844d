"""Every option of Lightbox, documented and frozen; nothing reads settings behind one's back."""

import os
from dataclasses import dataclass, field

from viewer import limits
from viewer.memory import usable_memory_bytes

MIB = limits.MIB


def _default_workers() -> int:
    """All processors but the window's, at most 3."""
    return max(1, min(3, (os.cpu_count() or 2) - 1))


def _default_worker_memory_mib() -> int:
    """Half of the usable memory for all workers together, beside what their libraries reserve."""
    share = usable_memory_bytes() // 2 // _default_workers()
    return min(limits.WORKER_MIB, 400 + share // MIB)


def _default_frame_cache_mib() -> int:
    """A quarter of the usable memory, at most 1.5 GB (rendering.md, 6.7)."""
    return min(usable_memory_bytes() // 4, 1_500_000_000) // MIB


@dataclass(frozen=True, slots=True)
class DecodeSettings:
    """Limits within which a decoder must stay (D-133)."""

    workers: int = field(default_factory=_default_workers)
    seconds_per_frame: float = limits.FRAME_SECONDS
    max_frame_bytes: int = limits.FRAME_BYTES
    max_inflated_bytes: int = limits.INFLATED_BYTES
    worker_memory_mib: int = field(default_factory=_default_worker_memory_mib)


@dataclass(frozen=True, slots=True)
class CacheSettings:
    """Memory for decoded frames."""

    frames_mib: int = field(default_factory=_default_frame_cache_mib)


@dataclass(frozen=True, slots=True)
class ArchiveSettings:
    """Limits for ZIP archives (M-043)."""

    max_entries: int = limits.ARCHIVE_ENTRIES
    max_expanded_mib: int = limits.ARCHIVE_EXPANDED_BYTES // MIB
    max_ratio: int = limits.ARCHIVE_RATIO
    max_depth: int = limits.ARCHIVE_DEPTH
    max_archives: int = limits.ARCHIVES_OPEN


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, as the session starts with them."""

    decode: DecodeSettings = DecodeSettings()
    cache: CacheSettings = CacheSettings()
    archive: ArchiveSettings = ArchiveSettings()

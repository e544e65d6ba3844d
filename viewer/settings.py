"""Every option of Lightbox, documented and frozen; nothing reads settings behind one's back."""

import os
from dataclasses import dataclass, field

MIB = 1024 * 1024


def _default_frame_cache_mib() -> int:
    """A quarter of the memory, at most 1.5 GB (rendering.md, 6.7)."""
    try:
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf
        return 512
    return min(total // 4, 1_500_000_000) // MIB


@dataclass(frozen=True, slots=True)
class DecodeSettings:
    """Limits within which a decoder must stay (D-133)."""

    workers: int = field(default_factory=lambda: max(1, min(3, (os.cpu_count() or 2) - 1)))
    seconds_per_frame: float = 8.0  # nothing may hang for more than 10 s
    max_frame_bytes: int = 512 * MIB  # decoded
    max_inflated_bytes: int = 512 * MIB  # of a deflated data set; it is never kept whole
    worker_memory_mib: int = 3072


@dataclass(frozen=True, slots=True)
class CacheSettings:
    """Memory for decoded frames."""

    frames_mib: int = field(default_factory=_default_frame_cache_mib)


@dataclass(frozen=True, slots=True)
class ArchiveSettings:
    """Limits for ZIP archives (M-043)."""

    max_entries: int = 200_000
    max_expanded_mib: int = 64 * 1024
    max_ratio: int = 200
    max_depth: int = 2
    max_archives: int = 100  # on one medium: each is kept open, and systems allow few files


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, as the session starts with them."""

    decode: DecodeSettings = DecodeSettings()
    cache: CacheSettings = CacheSettings()
    archive: ArchiveSettings = ArchiveSettings()

"""More pictures than memory: the cache keeps within what the program may use."""

from __future__ import annotations

import sys

import pytest

from tests.endurance.cgroup import memory_group
from tests.endurance.large import Case, measure
from tests.endurance.large_media import write_study

LIMIT_BYTES = 640 * 1024 * 1024


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="control groups are Linux's")
def test_more_pictures_than_memory_are_all_shown_and_right() -> None:
    """All frames decoded take about 820 MiB; the kernel ends what goes over the limit."""
    try:
        memory_group(LIMIT_BYTES).remove()
    except OSError as error:
        pytest.skip(f"this account may make no memory control group: {error.strerror}")
    result = measure(Case("small", lambda folder: write_study(folder, 2, 350)), LIMIT_BYTES)
    assert result.is_good, result.as_text()
    assert result.seen["frames"] == 700
    assert result.seen["most_cached_mib"] <= result.seen["frame_cache_mib"] <= 160

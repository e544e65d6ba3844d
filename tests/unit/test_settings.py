"""What the settings promise together."""

import pytest

from viewer import settings
from viewer.settings import CacheSettings, DecodeSettings


def test_a_decoder_is_stopped_before_anybody_calls_it_a_hang() -> None:
    """Nothing may hang for more than ten seconds; ending the process takes some of them."""
    assert DecodeSettings().seconds_per_frame < 9


@pytest.mark.parametrize(
    ("memory_gib", "cores", "worker_mib", "cache_mib"),
    [
        (1, 2, 912, 256),
        (2, 2, 1424, 512),
        (4, 4, 1082, 1024),
        (8, 4, 1765, 1430),
        (24, 2, 3072, 1430),
    ],
)
def test_memory_follows_what_the_program_may_use(
    monkeypatch: pytest.MonkeyPatch,
    memory_gib: int,
    cores: int,
    worker_mib: int,
    cache_mib: int,
) -> None:
    monkeypatch.setattr(settings, "usable_memory_bytes", lambda: memory_gib << 30)
    monkeypatch.setattr("os.cpu_count", lambda: cores)
    assert DecodeSettings().worker_memory_mib == worker_mib
    assert CacheSettings().frames_mib == cache_mib

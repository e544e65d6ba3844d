"""What Windows is told; elsewhere a job holds nothing."""

import ctypes
import sys

import pytest

from viewer.media.decoders import job


@pytest.mark.skipif(sys.maxsize < 1 << 32, reason="sizes of 64-bit systems")
def test_the_structures_are_as_windows_expects_them() -> None:
    """Sizes and offsets of winnt.h on 64-bit Windows; any other length is refused there."""
    assert ctypes.sizeof(job.BasicLimits) == 64
    assert ctypes.sizeof(job.ExtendedLimits) == 144
    assert job.BasicLimits.flags.offset == 16
    assert job.ExtendedLimits.process_memory.offset == 112


def test_a_worker_gets_its_memory_and_no_life_of_its_own() -> None:
    limits = job.limits(600 << 20)
    assert limits.process_memory == 600 << 20
    assert limits.basic.flags == 0x2000 | 0x400 | 0x100


@pytest.mark.skipif(sys.platform == "win32", reason="other systems have none")
def test_elsewhere_a_job_does_nothing() -> None:
    held = job.Job(0, 1)
    held.close()
    held.close()

"""The C library is told, where there is one that hoards."""

import subprocess
import sys

import pytest

# Many threads at a time allocate what is too small to be mapped; each would get an arena.
_MANY_THREADS = """
import ctypes, sys, threading
from viewer.memory_back import give_back, share_arenas
if sys.argv[1] == "shared":
    share_arenas()
meet = threading.Barrier(8)
def work():
    meet.wait()
    kept = [bytearray(100_000) for _ in range(50)]
    meet.wait()
threads = [threading.Thread(target=work) for _ in range(8)]
[t.start() for t in threads]
[t.join() for t in threads]
give_back()
libc = ctypes.CDLL("libc.so.6")
sys.stderr.flush()
libc.malloc_stats()
"""


def arenas(how: str) -> int:
    done = subprocess.run(  # noqa: S603  this interpreter
        [sys.executable, "-c", _MANY_THREADS, how], capture_output=True, text=True, check=True
    )
    return done.stderr.count("Arena ")


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's malloc")
def test_threads_share_two_arenas() -> None:
    assert arenas("own") > 2
    assert arenas("shared") <= 2

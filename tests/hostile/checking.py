"""Runs `lightbox check` as a user does, in a process that may not take more than its share."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

MEMORY_MIB = 1024  # of the process itself and of the largest of its decoders
CPU_SECONDS = 30  # of the process itself: the system ends it then; several times what is needed
HANG_SECONDS = 600  # for what waits without working; other programs may have the processors

# The address space is bounded too, so that a test that fails does not take the machine with it;
# decoders set their own, lower bound.
_PROGRAM = """
import os, resource, sys
if sys.platform == "linux":
    most = int(os.environ["HOSTILE_ADDRESS_SPACE"])
    resource.setrlimit(resource.RLIMIT_AS, (most, resource.RLIM_INFINITY))
seconds = int(os.environ["HOSTILE_CPU_SECONDS"])
resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
from viewer.cli.main import run
status = run(sys.argv[1:])
whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
peaks = [resource.getrusage(who).ru_maxrss for who in whose]
print(max(peaks) // (1024 if sys.platform == "linux" else 1024 * 1024), file=sys.stderr)
sys.exit(status)
"""


@dataclass(frozen=True)
class Outcome:
    """What `lightbox check --json` said, and the largest resident memory it took."""

    status: int
    report: dict[str, Any]
    peak_mib: int

    @property
    def counts(self) -> dict[str, int | None]:
        """Referenced, found, readable and shown."""
        counts: dict[str, int | None] = self.report["counts"]
        return counts

    def findings(self, path: str | None = None) -> list[tuple[str, str]]:
        """Code and message of every finding, or of those about one file."""
        return [
            (f["code"], f["message"])
            for f in self.report["findings"]
            if path is None or f["path"] == path
        ]


def check(path: Path, *options: str) -> Outcome:
    """Check a medium; fails if that takes too long, too much memory, or ends in a traceback."""
    import os  # noqa: PLC0415

    environment = {
        **os.environ,
        "HOSTILE_ADDRESS_SPACE": str(6 << 30),
        "HOSTILE_CPU_SECONDS": str(CPU_SECONDS),
    }
    done = subprocess.run(  # noqa: S603  our own interpreter and a file of ours
        [sys.executable, "-c", _PROGRAM, "check", str(path), "--json", *options],
        capture_output=True,
        env=environment,
        text=True,
        timeout=HANG_SECONDS,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode in {0, 1, 3}, f"ended with {done.returncode}: {done.stderr}"
    peak = int(done.stderr.split()[-1])
    assert peak < MEMORY_MIB, f"{peak} MiB"
    return Outcome(done.returncode, json.loads(done.stdout), peak)

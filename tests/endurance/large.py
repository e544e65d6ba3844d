"""Large media on a machine of 2 GB: generated, looked through under a real limit, told."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from tests.endurance.cgroup import MemoryGroup, memory_group
from tests.endurance.large_media import write_headers, write_multi_frame, write_study

LIMIT_BYTES = 2 * 1024**3
_MIB = 1024 * 1024
_LOOK_S = 0.1
_PATIENCE_S = 3600.0


@dataclass(frozen=True)
class Case:
    """A medium and what it is for."""

    name: str
    make: Callable[[Path], object]
    headers_only: bool = False


CASES = (
    Case("4 GB, 16 series of 512 CT slices", lambda folder: write_study(folder, 16, 512)),
    Case("one file of 2 GB, 4 000 frames", lambda folder: write_multi_frame(folder / "I1", 4000)),
    Case("50 000 files without a directory", lambda f: write_headers(f, 50_000), headers_only=True),
)


@dataclass(frozen=True)
class Result:
    """What a look through a medium took, MiB; `seen` is what `large_view` told."""

    case: str
    code: int
    kills: int
    group_mib: float  # most that the kernel counted, page cache included
    viewer_mib: float  # most that was resident in the viewer
    workers_mib: float  # and in its decoder processes together
    seen: dict[str, Any]

    @property
    def is_good(self) -> bool:
        """Whether all of it was shown and right, and nothing was killed."""
        seen = self.seen
        return not (self.code or self.kills or seen.get("wrong", 1) or seen.get("problems", 1))

    def as_text(self) -> str:
        """A line of the table."""
        seen = self.seen
        return (
            f"{self.case}: {'good' if self.is_good else 'FINDING'}; "
            f"{seen.get('frames', 0)} pictures, {seen.get('grabbed', 0)} of them compared on "
            f"screen, {seen.get('wrong', '?')} wrong, problems {seen.get('problems', '?')}; "
            f"exit {self.code}, {self.kills} killed; viewer {self.viewer_mib:.0f} MiB, "
            f"workers {self.workers_mib:.0f} MiB, group {self.group_mib:.0f} MiB, "
            f"cache limit {seen.get('frame_cache_mib', 0)} MiB, "
            f"most cached {seen.get('most_cached_mib', 0):.0f} MiB; "
            f"read in {seen.get('read_s', 0):.1f} s, looked at in {seen.get('look_s', 0):.0f} s, "
            f"longest wait for a picture {seen.get('worst_wait_ms', 0):.0f} ms"
        )


def measure(case: Case, limit_bytes: int = LIMIT_BYTES) -> Result:
    """Generate a medium, look through it under the limit, remove it."""
    folder = Path(tempfile.mkdtemp(prefix="lightbox-large-"))
    group = memory_group(limit_bytes)
    try:
        case.make(folder)
        return _look(case, folder, group)
    finally:
        group.remove()
        shutil.rmtree(folder)


def _look(case: Case, folder: Path, group: MemoryGroup) -> Result:
    arguments = [str(folder), *(["headers"] if case.headers_only else [])]
    # The shell becomes a member before Python starts: everything it ever uses is counted.
    join = f'{group.join_command()} && exec "$0" "$@"'
    viewer = [sys.executable, "-m", "tests.endurance.large_view", *arguments]
    checkout = Path(__file__).resolve().parents[2]
    most = {"viewer": 0, "workers": 0}
    with subprocess.Popen(  # noqa: S603  ourselves
        ["/bin/sh", "-c", join, *viewer], cwd=checkout, stdout=subprocess.PIPE, text=True
    ) as running:
        for _ in range(int(_PATIENCE_S / _LOOK_S)):
            try:
                running.wait(_LOOK_S)
            except subprocess.TimeoutExpired:
                _sample(running.pid, most)
            else:
                break
        else:
            running.kill()
        said = running.communicate()[0]
    seen = json.loads(said) if said.strip() else {}
    viewer_mib = max(most["viewer"] / _MIB, seen.get("peak_rss_mib", 0.0))
    return Result(
        case.name,
        running.returncode,
        group.kills(),
        group.peak_bytes() / _MIB,
        viewer_mib,
        most["workers"] / _MIB,
        seen,
    )


def _sample(pid: int, most: dict[str, int]) -> None:
    try:
        process = psutil.Process(pid)
        viewer = process.memory_info().rss
        workers = sum(child.memory_info().rss for child in process.children(recursive=True))
    except psutil.NoSuchProcess:  # one has ended meanwhile
        return
    most["viewer"] = max(most["viewer"], viewer)
    most["workers"] = max(most["workers"], workers)


def run_all() -> int:
    """Measure every case; 1 if there was a finding."""
    good = True
    for case in CASES:
        result = measure(case)
        good = good and result.is_good
        sys.stdout.write(result.as_text() + "\n")
        sys.stdout.flush()
    return 0 if good else 1

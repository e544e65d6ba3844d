"""How fast a disc is made, beside `cp -r` of the same files: `python -m benchmarks.publish`.

Both begin with the files in the system's memory and end when the medium has what was written.
Publishing also reads everything back from there, digests it twice and opens it by its DICOMDIR.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.media import Media
from viewer.publish.publisher import Publisher, Request


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--instances", type=int, default=2000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--cache", type=Path, default=Path("build/benchmarks"))
    parser.add_argument("--tools", action="store_true", help="with the checks of other programs")
    options = parser.parse_args()
    source = Media(options.cache).series(options.instances, "native")
    size = sum(path.stat().st_size for path in source.rglob("*") if path.is_file())
    with tempfile.TemporaryDirectory(dir=options.cache) as folder:
        target = Path(folder) / "target"
        copied = [_timed(lambda: _copy(source, target), target) for _ in range(options.runs)]
        made = [
            _timed(lambda: _publish(source, target, tools=options.tools), target)
            for _ in range(options.runs)
        ]
    _tell("cp -r and sync", copied, size)
    _tell("published and verified", made, size)
    share = statistics.median(copied) / statistics.median(made)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{share:.0%} of the speed of cp -r; peak memory {peak:.0f} MB")


def _timed(job: Callable[[], None], target: Path) -> float:
    for path in target.parent.iterdir():
        shutil.rmtree(path)
    os.sync()
    before = time.perf_counter()
    job()
    return time.perf_counter() - before


def _copy(source: Path, target: Path) -> None:
    subprocess.run(["cp", "-r", str(source), str(target)], check=True)  # noqa: S603, S607
    os.sync()


def _publish(source: Path, target: Path, *, tools: bool) -> None:
    Publisher(Request((source,), target, with_tools=tools, icons=False)).run()


def _tell(what: str, seconds: list[float], size: int) -> None:
    middle = statistics.median(seconds)
    print(f"{what}: {middle:.2f} s ({min(seconds):.2f}-{max(seconds):.2f}), "
          f"{size / middle / 1e6:.0f} MB/s")  # fmt: skip


if __name__ == "__main__":
    main()

"""How fast a disc is made, beside `cp -r` of the same files: `python -m benchmarks.publish`.

Both begin with the files in the system's memory and end when the medium has what was written; they
take turns. Publishing also reads everything back from there, digests it twice and opens it by its
DICOMDIR. Each run has a folder of its own and nothing is taken away until all are done: ext4 looks
for a minute through the numbers of files that were deleted before it makes new ones, which costs
whoever comes next half a second.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.media import Media
from viewer.publish.publisher import Publisher, Request


@dataclass(frozen=True, slots=True)
class _Took:
    """One run: by the clock, and of all processors."""

    wall_s: float
    processor_s: float


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--instances", type=int, default=2000)
    parser.add_argument("--syntax", default="native", help="a name of benchmarks.codecs")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--cache", type=Path, default=Path("build/benchmarks"))
    parser.add_argument("--tools", action="store_true", help="with the checks of other programs")
    parser.add_argument("--iso", action="store_true", help="an image instead of a folder")
    options = parser.parse_args()
    source = Media(options.cache).series(options.instances, options.syntax)
    size = sum(path.stat().st_size for path in source.rglob("*") if path.is_file())
    copied: list[_Took] = []
    made: list[_Took] = []
    with tempfile.TemporaryDirectory(dir=options.cache) as folder:
        for number in range(options.runs):
            place = Path(folder) / f"{number}"
            place.mkdir()
            target = place / ("disc.iso" if options.iso else "disc")
            copied.append(_timed(partial(_copy, source, place / "copy"), source))
            publish = partial(_publish, source, target, tools=options.tools)
            made.append(_timed(publish, source))
    _tell("cp -r and sync", copied, size)
    _tell("published and verified", made, size)
    share = _middle(copied) / _middle(made)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    load = os.getloadavg()[0]
    print(f"{share:.0%} of the speed of cp -r; peak memory {peak:.0f} MB; "
          f"{os.cpu_count()} processors, load {load:.1f}")  # fmt: skip


def _timed(job: Callable[[], None], source: Path) -> _Took:
    for path in source.rglob("*"):
        if path.is_file():
            path.read_bytes()  # in the system's memory, whatever was there meanwhile
    os.sync()
    before, spent = time.perf_counter(), _processor_s()
    job()
    return _Took(time.perf_counter() - before, _processor_s() - spent)


def _processor_s() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _copy(source: Path, target: Path) -> None:
    subprocess.run(["cp", "-r", str(source), str(target)], check=True)  # noqa: S603, S607
    os.sync()


def _publish(source: Path, target: Path, *, tools: bool) -> None:
    Publisher(Request((source,), target, with_tools=tools, icons=False)).run()


def _tell(what: str, took: list[_Took], size: int) -> None:
    middle = _middle(took)
    walls = [one.wall_s for one in took]
    processor = statistics.median(one.processor_s for one in took)
    print(f"{what}: {middle:.2f} s ({min(walls):.2f}-{max(walls):.2f}), "
          f"{size / middle / 1e6:.0f} MB/s, {processor:.2f} s of processors")  # fmt: skip


def _middle(took: list[_Took]) -> float:
    return statistics.median(one.wall_s for one in took)


if __name__ == "__main__":
    main()

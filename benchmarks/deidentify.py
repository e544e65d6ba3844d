"""De-identification beside dicognito and dicom-anonymizer: what survives, what is lost, how fast.

``python -m benchmarks.deidentify`` prints the tables, ``python -m benchmarks --only deidentify``
puts them into docs/performance.md. The same files for everybody: sentinels in every row of PS3.15
Table E.1-1 (`deidentify_sentinels`), CT slices (`deidentify_slices`), the team's shared data
(`deidentify_checks`). Lightbox reads every copy back and searches it meanwhile.
"""

from __future__ import annotations

import resource
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks import fresh, report
from benchmarks.deidentify_checks import answers
from benchmarks.deidentify_sentinels import kept_on_purpose, planted, survivors
from benchmarks.deidentify_slices import make_slices
from benchmarks.deidentify_tools import Tool, lightbox, ours, peers
from benchmarks.measure import Candidate, alternate
from benchmarks.media import Media
from benchmarks.results import Bench, Group, Peer, Row, compared
from viewer.deid.profile import PRESETS

_KINDS = (("image", False), ("image", True), ("enhanced", False), ("enhanced", True))
_MANY_SLICES = 2000
_MOST_MB = 400


def sentinels(_: Bench) -> Iterator[Row]:
    """What of a value in every row of the table is in any byte of a copy (A-063)."""
    others = {name: left_over(tool) for name, tool in peers().items()}
    for name, tool in ours().items():
        preset = name.split()[-1]
        found = left_over(tool, preset)
        yield Row(
            f"planted values that survive, {name} (four kinds of file)",
            "0",
            _words(found, keeps=True),
            [Peer(other, _words(theirs)) for other, theirs in others.items()],
            met=sum(found.left.values()) == 0,
        )


class LeftOver:
    """What one tool left of all that was planted, by place."""

    def __init__(self) -> None:
        self.planted: Counter[str] = Counter()
        self.left: Counter[str] = Counter()
        self.kept = 0


def left_over(tool: Tool, preset: str = "") -> LeftOver:
    """One tool's result; `preset` says what it keeps on purpose, nothing for others."""
    result = LeftOver()
    for kind, compressed in _KINDS:
        with tempfile.TemporaryDirectory() as place:
            made = planted(kind, compressed=compressed)
            folder = Path(place)
            (folder / "source").mkdir()
            made.write(folder / "source" / "Qz15000Vx.dcm")
            tool(folder / "source", folder / "copy")
            files = [path for path in (folder / "copy").rglob("*") if path.is_file()]
            found = survivors(made, b"".join(path.read_bytes() for path in files))
        kept = {s for s in found if preset and kept_on_purpose(s, PRESETS[preset])}
        result.planted.update(sentinel.where for sentinel in made.sentinels)
        result.left.update(sentinel.where for sentinel in found - kept)
        result.kept += len(kept)
    return result


def _words(found: LeftOver, *, keeps: bool = False) -> str:
    words = f"{sum(found.left.values())} of {sum(found.planted.values())}"
    return f"{words} ({found.kept} more are kept on purpose)" if keeps else words


def speed(bench: Bench) -> Iterator[Row]:
    """The same CT slices for everybody; ours searches its copies too."""
    count = 60 if bench.quick else 200
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        size = make_slices(folder / "slices", count)
        tools = {"Lightbox share": lightbox("share"), **peers()}
        rounds = alternate(
            [
                Candidate(name, partial(_again, tool, folder / "slices", folder / "copy"))
                for name, tool in tools.items()
            ],
            bench.rounds(7),
        )
    row = compared(
        f"a CT slice of {size / count / 1e6:.2f} MB without identity (proof included; "
        f"{count} slices)",
        rounds,
        {"dicognito": 1.0},
        goal="≤ 1.0× dicognito",
        count=count,
    )
    yield row


def _again(tool: Tool, source: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    tool(source, target)


def memory(bench: Bench) -> Iterator[Row]:
    """Thousands of slices in no more memory than one."""
    counts = (20, 200) if bench.quick else (20, _MANY_SLICES)
    few, many = (float(fresh.call("benchmarks.deidentify:peak_mb", count)) for count in counts)
    yield Row(
        f"resident at most, {counts[1]} CT slices copied and proven",
        f"≤ {_MOST_MB} MB",
        f"{many:.0f} MB",
        met=many <= _MOST_MB,
        note=f"{few:.0f} MB for {counts[0]} slices",
    )


def peak_mb(count: str) -> float:
    """Resident memory at most of a process that copies slices; they are made by another one."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        fresh.call("benchmarks.deidentify:make", folder / "slices", count)
        lightbox("share")(folder / "slices", folder / "copy")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def make(folder: str, count: str) -> int:
    """The slices, as `fresh` calls it."""
    return make_slices(Path(folder), int(count))


GROUP = Group(
    "deidentify",
    "Copies without identity",
    (sentinels, answers, speed, memory),
)


def main(arguments: list[str]) -> int:
    """Print what survives by place, then the rows."""
    tools = {**ours(), **peers()}
    found = {
        name: left_over(tool, name.split()[-1] if name.startswith("Lightbox") else "")
        for name, tool in tools.items()
    }
    print("What is left of a value in every row of Table E.1-1, by where it was planted:\n")
    print(f"{'':16}{'planted':>10}" + "".join(f"{name:>18}" for name in tools))
    places = next(iter(found.values())).planted
    for place, number in places.items():
        cells = "".join(f"{found[name].left[place]:18}" for name in tools)
        print(f"{place:16}{number:10}{cells}")
    totals = "".join(f"{sum(found[name].left.values()):18}" for name in tools)
    print(f"{'together':16}{sum(places.values()):10}{totals}")
    print(f"{'kept on purpose':26}" + "".join(f"{found[name].kept:18}" for name in tools) + "\n")
    bench = Bench(Media(fresh.CHECKOUT / "build" / "bench-media"), "--quick" in arguments)
    for measure in (answers, speed, memory):
        for row in measure(bench):
            print(report.line(row), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

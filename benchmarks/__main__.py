"""Measures Lightbox beside other programs: ``python -m benchmarks`` or ``make bench``.

Writes docs/performance.md. With ``--quick`` a smaller table is printed, within two minutes, and
nothing is written; no time ever makes it fail.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib
import os
import sys
import time
from pathlib import Path

from benchmarks import peers, report
from benchmarks.fresh import CHECKOUT
from benchmarks.media import Media
from benchmarks.results import Bench, Group, Measure, Results, Row

GROUPS = ("opening", "pixels", "drawing", "side_by_side", "stack", "start", "deidentify")
_BUILD = CHECKOUT / "build"
_QUICK_SECONDS = 110.0  # what is not begun by then is left out of a quick run


def main(arguments: list[str]) -> int:
    """Measure what is asked for; 0 unless the command line is wrong."""
    options = _parser().parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    begun = time.monotonic()
    bench = Bench(Media(_BUILD / "bench-media"), options.quick, options.rounds)
    results = Results(_BUILD / ("bench-quick.json" if options.quick else "bench-results.json"))
    for program, package in peers.missing().items():
        print(f"{program} is not installed (Debian package {package}): rows go without it")
    for name in options.only or GROUPS:
        group: Group = importlib.import_module(f"benchmarks.{name}").GROUP
        print(f"\n{group.title}", flush=True)
        rows: list[Row] = []
        for measure in group.measures:
            if options.quick and time.monotonic() - begun > _QUICK_SECONDS:
                rows.append(Row(measure.__name__, note="left out: no time left in a quick run"))
                continue
            rows += _measured(measure, bench)
            results.keep(name, rows, dt.datetime.now(dt.UTC).isoformat("T", "minutes"))
    print(f"\n{time.monotonic() - begun:.0f} s")
    if not options.quick:
        options.out.write_text(report.markdown(results, _groups()), encoding="utf-8")
        print(f"written: {options.out}")
    return 0


def _measured(measure: Measure, bench: Bench) -> list[Row]:
    """The rows of one measure as far as it comes: what fails says so, the rest goes on."""
    rows: list[Row] = []
    try:
        for row in measure(bench):
            rows.append(row)
            print(report.line(row), flush=True)
    except Exception as error:  # noqa: BLE001  a job runner: the other rows are still measured
        row = Row(measure.__name__, note=f"not measured: {type(error).__name__}: {error}")
        rows.append(row)
        print(report.line(row), flush=True)
    return rows


def _groups() -> list[Group]:
    return [importlib.import_module(f"benchmarks.{name}").GROUP for name in GROUPS]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smaller table, printed only")
    parser.add_argument(
        "--only", choices=GROUPS, action="append", help="measure one group, keep other rows"
    )
    parser.add_argument("--rounds", type=int, help="rounds of every comparison")
    parser.add_argument("--out", type=Path, default=CHECKOUT / "docs" / "performance.md")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

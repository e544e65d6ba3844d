"""The pipeline run in a process of its own: `python -m tests.fuzz.whole ...`."""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tests.fuzz import pipeline
from tests.fuzz.findings import Findings
from tests.fuzz.limits import peak_mib, watch_time
from tests.fuzz.watch import Watch

if TYPE_CHECKING:
    from tests.fuzz.window import WindowRun

_MEMORY_DISC = Path("/dev/shm")  # noqa: S108  a file system in memory, where there is one


def main(arguments: list[str]) -> int:
    """Take damaged discs through the viewer until the time is over."""
    sys.dont_write_bytecode = True
    options = _options(arguments)
    watch_time()
    watch = Watch()
    watch.install()
    findings = Findings(options.findings)
    with temporary_folder() as folder, contextlib.ExitStack() as closing:
        run = closing.enter_context(pipeline.Pipeline(folder / "disc", findings, watch))
        window: WindowRun | None = None
        until = time.monotonic() + options.seconds
        work = pipeline.run(run, options.seed, until, options.executions, options.first)
        for number, disc in work:
            if options.window_every and number % options.window_every == 0:
                if window is None:
                    window = closing.enter_context(_window(folder, findings, watch))
                window.run(disc)
            _tell(run, window, findings, options.summary)
    return 0


def _window(folder: Path, findings: Findings, watch: Watch) -> WindowRun:
    from tests.fuzz.window import WindowRun  # noqa: PLC0415  Qt only where it is wanted

    return WindowRun(folder / "window", folder, findings, watch)


@contextlib.contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder in memory for the discs."""
    place = _MEMORY_DISC if os.access(_MEMORY_DISC, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="lightbox-fuzz-", dir=place) as folder:
        yield Path(folder)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.fuzz.whole", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--executions", type=int, default=1 << 60, help="files")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first disc")
    parser.add_argument("--window-every", type=int, default=20, help="discs; 0 is never")
    parser.add_argument("--findings", type=Path, required=True)
    parser.add_argument("--summary", type=Path, required=True, help="JSON of what was done")
    return parser.parse_args(arguments)


def _tell(run: pipeline.Pipeline, window: WindowRun | None, findings: Findings, path: Path) -> None:
    """Write down how far it is, whole or not at all: the process may end at any time."""
    done = dataclasses.asdict(run.tally)
    done |= {
        "executions": run.tally.inputs,
        "windows": window.discs if window else 0,
        "findings": findings.kinds,
        "peak_mib": round(peak_mib()),
    }
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(done))
    os.replace(fresh, path)  # noqa: PTH105  as short as it gets


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

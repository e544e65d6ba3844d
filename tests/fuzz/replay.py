"""One finding again, as its file name says."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.fuzz import pipeline
from tests.fuzz.campaign import PIPELINE
from tests.fuzz.discs import Disc
from tests.fuzz.findings import Findings
from tests.fuzz.limits import watch_time
from tests.fuzz.reading import start
from tests.fuzz.targets import TARGETS
from tests.fuzz.watch import Watch
from tests.fuzz.whole import temporary_folder

_TRIES = 5  # presentations, which are chosen at random


def replay(path: Path) -> int:
    """Execute what `path` holds; 1 if it still breaks the contract."""
    name = path.name.partition("-")[0]
    data = path.read_bytes()
    sys.dont_write_bytecode = True
    with temporary_folder() as folder:
        findings = Findings(folder / "findings")
        if name in TARGETS:
            start(TARGETS[name], findings).once(data)
        else:
            _whole(Disc.unpacked(data), folder, findings, in_window=name != PIPELINE)
        stories = [story.read_text() for story in findings.folder.glob("*.txt")]
    sys.stdout.write("\n".join(stories) or "nothing is wrong any more\n")
    return 1 if findings.count else 0


def _whole(disc: Disc, folder: Path, findings: Findings, *, in_window: bool) -> None:
    watch_time()
    watch = Watch()
    watch.install()
    if in_window:
        from tests.fuzz.window import WindowRun  # noqa: PLC0415  Qt only where it is wanted

        with WindowRun(folder / "window", folder, findings, watch) as window:
            window.run(disc)
        return
    with pipeline.Pipeline(folder / "disc", findings, watch) as run:
        for number in range(_TRIES):
            run.run(disc, pipeline.disc_random(1, number))

"""One run from start to verdict."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEventLoop, QSettings, QStandardPaths, Qt

from tests.endurance import meters
from tests.endurance.answers import Answers
from tests.endurance.discs import make_discs
from tests.endurance.driver import Driver, Pace
from tests.endurance.gaps import GapWatch
from tests.endurance.hands import QtHands
from tests.endurance.watch import Watch
from viewer.ui.application import SWITCH_INTERVAL_S, Desktop, install_excepthook, make_application
from viewer.ui.preferences import Preferences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.endurance.gaps import Cause
    from tests.endurance.hands import Hands
    from tests.endurance.meters import Sample


_HOMES = ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME")


@dataclass(slots=True)
class Outcome:
    """What a run did and found."""

    acts: int = 0
    steps: int = 0
    seconds: float = 0.0
    samples: list[Sample] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    grown: list[str] = field(default_factory=list)  # types of objects there are more of
    gaps_ms: list[tuple[float, float]] = field(default_factory=list)
    causes: dict[str, Cause] = field(default_factory=dict)
    undone: str = ""  # what of undo was looked at

    def as_text(self) -> str:
        """The summary to print."""
        lines = [
            f"{self.acts} acts in {self.steps} steps, {self.seconds / 60:.1f} minutes",
            self.undone,
            meters.table(self.samples),
            "",
            *_gap_lines(self.gaps_ms, self.causes),
        ]
        if self.findings:
            lines += ["", f"{len(self.findings)} FINDINGS", *self.findings]
            lines += ["", "more than after the warm-up:", *self.grown]
        else:
            lines += ["", "no finding"]
        return "\n".join(lines)


def endure(
    pace: Pace, log: Path | None = None, *, small: bool = False, hands: Hands | None = None
) -> Outcome:
    """Work a window of its own by a plan; everything it writes is in a temporary folder."""
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    app = make_application()
    app.setQuitOnLastWindowClosed(False)
    before = Path.cwd(), sys.excepthook, sys.getswitchinterval()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lightbox-endure-")))
        stack.callback(os.chdir, before[0])
        stack.callback(setattr, sys, "excepthook", before[1])
        stack.callback(sys.setswitchinterval, before[2])
        os.chdir(folder)
        stack.enter_context(home_in(folder / "home"))
        sys.setswitchinterval(SWITCH_INTERVAL_S)
        discs = make_discs(folder, small=small)
        store = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        desktop = Desktop(app, Preferences(store))
        stack.callback(desktop.close)
        install_excepthook(desktop.theme, desktop.window)
        desktop.window.resize(1280, 840)
        desktop.window.show()
        desktop.window.activateWindow()
        desktop.start(())
        answers = Answers(folder / "written", pace.seed)
        stack.callback(answers.close)
        driver = Driver(desktop, discs, hands or QtHands(desktop.window), answers, pace)
        driver.undone.keep_in = log.with_suffix(".pictures") if log is not None else None
        file = stack.enter_context(log.open("w", encoding="utf-8")) if log is not None else None
        watch = Watch(lambda: driver.place, file)
        stack.callback(watch.close)
        gaps = GapWatch()
        stack.callback(gaps.close)
        started = time.monotonic()
        loop = QEventLoop()
        driver.done.connect(loop.quit)
        driver.start(watch, gaps, file)
        loop.exec()
        desktop.window.close()
        seconds = time.monotonic() - started
    found = [f"{n} x (first at {watch.first[t]}) {t}" for t, n in watch.found.items()]
    more = driver.kinds[-1] - driver.kinds[0] if driver.kinds else None
    return Outcome(
        driver.acts,
        driver.steps,
        seconds,
        driver.samples,
        meters.findings(driver.samples) + found,
        grown=[f"  {count:+d} {kind}" for kind, count in more.most_common(25)] if more else [],
        gaps_ms=gaps.gaps_ms,
        causes=gaps.causes,
        undone=str(driver.undone),
    )


@contextmanager
def home_in(folder: Path) -> Iterator[None]:
    """Keep what is saved for next time, such as layouts, within a folder."""
    before = {name: os.environ.get(name) for name in _HOMES}
    os.environ.update(dict.fromkeys(_HOMES, str(folder)))
    QStandardPaths.setTestModeEnabled(platform.system() != "Linux")  # there it is no variable
    try:
        yield
    finally:
        QStandardPaths.setTestModeEnabled(False)
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _gap_lines(gaps_ms: list[tuple[float, float]], causes: dict[str, Cause]) -> list[str]:
    """How often the event loop stood still for over 100 ms, and where the longest were."""
    if not gaps_ms:
        return ["no event-loop gap over 100 ms"]
    by_cpu = [cpu for _, cpu in gaps_ms]
    busy = sum(cpu > 100 for cpu in by_cpu)
    longest = max(wall for wall, _ in gaps_ms)
    lines = [
        f"event-loop gaps over 100 ms: {len(gaps_ms)} by the clock, {busy} by processor time",
        f"longest {longest:.0f} ms by the clock, {max(by_cpu):.0f} ms by processor time",
    ]
    worst = sorted(causes.values(), key=lambda cause: -cause.longest_cpu_ms)
    for cause in worst[:8]:
        where = " < ".join(cause.stack.splitlines()[:6])
        lines.append(
            f"  {cause.count} x, longest {cause.longest_ms:.0f} ms "
            f"({cause.longest_cpu_ms:.0f} ms processor): {where}"
        )
    return lines

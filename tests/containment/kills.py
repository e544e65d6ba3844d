"""Kills decoder processes at random moments while somebody scrolls through a real window.

Every picture that arrives is compared with what was written; every other one must be marked.
Afterwards each slice is visited once more and must be right, and nothing may be left over.
"""

from __future__ import annotations

import json
import os
import random
import signal
import statistics
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import psutil
from PySide6.QtCore import QEventLoop, QPoint, QPointF, QSettings, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from tests.factories.decode_requests import J2K_LOSSLESS
from tests.factories.dicom import make_ct_series
from tests.factories.leftovers import decoder_processes, shared_memory
from viewer.app.frames import FailedFrame, LoadedFrame
from viewer.errors import DecoderDiedError
from viewer.settings import MIB
from viewer.ui import application
from viewer.ui.preferences import Preferences
from viewer.ui.viewport.canvas import Canvas

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray
    from pydicom import Dataset

    from viewer.media.decoders.child import Child
    from viewer.model.image import FrameKey

_SLICES = 40
_SIDE = 256
_CACHE_MIB = 4  # so that scrolling never stops decoding
_TICK_MS = 2
_SCROLL_MS = 20
_LONGEST_PAUSE_S = 0.2
_IN_ITS_START = 0.2  # share of the kills that do not wait until the process is ready
_VISITS = 2  # the first may meet the last killed process
_LIMIT_S = 60.0  # for anything to come that must come


@dataclass
class Outcome:
    """What happened; times in milliseconds."""

    seed: int
    kills: int = 0
    shown: int = 0  # pictures that came, all right
    marked: int = 0  # told as not unpacked
    wrong: list[str] = field(default_factory=list)
    recovered: int = 0  # slices that were right at the last visit
    gaps_ms: list[float] = field(default_factory=list)  # of the event loop
    busy_ms: list[float] = field(default_factory=list)  # processor time of its thread in them
    recovery_ms: list[float] = field(default_factory=list)  # from a kill to the next right picture
    left: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> str:
        """All of it, with distributions instead of values."""
        said = {
            name: spread(value) if name.endswith("_ms") else value
            for name, value in vars(self).items()
        }
        return json.dumps({**said, "gaps_over_50_ms": self.long_gaps}, indent=2)

    @property
    def long_gaps(self) -> int:
        """How often the window did not answer within 50 ms."""
        return sum(gap > 50 for gap in self.gaps_ms)


def spread(values: list[float]) -> dict[str, float]:
    """Median, 95th and 99th percentile and largest of some values."""
    if not values:
        return {}
    ordered = sorted(values)
    at = [ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in (0.95, 0.99)]
    names = ("median", "p95", "p99", "max")
    values = [statistics.median(ordered), *at, ordered[-1]]
    return {name: round(value, 1) for name, value in zip(names, values, strict=True)}


def picture(index: int) -> NDArray[np.uint16]:
    """Slice `index`: noise, so that no two are alike and none is quickly unpacked."""
    return np.random.default_rng(index).integers(0, 4096, (_SIDE, _SIDE), np.uint16)


def write_series(folder: Path) -> None:
    """A JPEG 2000 series whose slices differ in every pixel."""
    for index in range(_SLICES):

        def place(ds: Dataset, _: int, number: int = index + 1) -> None:
            ds.InstanceNumber = number
            ds.SOPInstanceUID = f"{ds.SOPInstanceUID}.{number}"
            ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID
            ds.ImagePositionPatient = [0.0, 0.0, 2.5 * number]

        make_ct_series(
            folder / f"{index:03d}", 1, J2K_LOSSLESS, change=place, pixels=picture(index)
        )


class Killer(threading.Thread):
    """Kills the workers of a pool, each once, at moments of a seeded chance."""

    def __init__(self, desktop: application.Desktop, outcome: Outcome, kills: int) -> None:
        super().__init__(name="killer")
        self.last_kill: float | None = None  # until a picture came after it
        self._workers = desktop.session._source._pool._workers[:-1]  # the last is for previews
        self._outcome = outcome
        self._kills = kills
        self._stopped = threading.Event()

    def run(self) -> None:
        """Go on until there were enough."""
        chance = random.Random(self._outcome.seed)  # noqa: S311  not for secrets
        killed: Child | None = None  # not by its number, which a later process may have
        while self._outcome.kills < self._kills:
            worker = chance.choice(self._workers)
            while (child := worker._child) is None or child is killed:
                if self._stopped.wait(0.001):
                    return
            if chance.random() > _IN_ITS_START:
                while (
                    worker._child is child and not worker._ready and not self._stopped.wait(0.001)
                ):
                    pass
            # Many short and few long pauses: in mid-frame, and while it rests.
            if self._stopped.wait(_LONGEST_PAUSE_S * chance.random() ** 2):
                return
            if not child.is_there:
                continue
            os.kill(child.pid, signal.SIGKILL)
            killed = child
            self._outcome.kills += 1
            self.last_kill = self.last_kill or time.perf_counter()

    def stop(self) -> None:
        """Kill no more."""
        self._stopped.set()
        self.join()


class Scene:
    """A window on the series, and what is measured while it is used."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.outcome = Outcome(seed)
        self.expected = {f"{index:03d}/0000": picture(index) for index in range(_SLICES)}
        store = QSettings(str(folder.parent / "window.ini"), QSettings.Format.IniFormat)
        preferences = Preferences(store)
        preferences.acknowledge_notice()
        self.desktop = application.Desktop(application.make_application(), preferences)
        self.frames = self.desktop.session.frames
        self.frames._limit = _CACHE_MIB * MIB
        self.frames.arrived.connect(self._arrived)
        self.killer: Killer | None = None
        self._direction = 1
        self.desktop.window.resize(1280, 840)
        self.desktop.window.show()
        self.desktop.start([folder])
        self.until(self._is_open)

    def scroll_and_kill(self, kills: int) -> None:
        """Scroll up and down until enough processes were killed."""
        self.killer = Killer(self.desktop, self.outcome, kills)
        scrolling, ticking = QTimer(), QTimer()
        ticking.setTimerType(Qt.TimerType.PreciseTimer)
        scrolling.timeout.connect(self._scroll)
        last, last_busy = time.perf_counter(), time.thread_time()

        def tick() -> None:
            nonlocal last, last_busy
            now, busy = time.perf_counter(), time.thread_time()
            self.outcome.gaps_ms.append(max(0.0, (now - last) * 1000 - _TICK_MS))
            self.outcome.busy_ms.append((busy - last_busy) * 1000)
            last, last_busy = now, busy

        ticking.timeout.connect(tick)
        scrolling.start(_SCROLL_MS)
        ticking.start(_TICK_MS)
        self.killer.start()
        killer = self.killer
        self.until(lambda: not killer.is_alive(), limit_s=None)
        scrolling.stop()
        ticking.stop()
        killer.stop()

    def visit_all(self) -> None:
        """Look at every slice once more: each must be right now."""
        viewport = self.desktop.session.workspace.active
        for index in range(_SLICES):
            for _ in range(_VISITS):
                viewport.go_to(1 if index == 0 else index - 1)
                viewport.go_to(index)
                self.until(lambda: viewport.shown is not None)
                if isinstance(viewport.shown, LoadedFrame) and self._is_right(viewport.shown):
                    self.outcome.recovered += 1
                    break

    def close(self) -> None:
        """Close the window and the session."""
        if self.killer is not None:
            self.killer.stop()
        self.desktop.window.close()
        self.desktop.close()

    def until(self, come: Callable[[], bool], limit_s: float | None = _LIMIT_S) -> None:
        """Run the event loop until something is so; AssertionError if it does not come."""
        end = None if limit_s is None else time.monotonic() + limit_s
        while not come():
            if end is not None and time.monotonic() > end:
                raise AssertionError("it does not come")
            application_events()

    def _is_open(self) -> bool:
        stack = self.desktop.session.workspace.active.state.stack
        whole = stack is not None and len(stack.frames) == _SLICES
        return whole and not self.desktop.is_starting

    def _scroll(self) -> None:
        viewport = self.desktop.session.workspace.active
        if viewport.state.index in {0, _SLICES - 1}:
            self._direction = 1 if viewport.state.index == 0 else -1
        (canvas,) = self.desktop.window.findChildren(Canvas)
        centre = QPointF(canvas.width() / 2, canvas.height() / 2)
        turn = QWheelEvent(
            centre,
            canvas.mapToGlobal(centre),
            QPoint(),
            QPoint(0, -120 * self._direction),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,  # noqa: FBT003  Qt's own order
        )
        before = viewport.state.index
        QApplication.sendEvent(canvas, turn)
        assert viewport.state.index != before, "the wheel does not scroll"
        shown = viewport.shown
        if shown is not None and shown.key != viewport.state.frame.key:  # type: ignore[union-attr]
            self.outcome.wrong.append("the picture of another slice")

    def _arrived(self, key: FrameKey) -> None:
        entry = self.frames.get(key)
        if isinstance(entry, LoadedFrame):
            self.outcome.shown += 1
            if not self._is_right(entry):
                self.outcome.wrong.append(f"{key.file.path}: other pixels")
            elif self.killer is not None and self.killer.last_kill is not None:
                passed = time.perf_counter() - self.killer.last_kill
                self.outcome.recovery_ms.append(passed * 1000)
                self.killer.last_kill = None
        elif isinstance(entry, FailedFrame):
            self.outcome.marked += 1
            if not isinstance(entry.error, DecoderDiedError):
                self.outcome.wrong.append(f"{key.file.path}: {entry.error!r}")

    def _is_right(self, entry: LoadedFrame) -> bool:
        return np.array_equal(entry.frame.pixels, self.expected[entry.key.file.path])


def application_events() -> None:
    """Let the window work for a moment."""
    loop = QEventLoop()
    QTimer.singleShot(5, loop.quit)
    loop.exec()


def run(kills: int, seed: int) -> Outcome:
    """Open, scroll and kill, look again, close; the outcome says what was left over.

    A first window without kills comes before: what Qt and Python keep for good is then there.
    """
    sys.setswitchinterval(application.SWITCH_INTERVAL_S)
    with tempfile.TemporaryDirectory() as folder:
        series = Path(folder) / "SERIES"
        write_series(series)
        warm = Scene(series, seed)
        warm.visit_all()
        warm.close()
        before = dict(held())
        scene = Scene(series, seed)
        try:
            scene.scroll_and_kill(kills)
            scene.visit_all()
        finally:
            scene.close()
        after = dict(held())
        scene.outcome.left = {key: after[key] for key in after if after[key] != before[key]}
        return scene.outcome


def held() -> Iterator[tuple[str, Any]]:
    """What this process has that could be left over."""
    yield "decoder processes", len(decoder_processes())
    yield "shared memory", shared_memory(os.getpid())
    yield "threads", sorted(thread.name for thread in threading.enumerate())
    yield "descriptors", psutil.Process().num_fds()

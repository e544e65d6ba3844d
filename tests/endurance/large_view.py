"""Looks at every picture of a large medium in the real window and checks what is shown.

    python -m tests.endurance.large_view PATH [headers]

Prints one JSON object. A process of its own, so that it can be put under a limit.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from PySide6.QtCore import QPoint, QPointF, QSettings
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.endurance.large_media import MARKED, value_of
from viewer.app.frames import FailedFrame, LoadedFrame
from viewer.app.stage import Stage
from viewer.app.viewport import ViewportModel
from viewer.model.display_set import ImageStack
from viewer.settings import Settings
from viewer.ui.application import Desktop, make_application
from viewer.ui.layout_grid import LayoutGrid
from viewer.ui.preferences import Preferences

READ_S = 900.0
FRAME_S = 60.0
GRABBED_EVERY = 64  # pictures; the rest is checked in memory
_MIB = 1024 * 1024


@dataclass
class Looking:
    """What was seen."""

    frames: int = 0
    grabbed: int = 0
    wrong: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    frame_cache_mib: int = 0
    most_cached_mib: float = 0.0
    peak_rss_mib: float = 0.0
    worst_wait_ms: float = 0.0
    read_s: float = 0.0
    look_s: float = 0.0


def look(path: Path, *, headers_only: bool) -> Looking:
    """Open a medium, read it to its end, then wheel through every stack."""
    app = make_application()
    found = Looking(frame_cache_mib=Settings().cache.frames_mib)
    with tempfile.TemporaryDirectory() as folder:
        store = QSettings(str(Path(folder) / "window.ini"), QSettings.Format.IniFormat)
        desktop = Desktop(app, Preferences(store))
        try:
            desktop.window.resize(1280, 840)
            desktop.window.show()
            started = time.monotonic()
            desktop.start([path])
            _until(lambda: not desktop.is_starting, FRAME_S)
            _until(lambda: desktop.session.load.stage not in {Stage.OPENING, Stage.READING}, READ_S)
            found.read_s = time.monotonic() - started
            if not headers_only:
                for item in desktop.session.catalog.items():
                    if isinstance(item.display_set, ImageStack):
                        _wheel_through(desktop, item.uid, found)
            found.look_s = time.monotonic() - started - found.read_s
        finally:
            desktop.window.close()
            desktop.close()
    found.peak_rss_mib = peak_rss_mib()
    return found


def _wheel_through(desktop: Desktop, uid: str, found: Looking) -> None:
    desktop.session.show_item(uid)
    model = desktop.session.workspace.active
    _until(lambda: model.state.stack is not None, FRAME_S)
    stack = model.state.stack
    window = desktop.window.windowHandle()
    assert stack is not None
    assert window is not None
    canvas = _grid(desktop)
    middle = QPointF(canvas.mapTo(desktop.window, canvas.rect().center()))
    for place in range(len(stack.frames)):
        started = time.monotonic()
        _until(lambda: model.shown is not None, FRAME_S)
        waited_ms = (time.monotonic() - started) * 1000
        found.worst_wait_ms = max(found.worst_wait_ms, waited_ms)
        _check(desktop, model, found, grab=place % GRABBED_EVERY == 0)
        cached_mib = desktop.session.frames._bytes / _MIB
        found.most_cached_mib = max(found.most_cached_mib, cached_mib)
        QTest.wheelEvent(window, middle, QPoint(0, -120))
        QApplication.processEvents()


def _check(desktop: Desktop, model: ViewportModel, found: Looking, *, grab: bool) -> None:
    """Compare what is shown with what was written for this series and number."""
    shown, frame = model.shown, model.state.frame
    assert frame is not None
    found.frames += 1
    if isinstance(shown, FailedFrame):
        found.problems[type(shown.error).__name__] += 1
        return
    assert isinstance(shown, LoadedFrame)
    series = int(frame.header.series.number or 0)
    number = int(frame.header.sort.instance_number or 0) + frame.key.frame_index
    expected = value_of(series, number)
    pixels = shown.frame.pixels
    good = shown.key == frame.key and not pixels[: MARKED[0]].any()
    found.wrong += not (good and (pixels[slice(*MARKED)] == expected).all())
    if grab:
        found.grabbed += 1
        canvas = _grid(desktop).active_view.canvas
        QApplication.processEvents()
        picture = canvas.grab().toImage()
        grey = picture.pixelColor(picture.width() // 2 + 40, picture.height() // 2).red()
        found.wrong += abs(grey - expected * 255 / 4095) > 2


def _grid(desktop: Desktop) -> LayoutGrid:
    grid = desktop.window.centre.currentWidget()
    assert isinstance(grid, LayoutGrid)
    return grid


def _until(condition: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("it does not come")
        QApplication.processEvents()
        time.sleep(0.001)


def peak_rss_mib() -> float:
    """Most resident memory this process ever had."""
    if sys.platform == "win32":
        return float(psutil.Process().memory_info().peak_wset / _MIB)
    import resource  # noqa: PLC0415  POSIX only

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(arguments: list[str]) -> int:
    """Look, and tell as JSON."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    found = look(Path(arguments[0]), headers_only="headers" in arguments)
    sys.stdout.write(json.dumps(vars(found)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

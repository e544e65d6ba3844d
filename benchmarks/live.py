"""Runs in processes of their own (`fresh`): a live window, what it does and how it stands it."""

from __future__ import annotations

import gc
import os
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
from PySide6.QtCore import QEventLoop, Qt, QTimer

from benchmarks.measure import p95
from benchmarks.pictures import CT_SIDE, MARK_BITS, MARK_PX, mark_place
from benchmarks.window import OpenWindow
from viewer.app.frames import LoadedFrame
from viewer.app.session import Session
from viewer.media.decoders.pool import DecoderPool
from viewer.model.lut import Window
from viewer.model.viewport import AnnotationLevel
from viewer.settings import CacheSettings, DecodeSettings, Settings

if TYPE_CHECKING:
    from viewer.app.viewport import ViewportModel
    from viewer.ui.viewport.canvas import Canvas

_REPAINT_MS = 16
_LONGEST_S = 30.0
_CONTROL_S = 4.0
_PATIENCE_S = 120.0


class Heartbeat:
    """A timer of 1 ms: how late it is, and how much of that was waiting for a core."""

    def __init__(self) -> None:
        self.gaps: list[tuple[float, float]] = []  # raw, less the run-queue wait; seconds
        self._waits = os.open(f"/proc/self/task/{threading.get_native_id()}/schedstat", os.O_RDONLY)
        self._last = time.perf_counter(), self._waited()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def stop(self) -> dict[str, float]:
        """End and give the longest gaps, seconds."""
        self._timer.stop()
        os.close(self._waits)
        own = sorted(gap for _, gap in self.gaps)
        return {
            "raw": max(raw for raw, _ in self.gaps),
            "own": own[-1],
            "p999": own[int(0.999 * (len(own) - 1))],
            "p95": p95(own),
        }

    def _waited(self) -> float:
        """Seconds this thread was ready and had no core (Linux schedstat, second number)."""
        return int(os.pread(self._waits, 100, 0).split()[1]) / 1e9

    def _beat(self) -> None:
        now, waited = time.perf_counter(), self._waited()
        gap = now - self._last[0]
        self.gaps.append((gap, max(0.0, gap - (waited - self._last[1]))))
        self._last = now, waited


def gaps(disc: str) -> dict[str, Any]:
    """Gaps of the event loop while a series decodes and the first image is dragged."""
    window = OpenWindow(Path(disc))
    gc.collect()
    model = window.model
    repaint = _window_drag(model)
    beat = Heartbeat()
    _run(lambda: all(model.loaded_indices()), _LONGEST_S)
    worst = [f"{raw * 1e3:7.1f} ms, own {own * 1e3:7.1f} ms" for raw, own in _worst(beat.gaps)]
    beats, busy = len(beat.gaps), beat.stop()
    control = Heartbeat()
    _run(lambda: False, _CONTROL_S)
    idle = control.stop()
    repaint.stop()
    window.close()
    return {"busy": busy, "idle": idle, "beats": beats, "worst": worst}


def _window_drag(model: ViewportModel) -> QTimer:
    """A window drag at 60 Hz that goes on by itself."""
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.setInterval(_REPAINT_MS)
    step = 0

    def drag() -> None:
        nonlocal step
        step += 1
        voi = Window(1200 + step % 100, 2400 + step % 50)
        model.set_presentation(replace(model.state.presentation, voi=voi))

    timer.timeout.connect(drag)
    timer.start()
    return timer


def _worst(all_gaps: list[tuple[float, float]]) -> list[tuple[float, float]]:
    return sorted(all_gaps, key=lambda gap: -gap[1])[:10]


def _run(done: Callable[[], bool], seconds: float) -> None:
    """Run the event loop as the program does, until something holds or the time is over."""
    loop = QEventLoop()
    watch = QTimer()
    watch.setInterval(50)
    end = time.monotonic() + seconds
    watch.timeout.connect(lambda: loop.quit() if done() or time.monotonic() > end else None)
    watch.start()
    loop.exec()
    watch.stop()


def pass_through(disc: str, per_second: str) -> dict[str, int]:
    """Ask for one slice after the other; read from the pixels which one is shown."""
    window = OpenWindow(Path(disc))
    window.desktop.session.workspace.set_annotations(AnnotationLevel.OFF)
    model, canvas = window.model, window.canvas
    stack = model.state.stack
    assert stack is not None
    window.until(lambda: _count(model) == _slices(disc))
    found = {"asked": 0, "ready": 0, "wrong": 0, "read": 0}
    loop, timer = QEventLoop(), QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.setInterval(1000 // int(per_second))

    def step() -> None:
        if not model.go_to(model.state.index + 1):
            loop.quit()
            return
        found["asked"] += 1
        found["ready"] += isinstance(model.shown, LoadedFrame)
        QTimer.singleShot(20, look)  # when it has been painted, before the next is asked for

    def look() -> None:
        frame, painted = model.state.frame, canvas.painted.key
        if frame is None or painted is None:
            return  # "loading" is shown, which is no wrong slice
        number = number_on(canvas)
        found["read"] += 1
        found["wrong"] += number != _number(frame.key.file.path) or painted != frame.key

    timer.timeout.connect(step)
    had, begun = sum(model.loaded_indices()), time.monotonic()
    timer.start()
    loop.exec()
    timer.stop()
    found["came"] = sum(model.loaded_indices()) - had
    found["milliseconds"] = round((time.monotonic() - begun) * 1000)
    window.close()
    return found


def number_on(canvas: Canvas) -> int:
    """The slice's number as its pixels on the canvas say; -1 if they say none."""
    placement = canvas.placement()
    if placement is None:
        return -1
    picture = canvas.grab().toImage()
    bits = []
    for bit in range(MARK_BITS + 1):
        top, left = mark_place(bit)
        middle = left + MARK_PX / 2, top + MARK_PX / 2
        x, y = placement.screen_from_image(middle)
        bits.append(picture.pixelColor(int(x), int(y)).lightness() > 128)
    if not bits.pop():
        return -1
    return sum(1 << bit for bit, on in enumerate(bits) if on)


def _number(path: str) -> int:
    return int(path.rpartition("IM")[2])


def _count(model: ViewportModel) -> int:
    stack = model.state.stack
    return len(stack.frames) if stack is not None else 0


def high_water(disc: str, limit_mib: str) -> dict[str, int]:
    """Most bytes of decoded frames at once while passing through a series and back."""
    desk = _Desk(Settings(cache=CacheSettings(frames_mib=int(limit_mib))))
    model = desk.open(disc)
    wanted = _slices(disc)
    desk.until(lambda: _count(model) == wanted and isinstance(model.shown, LoadedFrame))
    shown = model.shown
    assert isinstance(shown, LoadedFrame)
    assert shown.frame.pixels.shape == (CT_SIDE, CT_SIDE)
    each, before, high = shown.nbytes, psutil.Process().memory_info().rss, 0
    for index in [*range(wanted), *range(wanted - 2, -1, -1)]:
        model.go_to(index)
        while True:
            high = max(high, each * sum(model.loaded_indices()))
            if isinstance(model.shown, LoadedFrame):
                break
            desk.take()
    grown = psutil.Process().memory_info().rss - before
    desk.session.close()
    return {"high": high, "grown": grown}


def first_look(disc: str) -> dict[str, float]:
    """Seconds from asking for a mammogram to its first pixels, and of a whole decode."""
    from benchmarks.pixels import Opened  # noqa: PLC0415  codecs, when they are needed

    opened = Opened.of(Path(disc))
    patient = DecodeSettings(workers=1, seconds_per_frame=_PATIENCE_S)
    with DecoderPool(patient) as pool:
        pool.decode(opened.request(opened.headers[1]))  # the worker starts
        begun = time.perf_counter()
        pool.decode(opened.request(opened.headers[0]))
        whole = time.perf_counter() - begun
    opened.medium.close()
    desk = _Desk(Settings(decode=DecodeSettings(seconds_per_frame=_PATIENCE_S)))
    model = desk.open(disc)  # the workers of the session start with the first
    desk.until(lambda: isinstance(model.shown, LoadedFrame) and not model.is_preview)
    desk.session.close_media()
    model = desk.open(disc)  # a medium of its own: nothing of it is in memory
    desk.until(lambda: model.state.frame is not None)
    begun = time.perf_counter()
    desk.until_shown(model)
    first = time.perf_counter() - begun
    desk.session.close()
    return {"first": first, "whole": whole}


class _Desk:
    """A session without a window; its results are delivered here, one by one."""

    def __init__(self, settings: Settings) -> None:
        self._inbox: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.session = Session(settings, self._inbox.put)

    def open(self, disc: str) -> ViewportModel:
        """Open a disc; gives the viewport that will show it."""
        self.session.open(Path(disc))
        return self.session.workspace.active

    def take(self) -> None:
        """Wait for a result and deliver it."""
        self._inbox.get(timeout=_PATIENCE_S)()

    def until(self, condition: Callable[[], bool]) -> None:
        """Deliver results until something holds."""
        while not condition():
            self.take()

    def until_shown(self, model: ViewportModel) -> None:
        """Wait for the pixels of the frame asked for."""
        self.until(lambda: isinstance(model.shown, LoadedFrame))


def _slices(disc: str) -> int:
    return len(list(Path(disc).rglob("IM*")))

"""Finds what keeps the window's thread from its events: a thread looks at its stack meanwhile."""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from types import FrameType

BEAT_MS = 10
LOOK_S = 0.02
LONG_MS = 100.0
_DEPTH = 12


@dataclass(slots=True)
class Cause:
    """One place in the program and the gaps in which it was seen."""

    count: int = 0
    longest_ms: float = 0.0
    longest_cpu_ms: float = 0.0
    stack: str = ""


@dataclass(slots=True)
class Gap:
    """A gap that is not over yet."""

    beat: float
    cpu_s: float
    stacks: list[str] = field(default_factory=list)


class GapWatch(QObject):
    """Event-loop gaps over 100 ms by cause; processor time tells ours from the machine's.

    A timer of the event loop notes when it last ran, a thread looks whether that is long ago.
    """

    def __init__(self) -> None:
        super().__init__()
        self.causes: dict[str, Cause] = {}
        self.gaps_ms: list[tuple[float, float]] = []  # wall, processor time of the thread
        self._main = threading.get_ident()
        self._clock = time.pthread_getcpuclockid(self._main)
        self._beat = time.monotonic()
        self._cpu_at_beat = time.clock_gettime(self._clock)
        self._paused = False
        self._ended = threading.Event()
        self._timer = QTimer(self)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._note_beat)
        self._timer.start()
        self._thread = threading.Thread(target=self._look, name="gap-watch", daemon=True)
        self._thread.start()

    def pause(self, *, paused: bool) -> None:
        """Do not count what the test itself does between acts."""
        self._note_beat()
        self._paused = paused

    def close(self) -> None:
        """End the timer and the thread."""
        self._timer.stop()
        self._ended.set()
        self._thread.join()

    def _note_beat(self) -> None:
        self._beat = time.monotonic()
        self._cpu_at_beat = time.clock_gettime(self._clock)

    def _look(self) -> None:
        gap: Gap | None = None
        while not self._ended.wait(LOOK_S):
            beat = self._beat
            if gap is not None and (beat != gap.beat or self._paused):
                if not self._paused:
                    self._take(gap, beat)
                gap = None
            late_ms = (time.monotonic() - beat) * 1000
            if not self._paused and late_ms > LONG_MS / 2:
                gap = gap or Gap(beat, self._cpu_at_beat)
                frame = sys._current_frames().get(self._main)
                gap.stacks.append(_words(frame))

    def _take(self, gap: Gap, end: float) -> None:
        wall_ms = (end - gap.beat) * 1000
        if wall_ms <= LONG_MS:
            return
        cpu_ms = (self._cpu_at_beat - gap.cpu_s) * 1000
        self.gaps_ms.append((wall_ms, cpu_ms))
        stack = max(set(gap.stacks), key=gap.stacks.count)
        cause = self.causes.setdefault(stack.splitlines()[0], Cause())
        cause.count += 1
        if cpu_ms >= cause.longest_cpu_ms:
            cause.longest_ms, cause.longest_cpu_ms, cause.stack = wall_ms, cpu_ms, stack


def _words(frame: FrameType | None) -> str:
    """The innermost places of a stack, those of the viewer first; one a line."""
    places: list[str] = []
    while frame is not None and len(places) < _DEPTH:
        path = PurePath(frame.f_code.co_filename)
        if "endurance" not in path.parts:
            places.append(f"{path.name}:{frame.f_lineno} {frame.f_code.co_name}")
        frame = frame.f_back
    return "\n".join(places) or "between events"

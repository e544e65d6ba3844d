"""Time per picture of one viewport: process CPU and wall, median and p95 (rendering.md 7).

Run with a display: ``python benchmarks/viewport_frames.py [width height]``.
"""

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QApplication

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.factories.viewports import Array, ArraySource, DeskSession, Inbox, Recipe, stack_of
from viewer.model.lut import Window
from viewer.model.viewport import FitMode, ViewState
from viewer.render.bands import BandPool
from viewer.ui.viewport.canvas import Canvas

FRAMES = 60


def phantom(rows: int, columns: int, seed: int) -> Array:
    """Smooth shapes and noise, 12 bit."""
    y, x = np.ogrid[:rows, :columns]
    shape = 1200 + 800 * np.sin(x / columns * 9 + seed) * np.cos(y / rows * 7)
    noise = np.random.default_rng(seed).normal(0, 20, (rows, columns))
    return np.clip(shape + noise, 0, 4095).astype(np.uint16)


def steps(canvas: Canvas, desk: DeskSession) -> Iterator[tuple[str, Callable[[int], None]]]:
    """The three movements."""
    model = desk.workspace.active

    def drag(i: int) -> None:
        voi = Window(300 + i, 1500 + 5 * i)
        model.set_presentation(replace(model.state.presentation, voi=voi))

    def zoom(i: int) -> None:
        if i == 0:
            model.set_view(ViewState())
        placement = canvas.placement()
        assert placement is not None
        model.set_view(placement.zoom_about(model.state.view, 1.02, (700.0, 400.0)))

    def scroll(i: int) -> None:
        if i == 0:
            model.set_view(ViewState(FitMode.FIT))
        stack = model.state.stack
        assert stack is not None
        model.go_to((i + 1) % len(stack.frames))

    yield "drag", drag
    yield "zoom", zoom
    yield "scroll", scroll


def measure(app: QApplication, canvas: Canvas, act: Callable[[int], None]) -> str:
    """Median and p95 of FRAMES pictures while things move."""
    cpu, wall = [], []
    for i in range(FRAMES):
        app.processEvents()
        canvas.moving()
        start_cpu, start = time.process_time(), time.perf_counter()
        act(i)
        canvas.repaint()
        cpu.append((time.process_time() - start_cpu) * 1000)
        wall.append((time.perf_counter() - start) * 1000)
    parts = [
        f"{name} {np.median(v):5.1f} /{np.percentile(v, 95):5.1f}"
        for name, v in (("cpu", cpu), ("wall", wall))
    ]
    return "   ".join(parts)


def main() -> None:
    """Measure CT and mammogram."""
    width, height = (int(arg) for arg in sys.argv[1:3]) if len(sys.argv) > 2 else (1920, 1080)
    app = QApplication([])
    for name, rows, columns, count in (("CT 512²", 512, 512, 20), ("MG 4096x3328", 4096, 3328, 4)):
        source, inbox = ArraySource(), Inbox()
        desk = DeskSession(source, inbox.post)
        arrays = [phantom(rows, columns, seed) for seed in range(count)]
        stack = source.add(stack_of(arrays, Recipe(uid=name)), arrays)
        desk.workspace.show(stack)
        inbox.take(count)
        canvas = Canvas(desk.workspace.active, BandPool())
        canvas.resize(width, height)
        canvas.show()
        while canvas.windowHandle() is None or not canvas.windowHandle().isExposed():
            app.processEvents()
        for movement, act in steps(canvas, desk):
            print(f"{name:14} {width}x{height} {movement:7} {measure(app, canvas, act)}  ms")
        canvas.close()
        desk.close()


if __name__ == "__main__":
    main()

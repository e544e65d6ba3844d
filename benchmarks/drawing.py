"""Pictures while things move: window drag, zoom, scroll; sizes of image, numbers of viewports."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtWidgets import QApplication, QWidget

from benchmarks.measure import p95, profile_of
from benchmarks.pictures import MAMMOGRAM, SIZES, Words, ct_slice, still
from benchmarks.results import Bench, Group, Row, spread
from tests.factories.viewports import ArraySource, DeskSession, Inbox, Recipe, stack_of
from viewer.model.lut import Window
from viewer.model.viewport import FitMode, ViewState
from viewer.ui.application import make_application
from viewer.ui.layout_grid import LayoutGrid

WIDTH, HEIGHT = 1920, 1080
_FRAMES = 60
_QUICK_FRAMES = 25
_DRAG_CPU_S = 0.006
Act = Callable[[int], None]


@dataclass(frozen=True)
class Goal:
    """The longest a picture may take at the 95th percentile, seconds; 0 without limit."""

    wall: float
    cpu: float = 0.0

    def __str__(self) -> str:
        cpu = f", CPU ≤ {self.cpu * 1e3:.0f} ms" if self.cpu else ""
        return f"p95 ≤ {self.wall * 1e3:.0f} ms{cpu}"


_CT_GOALS = {"drag": Goal(0.016, _DRAG_CPU_S), "zoom": Goal(0.016), "scroll": Goal(0.016)}
_MG_GOALS = {"drag": Goal(0.016, _DRAG_CPU_S), "zoom": Goal(0.033), "scroll": Goal(0.033)}


class Desk:
    """A grid of viewports over arrays in memory, all showing the same stack."""

    def __init__(self, arrays: list[Words], grid: tuple[int, int]) -> None:
        self.app = make_application()
        source, inbox = ArraySource(), Inbox()
        self._session = DeskSession(source, inbox.post)
        self.workspace = self._session.workspace
        stack = source.add(stack_of(arrays, Recipe(uid="measured")), arrays)
        self.workspace.set_layout(*grid)
        for viewport in range(grid[0] * grid[1]):
            self.workspace.show(stack, viewport)
        self.workspace.activate(0)
        inbox.take(len(arrays))
        # In a window without a layout: the offscreen platform warns about size hints.
        self.window = QWidget()
        self.grid = LayoutGrid(self._session, self.window)  # type: ignore[arg-type]  # all it needs
        self.window.resize(WIDTH, HEIGHT)
        self.grid.resize(WIDTH, HEIGHT)
        self.window.show()
        for _ in range(10):
            self.app.processEvents()

    def movements(self) -> dict[str, Act]:
        """The three things a hand does most, each a function of the step."""
        model = self.workspace.active
        canvas = self.grid.active_view.canvas

        def drag(step: int) -> None:
            voi = Window(300 + step, 1500 + 5 * step)
            for viewport in self.workspace.viewports:
                state = viewport.state
                viewport.set_presentation(replace(state.presentation, voi=voi))

        def zoom(step: int) -> None:
            if step == 0:
                model.set_view(ViewState())
            placement = canvas.placement()
            assert placement is not None
            middle = (placement.viewport[0] * 0.4, placement.viewport[1] * 0.4)
            view = placement.zoom_about(model.state.view, 1.02, middle)
            for viewport in self.workspace.viewports:
                viewport.set_view(view)

        def scroll(step: int) -> None:
            if step == 0:
                for viewport in self.workspace.viewports:
                    viewport.set_view(ViewState(FitMode.FIT))
            stack = model.state.stack
            assert stack is not None
            model.go_to((step + 1) % len(stack.frames))

        return {"drag": drag, "zoom": zoom, "scroll": scroll}

    def picture(self, act: Act, step: int) -> tuple[float, float]:
        """One step and the pictures of all viewports; wall and CPU seconds."""
        QApplication.processEvents()
        canvases = [view.canvas for view in self.grid.views]
        for canvas in canvases:
            canvas.moving()
        cpu, wall = time.process_time(), time.perf_counter()
        act(step)
        for canvas in canvases:
            canvas.repaint()
        return time.perf_counter() - wall, time.process_time() - cpu

    def close(self) -> None:
        """Take the window away."""
        self.grid.close_grid()
        self.window.close()
        self.window.deleteLater()
        self._session.close()


def single(bench: Bench) -> Iterator[Row]:
    """One viewport: CT and mammogram."""
    ct = [ct_slice(number) for number in range(1, 13)]
    yield from _rows(bench, "CT 512 × 512", ct, (1, 1), _CT_GOALS)
    mammograms = [still(*MAMMOGRAM, number) for number in range(2 if bench.quick else 4)]
    yield from _rows(bench, "mammogram, 13 megapixels", mammograms, (1, 1), _MG_GOALS)


def sizes(bench: Bench) -> Iterator[Row]:
    """How the cost of a picture grows with the image."""
    if bench.quick:
        return
    for megapixels, shape in SIZES.items():
        arrays = [still(*shape, number) for number in range(2)]
        yield from _rows(bench, f"image of {megapixels} megapixels", arrays, (1, 1), {})


def viewports(bench: Bench) -> Iterator[Row]:
    """How it grows with the number of viewports, all moving together."""
    arrays = [ct_slice(number) for number in range(1, 13)]
    for side in (2,) if bench.quick else (1, 2, 3):
        yield from _rows(bench, f"CT, {side * side} linked viewports", arrays, (side, side), {})


def _rows(
    bench: Bench, what: str, arrays: list[Words], grid: tuple[int, int], goals: dict[str, Goal]
) -> Iterator[Row]:
    desk = Desk(arrays, grid)
    try:
        for name, act in desk.movements().items():
            frames = _QUICK_FRAMES if bench.quick else _FRAMES
            desk.picture(act, 0)
            taken = [desk.picture(act, step) for step in range(frames)]
            wall, cpu = [one for one, _ in taken], [one for _, one in taken]
            goal = goals.get(name)
            row = Row(
                f"{what}, {name}",
                str(goal or ""),
                f"{spread(wall, cpu)} (p95 {p95(cpu) * 1e3:.3g} ms)",
            )
            if goal is not None:
                cpu_kept = not goal.cpu or p95(cpu) <= goal.cpu
                row.met = p95(wall) <= goal.wall and cpu_kept
            if row.met is False:
                row.note = _waiting(wall, cpu)
                row.profile = profile_of(partial(_many, desk, act, frames))
            yield row
    finally:
        desk.close()


def _many(desk: Desk, act: Act, frames: int) -> None:
    for step in range(frames):
        desk.picture(act, step)


def _waiting(wall: list[float], cpu: list[float]) -> str:
    """Whether it was the work or the machine: wall beyond CPU is somebody else's."""
    waited = statistics.mean(max(0.0, one - two) for one, two in zip(wall, cpu, strict=True))
    return f"of a picture's time {waited * 1e3:.1f} ms on average were no work of this process"


GROUP = Group("drawing", "Pictures while things move, 1920 × 1080", (single, viewports, sizes))

"""Linked scrolling: series of 600 slices side by side, every viewport painted at every step."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from functools import partial

from PySide6.QtWidgets import QApplication, QWidget

from benchmarks.measure import profile_of
from benchmarks.pictures import Words, ct_slice
from benchmarks.results import Bench, Group, Row, spread
from tests.factories.viewports import ArraySource, DeskSession, Inbox, Recipe, stack_of
from viewer.app.link_state import LinkKind, Links
from viewer.model.image import FrameKey
from viewer.model.viewport import ReferenceLineMode
from viewer.ui.application import make_application
from viewer.ui.layout_grid import LayoutGrid

WIDTH, HEIGHT = 1920, 1080
SLICES = 600
_STEPS_PER_SECOND = 30.0
_DIFFERENT = 12  # pictures of their own; the others are these again, so that memory suffices
_QUICK_STEPS = 60


class Linked:
    """A grid of viewports on linked series, as fast as it goes without a screen."""

    def __init__(self, grid: tuple[int, int], slices: int) -> None:
        make_application()
        inbox = Inbox()
        source = ArraySource()
        self._session = DeskSession(source, inbox.post)
        self.workspace = self._session.workspace
        few = [ct_slice(number) for number in range(1, _DIFFERENT + 1)]
        arrays: list[Words] = [few[n % _DIFFERENT] for n in range(slices)]
        self.workspace.set_layout(*grid)
        # In a window without a layout: the offscreen platform warns about size hints.
        self.window = QWidget()
        self.grid = LayoutGrid(self._session, self.window)  # type: ignore[arg-type]  # all it needs
        for number in range(grid[0] * grid[1]):
            recipe = Recipe(uid=f"series{number}", slice_mm=1.0, first_mm=0.1 * number)
            stack = source.add(stack_of(arrays, recipe), arrays)
            self.workspace.show(stack, number)
        self.workspace.activate(0)
        kinds = frozenset({LinkKind.SCROLL, LinkKind.VIEW, LinkKind.WINDOW})
        self.workspace.set_links(Links(kinds))
        self.workspace.set_lines(ReferenceLineMode.LINES)
        self.window.resize(WIDTH, HEIGHT)
        self.grid.resize(WIDTH, HEIGHT)
        self.window.show()
        self._inbox = inbox
        for _ in range(10):
            QApplication.processEvents()

    def step(self) -> tuple[float, float]:
        """Scroll by one and paint everything; wall and CPU seconds, checked afterwards."""
        leader = self.workspace.active
        canvases = [view.canvas for view in self.grid.views]
        cpu, begun = time.process_time(), time.perf_counter()
        leader.scroll(1)
        moved, moved_cpu = time.perf_counter() - begun, time.process_time() - cpu
        for viewport in self.workspace.viewports:  # decoding is measured elsewhere
            self._inbox.until(lambda v=viewport: v.shown is not None)  # type: ignore[misc]
        for canvas in canvases:
            canvas.moving()
        cpu, begun = time.process_time(), time.perf_counter()
        QApplication.processEvents()  # paints what changed, once, as the window does
        painted = time.perf_counter() - begun, time.process_time() - cpu
        self._check([canvas.painted.key for canvas in canvases], leader.state.index)
        return moved + painted[0], moved_cpu + painted[1]

    def _check(self, painted: list[FrameKey | None], index: int) -> None:
        """The step is only worth its time if every picture is the one it should be."""
        wanted = [
            viewport.state.stack.frames[index].key if viewport.state.stack else None
            for viewport in self.workspace.viewports
        ]
        if painted != wanted:
            raise AssertionError("a viewport shows another step")

    def close(self) -> None:
        """Take the window away."""
        self.grid.close_grid()
        self.window.close()
        self.window.deleteLater()
        self._session.close()


def two(bench: Bench) -> Iterator[Row]:
    """Two series side by side."""
    yield _row(bench, (1, 2))


def four(bench: Bench) -> Iterator[Row]:
    """Four series."""
    yield _row(bench, (2, 2))


def _row(bench: Bench, grid: tuple[int, int]) -> Row:
    slices = _QUICK_STEPS + 1 if bench.quick else SLICES
    desk = Linked(grid, slices)
    try:
        taken = [desk.step() for _ in range(slices - 1)]
    finally:
        desk.close()
    wall, cpu = [one for one, _ in taken], [two for _, two in taken]
    rate = 1 / statistics.mean(wall)
    row = Row(
        f"linked scrolling, {grid[0] * grid[1]} series of {slices} slices 512 × 512, all painted",
        f"≥ {_STEPS_PER_SECOND:.0f} steps/s",
        f"{rate:.0f} steps/s; a step {spread(wall, cpu)}",
        met=rate >= _STEPS_PER_SECOND,
        note="scroll, zoom and window linked, reference lines on; every picture checked to be "
        "that of its step",
    )
    if not row.met:
        again = Linked(grid, _QUICK_STEPS)
        row.profile = profile_of(partial(_many, again, _QUICK_STEPS - 1))
        again.close()
    return row


def _many(desk: Linked, steps: int) -> None:
    for _ in range(steps):
        desk.step()


GROUP = Group("side_by_side", "Side by side, 1920 × 1080", (two, four))

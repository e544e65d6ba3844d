"""Run with QT_SCALE_FACTOR set: does a line drawn by mouse lie where the pointer was?

A process of its own, because the scale factor is read once. Exits with 0 if it does.
"""

from __future__ import annotations

import math
import sys

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from tests.factories.viewports import ArraySource, DeskSession, Inbox, Recipe, stack_of
from viewer.model.annotation import Annotation
from viewer.model.geometry import PixelSpacing, SpacingSource
from viewer.model.viewport import FitMode, ViewState
from viewer.tools.tool_mode import ToolMode
from viewer.ui.layout_grid import LayoutGrid
from viewer.ui.viewport.canvas import Canvas

START, END = QPointF(101.5, 80.25), QPointF(230.75, 190.5)
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


def drawn() -> tuple[Annotation, Canvas, float]:
    """The line, the canvas it was drawn in, and the scale factor."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    app = QApplication(["drawing-at-scale"])
    inbox, source = Inbox(), ArraySource()
    session = DeskSession(source, inbox.post)
    image = np.zeros((100, 140), np.uint16)
    recipe = Recipe(spacing=PixelSpacing(1.0, 0.5, SpacingSource.PATIENT))
    stack = source.add(stack_of([image], recipe), [image])
    window = QWidget()
    window.resize(400, 320)
    grid = LayoutGrid(session, window)  # type: ignore[arg-type]  # all the grid needs
    grid.setGeometry(7, 11, 371, 289)
    session.workspace.show(stack, 0)
    inbox.take()
    session.workspace.active.set_view(
        ViewState(FitMode.FREE, zoom=3.7, center=(60.0, 50.0), quarter_turns=1, flipped=True)
    )
    window.show()
    app.processEvents()
    grid.set_tool(ToolMode.LENGTH)
    canvas = grid.active_view.canvas
    kind = QMouseEvent.Type
    for type_, at, button, held in (
        (kind.MouseButtonPress, START, LEFT, LEFT),
        (kind.MouseMove, END, NONE, LEFT),
        (kind.MouseButtonRelease, END, LEFT, NONE),
    ):
        point = QPointF(canvas.mapToGlobal(at))
        event = QMouseEvent(type_, at, point, button, held, Qt.KeyboardModifier.NoModifier)
        app.sendEvent(canvas, event)
    (annotation,) = session.annotations.state.annotations
    assert canvas.hands.drawing is not None
    (target,) = canvas.hands.drawing.screen.targets()
    ratio = window.devicePixelRatioF()
    for handle, at in zip(target.handles, (START, END), strict=True):
        assert math.dist(handle, (at.x(), at.y())) < 0.01, f"a handle is at {handle}"
    grid.close_grid()
    session.close()
    return annotation, canvas, ratio


def main() -> int:
    """0 if the line is as long as the way of the pointer."""
    annotation, _, ratio = drawn()
    way = END - START
    # 3.7 device pixels for each column of 0.5 mm; rows are twice as high and twice as far.
    wanted_mm = math.hypot(way.x(), way.y()) * ratio / 3.7 * 0.5
    (x, y), (u, v) = annotation.points
    length_mm = math.hypot((u - x) * 0.5, (v - y) * 1.0)
    if abs(length_mm - wanted_mm) > 1e-6:
        sys.stderr.write(f"{length_mm} mm instead of {wanted_mm} at {ratio}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Run with QT_SCALE_FACTOR set: does a 1:1 chessboard reach the screen pixel for pixel?

A process of its own, because the scale factor is read once. Exits with 0 if it does.
"""

from __future__ import annotations

import sys

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QWidget

from tests.factories.viewports import Array, ArraySource, DeskSession, Inbox, Recipe, stack_of
from viewer.model.lut import Window
from viewer.model.viewport import FitMode, ViewState
from viewer.ui.layout_grid import LayoutGrid


def chessboard_on_screen() -> list[Array]:
    """The chessboards of two viewports at odd places, as grabbed from the screen."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    app = QApplication(["pixel-exact"])
    inbox, source = Inbox(), ArraySource()
    session = DeskSession(source, inbox.post)
    board = (1024 + 255 * (np.add.outer(np.arange(140), np.arange(140)) % 2)).astype(np.uint16)
    stack = source.add(stack_of([board], Recipe(voi=(Window(128, 256),))), [board])
    window = QWidget()
    window.resize(530, 500)  # offscreen screens grab no more pixels than this
    grid = LayoutGrid(session, window)  # type: ignore[arg-type]  # all the grid needs
    grid.setGeometry(15, 23, 331, 269)
    session.workspace.set_layout(1, 2)
    for number in (0, 1):
        session.workspace.show(stack, number)
    inbox.take()
    for viewport in session.workspace.viewports:
        viewport.set_view(ViewState(FitMode.ONE_TO_ONE))
    window.show()
    app.processEvents()
    seen = _screen(window)
    ratio = window.devicePixelRatioF()
    boards = []
    for view in grid.views:
        placement = view.canvas.placement()
        assert placement is not None
        corner = view.canvas.mapTo(window, QPoint(0, 0))
        left, top = round(corner.x() * ratio), round(corner.y() * ratio)
        x0, y0, _, y1 = placement.visible
        middle = (y0 + y1) // 2  # where no words are
        boards.append(seen[top + middle - 15 : top + middle + 15, left + x0 + 45 : left + x0 + 75])
    grid.close_grid()
    session.close()
    return boards


def _screen(window: QWidget) -> Array:
    grabbed = window.screen().grabWindow(window.winId()).toImage()
    grey = grabbed.convertToFormat(QImage.Format.Format_Grayscale8)
    bits = np.frombuffer(grey.constBits(), np.uint8)
    return bits.reshape(grey.height(), grey.bytesPerLine())[:, : grey.width()].astype(int)


def is_chessboard(pixels: Array) -> bool:
    """Whether every neighbour differs and there is nothing but black and white."""
    return (
        pixels.size >= 300
        and set(np.unique(pixels)) == {0, 255}
        and bool((np.diff(pixels, axis=0) != 0).all() and (np.diff(pixels, axis=1) != 0).all())
    )


if __name__ == "__main__":
    sys.exit(0 if all(is_chessboard(board) for board in chessboard_on_screen()) else 1)

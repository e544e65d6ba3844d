"""A grid of viewports over arrays, on a screen that is not there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.factories.viewports import Array, ArraySource, DeskSession, Inbox, Recipe, stack_of
from viewer.app.viewport import ViewportModel, ViewportState
from viewer.model.display_set import ImageStack
from viewer.ui.layout_grid import LayoutGrid
from viewer.ui.viewport.canvas import Canvas
from viewer.ui.viewport.commands import ViewportCommands
from viewer.ui.viewport.viewport_widget import ViewportWidget

NO_BUTTON = Qt.MouseButton.NoButton
LEFT, RIGHT, MIDDLE = (
    Qt.MouseButton.LeftButton,
    Qt.MouseButton.RightButton,
    Qt.MouseButton.MiddleButton,
)
NO_KEY = Qt.KeyboardModifier.NoModifier


class GridDesk:
    """A session, its grid, and hands."""

    def __init__(
        self,
        qtbot: QtBot,
        size: tuple[int, int] = (640, 480),
        source: ArraySource | None = None,
    ) -> None:
        self.qtbot = qtbot
        self.inbox = Inbox()
        self.source = source or ArraySource()
        self.session = DeskSession(self.source, self.inbox.post)
        # In a window without a layout: the offscreen platform warns about size hints.
        self.window = QWidget()
        self.grid = LayoutGrid(self.session, self.window)  # type: ignore[arg-type]  # all it needs
        self.commands = ViewportCommands(self.session, self.grid)  # type: ignore[arg-type]
        self.window.resize(*size)
        self.grid.resize(*size)
        qtbot.addWidget(self.window)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.window.activateWindow()

    def close(self) -> None:
        self.grid.close_grid()
        self.session.close()

    def put(
        self, arrays: Sequence[Array], recipe: Recipe | None = None, viewport: int | None = None
    ) -> ImageStack:
        """Show a stack and wait until its first image is there."""
        stack = self.source.add(stack_of(arrays, recipe), arrays)
        self.session.workspace.show(stack, viewport)
        model = self.model
        self.inbox.until(lambda: model.shown is not None)
        return stack

    def lay_out(self, rows: int, columns: int) -> None:
        """Change the grid and let Qt place the cells."""
        self.commands.set_layout(rows, columns)
        QApplication.processEvents()

    @property
    def model(self) -> ViewportModel:
        return self.session.workspace.active

    @property
    def state(self) -> ViewportState:
        return self.model.state

    @property
    def view(self) -> ViewportWidget:
        return self.grid.active_view

    @property
    def canvas(self) -> Canvas:
        return self.view.canvas

    def drag(
        self,
        buttons: Qt.MouseButton,
        way: tuple[int, int],
        start: tuple[int, int] = (300, 240),
        *,
        release: bool = True,
        keys: Qt.KeyboardModifier = NO_KEY,
    ) -> None:
        """Press, move in two steps, release."""
        begin, end = QPoint(*start), QPoint(start[0] + way[0], start[1] + way[1])
        self.mouse(QMouseEvent.Type.MouseButtonPress, begin, buttons, buttons, keys)
        for point in ((begin + end) / 2, end):
            self.mouse(QMouseEvent.Type.MouseMove, point, NO_BUTTON, buttons, keys)
        if release:
            self.mouse(QMouseEvent.Type.MouseButtonRelease, end, buttons, NO_BUTTON, keys)

    def hover(self, at: tuple[int, int]) -> None:
        """Move the pointer with no button held."""
        self.mouse(QMouseEvent.Type.MouseMove, QPoint(*at), NO_BUTTON, NO_BUTTON)

    def click(self, at: tuple[int, int], keys: Qt.KeyboardModifier = NO_KEY) -> None:
        """Move there, press and let go."""
        point = QPoint(*at)
        self.mouse(QMouseEvent.Type.MouseMove, point, NO_BUTTON, NO_BUTTON, keys)
        self.mouse(QMouseEvent.Type.MouseButtonPress, point, LEFT, LEFT, keys)
        self.mouse(QMouseEvent.Type.MouseButtonRelease, point, LEFT, NO_BUTTON, keys)

    def double_click(self, at: tuple[int, int]) -> None:
        """The second press of two at one place, as Qt tells it."""
        point = QPoint(*at)
        self.mouse(QMouseEvent.Type.MouseButtonDblClick, point, LEFT, LEFT)
        self.mouse(QMouseEvent.Type.MouseButtonRelease, point, LEFT, NO_BUTTON)

    def mouse(
        self,
        kind: QMouseEvent.Type,
        at: QPoint,
        button: Qt.MouseButton,
        held: Qt.MouseButton,
        keys: Qt.KeyboardModifier = NO_KEY,
    ) -> None:
        position = QPointF(at)
        screen = QPointF(self.canvas.mapToGlobal(at))
        event = QMouseEvent(kind, position, screen, button, held, keys)
        QApplication.sendEvent(self.canvas, event)

    def wheel(
        self,
        angle: int,
        *,
        pixels: int = 0,
        at: tuple[int, int] = (300, 240),
        keys: Qt.KeyboardModifier = NO_KEY,
    ) -> None:
        phase = Qt.ScrollPhase.ScrollUpdate if pixels else Qt.ScrollPhase.NoScrollPhase
        event = QWheelEvent(
            QPointF(*at),
            QPointF(self.canvas.mapToGlobal(QPoint(*at))),
            QPoint(0, pixels),
            QPoint(0, angle),
            NO_BUTTON,
            keys,
            phase,
            False,  # noqa: FBT003  Qt's signature: not inverted
        )
        QApplication.sendEvent(self.canvas, event)

"""Stands in for the grid of viewports: black, and remembers what it was told."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QWidget

from viewer.tools.tool_mode import ToolMode
from viewer.ui.annotating.pencil import Pencil


class FakeGrid(QWidget):
    """A black rectangle with the grid's signals."""

    tool_changed = Signal(object)
    probe_changed = Signal(str)
    item_wanted = Signal(str, int)
    path_dropped = Signal(object)
    marked_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.tool = ToolMode.SCROLL
        self.views: list[QWidget] = []
        self.pencil = Pencil()
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Window, QColor("#000000"))
        self.setPalette(palette)
        self.setAutoFillBackground(True)

    def arranging(self) -> AbstractContextManager[None]:
        return nullcontext()

    def set_tool(self, mode: ToolMode) -> None:
        self.tool = mode

    def toggle_detached(self) -> None:
        pass

    def close_grid(self) -> None:
        pass


class FakeViewport:
    """Writes down the names of the actions called on it."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, tuple[object, ...]]] = []

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *arguments: self.calls.append((name, arguments))

"""What the window needs of the grid of viewports; `viewer.ui.layout_grid` implements it."""

from typing import Protocol

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QWidget

from viewer.tools.tool_mode import ToolMode


class GridWidget(Protocol):
    """The grid as seen by the window; it arrives after the first paint."""

    tool_changed: SignalInstance  # ToolMode
    probe_changed: SignalInstance  # str

    def set_tool(self, mode: ToolMode) -> None: ...


def as_widget(grid: GridWidget) -> QWidget:
    """The grid as the widget it is."""
    assert isinstance(grid, QWidget)
    return grid

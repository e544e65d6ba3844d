"""What the window needs of the grid of viewports; `viewer.ui.layout_grid` implements it."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol

from viewer.tools.tool_mode import ToolMode

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance

    from viewer.ui.annotating.pencil import Pencil


class GridWidget(Protocol):
    """The grid as seen by the window; it arrives after the first paint."""

    @property
    def tool_changed(self) -> "SignalInstance": ...
    @property
    def probe_changed(self) -> "SignalInstance": ...
    @property
    def item_wanted(self) -> "SignalInstance": ...  # catalog uid, number of the viewport
    @property
    def path_dropped(self) -> "SignalInstance": ...  # Path
    @property
    def marked_wanted(self) -> "SignalInstance": ...  # where on the screen to ask (QPoint)
    @property
    def pencil(self) -> "Pencil": ...
    @property
    def views(self) -> Sequence[Any]: ...  # widgets with the `model` they show

    def arranging(self) -> AbstractContextManager[None]: ...  # the focus moves by itself within
    def set_tool(self, mode: ToolMode) -> None: ...
    def toggle_detached(self) -> None: ...
    def close_grid(self) -> None: ...

"""A whole Lightbox in this process: the window, its session, a disc; nothing of the host's."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings

from viewer.ui.application import SWITCH_INTERVAL_S, Desktop, make_application
from viewer.ui.preferences import Preferences

if TYPE_CHECKING:
    from viewer.app.viewport import ViewportModel
    from viewer.ui.layout_grid import LayoutGrid
    from viewer.ui.viewport.canvas import Canvas

_PATIENCE_S = 120.0


class OpenWindow:
    """The window with the first image of a disc on show."""

    def __init__(self, disc: Path) -> None:
        import sys  # noqa: PLC0415  one use

        sys.setswitchinterval(SWITCH_INTERVAL_S)
        self.app = make_application()
        self._folder = tempfile.TemporaryDirectory()
        store = QSettings(str(Path(self._folder.name) / "w.ini"), QSettings.Format.IniFormat)
        preferences = Preferences(store)
        preferences.acknowledge_notice()
        self.desktop = Desktop(self.app, preferences)
        self.desktop.window.resize(1920, 1080)
        self.desktop.window.show()
        self.desktop.start([disc])
        self.until(lambda: not self.desktop.is_starting)
        self.until(lambda: self.model.state.frame is not None)
        self.until(lambda: self.canvas.painted.key is not None)

    @property
    def model(self) -> ViewportModel:
        """The active viewport."""
        return self.desktop.session.workspace.active

    @property
    def grid(self) -> LayoutGrid:
        """The grid of viewports, as the window made it."""
        from viewer.ui.layout_grid import LayoutGrid  # noqa: PLC0415  numpy, as the window does it

        found = self.desktop.window.findChild(LayoutGrid)
        assert isinstance(found, LayoutGrid)
        return found

    @property
    def canvas(self) -> Canvas:
        """The canvas of the active viewport."""
        return self.grid.active_view.canvas

    def until(self, condition: Callable[[], bool]) -> None:
        """Run the event loop until something holds; raises TimeoutError."""
        deadline = time.monotonic() + _PATIENCE_S
        while not condition():
            self.app.processEvents()
            time.sleep(0.001)
            if time.monotonic() > deadline:
                raise TimeoutError("the window did not get there")

    def close(self) -> None:
        """Close window and session."""
        self.desktop.window.close()
        self.desktop.close()
        self._folder.cleanup()

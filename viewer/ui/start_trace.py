"""When the window and the first image came up, told on stderr for whoever measures the start.

With ``LIGHTBOX_TRACE=1`` in the environment each mark is one line::

    lightbox-trace 5130.482911 window painted

The number is `time.monotonic` in seconds, on Linux the clock of every process since the system
started. Marks name moments only, never anything of a medium. Without the variable nothing of
this runs.
"""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer

from viewer.ui.contained import contained

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from viewer.app.session import Session
    from viewer.app.stage import LoadState, Stage
    from viewer.ui.layout_grid import LayoutGrid
    from viewer.ui.viewport.canvas import Canvas

VARIABLE = "LIGHTBOX_TRACE"
PREFIX = "lightbox-trace"
LOADED = "program loaded"  # Qt and the window's modules are imported
WINDOW_PAINTED = "window painted"
DRAWING_LOADED = "drawing loaded"  # numpy and the viewports' modules
FIRST_IMAGE_PAINTED = "first image painted"


def is_wanted() -> bool:
    """Whether the environment asks for marks."""
    return os.environ.get(VARIABLE, "") not in {"", "0"}


class StartTrace(QObject):
    """Watches one window until its first image is painted."""

    def __init__(self) -> None:
        super().__init__()
        self._image_painted = False
        self._stage: Stage | None = None
        _mark(LOADED)

    def watch_window(self, window: QWidget, session: Session) -> None:
        """Mark the window's first paint, and each stage of the medium."""
        window.installEventFilter(self)
        session.load_changed.connect(self._loading)

    def watch_grid(self, grid: LayoutGrid) -> None:
        """Mark the first image; the viewport of the start is the one that gets it."""
        _mark(DRAWING_LOADED)
        for view in grid.views:
            canvas = view.canvas
            canvas.painted_changed.connect(lambda canvas=canvas: self._painted(canvas))

    @contained
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            # The filter comes before the paint; a timer of 0 ms comes after it.
            QTimer.singleShot(0, lambda: _mark(WINDOW_PAINTED))
        return False

    def _loading(self, load: LoadState) -> None:
        if load.stage is not self._stage:
            self._stage = load.stage
            _mark(f"medium {load.stage.value}")

    def _painted(self, canvas: Canvas) -> None:
        if canvas.painted.key is not None and not self._image_painted:
            self._image_painted = True
            _mark(FIRST_IMAGE_PAINTED)


def _mark(what: str) -> None:
    sys.stderr.write(f"{PREFIX} {time.monotonic():.6f} {what}\n")
    sys.stderr.flush()

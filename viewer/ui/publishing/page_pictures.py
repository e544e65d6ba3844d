"""Pictures for the pages of a disc while the window is open: read beside it, drawn on its thread.

Qt's classes are for the window's thread alone (docs/decisions.md, "Pins").
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final, Self

from viewer.media.cancel import CancelToken
from viewer.ui.bridge import Bridge
from viewer.ui.disc_pictures import DiscPictures

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtCore import QObject

    from viewer.ui.viewport.scene import Scene

_PATIENCE_S: Final = 0.1


class WindowPictures(DiscPictures):
    """Made on the window's thread, used on that of a job; waits no longer than the job goes on."""

    def __init__(self, parent: QObject) -> None:
        super().__init__()
        self._bridge = Bridge(parent)
        self._cancel = CancelToken()

    def of_job(self, cancel: CancelToken) -> Self:
        """For a job that may be cancelled."""
        self._cancel = cancel
        return self

    def close(self) -> None:
        """Draw nothing more: the window goes."""
        self._bridge.close()

    def drawn(self, scene: Scene, size: tuple[int, int]) -> NDArray[np.uint8]:
        """Have it drawn; raises CancelledError, and what drawing raises."""
        drawing = _Drawing(lambda: super(WindowPictures, self).drawn(scene, size))
        self._bridge.post(drawing.run)
        while not drawing.done.wait(_PATIENCE_S):
            self._cancel.check()
        return drawing.result()


class _Drawing:
    """A picture that another thread waits for."""

    def __init__(self, draw: Callable[[], NDArray[np.uint8]]) -> None:
        self._draw = draw
        self._pixels: NDArray[np.uint8] | None = None
        self._problem: Exception | None = None
        self.done = threading.Event()

    def run(self) -> None:
        """Draw it."""
        try:
            self._pixels = self._draw()
        except Exception as error:  # noqa: BLE001  a job runner: whoever waits must hear of it
            self._problem = error
        self.done.set()

    def result(self) -> NDArray[np.uint8]:
        """The picture; raises what drawing raised."""
        if self._problem is not None:
            raise self._problem
        assert self._pixels is not None
        return self._pixels

"""Pictures for the pages of a disc: what a viewport shows of a frame, with all its marks (S-31)."""

from __future__ import annotations

import logging
import os
import sys
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QGuiApplication, QImage

from viewer.app.frames import LoadedFrame
from viewer.app.survey import survey
from viewer.app.viewport import ViewportState
from viewer.errors import FileReadError, MediumError, PixelError
from viewer.media.colour_profile import ColourProfiles
from viewer.media.decoders.pool import DecoderPool
from viewer.media.load import load_frame
from viewer.model.display_set import ImageStack
from viewer.render.source import prepare
from viewer.settings import Settings
from viewer.ui.viewport.scene import Scene, Surroundings
from viewer.ui.viewport.snapshot import render_viewport
from viewer.ui.words import NOT_DIAGNOSTIC

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Self

    from numpy.typing import NDArray

    from viewer.app.survey import Survey

log = logging.getLogger(__name__)

_CLOSING = f"Preview (JPEG). {NOT_DIAGNOSTIC}"  # S-07, S-31


class DiscPictures:
    """A `viewer.publish.pages.PictureOf`; use it as a context manager.

    On the thread of the window where there is one (docs/decisions.md, "Pins"), else on the main.

    The folder of an image is taken for its series, so that "37 of 412" in the corner is true.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self._settings = settings or Settings()
        self._pool = DecoderPool(self._settings.decode)
        self._profiles = ColourProfiles(self._pool)
        self._folder: Path | None = None
        self._series: Survey | None = None
        self._application = _application()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._leave()
        self._pool.close()
        if self._application is not None:  # a window may follow, and needs one of another kind
            self._application.shutdown()
            self._application = None

    def __call__(self, file: Path, frame: int, size: tuple[int, int]) -> NDArray[np.uint8] | None:
        """(rows, columns, 3) RGB of a frame, from 0; None where it cannot be shown."""
        try:
            found = self._survey(file.parent)
            place = _place(found, file.name, frame)
            if place is None:
                return None
            stack, index = place
            scene = self._scene(found, stack, index)
            return self.drawn(scene, size)
        except (PixelError, FileReadError, MediumError, OSError) as error:
            log.info("no picture for the pages: %s", getattr(error, "code", type(error).__name__))
            return None

    def drawn(self, scene: Scene, size: tuple[int, int]) -> NDArray[np.uint8]:
        """The pixels of a scene."""
        return _pixels(render_viewport(scene, size, disclaimer=False))

    def _survey(self, folder: Path) -> Survey:
        if folder != self._folder or self._series is None:
            self._leave()
            self._series = survey(folder, self._settings, lambda *_: None)
            self._folder = folder
        return self._series

    def _leave(self) -> None:
        if self._series is not None:
            self._series.medium.close()
        self._series = self._folder = None

    def _scene(self, found: Survey, stack: ImageStack, index: int) -> Scene:
        frame = stack.frames[index]
        image = frame.header.image
        assert image is not None  # stacks hold nothing else
        stored = load_frame(found.medium, frame.header, frame.key, self._pool)
        decoded = self._profiles.applied(stored, image)
        ready = prepare(decoded, image, frame.facts, frame.header.sop_instance_uid)
        state, shown = ViewportState(stack, index), LoadedFrame(frame.key, decoded, ready)
        return Scene(state, shown, Surroundings(closing=_CLOSING))


def _application() -> QGuiApplication | None:
    """Fonts need a QGuiApplication; one of our own touches no window system."""
    existing = QGuiApplication.instance()
    if existing is not None:
        return None
    if sys.platform.startswith("linux"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return QGuiApplication(["lightbox"])


def _place(found: Survey, name: str, frame: int) -> tuple[ImageStack, int] | None:
    """The stack that shows a frame of the file `name`, and where in it."""
    for state in found.series.values():
        for shown in state.display_sets:
            if isinstance(shown, ImageStack):
                for index, one in enumerate(shown.frames):
                    if one.key.native.frame_index == frame and one.key.file.path == name:
                        return shown, index
    return None


def _pixels(image: QImage) -> NDArray[np.uint8]:
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(rgb.constBits(), np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return rows[:, : rgb.width() * 3].reshape(rgb.height(), rgb.width(), 3).copy()

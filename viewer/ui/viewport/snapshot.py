"""A viewport as a picture without a window, for exports, the command line and tests (S-31)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QSizeF
from PySide6.QtGui import QGuiApplication, QImage, QPainter

from viewer.ui.viewport.painter import Surface, ViewportPainter
from viewer.ui.viewport.scene import Scene, Surroundings

if TYPE_CHECKING:
    from pathlib import Path

    from viewer.app.frames import FailedFrame, LoadedFrame
    from viewer.app.viewport import ViewportState

BODY_PX = 13


def write_viewport(
    state: ViewportState, shown: LoadedFrame, size: tuple[int, int], path: Path
) -> None:
    """Write what a viewport of `size` shows as PNG; raises OSError if it cannot be written."""
    app = QGuiApplication.instance() or QGuiApplication([])
    if not render_viewport(state, shown, size).save(str(path)):
        raise OSError("the picture cannot be written")
    del app  # it had to live until here, for its fonts


def render_viewport(
    state: ViewportState,
    shown: LoadedFrame | FailedFrame | None,
    size: tuple[int, int],
    surroundings: Surroundings | None = None,
    dpr: float = 1.0,
) -> QImage:
    """Paint what a viewport of `size` logical pixels (width, height) shows.

    Needs a QGuiApplication for its fonts. Raises ValueError if `shown` is not the frame that
    `state` asks for.
    """
    frame = state.frame
    if shown is not None and (frame is None or shown.key != frame.key):
        raise ValueError("these pixels belong to another frame")
    pixels = QSize(round(size[0] * dpr), round(size[1] * dpr))
    image = QImage(pixels, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(dpr)
    font = QGuiApplication.font()
    font.setPixelSize(BODY_PX)
    painter = QPainter(image)
    surface = Surface(QSizeF(*size), pixels, dpr)
    ViewportPainter().paint(
        painter, surface, Scene(state, shown, surroundings or Surroundings()), font
    )
    painter.end()
    return image

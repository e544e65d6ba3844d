"""A viewport as a picture without a window, for exports, the command line and tests (S-31)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QSizeF
from PySide6.QtGui import QFont, QGuiApplication, QImage, QPainter

from viewer.model.marks import PointMark
from viewer.ui.viewport.painter import Surface, ViewportPainter
from viewer.ui.words import NOT_DIAGNOSTIC

if TYPE_CHECKING:
    from pathlib import Path

    from viewer.ui.viewport.scene import Scene

BODY_PX = 13


def render_viewport(
    scene: Scene,
    size: tuple[int, int],
    *,
    dpr: float = 1.0,
    font: QFont | None = None,
    disclaimer: bool = True,
    bare: bool = False,
) -> QImage:
    """Paint what a viewport of `size` logical pixels (width, height) shows of `scene`.

    Without the handles of a chosen drawing: nobody takes hold of a picture. With `disclaimer` it
    says what it is not for (S-31). `bare` is the picture with what is drawn over it, without any
    words around it. Needs a QGuiApplication for its fonts. Raises ValueError if the pixels are
    not of the frame that the state asks for.
    """
    frame = scene.state.frame
    if scene.shown is not None and (frame is None or scene.shown.key != frame.key):
        raise ValueError("these pixels belong to another frame")
    if disclaimer:
        closing = replace(scene.surroundings, closing=NOT_DIAGNOSTIC)
        scene = replace(scene, surroundings=closing)
    marks = tuple(m for m in scene.marks if not (isinstance(m, PointMark) and m.handle))
    scene = replace(scene, marks=marks)
    pixels = QSize(round(size[0] * dpr), round(size[1] * dpr))
    image = QImage(pixels, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(dpr)
    if font is None:
        font = QGuiApplication.font()
        font.setPixelSize(BODY_PX)
    surface = Surface(QSizeF(*size), pixels, dpr)
    with QPainter(image) as painter:
        paint = ViewportPainter().paint_picture if bare else ViewportPainter().paint
        paint(painter, surface, scene, font)
    return image


def write_viewport(scene: Scene, size: tuple[int, int], path: Path, *, bare: bool = False) -> None:
    """Write a viewport of `size` as PNG; starts Qt for its fonts if nothing has.

    `bare` as of `render_viewport`. Raises OSError when the file cannot be written.
    """
    application = QGuiApplication.instance() or QGuiApplication(["lightbox"])
    image = render_viewport(scene, size, bare=bare)
    if not image.save(str(path), "PNG"):  # type: ignore[call-overload]  # stub wants bytes
        raise OSError(f"cannot write {path.name}")
    del application  # was needed until here

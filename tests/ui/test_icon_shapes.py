"""Icons are drawn as Qt's own SVG library draws them, which no bundle carries."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from viewer.ui.icon_shapes import draw

pytestmark = pytest.mark.usefixtures("qapp")

ICONS = sorted((Path(__file__).parents[2] / "resources" / "icons").glob("*.svg"))
COLOUR = "#3060a0"
SIDES_PX = (20, 31, 96)
MOST_APART = 2  # of 255, in one icon of 70; the others are the same


def _canvas(side_px: int) -> QImage:
    image = QImage(side_px, side_px, QImage.Format.Format_RGBA8888_Premultiplied)
    image.fill(0)
    return image


def _values(image: QImage) -> NDArray[np.int16]:
    return np.frombuffer(image.constBits(), np.uint8).astype(np.int16)


@pytest.mark.parametrize("side_px", SIDES_PX)
@pytest.mark.parametrize("file", ICONS, ids=lambda file: file.stem)
def test_an_icon_looks_as_qt_draws_it(file: Path, side_px: int) -> None:
    svg = file.read_text(encoding="utf-8")
    rect = QRectF(0, 0, side_px, side_px)
    ours, theirs = _canvas(side_px), _canvas(side_px)
    with QPainter(ours) as painter:
        draw(painter, svg, rect, COLOUR)
    with QPainter(theirs) as painter:
        coloured = QByteArray(svg.replace("currentColor", COLOUR).encode())
        QSvgRenderer(coloured).render(painter, rect)
    apart = np.abs(_values(ours) - _values(theirs))

    assert _values(theirs).any()
    assert apart.max() <= MOST_APART


def test_what_no_icon_has_is_said() -> None:
    image = _canvas(20)
    with QPainter(image) as painter, pytest.raises(ValueError, match="text"):
        draw(painter, '<svg fill="none" stroke="none"><text/></svg>', QRectF(0, 0, 9, 9), "red")

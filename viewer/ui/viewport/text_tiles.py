"""Lines of text with a dark halo, drawn once and kept as small pictures."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QImage, QPainter, QPolygonF

from viewer.app.corner_text import Emphasis, Line
from viewer.ui.colours import DARK

_COLOURS = {
    Emphasis.NORMAL: QColor(DARK.text),
    Emphasis.STRONG: QColor("#ffffff"),
    Emphasis.WARNING: QColor(DARK.warning),
    Emphasis.DANGER: QColor(DARK.danger),
}
_SIGNED = {Emphasis.WARNING, Emphasis.DANGER}
_HALO = QColor(0, 0, 0, 210)
_AROUND = tuple((x, y) for x in (-1, 0, 1) for y in (-1, 0, 1) if x or y)
_MOST_TILES = 512


_BODY_PX = 13  # the design size of body text (look.md, "Measures")


def sized(body: QFont, design_px: int) -> QFont:
    """The body font at another size of the design; grows with the system's text."""
    font = QFont(body)
    font.setPixelSize(max(1, round(QFontInfo(body).pixelSize() * design_px / _BODY_PX)))
    return font


@dataclass(frozen=True, slots=True)
class Tile:
    """One drawn line; `width` in logical pixels without the halo."""

    image: QImage
    width: float


class TextTiles:
    """Draws and remembers lines in one font for one device pixel ratio."""

    def __init__(self, font: QFont, dpr: float) -> None:
        self.dpr = dpr
        self._font = QFont(font)
        self._font.setFeature(QFont.Tag("tnum"), 1)  # digits must not dance while scrolling
        self._metrics = QFontMetricsF(self._font)
        self.line_height = math.ceil(self._metrics.ascent() + self._metrics.descent()) + 1
        self._widths: dict[str, float] = {}  # shaping is slow, and most lines stay
        self._tiles: OrderedDict[tuple[str, Emphasis], Tile] = OrderedDict()

    def width(self, line: Line) -> float:
        """Width of a line in logical pixels, its warning sign included."""
        width = self._widths.get(line.text)
        if width is None:
            if len(self._widths) >= _MOST_TILES:
                self._widths.clear()
            width = self._widths[line.text] = self._metrics.horizontalAdvance(line.text)
        return width + self._sign_width(line)

    def elided(self, line: Line, width: float) -> Line:
        """The line, shortened with an ellipsis if it is wider than `width`."""
        if self.width(line) <= width:
            return line
        room = max(0.0, width - self._sign_width(line))
        text = self._metrics.elidedText(line.text, Qt.TextElideMode.ElideRight, room)
        return Line(text, line.emphasis)

    def draw(self, painter: QPainter, line: Line, x: float, y: float) -> None:
        """Draw with the upper left corner at logical (x, y)."""
        if not line.text:
            return
        key = (line.text, line.emphasis)
        tile = self._tiles.get(key)
        if tile is None:
            tile = self._tiles[key] = self._make(line)
            if len(self._tiles) > _MOST_TILES:
                self._tiles.popitem(last=False)
        else:
            self._tiles.move_to_end(key)
        # On whole device pixels, or the text would be resampled and blurred.
        left, top = round((x - 1) * self.dpr) / self.dpr, round((y - 1) * self.dpr) / self.dpr
        painter.drawImage(QPointF(left, top), tile.image)

    def _sign_width(self, line: Line) -> float:
        return self.line_height if line.emphasis in _SIGNED and line.text else 0.0

    def _make(self, line: Line) -> Tile:
        width = self.width(line)
        size = (math.ceil((width + 3) * self.dpr), math.ceil((self.line_height + 2) * self.dpr))
        image = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(self.dpr)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
        painter.translate(1, 1)
        if line.emphasis in _SIGNED:
            self._draw_sign(painter, _COLOURS[line.emphasis])
            painter.translate(self.line_height, 0)
        baseline = self._metrics.ascent()
        painter.setPen(_HALO)
        for dx, dy in _AROUND:
            painter.drawText(QPointF(dx, baseline + dy), line.text)
        painter.setPen(_COLOURS[line.emphasis])
        painter.drawText(QPointF(0, baseline), line.text)
        painter.end()
        return Tile(image, width)

    def _draw_sign(self, painter: QPainter, colour: QColor) -> None:
        """A small triangle with a stroke: a warning that needs no colour to be seen."""
        side = self.line_height - 4.0
        painter.setPen(_HALO)
        painter.setBrush(colour)
        painter.drawPolygon(
            QPolygonF([QPointF(side / 2, 2), QPointF(side, side + 1), QPointF(0, side + 1)])
        )
        painter.setPen(QColor("#000000"))
        painter.drawLine(QPointF(side / 2, side * 0.45), QPointF(side / 2, side * 0.72))
        painter.drawPoint(QPointF(side / 2, side * 0.9))


class TextSizes:
    """The drawn lines of one body font in several sizes; tiles of one viewport share them."""

    def __init__(self) -> None:
        self._made: dict[int, TextTiles] = {}  # by size of the letters, design pixels
        self._made_for: tuple[str, float] = ("", 0.0)

    def of(self, body: QFont, design_px: int, dpr: float) -> TextTiles:
        """Lines in letters of this size; those of another font are let go."""
        key = (body.key(), dpr)
        if self._made_for != key:
            self._made, self._made_for = {}, key
        if design_px not in self._made:
            self._made[design_px] = TextTiles(sized(body, design_px), dpr)
        return self._made[design_px]

    def forget(self) -> None:
        """Let go of every line: names are among them."""
        self._made = {}

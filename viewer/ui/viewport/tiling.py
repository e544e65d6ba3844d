"""Consecutive images in one viewport: each tile is a picture of its own frame and words."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF
from PySide6.QtGui import QColor, QFontMetricsF, QPen

from viewer.app.corner_text import CornerText, Line, corner_text
from viewer.app.wording import voi_label
from viewer.model.viewport import AnnotationLevel
from viewer.ui.colours import DARK
from viewer.ui.viewport.painter import Painted, Surface, ViewportPainter
from viewer.ui.viewport.scene import corner_facts, scene_of
from viewer.ui.viewport.text_tiles import TextSizes, sized

if TYPE_CHECKING:
    from PySide6.QtGui import QFont, QPainter

    from viewer.app.frames import FailedFrame, LoadedFrame
    from viewer.app.viewport import ViewportModel, ViewportState
    from viewer.render.bands import BandPool
    from viewer.render.resample import Quality
    from viewer.ui.viewport.scene import Scene, Surroundings

_GAP_PX = 1  # device pixels between tiles
_MARGIN = 8.0


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile on the canvas: a position of the stack and device pixels it covers."""

    index: int
    left_px: int
    top_px: int
    width_px: int
    height_px: int
    dpr: float

    @property
    def origin(self) -> QPointF:
        """Its upper left corner in logical pixels of the canvas."""
        return QPointF(self.left_px / self.dpr, self.top_px / self.dpr)

    @property
    def surface(self) -> Surface:
        """What is painted on, as if it were a viewport by itself."""
        size = QSizeF(self.width_px / self.dpr, self.height_px / self.dpr)
        return Surface(size, QSize(self.width_px, self.height_px), self.dpr)

    @property
    def rect(self) -> QRectF:
        """Where it lies, in logical pixels of the canvas."""
        return QRectF(self.origin, self.surface.size)


class TileModel:
    """One tile as marks see it: a viewport whose image is the tile's (S-10)."""

    def __init__(self, model: ViewportModel, index: int) -> None:
        self.state: ViewportState = replace(model.state, index=index)
        self.shown: LoadedFrame | FailedFrame | None = model.shown_at(index)


def tiles_on(whole: Surface, state: ViewportState, font: QFont) -> tuple[Tile, ...]:
    """The tiles in sight, row by row, on whole device pixels; () unless there are several.

    Above them is room for whose they are: a small tile has none (S-30).
    """
    tiles = state.tiles
    if tiles.count == 1 or state.stack is None or state.message:
        return ()
    head = math.ceil(_head_height(font) * whole.dpr)
    width, height = whole.pixels.width(), whole.pixels.height() - head
    found = []
    for place, index in enumerate(state.visible):
        row, column = divmod(place, tiles.columns)
        left, right = _span(width, column, tiles.columns)
        top, bottom = _span(height, row, tiles.rows)
        size = max(1, right - left - _GAP_PX), max(1, bottom - top - _GAP_PX)
        found.append(Tile(index, left, head + top, *size, whole.dpr))
    return tuple(found)


def _span(length: int, place: int, count: int) -> tuple[int, int]:
    """Where a row or column of tiles begins and the next one does, in device pixels."""
    return (length + _GAP_PX) * place // count, (length + _GAP_PX) * (place + 1) // count


def _head_height(font: QFont) -> float:
    return 2 * (QFontMetricsF(sized(font, 12)).height() + 1) + 2 * _MARGIN


def tile_at(tiles: tuple[Tile, ...], position: QPointF) -> Tile | None:
    """The tile under a position in logical pixels of the canvas."""
    return next((tile for tile in tiles if tile.rect.contains(position)), None)


class TilePainter:
    """Paints a page of tiles; keeps a painter with its caches for each of them."""

    def __init__(self, pool: BandPool) -> None:
        self._pool = pool
        self._painters: list[ViewportPainter] = []
        self._texts = TextSizes()  # most lines are the same in all of them

    def forget(self) -> None:
        """Let go of pictures and words that are not on show any more."""
        self._painters.clear()
        self._texts.forget()

    def paint(
        self,
        painter: QPainter,
        tiles: tuple[Tile, ...],
        model: ViewportModel,
        surroundings: Surroundings,
        style: tuple[QFont, Quality],
    ) -> tuple[Painted, ...]:
        """Paint every tile from one state; the active one gets a frame."""
        font, quality = style
        count = model.state.tiles.count
        while len(self._painters) < count:
            self._painters.append(ViewportPainter(self._pool, self._texts))
        painted = []
        for tile in tiles:
            own = self._painters[tile.index % count]  # scrolled by a row it still has its picture
            # A tile has what marks and scenes ask of a viewport, and nothing that changes it.
            seen = cast("ViewportModel", TileModel(model, tile.index))
            scene = replace(scene_of(seen, surroundings), in_tile=True)
            painter.save()
            painter.translate(tile.origin)
            painter.setClipRect(QRectF(QPointF(0, 0), tile.surface.size))
            painted.append(own.paint(painter, tile.surface, scene, font, quality))
            painter.restore()
            if tile.index == model.state.index:
                painter.setPen(QPen(QColor(DARK.accent), 1.0))
                painter.drawRect(tile.rect.adjusted(0.5, 0.5, -0.5, -0.5))
        return tuple(painted)

    def paint_head(
        self, painter: QPainter, scene: Scene, whole: Surface, font: QFont
    ) -> CornerText:
        """Write above the tiles whose they are, of when, and the window of the active one."""
        painter.fillRect(QRectF(0, 0, whole.size.width(), _head_height(font)), QColor("#000000"))
        facts = corner_facts(scene, None)
        if facts is None:
            return CornerText()
        text = corner_text(replace(facts, in_tile=False), AnnotationLevel.MINIMAL)
        name, *about = text.top_left
        left = (name, Line(" · ".join(line.text for line in about)))
        window = (Line(voi_label(facts.voi)),) if facts.voi is not None else ()
        right = (*text.top_right[:1], *window)
        lines = self._texts.of(font, 12, whole.dpr)
        room = whole.size.width() - 3 * _MARGIN
        widths = [lines.width(line) for line in right]
        for row, line in enumerate(left):
            beside = widths[row] if row < len(widths) else 0.0
            fitted = lines.elided(line, max(room / 2, room - beside))
            lines.draw(painter, fitted, _MARGIN, _MARGIN + row * lines.line_height)
        for row, line in enumerate(right):
            fitted = lines.elided(line, room - min(lines.width(left[row]), room / 2))
            x = whole.size.width() - _MARGIN - lines.width(fitted)
            lines.draw(painter, fitted, x, _MARGIN + row * lines.line_height)
        return CornerText(top_left=left, top_right=right)

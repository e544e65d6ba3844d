"""Consecutive images in one viewport: each tile is a picture of its own frame and words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF
from PySide6.QtGui import QColor, QPen

from viewer.ui.colours import DARK
from viewer.ui.viewport.painter import Painted, Surface, ViewportPainter
from viewer.ui.viewport.scene import scene_of

if TYPE_CHECKING:
    from PySide6.QtGui import QFont, QPainter

    from viewer.app.frames import FailedFrame, LoadedFrame
    from viewer.app.viewport import ViewportModel, ViewportState
    from viewer.render.bands import BandPool
    from viewer.render.resample import Quality
    from viewer.ui.viewport.scene import Surroundings

_GAP_PX = 1  # device pixels between tiles


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


def tiles_on(whole: Surface, state: ViewportState) -> tuple[Tile, ...]:
    """The tiles in sight, row by row, on whole device pixels; () unless there are several."""
    tiles = state.tiles
    if tiles.count == 1 or state.stack is None or state.message:
        return ()
    width, height = whole.pixels.width(), whole.pixels.height()
    found = []
    for place, index in enumerate(state.visible):
        row, column = divmod(place, tiles.columns)
        left, right = (
            (width + _GAP_PX) * column // tiles.columns,
            (width + _GAP_PX) * (column + 1) // tiles.columns,
        )
        top, bottom = (
            (height + _GAP_PX) * row // tiles.rows,
            (height + _GAP_PX) * (row + 1) // tiles.rows,
        )
        found.append(
            Tile(
                index,
                left,
                top,
                max(1, right - left - _GAP_PX),
                max(1, bottom - top - _GAP_PX),
                whole.dpr,
            )
        )
    return tuple(found)


def tile_at(tiles: tuple[Tile, ...], position: QPointF) -> Tile | None:
    """The tile under a position in logical pixels of the canvas."""
    return next((tile for tile in tiles if tile.rect.contains(position)), None)


class TilePainter:
    """Paints a page of tiles; keeps a painter with its caches for each place."""

    def __init__(self, pool: BandPool) -> None:
        self._pool = pool
        self._painters: list[ViewportPainter] = []

    def forget(self) -> None:
        """Let go of pictures that are not on show any more."""
        self._painters.clear()

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
        while len(self._painters) < len(tiles):
            self._painters.append(ViewportPainter(self._pool))
        painted = []
        for place, (tile, own) in enumerate(zip(tiles, self._painters, strict=False)):
            # A tile has what marks and scenes ask of a viewport, and nothing that changes it.
            seen = cast("ViewportModel", TileModel(model, tile.index))
            scene = replace(scene_of(seen, surroundings), in_tile=True, names_person=place == 0)
            painter.save()
            painter.translate(tile.origin)
            painter.setClipRect(QRectF(QPointF(0, 0), tile.surface.size))
            painted.append(own.paint(painter, tile.surface, scene, font, quality))
            painter.restore()
            if tile.index == model.state.index:
                painter.setPen(QPen(QColor(DARK.accent), 1.0))
                painter.drawRect(tile.rect.adjusted(0.5, 0.5, -0.5, -0.5))
        return tuple(painted)

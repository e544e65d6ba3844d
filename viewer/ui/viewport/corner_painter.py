"""Puts the corner text, the orientation letters and the scale bar around an image (S-30)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPen

from viewer.app.corner_text import CornerText, Emphasis, Line, corner_text
from viewer.model.viewport import AnnotationLevel, FitMode

if TYPE_CHECKING:
    from PySide6.QtCore import QSizeF
    from PySide6.QtGui import QPainter

    from viewer.app.corner_text import CornerFacts
    from viewer.render.orientation import Edges
    from viewer.render.scale_bar import ScaleBar
    from viewer.ui.viewport.text_tiles import TextTiles

_MARGIN = 8.0
_GAP = 8.0  # between a corner and what stands in the middle of the edge
_LEVELS = (AnnotationLevel.FULL, AnnotationLevel.MINIMAL, AnnotationLevel.OFF)
_FULL_SHARE = 0.3  # of the height; more text than that would stand on the anatomy
_TILE_SHARE = 0.2
_TICK = 4.0
UNKNOWN_ORIENTATION = Line("orientation unknown", Emphasis.WARNING)

Lines = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Annotations:
    """Everything written around one image."""

    facts: CornerFacts
    level: AnnotationLevel
    edges: Edges | None  # None without a picture, Edges() when unknown
    scale: ScaleBar | None = None
    closing: str = ""  # last line at the lower right
    has_position: bool = True  # False: a message stands where another image would be wrong


def lay_out(
    annotations: Annotations, tiles: TextTiles, size: QSizeF
) -> tuple[CornerText, AnnotationLevel]:
    """The corner text that fits and its level: fewer lines in small viewports (S-30).

    Lines of a corner stay on their side of the letters in the middle of the edges; what is
    too wide is broken between its parts, and what still is too wide gets an ellipsis.
    """
    width = _column_width(annotations.edges, tiles, size)
    text, level = CornerText(), annotations.level
    for level in _LEVELS[_LEVELS.index(annotations.level) :]:
        text = _with_marks(corner_text(annotations.facts, level), annotations, level)
        text = _clear_of(text, _stands_at(annotations))
        text = CornerText(
            _fitted(text.top_left, tiles, width),
            _fitted(text.top_right, tiles, width),
            _fitted(text.bottom_left, tiles, width),
            _fitted(text.bottom_right, tiles, width),
        )
        if _fits(text, level, annotations, tiles, size):
            break
    return text, level


def boxes(annotations: Annotations, tiles: TextTiles, size: QSizeF) -> list[QRectF]:
    """Where the text in the corners and the letters at the sides stand, logical pixels."""
    text, _ = lay_out(annotations, tiles, size)
    width, height, row = size.width(), size.height(), tiles.line_height
    found = []
    for lines, right, below in (
        (text.top_left, False, False),
        (text.top_right, True, False),
        (text.bottom_left, False, True),
        (text.bottom_right, True, True),
    ):
        wide = max((tiles.width(line) for line in lines), default=0.0)
        tall = len(lines) * row + (row if below and annotations.scale is not None else 0.0)
        left = width - _MARGIN - wide if right else _MARGIN
        found.append(QRectF(left, height - _MARGIN - tall if below else _MARGIN, wide, tall))
    if annotations.edges is not None:
        for letters, right in ((annotations.edges.left, False), (annotations.edges.right, True)):
            wide = tiles.width(Line(letters))
            left = width - _MARGIN - wide if right else _MARGIN
            found.append(QRectF(left, (height - row) / 2, wide, row))
    return [box for box in found if not box.isEmpty()]


def is_crowded(annotations: Annotations, tiles: TextTiles, size: QSizeF) -> bool:
    """Whether even the fewest lines run into each other: smaller letters are needed."""
    text, level = lay_out(annotations, tiles, size)
    return not _fits(text, level, annotations, tiles, size)


def _fits(
    text: CornerText,
    level: AnnotationLevel,
    annotations: Annotations,
    tiles: TextTiles,
    size: QSizeF,
) -> bool:
    half = size.height() / 2 - _MARGIN - tiles.line_height
    scale = 1 if annotations.scale is not None and level is not AnnotationLevel.OFF else 0
    tallest = max(
        len(text.top_left),
        len(text.top_right),
        len(text.bottom_left) + scale,
        len(text.bottom_right),
    )
    full = level is AnnotationLevel.FULL and not _stands_at(annotations)
    room = min(half, size.height() * _FULL_SHARE) if full else half
    if annotations.facts.in_tile:
        room = size.height() * _TILE_SHARE  # the window of the active one stands above
    return tallest * tiles.line_height <= room


def paint_annotations(
    painter: QPainter, annotations: Annotations, tiles: TextTiles, size: QSizeF
) -> CornerText:
    """Write everything and return the corner text as written."""
    text, level = lay_out(annotations, tiles, size)
    edge = _Edge(painter, tiles, size)
    edge.top(text.top_left, right=False)
    edge.top(text.top_right, right=True)
    lift, on_the_right = 0.0, _stands_at(annotations) == "left"
    if annotations.scale is not None and level is not AnnotationLevel.OFF:
        lift = edge.scale_bar(annotations.scale, right=on_the_right)
    edge.bottom(text.bottom_left, right=False, lift=0.0 if on_the_right else lift)
    edge.bottom(text.bottom_right, right=True, lift=lift if on_the_right else 0.0)
    if annotations.edges is not None:
        edge.letters(annotations.edges)
    return text


def _with_marks(text: CornerText, annotations: Annotations, level: AnnotationLevel) -> CornerText:
    """Add what the orientation and the scale bar have to say in words (D-103, D-112)."""
    position = text.bottom_right if annotations.has_position else ()
    position += (Line(annotations.closing),) if annotations.closing else ()
    if annotations.edges is None:  # no picture: nothing to say about how it is shown
        return CornerText(text.top_left, text.top_right, (), position)
    lines = text.bottom_left
    if not annotations.edges.known:
        lines = (UNKNOWN_ORIENTATION, *lines)
    if annotations.scale is not None and level is not AnnotationLevel.OFF:
        _, _, caveat = annotations.scale.label.partition(" (")
        lines += (Line("scale: " + caveat.removesuffix(")")),) if caveat else ()
    return CornerText(text.top_left, text.top_right, lines, position)


def _stands_at(annotations: Annotations) -> str:
    """The edge at which the picture stands, as a mammogram does: words belong on the other side."""
    view = annotations.facts.view
    return view.room.toward if view.room is not None and view.fit is FitMode.FIT else ""


def _clear_of(text: CornerText, edge: str) -> CornerText:
    """Every line on the side where the picture is not."""
    top, bottom = text.top_left + text.top_right, text.bottom_left + text.bottom_right
    if edge == "left":
        return CornerText(top_right=top, bottom_right=bottom)
    return CornerText(top_left=top, bottom_left=bottom) if edge == "right" else text


def _column_width(edges: Edges | None, tiles: TextTiles, size: QSizeF) -> float:
    letters = (edges.top, edges.bottom) if edges is not None else ()
    middle = max((tiles.width(Line(letter)) for letter in letters), default=0.0)
    return max(0.0, (size.width() - middle) / 2 - _MARGIN - _GAP)


def _fitted(lines: Lines, tiles: TextTiles, width: float) -> Lines:
    """Lines broken between their parts or words and, if a word is too wide, shortened."""
    fitted: list[Line] = []
    for line in lines:
        rows = [line.text]
        for separator in (" · ", " "):
            rows = [
                row
                for text in rows
                for row in _broken(Line(text, line.emphasis), separator, tiles, width)
            ]
        fitted += [tiles.elided(Line(row, line.emphasis), width) for row in rows]
    return tuple(fitted)


def _broken(line: Line, separator: str, tiles: TextTiles, width: float) -> list[str]:
    if tiles.width(line) <= width:
        return [line.text]
    rows: list[str] = []
    for part in line.text.split(separator):
        joined = f"{rows[-1]}{separator}{part}" if rows else part
        if rows and tiles.width(Line(joined, line.emphasis)) <= width:
            rows[-1] = joined
        else:
            rows.append(part)
    return rows


class _Edge:
    """Writes along the edges of one viewport."""

    def __init__(self, painter: QPainter, tiles: TextTiles, size: QSizeF) -> None:
        self._painter = painter
        self._tiles = tiles
        self._width, self._height = size.width(), size.height()

    def top(self, lines: Lines, *, right: bool) -> None:
        self._block(lines, _MARGIN, right=right)

    def bottom(self, lines: Lines, *, right: bool, lift: float = 0.0) -> None:
        top = self._height - _MARGIN - lift - len(lines) * self._tiles.line_height
        self._block(lines, top, right=right)

    def letters(self, edges: Edges) -> None:
        tiles = self._tiles
        middle_y = (self._height - tiles.line_height) / 2
        middle_x = self._width / 2
        for text, x, y in (
            (edges.left, _MARGIN, middle_y),
            (edges.right, self._width - _MARGIN - self._letter_width(edges.right), middle_y),
            (edges.top, middle_x - self._letter_width(edges.top) / 2, _MARGIN),
            (
                edges.bottom,
                middle_x - self._letter_width(edges.bottom) / 2,
                self._height - _MARGIN - tiles.line_height,
            ),
        ):
            tiles.draw(self._painter, Line(text, Emphasis.STRONG), x, y)

    def scale_bar(self, scale: ScaleBar, *, right: bool = False) -> float:
        """Draw label and bar at the lower left or right; returns the height they take."""
        height = self._tiles.line_height
        label = Line(scale.label.partition(" (")[0])
        length = scale.length_px / self._tiles.dpr
        start = _MARGIN
        if right:
            start = self._width - _MARGIN - self._tiles.width(label) - _GAP - length
        left = start + self._tiles.width(label) + _GAP
        y = self._height - _MARGIN - height / 2
        for colour, width in ((QColor(0, 0, 0, 210), 3.0), (QColor("#e6e8ea"), 1.0)):
            self._painter.setPen(QPen(colour, width))
            self._painter.drawLine(QPointF(left, y), QPointF(left + length, y))
            for x in (left, left + length):
                self._painter.drawLine(QPointF(x, y - _TICK), QPointF(x, y + _TICK))
        self._tiles.draw(self._painter, label, start, y - height / 2)
        return float(height)

    def _block(self, lines: Lines, top: float, *, right: bool) -> None:
        for row, line in enumerate(lines):
            x = self._width - _MARGIN - self._tiles.width(line) if right else _MARGIN
            self._tiles.draw(self._painter, line, x, top + row * self._tiles.line_height)

    def _letter_width(self, text: str) -> float:
        return self._tiles.width(Line(text))

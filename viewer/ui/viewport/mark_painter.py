"""Draws marks over an image, on screen and into pictures alike."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPen

from viewer.model.marks import EllipseMark, Mark, MarkSpace, PathMark, PointMark, TextMark
from viewer.ui.viewport.label_places import apart
from viewer.ui.viewport.strokes import HALO, Strokes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtGui import QFont

    from viewer.render.placement import Placement

_SHARES = {"center": 0.5, "right": 1.0}  # of the free room that is left of the words
_ARROW_PX = 11.0
_ARROW_ANGLE = math.radians(22)
_APART_PX = 4.0
_FARTHEST_PX = 30_000.0  # Qt draws nothing beyond, and takes long about it


class MarkPainter:
    """Paints one viewport's marks; `size` is its logical size, `dpr` its device pixel ratio."""

    def __init__(self, placement: Placement, size: QSizeF, dpr: float, font: QFont) -> None:
        self._placement = placement
        self._size = size
        self._dpr = dpr
        self._font = font
        self._strokes: Strokes
        self._taken: Sequence[QRectF] = ()

    def paint(self, painter: QPainter, marks: Iterable[Mark], taken: Sequence[QRectF] = ()) -> None:
        """Draw in order, the last on top; `taken` is where other text stands."""
        self._taken = taken
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
        self._strokes = Strokes(painter)
        marks = tuple(marks)
        words = [mark for mark in marks if isinstance(mark, TextMark)]
        boxes = iter(self.text_boxes(words))
        for mark in marks:
            painter.setOpacity(mark.pen.opacity)
            match mark:
                case PathMark():
                    self._path(mark)
                case EllipseMark():
                    self._ellipse(mark)
                case PointMark():
                    self._point(mark)
                case TextMark():
                    self._text(painter, mark, next(boxes))
        painter.restore()

    def text_boxes(self, words: Sequence[TextMark]) -> list[QRectF]:
        """Where the words of all marks of a viewport are drawn, those beside drawings apart."""
        boxes = [self.text_box(mark) for mark in words]
        free = [n for n, mark in enumerate(words) if mark.about and mark.offset_px != (0.0, 0.0)]
        for number, box in zip(free, apart([boxes[n] for n in free], self._size), strict=True):
            boxes[number] = box
        return boxes

    def text_box(self, mark: TextMark) -> QRectF:
        """Where the words of a mark are drawn if it is alone, in logical pixels of the viewport."""
        metrics = QFontMetrics(self._font)
        width = max((metrics.horizontalAdvance(line) for line in mark.lines), default=0)
        box = QRectF(0, 0, width, metrics.height() * len(mark.lines))
        at = self.screen(mark.at, mark.space)
        if mark.bounds is None:
            box.moveTopLeft(at + QPointF(*mark.offset_px))
            return self._kept_in_sight(mark, box, at) if self._in_sight(mark) else box
        end = (mark.at[0] + mark.bounds[0], mark.at[1] + mark.bounds[1])
        room = QRectF(at, self.screen(end, mark.space)).normalized()
        free = max(0.0, room.width() - box.width())
        share = _SHARES.get(mark.alignment, 0.0)
        box.moveTopLeft(QPointF(room.left() + free * share, room.top()))
        return box

    def _kept_in_sight(self, mark: TextMark, box: QRectF, at: QPointF) -> QRectF:
        """As much of it in the viewport as possible, and not on the end of a line beside it."""
        kept = _inside(box, self._size)
        if mark.offset_px == (0.0, 0.0) or kept.left() >= box.left():
            return kept
        kept.moveTop(at.y() + _APART_PX)
        if kept.bottom() > self._size.height():
            kept.moveBottom(at.y() - _APART_PX)
        return _inside(kept, self._size)

    def screen(self, point: tuple[float, float], space: MarkSpace) -> QPointF:
        """A mark's point in logical pixels of the viewport."""
        if space is MarkSpace.VIEWPORT:
            return QPointF(point[0] * self._size.width(), point[1] * self._size.height())
        x, y = self._placement.screen_from_image(point)
        return QPointF(_near(x / self._dpr), _near(y / self._dpr))

    def _in_sight(self, mark: TextMark) -> bool:
        """Whether any of what the words stand beside can be seen."""
        if mark.about is None:
            return True
        one, other = (self.screen(corner, mark.space) for corner in mark.about)
        left, right = sorted((one.x(), other.x()))
        top, bottom = sorted((one.y(), other.y()))
        return (
            right >= 0 and bottom >= 0 and left <= self._size.width() and top <= self._size.height()
        )

    def _path(self, mark: PathMark) -> None:
        points = [self.screen(point, mark.space) for point in mark.points]
        if not points:
            return
        self._strokes.draw(
            points, mark.pen, closed=mark.closed, curved=mark.curved, filled=mark.filled
        )
        if mark.arrow and len(points) > 1:
            self._strokes.along([_arrow_head(points[0], points[1])], mark.pen)

    def _ellipse(self, mark: EllipseMark) -> None:
        (x, y), (ax, ay), (bx, by) = mark.center, mark.first_axis, mark.second_axis
        turns = [math.tau * n / 96 for n in range(96)]
        points = [
            self.screen(
                (
                    x + ax * math.cos(t) + bx * math.sin(t),
                    y + ay * math.cos(t) + by * math.sin(t),
                ),
                mark.space,
            )
            for t in turns
        ]
        self._strokes.ring(points, mark.pen, filled=mark.filled)

    def _point(self, mark: PointMark) -> None:
        at, path = self.screen(mark.at, mark.space), QPainterPath()
        if mark.handle:
            path.addEllipse(at, mark.size_px, mark.size_px)
        else:
            for x, y in ((mark.size_px, 0.0), (0.0, mark.size_px)):
                path.moveTo(at - QPointF(x, y))
                path.lineTo(at + QPointF(x, y))
        self._strokes.along([path], mark.pen)

    def _turned_box(self, painter: QPainter, mark: TextMark) -> QRectF:
        """As `text_box`, once the painter is turned and moved to the box the words belong in."""
        assert mark.bounds is not None
        end = (mark.at[0] + mark.bounds[0], mark.at[1] + mark.bounds[1])
        at = self.screen(mark.at, mark.space)
        painter.translate(at)
        room = _turn_to_box(painter, self.screen(end, mark.space) - at)
        box = self.text_box(mark)
        free = max(0.0, room.width() - box.width())
        box.moveTopLeft(QPointF(free * _SHARES.get(mark.alignment, 0.0), 0.0))
        return box

    def _text(self, painter: QPainter, mark: TextMark, place: QRectF) -> None:
        metrics, lines = QFontMetrics(self._font), mark.lines
        width = max((metrics.horizontalAdvance(line) for line in lines), default=0)
        painter.save()
        box = place if mark.bounds is None else self._turned_box(painter, mark)
        if mark.yielding:
            box = _clear_of(box, self._taken, self._size)
        for number, line in enumerate(lines):
            free = width - metrics.horizontalAdvance(line)
            indent = free * _SHARES.get(mark.alignment, 0.0)
            down = metrics.height() * number + metrics.ascent()
            path = QPainterPath()
            path.addText(box.topLeft() + QPointF(indent, down), self._font, line)
            painter.strokePath(path, QPen(HALO, 3.0))
            painter.fillPath(path, QColor(mark.pen.colour))
        painter.restore()


def _near(coordinate: float) -> float:
    return max(-_FARTHEST_PX, min(_FARTHEST_PX, coordinate))


def _arrow_head(tip: QPointF, tail: QPointF) -> QPainterPath:
    angle = math.atan2(tail.y() - tip.y(), tail.x() - tip.x())
    path = QPainterPath()
    for turn in (-_ARROW_ANGLE, _ARROW_ANGLE):
        path.moveTo(tip)
        way = QPointF(math.cos(angle + turn), math.sin(angle + turn))
        path.lineTo(tip + way * _ARROW_PX)
    return path


def _turn_to_box(painter: QPainter, diagonal: QPointF) -> QSizeF:
    """Turn by quarters, so that words read from the box's first corner to its second (P-015).

    Returns the box's width and height along and across the words.
    """
    x, y = diagonal.x(), diagonal.y()
    quarter = {(False, False): 0, (True, False): 1, (True, True): 2, (False, True): 3}[x < 0, y < 0]
    painter.rotate(90.0 * quarter)
    across, down = abs(x), abs(y)
    return QSizeF(down, across) if quarter % 2 else QSizeF(across, down)


def _inside(box: QRectF, size: QSizeF) -> QRectF:
    """The box moved so that as much of it as possible is in the viewport."""
    left = max(0.0, min(box.left(), size.width() - box.width()))
    top = max(0.0, min(box.top(), size.height() - box.height()))
    return QRectF(QPointF(left, top), box.size())


def _clear_of(box: QRectF, taken: Sequence[QRectF], size: QSizeF) -> QRectF:
    """The box at the nearest place where it covers none of these; where it is if there is none."""
    corners = [box.topLeft()]
    for rect in taken:
        corners += (
            QPointF(rect.left() - box.width() - _APART_PX, box.top()),
            QPointF(rect.right() + _APART_PX, box.top()),
            QPointF(box.left(), rect.top() - box.height() - _APART_PX),
            QPointF(box.left(), rect.bottom() + _APART_PX),
        )
    places = [QRectF(corner, box.size()) for corner in corners]
    room = QRectF(QPointF(0, 0), size)
    free = [
        place
        for place in places
        if room.contains(place) and not any(place.intersects(rect) for rect in taken)
    ]
    start = box.topLeft()
    return min(free, key=lambda place: (place.topLeft() - start).manhattanLength(), default=box)

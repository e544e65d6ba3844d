"""Draws marks over an image, on screen and into pictures alike."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPen, QPolygonF

from viewer.model.marks import EllipseMark, Mark, MarkSpace, PathMark, Pen, PointMark, TextMark

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtCore import QSizeF
    from PySide6.QtGui import QFont

    from viewer.render.placement import Placement

_HALO = QColor(0, 0, 0, 170)
_HALO_PX = 1.0  # on either side of a line
_ARROW_PX = 11.0
_ARROW_ANGLE = math.radians(22)
_FARTHEST_PX = 30_000.0  # Qt draws nothing beyond, and takes long about it


class MarkPainter:
    """Paints one viewport's marks; `size` is its logical size, `dpr` its device pixel ratio."""

    def __init__(self, placement: Placement, size: QSizeF, dpr: float, font: QFont) -> None:
        self._placement = placement
        self._size = size
        self._dpr = dpr
        self._font = font

    def paint(self, painter: QPainter, marks: Iterable[Mark]) -> None:
        """Draw in order, the last on top."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
        for mark in marks:
            painter.setOpacity(mark.pen.opacity)
            match mark:
                case PathMark():
                    self._path(painter, mark)
                case EllipseMark():
                    self._ellipse(painter, mark)
                case PointMark():
                    self._point(painter, mark)
                case TextMark():
                    self._text(painter, mark)
        painter.restore()

    def text_box(self, mark: TextMark) -> QRectF:
        """Where the words of a mark are drawn, in logical pixels of the viewport."""
        metrics = QFontMetrics(self._font)
        width = max((metrics.horizontalAdvance(line) for line in mark.lines), default=0)
        box = QRectF(0, 0, width, metrics.height() * len(mark.lines))
        at = self.screen(mark.at, mark.space)
        if mark.bounds is None:
            box.moveTopLeft(at + QPointF(*mark.offset_px))
            return _inside(box, self._size)
        end = (mark.at[0] + mark.bounds[0], mark.at[1] + mark.bounds[1])
        room = QRectF(at, self.screen(end, mark.space)).normalized()
        free = max(0.0, room.width() - box.width())
        share = {"center": 0.5, "right": 1.0}.get(mark.alignment, 0.0)
        box.moveTopLeft(QPointF(room.left() + free * share, room.top()))
        return box

    def screen(self, point: tuple[float, float], space: MarkSpace) -> QPointF:
        """A mark's point in logical pixels of the viewport."""
        if space is MarkSpace.VIEWPORT:
            return QPointF(point[0] * self._size.width(), point[1] * self._size.height())
        x, y = self._placement.screen_from_image(point)
        return QPointF(_near(x / self._dpr), _near(y / self._dpr))

    def _path(self, painter: QPainter, mark: PathMark) -> None:
        points = [self.screen(point, mark.space) for point in mark.points]
        if not points:
            return
        path = _smooth(points, closed=mark.closed) if mark.curved else _straight(points)
        if mark.closed:
            path.closeSubpath()
        if mark.arrow and len(points) > 1:
            path.addPath(_arrow_head(points[0], points[1]))
        self._stroke(painter, path, mark.pen, filled=mark.filled)

    def _ellipse(self, painter: QPainter, mark: EllipseMark) -> None:
        (x, y), (ax, ay), (bx, by) = mark.center, mark.first_axis, mark.second_axis
        turns = [math.tau * n / 96 for n in range(96)]
        outline = [
            self.screen(
                (
                    x + ax * math.cos(t) + bx * math.sin(t),
                    y + ay * math.cos(t) + by * math.sin(t),
                ),
                mark.space,
            )
            for t in turns
        ]
        path = _straight(outline)
        path.closeSubpath()
        self._stroke(painter, path, mark.pen, filled=mark.filled)

    def _point(self, painter: QPainter, mark: PointMark) -> None:
        at, path = self.screen(mark.at, mark.space), QPainterPath()
        if mark.handle:
            path.addEllipse(at, mark.size_px, mark.size_px)
        else:
            for x, y in ((mark.size_px, 0.0), (0.0, mark.size_px)):
                path.moveTo(at - QPointF(x, y))
                path.lineTo(at + QPointF(x, y))
        self._stroke(painter, path, mark.pen, filled=False)

    def _text(self, painter: QPainter, mark: TextMark) -> None:
        metrics, box, lines = QFontMetrics(self._font), self.text_box(mark), mark.lines
        for number, line in enumerate(lines):
            baseline = box.topLeft() + QPointF(0, metrics.height() * number + metrics.ascent())
            path = QPainterPath()
            path.addText(baseline, self._font, line)
            painter.strokePath(path, QPen(_HALO, 3.0))
            painter.fillPath(path, QColor(mark.pen.colour))

    @staticmethod
    def _stroke(painter: QPainter, path: QPainterPath, pen: Pen, *, filled: bool) -> None:
        line = QPen(QColor(pen.colour), pen.width_px)
        line.setCapStyle(Qt.PenCapStyle.RoundCap)
        line.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if pen.dashed:
            line.setDashPattern([4.0, 3.0])
        if pen.halo:
            painter.strokePath(path, QPen(_HALO, pen.width_px + 2 * _HALO_PX))
        if filled:
            painter.fillPath(path, QColor(pen.colour))
        painter.strokePath(path, line)


def _near(coordinate: float) -> float:
    return max(-_FARTHEST_PX, min(_FARTHEST_PX, coordinate))


def _straight(points: list[QPointF]) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(QPolygonF(points))
    return path


def _smooth(points: list[QPointF], *, closed: bool) -> QPainterPath:
    """A curve through all points (Catmull-Rom as cubic Béziers)."""
    path = QPainterPath(points[0])
    count = len(points)
    ends = range(count if closed else count - 1)

    def at(index: int) -> QPointF:
        return points[index % count] if closed else points[max(0, min(count - 1, index))]

    for n in ends:
        before, start, end, after = at(n - 1), at(n), at(n + 1), at(n + 2)
        path.cubicTo(start + (end - before) / 6, end - (after - start) / 6, end)
    return path


def _arrow_head(tip: QPointF, tail: QPointF) -> QPainterPath:
    angle = math.atan2(tail.y() - tip.y(), tail.x() - tip.x())
    path = QPainterPath()
    for turn in (-_ARROW_ANGLE, _ARROW_ANGLE):
        path.moveTo(tip)
        way = QPointF(math.cos(angle + turn), math.sin(angle + turn))
        path.lineTo(tip + way * _ARROW_PX)
    return path


def _inside(box: QRectF, size: QSizeF) -> QRectF:
    """The box moved so that as much of it as possible is in the viewport."""
    left = max(0.0, min(box.left(), size.width() - box.width()))
    top = max(0.0, min(box.top(), size.height() - box.height()))
    return QRectF(QPointF(left, top), box.size())

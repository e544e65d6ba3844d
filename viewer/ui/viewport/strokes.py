"""Lines along paths, with a dark one below: in one stroke while few, piece by piece when many.

Qt takes a minute for one stroke along a few thousand points that cross each other, and drawings
come from strangers; piece by piece it is a matter of milliseconds, and looks the same but where
a line is translucent.
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

if TYPE_CHECKING:
    from collections.abc import Iterable

    from viewer.model.marks import Pen

HALO = QColor(0, 0, 0, 170)
_HALO_PX = 1.0  # on either side of a line
WHOLE_POINTS = 150  # of all paths of one paint that are drawn in one stroke each
_FEW = 5  # pieces
_FINE_PX = 40_000.0  # length of all lines of one paint that are worth a dark line below
_PLAIN_PX = 2.0  # the widest line beyond that
_NEAREST_PX = 2.0  # points nearer to each other than that are one on the screen


class Strokes:
    """Draws the paths of one paint."""

    def __init__(self, painter: QPainter) -> None:
        self._painter = painter
        self._whole_left = WHOLE_POINTS
        self._fine_left_px = _FINE_PX

    def draw(
        self, points: list[QPointF], pen: Pen, *, closed: bool, curved: bool, filled: bool
    ) -> None:
        """Draw a line through points, and fill what it encloses."""
        whole = len(points) <= self._whole_left
        if whole:
            self._whole_left -= len(points)
        else:
            points = _thinned(points)
            pen = self._affordable(points, pen)
        pieces = _curve(points, closed=closed) if curved else _straight(points, closed=closed)
        if curved and self._fine_left_px < 0:
            pieces = _straight(_sampled(pieces), closed=False)
        path = _joined(points[0], pieces)
        if filled:
            self._fill(path, pen, smooth=whole)
        self.along([path] if whole else pieces, pen)

    def ring(self, points: list[QPointF], pen: Pen, *, filled: bool) -> None:
        """Draw a closed line that does not cross itself, and fill it."""
        path = QPainterPath()
        path.addPolygon(QPolygonF(points))
        path.closeSubpath()
        if filled:
            self._painter.fillPath(path, QColor(pen.colour))
        self.along([path], self._affordable(points, pen))

    def _affordable(self, points: list[QPointF], pen: Pen) -> Pen:
        """The pen, or a plainer one where there has been much to draw already."""
        ways = (math.dist((a.x(), a.y()), (b.x(), b.y())) for a, b in pairwise(points))
        self._fine_left_px -= sum(ways)
        if self._fine_left_px >= 0:
            return pen
        return replace(pen, halo=False, width_px=min(pen.width_px, _PLAIN_PX))

    def along(self, paths: Iterable[QPainterPath], pen: Pen) -> None:
        """Draw the dark line, then the bright one."""
        paths = list(paths)
        line = QPen(QColor(pen.colour), pen.width_px)
        # Many round caps take ten times as long as none, and pile up at the joints.
        few = len(paths) < _FEW
        line.setCapStyle(Qt.PenCapStyle.RoundCap if few else Qt.PenCapStyle.FlatCap)
        line.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if pen.halo:
            below = QPen(HALO, pen.width_px + 2 * _HALO_PX)
            below.setCapStyle(Qt.PenCapStyle.FlatCap)  # else it is twice as dark at each joint
            for path in paths:
                self._painter.strokePath(path, below)
        if not pen.dashed:
            for path in paths:
                self._painter.strokePath(path, line)
            return
        line.setDashPattern([4.0, 3.0])
        way = 0.0
        for path in paths:
            line.setDashOffset(way / pen.width_px)
            self._painter.strokePath(path, line)
            way += path.length()

    def _fill(self, path: QPainterPath, pen: Pen, *, smooth: bool) -> None:
        hint = QPainter.RenderHint.Antialiasing
        self._painter.setRenderHint(hint, smooth)
        self._painter.fillPath(path, QColor(pen.colour))
        self._painter.setRenderHint(hint)


def _thinned(points: list[QPointF]) -> list[QPointF]:
    """Without points that lie on the one before; the last one stays."""
    kept = points[:1]
    for point in points[1:-1]:
        if math.hypot(point.x() - kept[-1].x(), point.y() - kept[-1].y()) >= _NEAREST_PX:
            kept.append(point)
    return [*kept, *points[-1:]] if len(points) > 1 else kept


def _straight(points: list[QPointF], *, closed: bool) -> list[QPainterPath]:
    """A piece from each point to the next."""
    ends = [*points[1:], *(points[:1] if closed else [])]
    pieces = []
    for start, end in zip(points, ends, strict=False):
        piece = QPainterPath(start)
        piece.lineTo(end)
        pieces.append(piece)
    return pieces


def _curve(points: list[QPointF], *, closed: bool) -> list[QPainterPath]:
    """Pieces of a curve through all points (Catmull-Rom as cubic Béziers)."""
    count = len(points)

    def at(index: int) -> QPointF:
        return points[index % count] if closed else points[max(0, min(count - 1, index))]

    pieces = []
    for n in range(count if closed else count - 1):
        before, start, end, after = at(n - 1), at(n), at(n + 1), at(n + 2)
        piece = QPainterPath(start)
        piece.cubicTo(start + (end - before) / 6, end - (after - start) / 6, end)
        pieces.append(piece)
    return pieces


def _joined(start: QPointF, pieces: list[QPainterPath]) -> QPainterPath:
    """All pieces as one path; closed where the last one ends at the start."""
    path = QPainterPath(start)
    for piece in pieces:
        path.connectPath(piece)
    if pieces and pieces[-1].currentPosition() == start and len(pieces) > 1:
        path.closeSubpath()
    return path


def _sampled(pieces: list[QPainterPath]) -> list[QPointF]:
    """Points along curves, near enough to each other to look like them."""
    points = [piece.pointAtPercent(n / 4) for piece in pieces for n in range(4)]
    return [*points, *(piece.currentPosition() for piece in pieces[-1:])]

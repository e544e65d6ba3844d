"""Draws the icons of `resources/icons`: the few elements of SVG that these use, nothing else.

Qt's own SVG library is 0.7 MB of which every start from a disc would read all. The shapes are those
of SVG 1.1, chapters 8 and 9; `tests/ui/test_icon_shapes.py` compares each icon with Qt's picture.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt, QXmlStreamReader
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

VIEW: Final = 24.0  # units of the view box of every icon
_TOKEN: Final = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)")
_HAS: Final = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "A": 7, "Z": 0}  # numbers each
_NEARLY: Final = 0.001  # of a quarter: no curve for what is rounding
_Attributes = dict[str, str]


def draw(painter: QPainter, svg: str, rect: QRectF, colour: str) -> None:
    """Draw an icon; `colour` is what it calls `currentColor`.

    Raises:
        ValueError: an element or a command that no icon has.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / VIEW, rect.height() / VIEW)
    inherited: _Attributes = {}
    for name, own in _elements(svg):
        if name == "svg":
            inherited = own
            continue
        style = {**inherited, **own}
        fill, stroke = style["fill"], style["stroke"]
        painter.setBrush(Qt.BrushStyle.NoBrush if fill == "none" else _colour(fill, colour))
        painter.setPen(Qt.PenStyle.NoPen if stroke == "none" else _pen(style, colour))
        painter.drawPath(_shape(name, own))


def _elements(svg: str) -> Iterator[tuple[str, _Attributes]]:
    reader = QXmlStreamReader(svg)
    while not reader.atEnd():
        if reader.readNext() == QXmlStreamReader.TokenType.StartElement:
            told = reader.attributes()
            attributes = (told.at(number) for number in range(told.size()))
            yield reader.name(), {one.name(): one.value() for one in attributes}


def _colour(value: str, current: str) -> QColor:
    return QColor(current if value == "currentColor" else value)


def _pen(style: _Attributes, current: str) -> QPen:
    colour = _colour(style["stroke"], current)
    colour.setAlphaF(colour.alphaF() * float(style.get("stroke-opacity", 1)))
    width = float(style["stroke-width"])
    pen = QPen(
        colour,
        width,
        Qt.PenStyle.SolidLine,
        Qt.PenCapStyle.RoundCap,
        Qt.PenJoinStyle.RoundJoin,
    )
    if dashes := style.get("stroke-dasharray"):
        pen.setDashPattern([float(length) / width for length in dashes.split()])
    return pen


def _shape(name: str, own: _Attributes) -> QPainterPath:
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    if name == "path":
        _Pencil(path).follow(own["d"])
    elif name == "rect":
        x, y, width, height = (float(own[key]) for key in ("x", "y", "width", "height"))
        radius = float(own.get("rx", 0))
        path.addRoundedRect(QRectF(x, y, width, height), radius, radius)
    elif name in {"circle", "ellipse"}:
        centre = QPointF(float(own["cx"]), float(own["cy"]))
        path.addEllipse(
            centre, float(own.get("rx", own.get("r", 0))), float(own.get("ry", own.get("r", 0)))
        )
    else:
        raise ValueError(f"no icon has the element {name}")
    return path


class _Pencil:
    """Follows the commands of a path (SVG 1.1, 8.3)."""

    def __init__(self, path: QPainterPath) -> None:
        self._path = path
        self._control: QPointF | None = None  # the second one of the curve before

    def follow(self, commands: str) -> None:
        """Draw all of them."""
        tokens = _TOKEN.findall(commands)
        command, place = "", 0
        while place < len(tokens):
            if tokens[place].isalpha():
                command = tokens[place]
                place += 1
            count = _HAS[command.upper()]
            self._step(command, [float(one) for one in tokens[place : place + count]])
            place += count
            command = {"M": "L", "m": "l"}.get(command, command)

    def _step(self, command: str, numbers: list[float]) -> None:
        here = self._path.currentPosition()
        origin = here if command.islower() else QPointF(0, 0)
        control, self._control = self._control, None
        kind = command.upper()
        if kind == "Z":
            self._path.closeSubpath()
        elif kind == "A":
            self._arc(here, numbers, origin + QPointF(*numbers[5:]))
        elif kind in "CS":
            first, *points = [origin + QPointF(*pair) for pair in _pairs(numbers)]
            if kind == "S":
                points = [first, *points]
                first = here if control is None else here + (here - control)
            self._control = points[0]
            self._path.cubicTo(first, *points)
        else:
            x = numbers[0] + origin.x() if kind != "V" else here.x()
            y = numbers[-1] + origin.y() if kind != "H" else here.y()
            (self._path.moveTo if kind == "M" else self._path.lineTo)(x, y)

    def _arc(self, start: QPointF, numbers: list[float], end: QPointF) -> None:
        """An arc between two points, by its radii and two flags (SVG 1.1, F.6.5)."""
        rx, ry, turned, is_large, is_clockwise = numbers[:5]
        if turned:
            raise ValueError("no icon has a turned ellipse")
        half = (start - end) / 2
        x, y = half.x() / rx, half.y() / ry  # on a circle of radius 1
        length = math.hypot(x, y)
        grown = max(1.0, length)  # radii that do not reach are made to
        rx, ry, x, y, length = rx * grown, ry * grown, x / grown, y / grown, length / grown
        away = math.sqrt(max(0.0, 1 / length**2 - 1)) * (-1 if is_large == is_clockwise else 1)
        to_centre = QPointF(away * y * rx, -away * x * ry)
        centre = (start + end) / 2 + to_centre
        first, last = (
            math.atan2((point.y() - centre.y()) / ry, (point.x() - centre.x()) / rx)
            for point in (start, end)
        )
        whole = math.tau if is_clockwise else -math.tau
        self._curves(centre, (rx, ry), first, math.fmod(last - first + whole, math.tau))

    def _curves(
        self, centre: QPointF, radii: tuple[float, float], first: float, sweep: float
    ) -> None:
        """An arc as curves of a quarter at most; angles in radians, clockwise on the screen."""
        count = math.ceil(abs(sweep) / (math.pi / 2) - _NEARLY)
        step = sweep / count
        reach = 4 / 3 * math.tan(step / 4)
        for number in range(count):
            one, other = first + number * step, first + (number + 1) * step
            self._path.cubicTo(
                _on_ellipse(centre, radii, one, reach),
                _on_ellipse(centre, radii, other, -reach),
                _on_ellipse(centre, radii, other, 0),
            )


def _on_ellipse(centre: QPointF, radii: tuple[float, float], angle: float, ahead: float) -> QPointF:
    """A point of an ellipse, or one so far along the tangent there."""
    x = math.cos(angle) - ahead * math.sin(angle)
    y = math.sin(angle) + ahead * math.cos(angle)
    return centre + QPointF(radii[0] * x, radii[1] * y)


def _pairs(numbers: list[float]) -> Iterator[tuple[float, float]]:
    return zip(numbers[::2], numbers[1::2], strict=True)

"""The tools the left button can hold."""

from enum import StrEnum
from typing import Final


class ToolMode(StrEnum):
    """What a left drag does; the names are those of the tool bar (look.md, "The window")."""

    SCROLL = "scroll"
    WINDOW = "window"
    ZOOM = "zoom"
    PAN = "pan"
    MAGNIFIER = "magnifier"
    LENGTH = "length"
    ANGLE = "angle"
    COBB = "cobb"
    BIDIRECTIONAL = "bidirectional"
    RECTANGLE = "rectangle"
    ELLIPSE = "ellipse"
    FREEHAND = "freehand"
    POLYLINE = "polyline"
    POINT = "point"
    ARROW = "arrow"
    TEXT = "text"
    CALIBRATE = "calibrate"
    CROSSHAIR = "crosshair"  # the same point in every viewport (G-034)


DRAWING_TOOLS: Final = frozenset(  # what each of them draws is `tools.drawing.KINDS`
    {
        ToolMode.LENGTH,
        ToolMode.ANGLE,
        ToolMode.COBB,
        ToolMode.BIDIRECTIONAL,
        ToolMode.RECTANGLE,
        ToolMode.ELLIPSE,
        ToolMode.FREEHAND,
        ToolMode.POLYLINE,
        ToolMode.POINT,
        ToolMode.ARROW,
        ToolMode.TEXT,
        ToolMode.CALIBRATE,
    }
)

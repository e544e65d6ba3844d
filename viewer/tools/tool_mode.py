"""The tools the left button can hold."""

from enum import StrEnum


class ToolMode(StrEnum):
    """What a left drag does; the names are those of the tool bar (look.md, "The window")."""

    SCROLL = "scroll"
    WINDOW = "window"
    ZOOM = "zoom"
    PAN = "pan"
    MAGNIFIER = "magnifier"
    CROSSHAIR = "crosshair"  # the same point in every viewport (G-034)

"""How the brightness of a picture is shown to whoever looks for text in it."""

from enum import StrEnum


class Look(StrEnum):
    """Which grey values are told apart best; text may differ little from what is around it."""

    NORMAL = "normal"
    DARK = "dark"
    BRIGHT = "bright"

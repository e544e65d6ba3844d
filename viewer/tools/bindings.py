"""Which hand movement does what; one table, so that it can be remapped (look.md, "Hands")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from viewer.tools.tool_mode import ToolMode


class Button(StrEnum):
    """A mouse button."""

    LEFT = "left"
    MIDDLE = "middle"
    RIGHT = "right"


class Gesture(StrEnum):
    """What a double click asks for."""

    MAXIMISE = "maximise"
    RESET = "reset"


Buttons = frozenset[Button]

_DRAGS: Mapping[Buttons, ToolMode] = {
    frozenset({Button.RIGHT}): ToolMode.WINDOW,
    frozenset({Button.MIDDLE}): ToolMode.PAN,
    frozenset({Button.MIDDLE, Button.RIGHT}): ToolMode.ZOOM,
}
_DOUBLE_CLICKS: Mapping[Button, Gesture] = {
    Button.LEFT: Gesture.MAXIMISE,
    Button.RIGHT: Gesture.RESET,
}


@dataclass(frozen=True, slots=True)
class Bindings:
    """The table; the left button holds the active tool and is not in it."""

    drags: Mapping[Buttons, ToolMode] = field(default_factory=lambda: _DRAGS)
    double_clicks: Mapping[Button, Gesture] = field(default_factory=lambda: _DOUBLE_CLICKS)
    wheel: ToolMode = ToolMode.SCROLL
    wheel_with_control: ToolMode = ToolMode.ZOOM
    left_with_space: ToolMode = ToolMode.PAN

    def drag(self, buttons: Buttons, tool: ToolMode, *, space: bool = False) -> ToolMode | None:
        """What a drag with `buttons` held does, None when nothing is bound to them."""
        if buttons == {Button.LEFT}:
            return self.left_with_space if space else tool
        return self.drags.get(buttons)

"""What the next drawing will look like, and which tool draws it: shared by all viewports."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from viewer.model.annotation_style import AnnotationStyle
from viewer.observe import Event
from viewer.tools.tool_mode import DRAWING_TOOLS, ToolMode

# Told apart with every common colour blindness, and 7:1 against black; the halo keeps them
# visible on white (`model.marks.Pen`).
COLOURS: Final = {
    "Yellow": "#ffd54a",
    "Blue": "#56b4e9",
    "Orange": "#ff9e45",
    "Pink": "#f49ac1",
    "White": "#ffffff",
}
WIDTHS_PX: Final = {"Thin": 1.0, "Medium": 1.5, "Thick": 3.0}


class Pencil:
    """Style and tool; lives as long as the grid of viewports."""

    def __init__(self) -> None:
        self.changed: Event[None] = Event()
        self.style = AnnotationStyle()
        self.tool = ToolMode.LENGTH  # the measuring tool used last

    def take_tool(self, mode: ToolMode) -> None:
        """Remember a measuring tool; others are none of this."""
        if mode in DRAWING_TOOLS and mode is not self.tool:
            self.tool = mode
            self.changed.emit(None)

    def take_style(self, *, colour: str | None = None, width_px: float | None = None) -> None:
        """Draw like this from now on."""
        style = self.style
        self.style = replace(
            style,
            colour=style.colour if colour is None else colour,
            width_px=style.width_px if width_px is None else width_px,
        )
        self.changed.emit(None)

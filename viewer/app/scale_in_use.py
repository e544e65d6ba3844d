"""Who says how large the pixels of a frame are: its file, or a person (D-104)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from viewer.model.display_set import StackFrame
    from viewer.model.geometry import PixelSpacing

ScaleOf = Callable[["StackFrame"], "PixelSpacing | None"]


def stated_scale(frame: StackFrame) -> PixelSpacing | None:
    """The scale the file states."""
    return frame.facts.spacing

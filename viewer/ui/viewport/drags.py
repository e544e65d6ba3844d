"""What a drag in a viewport remembers, and what dragging does to the window."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from viewer.app.frames import LoadedFrame
from viewer.model.lut import GreyPresentation
from viewer.render.modality import modality_range
from viewer.render.presentation_lut import is_inverted
from viewer.render.viewport import look_of
from viewer.tools.stepping import Steps
from viewer.tools.windowing import dragged_colour, dragged_from_zero, dragged_window

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF

    from viewer.app.viewport import ViewportModel, ViewportState
    from viewer.model.viewport import Presentation
    from viewer.render.viewport import Look
    from viewer.tools.tool_mode import ToolMode


_COUNTS = frozenset({"PT", "NM"})


@dataclass(slots=True)
class Drag:
    """One drag from press to release."""

    mode: ToolMode
    start: QPointF
    last: QPointF
    presentation: Presentation
    look: Look | None  # of the picture at the start, None if there was none
    span: float  # range of values the image can have
    steps: Steps = field(default_factory=Steps)

    @classmethod
    def starting(cls, mode: ToolMode, position: QPointF, model: ViewportModel) -> Drag:
        """A drag that begins at `position` (logical pixels)."""
        presentation, shown = model.state.presentation, model.shown
        if not isinstance(shown, LoadedFrame):
            return cls(mode, position, position, presentation, None, 0.0)
        look = look_of(shown.image, presentation)
        span = 0.0
        if isinstance(look, GreyPresentation):
            low, high = modality_range(shown.image.full_range, look.modality)
            span = high - low
        return cls(mode, position, position, presentation, look, span)


def starts_at_zero(state: ViewportState) -> bool:
    """Whether the window begins at zero: for PET and nuclear medicine, unless somebody let go."""
    frame = state.frame
    counts = frame is not None and frame.header.series.modality in _COUNTS
    return counts if state.presentation.from_zero is None else state.presentation.from_zero


def window_dragged(model: ViewportModel, drag: Drag, way: QPointF) -> None:
    """Set the window for a drag `way` logical pixels from its start (D-005, S-06)."""
    if drag.look is None:
        return
    right, up = way.x(), -way.y()
    if isinstance(drag.look, GreyPresentation):
        if drag.look.voi is None:  # 1-bit images have no window (D-130)
            return
        inverse = is_inverted(drag.look)
        if starts_at_zero(model.state):
            voi = dragged_from_zero(drag.look.voi, right, up, inverse=inverse)
        else:
            voi = dragged_window(drag.look.voi, right, up, drag.span, inverse=inverse)
        model.set_presentation(replace(drag.presentation, voi=voi))
    else:
        colour = dragged_colour(drag.presentation.colour_window, right, up)
        model.set_presentation(replace(drag.presentation, colour_window=colour))

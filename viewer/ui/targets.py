"""Builds what the actions call, a collaborator for each area of work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.ui.action_spec import Targets
from viewer.ui.key_commands import KeyCommands
from viewer.ui.mask_commands import MaskCommands
from viewer.ui.printing import Printing
from viewer.ui.true_size import TrueSize

if TYPE_CHECKING:
    from viewer.ui.action_spec import ViewportActions
    from viewer.ui.grid_widget import GridWidget
    from viewer.ui.main_window import MainWindow


def make_targets(window: MainWindow, grid: GridWidget, viewport: ViewportActions) -> Targets:
    """Everyone whom actions call, once the viewports are there."""
    # Not for the start: it brings the hanging protocols.
    from viewer.ui.arrange_commands import ArrangeCommands  # noqa: PLC0415  see above

    window.arrange = ArrangeCommands(window, grid)
    return Targets(
        window,
        viewport,
        arrange=window.arrange,
        mask=MaskCommands(window.session),
        keys=KeyCommands(window.session),
        paper=Printing(window),
        true_size=TrueSize(window, window.session, window.preferences),
    )

"""Builds what the actions call, a collaborator for each area of work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.ui.action_lists.marked import MARKED_MENU
from viewer.ui.action_spec import Targets
from viewer.ui.arrange_commands import ArrangeCommands
from viewer.ui.compare_commands import CompareChecks, CompareCommands
from viewer.ui.deid_commands import DeidCommands
from viewer.ui.key_commands import KeyCommands
from viewer.ui.layout_grid import LayoutGrid
from viewer.ui.marked_commands import MarkedCommands
from viewer.ui.marked_menu import offer_marks
from viewer.ui.mask_commands import MaskCommands
from viewer.ui.measure_commands import MeasureCommands
from viewer.ui.printing import Printing
from viewer.ui.publish_commands import PublishCommands
from viewer.ui.rescue_commands import RescueCommands
from viewer.ui.saving_commands import SavingCommands
from viewer.ui.true_size import TrueSize
from viewer.ui.viewport.commands import ViewportCommands

if TYPE_CHECKING:
    from viewer.ui.action_spec import ViewportActions
    from viewer.ui.grid_widget import GridWidget
    from viewer.ui.main_window import MainWindow


def make_targets(
    window: MainWindow, grid: GridWidget, viewport: ViewportActions | None = None
) -> Targets:
    """Everyone whom actions call, once the viewports are there."""
    if viewport is None:
        assert isinstance(grid, LayoutGrid)
        viewport = ViewportCommands(window.session, grid)
    window.arrange = ArrangeCommands(window, grid)
    marked = MarkedCommands(window)
    offer_marks(window.menus[MARKED_MENU], grid, marked)
    compare = CompareCommands(window.session, window)
    checks = CompareChecks(window.session, window.actions_set)
    window.when_closed(compare.close, checks.close)
    return Targets(
        window,
        viewport,
        compare,
        arrange=window.arrange,
        hand=window.hand,
        measure=MeasureCommands(window, grid),
        mask=MaskCommands(window.session, window.status.show_probe),
        keys=KeyCommands(window.session, window.status.show_probe),
        marked=marked,
        paper=Printing(window),
        true_size=TrueSize(window, window.session, window.preferences),
        saving=SavingCommands(window, grid),
        deid=DeidCommands(window),
        identity=window.hide_identity,
        publish=PublishCommands(window),
        rescue=RescueCommands(window),
    )

"""Builds what the actions call, a collaborator for each area of work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.ui.action_spec import Targets
from viewer.ui.compare_commands import CompareChecks, CompareCommands

if TYPE_CHECKING:
    from viewer.app.session import Session
    from viewer.ui.action_spec import ViewportActions
    from viewer.ui.grid_widget import GridWidget
    from viewer.ui.main_window import MainWindow


def make_targets(
    window: MainWindow, session: Session, grid: GridWidget, viewport: ViewportActions
) -> Targets:
    """Everyone whom actions call, once the viewports are there."""
    del grid  # for those areas that act on more than the active viewport
    compare = CompareCommands(session, window)
    checks = CompareChecks(session, window.actions_set)
    window.when_closed(compare.close, checks.close)
    return Targets(window, viewport, compare)

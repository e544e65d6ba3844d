"""Whether the window is at rest: nothing read, nothing decoded, nothing still to be drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QWidget

from viewer.app.stage import Stage
from viewer.ui.copying.steps_dialog import StepsDialog
from viewer.ui.detached import DetachedWindow

if TYPE_CHECKING:
    from viewer.ui.application import Desktop


class Quiet:
    """Looks at one desktop."""

    def __init__(self, desktop: Desktop) -> None:
        self._desktop = desktop

    def busy_with(self) -> str:
        """What still goes on, in a few words; "" for nothing."""
        session = self._desktop.session
        at_work = [
            r.name for r in session._background._readers if hasattr(r, "name") and r.is_alive()
        ]
        at_work += [f"{k.file.path}:{k.frame_index}" for k in list(session.frames._in_flight)]
        if self._desktop.is_starting:
            at_work.append("starting")
        return ", ".join(at_work)

    def to_be_looked_at(self) -> StepsDialog | None:
        """A copy that was hidden while it was made, and is over: its outcome waits for somebody."""
        found = (w for w in QApplication.topLevelWidgets() if isinstance(w, StepsDialog))
        return next((w for w in found if w.isHidden() and not w.making.is_running), None)

    def undrawn(self) -> str:
        """What keeps the pictures on show from being all there; "" for nothing."""
        session = self._desktop.session
        waiting = [
            f"viewport {number}"
            for number, view in enumerate(session.workspace.viewports)
            if view.state.frame is not None and (view.shown is None or view.is_preview)
        ]
        if session.load.stage in {Stage.OPENING, Stage.READING}:
            waiting.append("reading")
        busy = self.busy_with()
        return ", ".join([*waiting, *([busy] if busy else [])])

    def in_the_way(self) -> QWidget | None:
        """What a person would put away first: a menu, a dialog; no window with a picture."""
        popup = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if popup is not None:
            return popup
        shown = (w for w in QApplication.topLevelWidgets() if w.isVisible() and w.isWindow())
        others = (w for w in shown if not isinstance(w, DetachedWindow))
        return next((w for w in others if w is not self._desktop.window), None)

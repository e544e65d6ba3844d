"""Which viewport becomes the active one as the focus goes from window to window."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QWidget

    from viewer.app.workspace import Workspace

_TOLD = 2  # a window that is activated says so, and then its viewport that gets the focus
_SETTLED_MS = 1000  # after which windows that came or went have been activated, if ever
_BY_TAB = {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}
_BY_WINDOW = Qt.FocusReason.ActiveWindowFocusReason
# A menu that closes gives the focus back where it was, which may not be the active viewport.
_GIVEN_BACK = {Qt.FocusReason.PopupFocusReason, Qt.FocusReason.MenuBarFocusReason}


class Activation:
    """Follows the hands of a person, and no choice of the system.

    Where a window of a viewport comes or goes the system activates one as it likes: that undo
    brought the window back says nothing about which viewport keys act on (S-10).
    """

    def __init__(self, workspace: Workspace, active_view: Callable[[], QWidget]) -> None:
        self._workspace = workspace
        self._active_view = active_view
        self._expected = 0
        self._arranging = False
        self._tabbing = False
        # Else who chooses a window by its title bar, long after undo, would have to do so twice.
        self._settling = QTimer(singleShot=True, interval=_SETTLED_MS)
        self._settling.timeout.connect(self.touched)

    @contextmanager
    def arranging(self) -> Iterator[None]:
        """Widgets come, go and change windows: Qt moves the focus as it likes meanwhile."""
        before, self._arranging = self._arranging, True
        try:
            yield
        finally:
            self._arranging = before

    def expect(self, windows: int) -> None:
        """So many windows come or go: what is activated then is nobody's choice."""
        self._expected += _TOLD * windows
        self._settling.start()

    def touched(self) -> None:
        """A button or key goes down: what follows is what a person wants."""
        self._expected = 0

    def tabbed(self, *, down: bool) -> None:
        """The Tab key goes down or up, or another one does.

        Qt says that Tab moved the focus whenever it moves on by itself too, as from a list that
        is hidden because the last drawing in it is undone.
        """
        self._tabbing = down

    def take(self, number: int, reason: Qt.FocusReason) -> None:
        """Make viewport `number`, which has got the focus, the active one if a person meant it."""
        workspace = self._workspace
        if self._arranging or reason in _GIVEN_BACK:
            return
        by_window = reason == _BY_WINDOW
        by_hand = self._tabbing if reason in _BY_TAB else not by_window
        if by_hand:
            self.touched()
        state = workspace.state
        if number >= len(workspace.viewports) or number == state.active:
            return
        # A window that is activated speaks for the one viewport in it, if it is one of its own.
        alone = by_window and bool({number, state.active} & set(state.detached))
        if (by_hand or alone) and not self._expected:
            workspace.activate(number)
            return
        view = self._active_view()
        view.setFocus(_BY_WINDOW)  # the keys go where the frame is drawn
        if by_window:
            self._expected = max(0, self._expected - 1)
            view.window().activateWindow()

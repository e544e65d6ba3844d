"""True size: a millimetre in the picture is one on a screen that somebody has measured (D-108)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from viewer.model.viewport import FitMode, ViewState

if TYPE_CHECKING:
    from PySide6.QtGui import QScreen

    from viewer.app.session import Session
    from viewer.ui.main_window import MainWindow
    from viewer.ui.preferences import Preferences


class TrueSize:
    """Shows the active picture in true size; asks to measure the screen where nobody has."""

    def __init__(self, window: MainWindow, session: Session, preferences: Preferences) -> None:
        self._window = window
        self._session = session
        self._preferences = preferences
        handle = window.windowHandle()
        if handle is not None:
            handle.screenChanged.connect(self._moved)

    def true_size(self) -> None:
        """Zoom so that lengths are right; the corner says so."""
        size = self._preferences.screen_pixel_mm(screen_name(self._window.screen()))
        viewport = self._session.workspace.active
        frame = viewport.state.frame
        if frame is None:
            return
        scale = self._session.workspace.scale_of(frame)
        if scale is None:
            self._window.status.show_probe("The size of this picture's pixels is not known")
        elif size and scale == frame.facts.spacing:
            viewport.set_view(in_view(viewport.state.view, size))
        elif size:  # by a person's calibration: right, and not for others to call so
            zoom = scale.column_mm / size
            view = replace(viewport.state.view, fit=FitMode.FREE, zoom=zoom)
            viewport.set_view(view)
        else:
            self.measure_screen()

    def measure_screen(self) -> None:
        """Open the dialog with the card; the picture follows once it fits."""
        from viewer.ui.dialogs.screen_size import ScreenSizeDialog  # noqa: PLC0415  when asked for

        def make() -> ScreenSizeDialog:
            dialog = ScreenSizeDialog(self._preferences, self._window.theme, self._window)
            dialog.accepted.connect(self.true_size)
            return dialog

        self._window.show_dialog("screen-size", make)

    def _moved(self, screen: QScreen) -> None:
        """On another screen pixels have another size, or one nobody has measured."""
        size = self._preferences.screen_pixel_mm(screen_name(screen))
        for viewport in self._session.workspace.viewports:
            view = viewport.state.view
            if view.fit is FitMode.TRUE_SIZE:
                viewport.set_view(in_view(view, size) if size else ViewState())
            elif view.fit is FitMode.AREA:  # a presentation state may want true size as well
                viewport.set_view(replace(view, screen_pixel_mm=size or 0.0))


def in_view(view: ViewState, screen_pixel_mm: float) -> ViewState:
    """The view in true size on a screen with device pixels of that size."""
    return replace(view, fit=FitMode.TRUE_SIZE, screen_pixel_mm=screen_pixel_mm)


def screen_name(screen: QScreen) -> str:
    """What tells screens and their resolutions apart; nothing about a person."""
    size = screen.size() * screen.devicePixelRatio()
    parts = (screen.manufacturer(), screen.model(), screen.serialNumber(), screen.name())
    name = " ".join(part for part in parts if part)
    return f"{name} {size.width()}x{size.height()}".replace("/", "-")

"""Choosing among what others have marked on the active picture (P-016)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from viewer.ui.true_size import screen_name

if TYPE_CHECKING:
    from viewer.app.session import Session
    from viewer.model.presentation_state import PresentationState
    from viewer.ui.main_window import MainWindow


class MarkedCommands:
    """Acts on the active viewport; `window` knows the size of the screen's pixels."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def next_state(self) -> None:
        """The next of the states offered, after the last one the original."""
        viewport = self.session.workspace.active
        frame = viewport.state.frame
        if frame is None:
            return
        offered = self.session.marked.offered(frame)
        if not offered:
            self._window.status.show_probe("Nobody has marked anything on this picture")
            return
        choices: tuple[PresentationState | None, ...] = (None, *offered)
        active = viewport.state.presentation.state
        at = choices.index(active) if active in choices else 0
        self.choose(choices[(at + 1) % len(choices)])

    def original(self) -> None:
        """The picture as its own file has it."""
        if self.session.workspace.active.state.presentation.state is not None:
            self.choose(None)
        else:
            self._window.status.show_probe("The picture is shown as its own file has it")

    def choose(self, state: PresentationState | None) -> None:
        """Show the pictures of the active viewport as `state` has them, None as their files do."""
        screen = self._window.screen()
        size = self._window.preferences.screen_pixel_mm(screen_name(screen)) or 0.0
        self.session.workspace.active.show_state(state, size)

    def toggle_shutter(self) -> None:
        """Show what a shutter hides, or hide it again; the corner says which (D-093)."""
        viewport = self.session.workspace.active
        presentation = viewport.state.presentation
        shown = not presentation.show_shuttered
        viewport.set_presentation(replace(presentation, show_shuttered=shown))

    def toggle_layer(self, name: str) -> None:
        """Hide a graphic layer of the active state, or show it again (P-012)."""
        viewport = self.session.workspace.active
        presentation = viewport.state.presentation
        hidden = presentation.hidden_layers ^ {name}
        viewport.set_presentation(replace(presentation, hidden_layers=hidden))

    @property
    def session(self) -> Session:
        """What the window shows."""
        return self._window.session

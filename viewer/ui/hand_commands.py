"""What reaches across the areas of work: undo, keys, tags, arrangements (`HandActions`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from viewer.app.session import Session
    from viewer.ui.icons import Icons
    from viewer.ui.main_window import MainWindow
    from viewer.ui.theme import Theme


class HandCommands:
    """Called by the actions of `action_lists.edit` and `action_lists.file`."""

    def __init__(self, window: MainWindow, session: Session, icons: Icons, theme: Theme) -> None:
        self._window = window
        self._session = session
        self._icons = icons
        self._theme = theme

    def undo(self) -> None:
        """Take back the last step."""
        self._session.history.undo()

    def redo(self) -> None:
        """Do again what was taken back."""
        self._session.history.redo()

    def edit_keys(self) -> None:
        """See and change keys."""
        from viewer.ui.dialogs.keys import KeysDialog  # noqa: PLC0415  when asked for

        window = self._window
        window.show_dialog(
            "keys", lambda: KeysDialog(window.keys, self._icons, self._theme, window)
        )

    def save_arrangement(self) -> None:
        """Keep what is on the screen in a file."""

    def open_arrangement(self) -> None:
        """Go on with what was kept."""

    def toggle_tags(self) -> None:
        """Show or close the values of the active picture's file."""

    def compare_tags(self) -> None:
        """Compare the values of two files."""

"""What reaches across the areas of work: undo, keys, tags, arrangements (`HandActions`)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from viewer.ui.file_dialogs import ask_for_file
from viewer.ui.listening import until_destroyed
from viewer.ui.undo_menu import UndoMenu

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from viewer.app.session import Session
    from viewer.ui.icons import Icons
    from viewer.ui.main_window import MainWindow
    from viewer.ui.theme import Theme

TAGS = "tags"
ENDING = ".lightbox"  # of `app.session_file`, which is not loaded for a window that needs it never
_TAGS_WIDTH = 420


class HandCommands:
    """Called by the actions of `action_lists.edit` and `action_lists.file`."""

    def __init__(self, window: MainWindow, session: Session, icons: Icons, theme: Theme) -> None:
        self._window = window
        self._session = session
        self._icons = icons
        self._theme = theme
        until_destroyed(window, UndoMenu(session.history, window.actions_set))
        window.panels.add(TAGS, "What the file says", self._make_tags, _TAGS_WIDTH)

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
            "keys", lambda: KeysDialog(window.actions_set.keys, self._icons, self._theme, window)
        )

    def save_arrangement(self) -> None:
        """Keep what is on the screen in a file."""
        from viewer.ui.dialogs.arrangement import SaveArrangementDialog  # noqa: PLC0415  when asked

        window = self._window
        window.show_dialog(
            "save-arrangement",
            lambda: SaveArrangementDialog(self._session, self._icons, self._theme, window),
        )

    def open_arrangement(self) -> None:
        """Go on with what was kept."""
        kinds = f"Arrangements (*{ENDING})"
        chosen = ask_for_file(self._window, "Open a saved arrangement", kinds)
        if chosen is not None:
            self.open_arrangement_file(chosen)

    def opens(self, path: Path) -> bool:
        """Open a saved arrangement, or a ZIP, which may be protected; False if it is neither."""
        if path.suffix.lower() == ".zip":
            from viewer.ui.unlocking import open_zip  # noqa: PLC0415  for ZIPs alone

            open_zip(self._window, path)
            return True
        if path.suffix.lower() != ENDING or not path.is_file():
            return False
        if not (self._session.paths or self._session.catalog.patients):
            self._session.close_media()  # the window may have been told to expect this file
        self.open_arrangement_file(path)
        return True

    def open_arrangement_file(self, path: Path) -> None:
        """Put up the arrangement of a file; what has to be said about it is."""
        from viewer.ui.dialogs.arrangement import (  # noqa: PLC0415  when asked for
            ArrangementDialog,
            open_words,
        )

        words = open_words(path, self._session)
        if words:
            window = self._window
            window.show_dialog(
                "arrangement", lambda: ArrangementDialog(words, self._icons, self._theme, window)
            )

    def toggle_tags(self) -> None:
        """Show or close the values of the active picture's file."""
        self._window.panels.toggle(TAGS)

    def compare_tags(self) -> None:
        """Compare the values of two files."""
        from viewer.ui.dialogs.compare_tags import CompareTagsDialog  # noqa: PLC0415  when asked

        window = self._window
        window.show_dialog(
            "compare-tags",
            lambda: CompareTagsDialog(self._session, self._icons, self._theme, window),
        )

    def _make_tags(self, parent: QWidget) -> QWidget:
        from viewer.ui.panels.tags import TagsPanel  # noqa: PLC0415  when asked for

        return TagsPanel(self._session, self._icons, self._theme, self.compare_tags, parent)

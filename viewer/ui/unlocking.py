"""Opens ZIPs: those that are protected once somebody has given their passphrase (M-081)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from viewer.media.locate import is_locked
from viewer.settings import ArchiveSettings

if TYPE_CHECKING:
    from pathlib import Path

    from viewer.errors import ViewerError
    from viewer.ui.main_window import MainWindow


def open_zip(window: MainWindow, path: Path) -> None:
    """Look on a thread whether the ZIP is protected, and ask if so; else open it at once."""
    session = window.session

    def go_on(answer: bool | ViewerError) -> None:  # noqa: FBT001  the answer of a job
        if answer is True:
            ask(window, path)
        else:  # what else may be wrong the session finds out and tells
            session.open(path)

    session.in_background(partial(is_locked, path, ArchiveSettings()), go_on)


def ask(window: MainWindow, path: Path) -> None:
    """Ask for the passphrase; a ZIP that stays closed leaves everything as it was."""
    from viewer.ui.dialogs.unlock import UnlockDialog  # noqa: PLC0415  if ever

    window.show_dialog(f"unlock {path}", lambda: UnlockDialog(window.session, path, window))

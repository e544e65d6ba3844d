"""What the actions on copies of what is open do; one copy is made at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from viewer.ui.deid_commands import NOTHING_OPEN, is_session_ending

if TYPE_CHECKING:
    from pathlib import Path

    from viewer.ui.main_window import MainWindow
    from viewer.ui.publishing.dialog import PublishDialog

_NAME: Final = "publish-copy"


class PublishCommands:
    """Opens the dialogs, and says in the status bar how far a hidden copy is."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._session = window.session
        self._dialog: PublishDialog | None = None
        window.status.job_wanted.connect(self._wanted)
        window.ask_before_closing(self.may_close)
        window.when_closed(self.close)

    def to_computer(self) -> None:
        """Copy what is open to a folder."""
        self._open("computer")

    def copy_disc(self) -> None:
        """Make a disc like the one on show."""
        self._open("disc")

    def to_stick(self) -> None:
        """Put what is open onto a stick, to what is there already."""
        self._open("stick")

    def keep(self, studies: frozenset[str], where: str) -> None:
        """Begin with these examinations; `where` is "computer" or "stick"."""
        self._open(where, studies)

    def show_again(self) -> None:
        """Bring back the dialog that was hidden."""
        if self._dialog is not None:
            dialog = self._dialog
            self._window.show_dialog(_NAME, lambda: dialog)

    def may_close(self) -> bool:
        """Whether the window may go: not at once while a copy is made, which would be lost."""
        dialog = self._dialog
        if dialog is None or not dialog.making.is_running or is_session_ending():
            return True
        if dialog.making.is_stopping or dialog.progress.is_warned:
            return True
        dialog.progress.warn()
        self.show_again()
        return False

    def close(self) -> None:
        """Stop what runs, with the window."""
        if self._dialog is not None:
            self._dialog.close_all()

    def _open(self, where: str, studies: frozenset[str] | None = None) -> None:
        if not self._session.catalog.patients:
            self._window.status.show_probe(NOTHING_OPEN)
            return
        dialog = self._dialog
        if dialog is not None and not dialog.making.is_running:
            dialog.accept()
        self._window.show_dialog(_NAME, lambda: self._made(where, studies))

    def _made(self, where: str, studies: frozenset[str] | None) -> PublishDialog:
        from viewer.app.publish_draft import Goal, PublishDraft  # noqa: PLC0415  when it is asked for
        from viewer.ui.publishing.dialog import PublishDialog  # noqa: PLC0415  as above

        window = self._window
        draft = PublishDraft(self._session, Goal(where), studies)
        dialog = PublishDialog(draft, self._session, window.icons, window.theme, window)
        dialog.moved_on.connect(self._tell)
        dialog.open_wanted.connect(self._open_path)
        dialog.finished.connect(lambda _: self._forget(dialog))
        self._dialog = dialog
        return dialog

    def _open_path(self, path: Path) -> None:
        self._window.open_path(path)
        self._window.activateWindow()

    def _forget(self, dialog: PublishDialog) -> None:
        if self._dialog is dialog:
            self._dialog = None
            self._window.status.show_job("", _NAME)

    def _tell(self) -> None:
        from viewer.ui.publishing.words import status_words  # noqa: PLC0415  there is a dialog

        dialog = self._dialog
        if dialog is not None:
            self._window.status.show_job(status_words(dialog.draft.goal, dialog.making), _NAME)

    def _wanted(self, name: str) -> None:
        if name == _NAME:
            self.show_again()

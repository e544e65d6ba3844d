"""What the actions on copies without identity do; one copy is made at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from pathlib import Path

    from viewer.app.deid_scope import Offer
    from viewer.ui.deid.copy_dialog import CopyDialog
    from viewer.ui.main_window import MainWindow

NOTHING_OPEN = "Open a disc or folder first."
_NAME = "deid-copy"


class DeidCommands:
    """Opens the dialog, and says in the status bar how far a hidden copy is."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._session = window.session
        self._dialog: CopyDialog | None = None
        window.status.job_wanted.connect(self._wanted)
        window.ask_before_closing(self.may_close)
        window.when_closed(self.close)

    def copy(self) -> None:
        """Ask what is to be copied, beginning with all of the person on show."""
        from viewer.app.deid_scope import first_offer  # noqa: PLC0415  when it is asked for

        if not self._session.catalog.patients:
            self._window.status.show_probe(NOTHING_OPEN)
            return
        self.copy_of(first_offer(self._session))

    def copy_key_pictures(self) -> None:
        """Begin with the pictures that were marked as key."""
        from viewer.app.deid_scope import of_key_pictures  # noqa: PLC0415  when it is asked for
        from viewer.ui.saving_commands import NOTHING_MARKED  # noqa: PLC0415

        offer = of_key_pictures(self._session)
        if offer is None:
            self._window.status.show_probe(NOTHING_MARKED)
            return
        self.copy_of(offer)

    def copy_of(self, offer: Offer) -> None:
        """Open the dialog for something; a copy that is being made is shown instead."""
        dialog = self._dialog
        if dialog is not None and dialog.is_over:
            dialog.accept()
        elif dialog is not None and not dialog.making.is_running:
            dialog.begin_with(offer)
        self._window.show_dialog(_NAME, lambda: self._made(offer))

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

    def _made(self, offer: Offer) -> CopyDialog:
        from viewer.ui.deid.copy_dialog import CopyDialog  # noqa: PLC0415  when it is asked for

        window = self._window
        dialog = CopyDialog(self._session, offer, window.icons, window.theme, window)
        dialog.moved_on.connect(self._tell)
        dialog.open_wanted.connect(self._open)
        dialog.finished.connect(lambda _: self._forget())
        self._dialog = dialog
        return dialog

    def _open(self, path: Path) -> None:
        self._window.open_path(path)
        self._window.activateWindow()

    def _wanted(self, name: str) -> None:
        if name == _NAME:
            self.show_again()

    def _forget(self) -> None:
        self._dialog = None
        self._window.status.show_job("", _NAME)

    def _tell(self) -> None:
        from viewer.ui.deid.words import status_words  # noqa: PLC0415  there is a dialog already

        if self._dialog is not None:
            self._window.status.show_job(status_words(self._dialog.making), _NAME)


def is_session_ending() -> bool:
    """Whether the person logs out: nobody is there to answer."""
    app = QGuiApplication.instance()
    return isinstance(app, QGuiApplication) and app.isSavingSession()

"""One copy at a time beside the window: hidden, found again, and asked about before it is lost."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from pathlib import Path

    from viewer.ui.copying.steps_dialog import StepsDialog
    from viewer.ui.main_window import MainWindow

NOTHING_OPEN = "Open a disc or folder first."
_Dialog = TypeVar("_Dialog", bound="StepsDialog")


class OneCopy(ABC, Generic[_Dialog]):
    """Keeps the dialog of a kind of copies, and says in the status bar how far a hidden one is."""

    def __init__(self, window: MainWindow, name: str) -> None:
        self._window = window
        self._session = window.session
        self._name = name
        self._dialog: _Dialog | None = None
        window.status.job_wanted.connect(self._wanted)
        window.ask_before_closing(self.may_close)
        window.when_closed(self.close)

    @abstractmethod
    def status_words(self, dialog: _Dialog) -> str:
        """How far it is, "" if there is nothing to tell."""

    def show_again(self) -> None:
        """Bring back the dialog that was hidden."""
        if self._dialog is not None:
            dialog = self._dialog
            self._window.show_dialog(self._name, lambda: dialog)

    def may_close(self) -> bool:
        """Whether the window may go: not at once while a copy is made, which would be lost."""
        dialog = self._dialog
        if dialog is None or not dialog.making.is_running or _is_session_ending():
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

    def keep(self, dialog: _Dialog) -> _Dialog:
        """Listen to a dialog until it is finished."""
        dialog.moved_on.connect(self._tell)
        dialog.open_wanted.connect(self._open_path)
        dialog.finished.connect(lambda _: self._forget(dialog))
        self._dialog = dialog
        return dialog

    def _open_path(self, path: Path) -> None:
        self._window.open_path(path)
        self._window.activateWindow()

    def _wanted(self, name: str) -> None:
        if name == self._name:
            self.show_again()

    def _forget(self, dialog: _Dialog) -> None:
        if self._dialog is dialog:
            self._dialog = None
            self._window.status.show_job("", self._name)

    def _tell(self) -> None:
        if self._dialog is not None:
            self._window.status.show_job(self.status_words(self._dialog), self._name)


def _is_session_ending() -> bool:
    """Whether the person logs out: nobody is there to answer."""
    app = QGuiApplication.instance()
    return isinstance(app, QGuiApplication) and app.isSavingSession()

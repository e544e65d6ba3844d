"""The dialogs of a window: at most one of each kind, all of them ending with the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QDialog


class OpenDialogs:
    """The one way to open a dialog: beside the window, which goes on working."""

    def __init__(self) -> None:
        self._open: dict[str, QDialog] = {}
        self._asked: list[Callable[[], bool]] = []

    def ask(self, may_close: Callable[[], bool]) -> None:
        """Have this asked too before the window closes."""
        self._asked.append(may_close)

    def may_close(self) -> bool:
        """Whether the window may go: nobody has a reason against it."""
        return all(may_close() for may_close in self._asked)

    def show(self, name: str, make: Callable[[], QDialog]) -> None:
        """Bring the one dialog of a kind to the front; it goes when it is through."""
        dialog = self._open.get(name)
        if dialog is None:
            dialog = self._open[name] = make()
            dialog.finished.connect(lambda _: self._open.pop(name).deleteLater())
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def close(self, name: str) -> None:
        """Close the one dialog of a kind, if it is open."""
        if name in self._open:
            self._open[name].close()

    def close_all(self) -> None:
        """Close what is open, with the window."""
        for dialog in list(self._open.values()):
            dialog.close()

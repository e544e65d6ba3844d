"""Something in Lightbox went wrong: calm words, the technical text one click below."""

from __future__ import annotations

import platform
import traceback
from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit

from viewer import __version__
from viewer.ui.dialogs.dialog import Dialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from viewer.ui.theme import Theme


class CrashDialog(Dialog):
    """Shown once per problem; the window goes on working."""

    def __init__(self, error: BaseException, theme: Theme, parent: QWidget | None) -> None:
        super().__init__("Something went wrong", theme, parent)
        self.add_label("Something went wrong in Lightbox", "heading")
        self.add_label(
            "The pictures on your disc are not affected. You can go on; if a picture looks "
            "wrong now, close the disc and open it again."
        )
        self.details = QPlainTextEdit(crash_text(error), self)
        self.details.setReadOnly(True)
        self.details.setAccessibleName("Technical details")
        self.details.hide()
        self.body.addWidget(self.details)
        self.add_button("Technical details", lambda: self.details.setVisible(True), place=0)
        self.add_button("Copy", self._copy, place=0)
        self.setMinimumWidth(theme.px(480))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details.toPlainText())


def crash_text(error: BaseException) -> str:
    """Where it happened in the program; not the message, which may quote a file's content."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"{PurePath(f.filename).name}:{f.lineno} {f.name}" for f in frames]
    system = f"Lightbox {__version__}, Python {platform.python_version()}, Qt {qVersion()}"
    return "\n".join([type(error).__name__, *lines, f"{system}, {platform.system()}"])

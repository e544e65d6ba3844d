"""Answers what asks for a file or a printer: nothing is written outside of a temporary folder."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QMainWindow, QWidget

from viewer.app.session_file import ENDING

_ELSEWHERE = ("file", "http", "https", "mailto")  # what the system would open with a program
_REFUSED = 0.3  # of the dialogs that could be answered


class Answers(QObject):
    """Stands between the window and the system; `close` gives the system back."""

    def __init__(self, folder: Path, seed: int) -> None:
        super().__init__()
        self.opened_elsewhere = 0
        self._folder = folder
        self._random = Random(f"{seed}/answers")  # noqa: S311  to be repeated
        self._count = 0
        self._kept: list[Path] = []  # arrangements to be opened again
        folder.mkdir()
        for scheme in _ELSEWHERE:
            QDesktopServices.setUrlHandler(scheme, self, "open_elsewhere")  # type: ignore[arg-type]

    def close(self) -> None:
        """Let the system open addresses again."""
        for scheme in _ELSEWHERE:
            QDesktopServices.unsetUrlHandler(scheme)

    @Slot(QUrl)
    def open_elsewhere(self, url: QUrl) -> None:
        """Take what another program would have opened."""
        del url
        self.opened_elsewhere += 1

    def answer(self, widget: QWidget | None) -> bool:
        """Answer or refuse a dialog of the system; False if it is another one."""
        if isinstance(widget, QPrintDialog):
            self._print(widget)
        elif isinstance(widget, QFileDialog):
            path = self._place(widget)
            if path is None:
                widget.reject()
            else:
                widget.selectFile(str(path))
                widget.accept()
            if widget.isVisible():  # Qt did not like the place
                widget.reject()
        else:
            return False
        return True

    def clear(self) -> None:
        """Remove everything that was written, so that no disk fills."""
        self._kept.clear()
        shutil.rmtree(self._folder)
        self._folder.mkdir()

    def _place(self, dialog: QFileDialog) -> Path | None:
        """Where to write or what to read; None to refuse.

        What opens discs is refused: the acts do that, a few at a time.
        """
        if self._random.random() < _REFUSED:
            return None
        is_arrangement = any(ENDING in words for words in dialog.nameFilters())
        if dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave:
            dialog.selectNameFilter(self._random.choice(dialog.nameFilters()))
            path = self._fresh(dialog.selectedFiles())
            if is_arrangement:
                self._kept.append(path)
            return path
        if dialog.fileMode() is QFileDialog.FileMode.Directory:
            if isinstance(dialog.parentWidget(), QMainWindow):
                return None
            folder = self._fresh([])
            folder.mkdir()
            return folder
        there = [path for path in self._kept if path.is_file()]
        return self._random.choice(there) if is_arrangement and there else None

    def _fresh(self, offered: list[str]) -> Path:
        """A name nobody used yet, with the ending that was offered."""
        self._count += 1
        ending = Path(offered[0]).suffix if offered else ""
        return self._folder / f"{self._count}{ending}"

    def _print(self, dialog: QPrintDialog) -> None:
        """Print into a file; the dialog's own fields are passed by."""
        if self._random.random() < _REFUSED:
            dialog.reject()
            return
        printer = dialog.printer()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(self._fresh(["page.pdf"])))
        dialog.done(QDialog.DialogCode.Accepted)

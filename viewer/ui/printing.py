"""Prints the active viewport as it is seen, with who and what it shows (IHE BIR 5.12, S-31)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPageLayout, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter

from viewer.ui.viewport.snapshot import render_viewport

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow
    from viewer.ui.viewport.scene import Scene

_SHARPEST_DPI = 300  # finer than a picture's pixels ever are on paper
_LARGEST_SIDE_PX = 5000


class Printing:
    """Asks for the printer and prints the active viewport."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def print_viewport(self) -> None:
        """Open the system's print dialog beside the window."""
        if self._window.active_scene() is None:
            return
        self._window.show_dialog("print", self._make_dialog)

    def _make_dialog(self) -> QPrintDialog:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName("Lightbox")  # names stay out of the printer's queue
        dialog = QPrintDialog(printer, self._window)
        dialog.setWindowTitle("Print this picture")
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.accepted.connect(lambda: self._print(printer))
        return dialog

    def _print(self, printer: QPrinter) -> None:
        found = self._window.active_scene()
        if found is not None:
            scene, size = found
            print_scene(printer, scene, size)


def print_scene(printer: QPrinter, scene: Scene, size: tuple[int, int]) -> None:
    """Put what a viewport of `size` logical pixels shows on one page, as large as fits.

    The page is turned to the viewport's own shape. The picture carries identity, orientation,
    scale and what it is not for; nothing is printed that the screen does not show.
    """
    wide = size[0] > size[1]
    layout = printer.pageLayout()
    layout.setOrientation(
        QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait
    )
    printer.setPageLayout(layout)
    room = QRectF(QPointF(0, 0), QSizeF(layout.paintRectPixels(printer.resolution()).size()))
    scale = min(room.width() / size[0], room.height() / size[1])
    sharpness = min(1.0, _SHARPEST_DPI / max(1, printer.resolution()))
    dpr = min(scale * sharpness, _LARGEST_SIDE_PX / max(size))
    picture = render_viewport(scene, size, dpr=max(1.0, dpr))
    target = QRectF(0, 0, size[0] * scale, size[1] * scale)
    target.moveCenter(room.center())
    with QPainter(printer) as painter:
        painter.drawImage(target, picture)

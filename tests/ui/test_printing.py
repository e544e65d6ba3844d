"""What is on paper is what was on the screen; read back by PDFium (S-31)."""

from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from tests.factories.viewports import Recipe, loaded, stack_of
from viewer.app.viewport import ViewportState
from viewer.model.viewport import ViewState
from viewer.ui.dialogs.open_dialogs import OpenDialogs
from viewer.ui.printing import Printing, print_scene
from viewer.ui.viewport.scene import Scene

pytestmark = [
    pytest.mark.usefixtures("qtbot"),
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
]


def printed(scene: Scene, size: tuple[int, int], path: Path) -> NDArray[np.uint8]:
    """The page as grey pixels, 72 a inch."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    print_scene(printer, scene, size)
    document = pypdfium2.PdfDocument(path)
    try:
        assert len(document) == 1
        page = document[0]
        pixels = page.render(scale=1).to_numpy()
        return np.asarray(pixels.mean(axis=2), np.uint8)
    finally:
        document.close()


def scene_of_halves(view: ViewState) -> Scene:
    """The left half bright, the right half dark."""
    array = np.zeros((64, 64), np.uint16)
    array[:, :32] = 4000
    stack = stack_of([array], Recipe())
    return Scene(ViewportState(stack, view=view), loaded(stack.frames[0], array))


@pytest.mark.parametrize("size", [(800, 500), (500, 800)])
def test_the_page_has_the_shape_of_the_viewport(tmp_path: Path, size: tuple[int, int]) -> None:
    page = printed(scene_of_halves(ViewState()), size, tmp_path / "page.pdf")
    assert (page.shape[1] > page.shape[0]) == (size[0] > size[1])


def test_left_is_left_on_paper_and_mirrored_is_mirrored(qtbot: QtBot, tmp_path: Path) -> None:
    del qtbot
    for flipped in (False, True):
        path = tmp_path / f"{flipped}.pdf"
        page = printed(scene_of_halves(ViewState(flipped=flipped)), (600, 600), path)
        rows, columns = page.shape
        middle = page[rows // 2 - 20 : rows // 2 + 20]
        left = middle[:, columns // 4 : columns // 2 - 20].mean()
        right = middle[:, columns // 2 + 20 : columns * 3 // 4].mean()
        bright, dark = (right, left) if flipped else (left, right)
        assert bright > 200
        assert dark < 60


def test_the_queue_of_the_printer_sees_no_name(tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    printed(scene_of_halves(ViewState()), (600, 400), path)
    name = scene_of_halves(ViewState()).state.frame
    assert name is not None
    document = pypdfium2.PdfDocument(path)
    try:
        words = " ".join(document.get_metadata_dict().values())
    finally:
        document.close()
    assert name.header.patient.name.split(",")[0] not in words


class Window(QWidget):
    """One picture on show, and the dialogs of any window."""

    def __init__(self) -> None:
        super().__init__()
        self.show_dialog = OpenDialogs().show

    def active_scene(self) -> tuple[Scene, tuple[int, int]]:
        return scene_of_halves(ViewState()), (400, 300)


def test_a_dialog_prints_once_and_is_gone(qtbot: QtBot, tmp_path: Path) -> None:
    window = Window()
    qtbot.addWidget(window)
    printing = Printing(window)  # type: ignore[arg-type]
    for number in range(3):
        printing.print_viewport()
        (dialog,) = window.findChildren(QPrintDialog)
        assert dialog.isVisible()
        dialog.printer().setOutputFileName(str(tmp_path / f"{number}.pdf"))
        dialog.done(QDialog.DialogCode.Rejected if number == 1 else QDialog.DialogCode.Accepted)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        assert window.findChildren(QPrintDialog) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0.pdf", "2.pdf"]

"""Documents: a page over their viewport, a copy only where the person wants it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.factories.fake_session import document_item, small_catalog
from tests.factories.window_desk import WindowDesk
from viewer.app.viewport import ViewportModel
from viewer.errors import FileReadError
from viewer.model.display_set import Document, DocumentKind
from viewer.model.header import SeriesFacts
from viewer.ui.documents.covers import DocumentCovers
from viewer.ui.documents.document_page import DocumentPage

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


class View(QWidget):
    """A viewport widget as the covers see it."""

    def __init__(self, model: ViewportModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.model = model
        self.resize(600, 500)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowDesk]:
    del qtbot
    desk = WindowDesk(tmp_path)
    yield desk
    desk.close()


def document(kind: DocumentKind = DocumentKind.PDF) -> Document:
    found = document_item(SeriesFacts("1.2.1.9", 9, "DOC", "Report"), kind).display_set
    assert isinstance(found, Document)
    return found


def test_a_document_covers_its_viewport_and_an_image_uncovers_it(desk: WindowDesk) -> None:
    view = View(desk.session.workspace.viewports[0], desk.grid)
    desk.grid.views = [view]
    covers = DocumentCovers(desk.session, desk.grid, desk.icons, desk.theme)
    desk.session.make_ready(small_catalog())
    assert view.findChild(DocumentPage) is None
    desk.session.show_item("1.2.1.9")
    page = view.findChild(DocumentPage)
    assert isinstance(page, DocumentPage)
    assert not page.isHidden()
    assert page.title.text() == "Radiology report"
    assert "MUSTERMANN, Erika · 12 Mar 2024" in page.words.text()
    view.resize(300, 200)
    desk.app.processEvents()
    assert page.width() == 296
    desk.session.show_item("1.2.1.2")
    assert page.isHidden()
    covers.close_covers()


def test_a_copy_goes_where_it_was_asked_for(desk: WindowDesk, tmp_path: Path) -> None:
    page = DocumentPage(desk.session, desk.icons, desk.theme)
    page.show_document(document())
    target = tmp_path / "copy.pdf"
    page.save_to(target)
    assert target.read_bytes() == b"%PDF-1.4 made for the test"
    assert not page.open.isHidden()
    page.deleteLater()


@pytest.mark.parametrize(
    ("result", "place", "words"),
    [
        (FileReadError("bad sector"), "copy.pdf", "could not be read"),
        (b"%PDF", "no-folder/copy.pdf", "could not be written"),
    ],
)
def test_failures_are_told_in_words(
    desk: WindowDesk, tmp_path: Path, result: bytes | FileReadError, place: str, words: str
) -> None:
    desk.session.document_bytes = result
    page = DocumentPage(desk.session, desk.icons, desk.theme)
    page.show_document(document())
    page.save_to(tmp_path / place)
    assert words in page.state.text()
    assert page.open.isHidden()
    page.deleteLater()


@pytest.mark.parametrize("kind", [DocumentKind.REPORT, DocumentKind.OTHER])
def test_what_has_no_view_says_so_and_offers_nothing_false(
    desk: WindowDesk, kind: DocumentKind
) -> None:
    page = DocumentPage(desk.session, desk.icons, desk.theme)
    page.show_document(document(kind))
    assert page.save.isHidden()
    assert "Lightbox" in page.words.text()
    page.deleteLater()

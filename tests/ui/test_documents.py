"""Documents: read in the window, pages drawn when seen, a copy only where the person wants it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QColor, QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from tests.factories.fake_session import document_item, small_catalog
from tests.factories.pdf import locked_pdf, pages_pdf, pdf_file, stream
from tests.factories.window_desk import WindowDesk
from viewer.app.viewport import ViewportModel
from viewer.errors import FileReadError
from viewer.export.place import ON_MEDIUM
from viewer.model.display_set import Document, DocumentKind
from viewer.model.header import SeriesFacts
from viewer.model.report import Report, ReportItem
from viewer.ui import save_copy
from viewer.ui.documents.document_page import DocumentPage
from viewer.ui.documents.words import no_view_words

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

BLUE_PAGE = b"0 0 1 rg 0 0 1000 1000 re f"
THREE_PAGES = pages_pdf([b"0 0 200 100", b"0 0 200 300", b"0 0 200 100"], BLUE_PAGE)
HOSTILE = "<b>bold</b> <a href='http://example.org'>link</a> <img src='http://example.org/x'>"
REPORT = Report(
    title="Radiology report",
    verification="UNVERIFIED",
    date="20240312",
    items=(
        ReportItem(0, "CONTAINER", "CONTAINS", "Findings"),
        ReportItem(1, "TEXT", "CONTAINS", "Finding", "A nodule.\nSecond line."),
        ReportItem(1, "NUM", "CONTAINS", "Length", "12.5", "mm"),
        ReportItem(1, "TEXT", "INFERRED FROM", "Remark", HOSTILE),
    ),
)


class View(QWidget):
    """A viewport widget as the covers see it."""

    focused = Signal(Qt.FocusReason)

    def __init__(self, model: ViewportModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.model = model
        self.resize(600, 500)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowDesk]:
    del qtbot
    desk = WindowDesk(tmp_path)
    desk.session.document_bytes = THREE_PAGES
    desk.session.report_content = REPORT
    yield desk
    desk.close()


@pytest.fixture
def page(desk: WindowDesk) -> Iterator[DocumentPage]:
    page = DocumentPage(desk.session, desk.icons, desk.theme)
    page.resize(800, 600)
    page.show()
    yield page
    page.close_document()
    page.close()
    page.deleteLater()


def document(kind: DocumentKind = DocumentKind.PDF) -> Document:
    found = document_item(SeriesFacts("1.2.1.9", 9, "DOC", "Report"), kind).display_set
    assert isinstance(found, Document)
    return found


def has_page(page: DocumentPage, number: int) -> Callable[[], None]:
    def check() -> None:
        picture = page._pages.picture(number) if page._pages is not None else None
        assert picture is not None
        assert picture.pixels is not None

    return check


def test_a_document_covers_its_viewport_and_an_image_uncovers_it(desk: WindowDesk) -> None:
    view = View(desk.session.workspace.viewports[0], desk.grid)
    desk.grid.views = [view]
    covers = desk.window._covers
    assert covers is not None
    desk.session.make_ready(small_catalog())
    assert view.findChild(DocumentPage) is None
    desk.session.show_item("1.2.1.9")
    page = view.findChild(DocumentPage)
    assert isinstance(page, DocumentPage)
    assert not page.isHidden()
    assert page.header.title.text() == "Radiology report"
    assert page.header.about.text().startswith("MUSTERMANN, Erika · *14 May 1961 · F · 12 Mar 2024")
    view.resize(300, 200)
    desk.app.processEvents()
    assert page.width() == 296
    assert view.focusProxy() is page
    desk.session.show_item("1.2.1.2")
    assert page.isHidden()
    assert view.focusProxy() is None
    assert page._document is None
    covers.close_covers()


def test_a_viewport_that_goes_takes_its_document_along(desk: WindowDesk, qtbot: QtBot) -> None:
    """A smaller layout: the thread ends, and what still comes for the page is for nobody."""
    parent = QWidget()
    page = DocumentPage(desk.session, desk.icons, desk.theme, parent)
    page.show_document(document())
    pages = page._pages
    assert pages is not None
    qtbot.waitUntil(lambda: bool(pages.sizes))
    pages._tell(lambda: None)  # on its way, as a page that was drawn meanwhile
    parent.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not shiboken6.isValid(page)
    qtbot.waitUntil(lambda: not pages.is_alive())
    QCoreApplication.sendPostedEvents()


def test_a_report_read_for_a_page_that_went_is_for_nobody(
    desk: WindowDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting: list[Callable[[Report], None]] = []
    monkeypatch.setattr(desk.session, "read_report", lambda _, done: waiting.append(done))
    parent = QWidget()
    page = DocumentPage(desk.session, desk.icons, desk.theme, parent)
    page.show_document(document(DocumentKind.REPORT))
    parent.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not shiboken6.isValid(page)
    waiting[0](REPORT)


def test_pages_are_drawn_when_they_come_into_view(
    desk: WindowDesk, page: DocumentPage, qtbot: QtBot
) -> None:
    desk.session.document_bytes = pages_pdf([b"0 0 200 280"] * 50, BLUE_PAGE)
    page.show_document(document())
    assert page.message.title.text() == "Reading the document…"
    qtbot.waitUntil(has_page(page, 1))
    assert page.body.currentWidget() is page.pdf
    assert page.header.place.text() == "Page 1 of 50"
    assert page._pages is not None
    assert page._pages.picture(30) is None
    page.pdf.go_to(30)
    qtbot.waitUntil(has_page(page, 30))
    assert page.header.place.text() == "Page 31 of 50"
    assert page.pdf.accessibleName() == "Document: Radiology report, Page 31 of 50"


def test_a_page_has_the_pixels_of_its_place(page: DocumentPage, qtbot: QtBot) -> None:
    page.show_document(document())
    qtbot.waitUntil(has_page(page, 0))
    rect = page.pdf.page_rect(0)
    assert rect.width() == 2 * rect.height()
    assert page._pages is not None
    picture = page._pages.picture(0)
    assert picture is not None
    ratio = page.devicePixelRatioF()
    assert picture.wish.columns == round(rect.width() * ratio)
    shown = page.pdf.viewport().grab().toImage()
    assert shown.pixelColor(rect.center()) == QColor(0, 0, 255)


class Browser(QObject):
    """Stands in for the programs that open addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[QUrl] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.asked.append(url)


def test_a_link_in_a_pdf_leads_nowhere(desk: WindowDesk, page: DocumentPage, qtbot: QtBot) -> None:
    link = b"<< /Type /Annot /Subtype /Link /Rect [0 0 200 100] /A << /S /URI /URI (%s) >> >>"
    links = b" ".join(link % address for address in (b"http://example.org", b"file:///etc/passwd"))
    desk.session.document_bytes = pdf_file(
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /URI /URI (http://example.org) >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R /Annots [%s] >>"
        % links,
        stream(BLUE_PAGE),
    )
    browser = Browser()
    for scheme in ("http", "file"):
        # The stub says bytes, PySide takes only str.
        QDesktopServices.setUrlHandler(scheme, browser, "open")  # type: ignore[arg-type]
    try:
        page.show_document(document())
        qtbot.waitUntil(has_page(page, 0))
        place = page.pdf.page_rect(0).center()
        QTest.mouseClick(page.pdf.viewport(), Qt.MouseButton.LeftButton, pos=place)
        QTest.mouseDClick(page.pdf.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert browser.asked == []
    finally:
        for scheme in ("http", "file"):
            QDesktopServices.unsetUrlHandler(scheme)


def test_a_page_of_more_pixels_than_anybody_needs_is_drawn_coarser(
    page: DocumentPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("viewer.ui.documents.pdf_view.PDF_PAGE_PIXELS", 5000)
    page.show_document(document())
    qtbot.waitUntil(has_page(page, 0))
    assert page._pages is not None
    picture = page._pages.picture(0)
    assert picture is not None
    assert picture.wish.rows * picture.wish.columns <= 5100


def test_keys_read_and_do_not_reach_the_window(page: DocumentPage, qtbot: QtBot) -> None:
    page.show_document(document())
    qtbot.waitUntil(has_page(page, 0))
    page.pdf.setFocus()
    bar = page.pdf.verticalScrollBar()
    for key, moved in (
        (Qt.Key.Key_Down, True),
        (Qt.Key.Key_PageDown, True),
        (Qt.Key.Key_Home, False),
        (Qt.Key.Key_End, True),
    ):
        QTest.keyClick(page.pdf, key)
        assert (bar.value() > 0) is moved
    assert bar.value() == bar.maximum()
    QTest.keyClick(page.pdf, Qt.Key.Key_Plus)
    assert page.pdf.zoom == 1.25
    assert page.pdf.horizontalScrollBar().maximum() > 0
    QTest.keyClick(page.pdf, Qt.Key.Key_F)
    assert page.pdf.zoom == 1.0
    page.smaller.click()
    assert page.pdf.zoom == 0.8


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (FileReadError("bad sector"), "could not be read from the disc"),
        (locked_pdf(), "protected by a password"),
        (b"%PDF-1.4 nothing", "damaged"),
        (b"MZ no document", "not a PDF"),
    ],
)
def test_what_cannot_be_shown_says_why(
    desk: WindowDesk, page: DocumentPage, qtbot: QtBot, result: bytes | FileReadError, words: str
) -> None:
    desk.session.document_bytes = result
    page.show_document(document())
    qtbot.waitUntil(lambda: page.message.title.text().startswith("This document cannot"))
    assert words in page.message.words.text()
    assert page.smaller.isHidden()
    assert page.save.isVisible()


def test_a_report_is_read_as_plain_text(page: DocumentPage) -> None:
    page.show_document(document(DocumentKind.REPORT))
    assert page.body.currentWidget() is page.text
    text = page.text.toPlainText()
    assert "Not verified" in text
    assert "Finding: A nodule.\nSecond line." in text
    assert "Length: 12.5\N{NO-BREAK SPACE}mm" in text or "Length: 12.5 mm" in text
    assert f"inferred from · Remark: {HOSTILE}" in text
    html = page.text.toHtml()
    assert "<a href" not in html
    assert "<img" not in html


def test_a_long_report_begins_at_its_beginning_and_wraps(
    desk: WindowDesk, page: DocumentPage
) -> None:
    long = "1.2.826.0.1.3680043.8.498." + "9" * 400
    items = [ReportItem(0, "UIDREF", "CONTAINS", "Identifier", long)] * 50
    desk.session.report_content = Report("Long", verification="UNVERIFIED", items=tuple(items))
    page.show_document(document(DocumentKind.REPORT))
    page.resize(500, 400)
    desk.app.processEvents()
    assert page.text.verticalScrollBar().maximum() > 0
    assert page.text.verticalScrollBar().value() == 0
    assert page.text.horizontalScrollBar().maximum() == 0
    QTest.keyClick(page.text, Qt.Key.Key_PageDown)
    assert page.text.verticalScrollBar().value() > 0


def test_a_report_can_be_selected_and_copied(page: DocumentPage) -> None:
    page.show_document(document(DocumentKind.REPORT))
    page.text.selectAll()
    page.text.copy()
    assert "A nodule." in QGuiApplication.clipboard().text()


def test_a_report_that_cannot_be_read_says_so(desk: WindowDesk, page: DocumentPage) -> None:
    desk.session.report_content = FileReadError("bad sector")
    page.show_document(document(DocumentKind.REPORT))
    assert "could not be read" in page.message.words.text()
    assert page.save.isHidden()


def test_a_copy_goes_where_it_was_asked_for(page: DocumentPage, tmp_path: Path) -> None:
    page.show_document(document())
    assert page.open.isHidden()
    page.save_to(tmp_path / "copy.pdf")
    assert (tmp_path / "copy.pdf").read_bytes() == THREE_PAGES
    assert not page.open.isHidden()
    assert [path.name for path in tmp_path.glob("*.p*")] == ["copy.pdf"]


def test_the_copy_of_a_structured_report_is_its_text(page: DocumentPage, tmp_path: Path) -> None:
    page.show_document(document(DocumentKind.REPORT))
    page.save_to(tmp_path / "copy.txt")
    text = (tmp_path / "copy.txt").read_text(encoding="utf-8")
    assert text.startswith("Radiology report\nMUSTERMANN, Erika")
    assert "Finding: A nodule." in text


def test_a_copy_that_cannot_be_written_is_told(page: DocumentPage, tmp_path: Path) -> None:
    page.show_document(document())
    page.save_to(tmp_path / "no-folder" / "copy.pdf")
    assert "could not be written" in page.state.text()
    assert page.open.isHidden()


def test_nothing_is_written_on_the_medium_itself(tmp_path: Path) -> None:
    """M-042, for copies of documents and for tables of measurements alike."""
    (tmp_path / "disc").mkdir()
    told = save_copy.write_copy(tmp_path / "disc" / "copy.pdf", b"%PDF", [tmp_path / "disc"])
    assert told == ON_MEDIUM
    assert not list((tmp_path / "disc").iterdir())
    assert save_copy.write_copy(tmp_path / "copy.pdf", b"%PDF", [tmp_path / "disc"]) == ""
    assert (tmp_path / "copy.pdf").read_bytes() == b"%PDF"


def test_an_ending_is_added_but_never_so_that_a_file_is_replaced(
    page: DocumentPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.pdf").write_bytes(b"older")
    chosen = str(tmp_path / "mine")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (chosen, ""))
    assert save_copy.ask_where(page, ".pdf", "PDF") == (tmp_path / "mine 2.pdf", "PDF")


def test_what_has_no_view_says_so_and_offers_nothing_false(page: DocumentPage) -> None:
    page.show_document(document(DocumentKind.OTHER))
    assert page.save.isHidden()
    assert "Lightbox cannot show it" in page.message.words.text()


@pytest.mark.parametrize(
    ("modality", "begins"),
    [
        ("M3D", "This disc also holds a 3D model. Lightbox cannot show it;"),
        ("XYZ", "This disc also holds something that is no picture. Lightbox cannot show it;"),
    ],
)
def test_what_has_no_view_is_named_without_jargon(modality: str, begins: str) -> None:
    item = document_item(SeriesFacts("1.2.1.9", 9, modality, ""), DocumentKind.OTHER)
    assert isinstance(item.display_set, Document)
    words = no_view_words(item.display_set)
    assert words.startswith(begins)
    assert modality not in words
    assert "object" not in words


def test_r_opens_the_report_of_the_study(desk: WindowDesk) -> None:
    desk.session.make_ready(small_catalog())
    desk.window.update_window()
    assert desk.window.actions_set["report"].isEnabled()
    desk.window.show_report()
    assert desk.session.shown[-1][0] == "1.2.1.9"
    desk.session.show_item("1.2.2.1")  # another examination, without a report
    desk.window.update_window()
    assert not desk.window.actions_set["report"].isEnabled()

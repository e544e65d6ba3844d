"""A report or PDF from the medium, shown to be read; a copy for who wants to take it along."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from viewer.app.identity_view import SHOWN
from viewer.app.pdf_pages import UNREADABLE
from viewer.errors import ViewerError
from viewer.model.display_set import DocumentKind
from viewer.model.report_text import plain_text
from viewer.observe import Subscription
from viewer.ui.contained import contained
from viewer.ui.documents.header import DocumentHeader
from viewer.ui.documents.message import Message
from viewer.ui.documents.pdf_view import ZOOM_STEP, PdfView
from viewer.ui.documents.report_view import ReportView
from viewer.ui.documents.words import (
    CANNOT_SHOW,
    HIDDEN,
    HIDDEN_WORDS,
    READING,
    TRY_A_COPY,
    document_about,
    document_title,
    no_view_words,
)
from viewer.ui.listening import until_destroyed
from viewer.ui.save_copy import ask_where, write_copy

if TYPE_CHECKING:
    from viewer.app.pdf_pages import PdfPages
    from viewer.app.session import Session
    from viewer.model.display_set import Document
    from viewer.model.report import Report
    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme

# Reading keys, which belong to the document while it has the focus, not to pictures.
_KEYS = {
    *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right),
    *(Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End),
    *(Qt.Key.Key_Space, Qt.Key.Key_Backspace),
    *(Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus, Qt.Key.Key_F),
}
_PLAIN = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.KeypadModifier,
    Qt.KeyboardModifier.ShiftModifier,  # "+" needs it on many keyboards
)


class DocumentPage(QWidget):
    """Header and one of three: a PDF, a structured report, or words."""

    used = Signal(Qt.FocusReason)  # somebody works here

    def __init__(
        self, session: Session, icons: Icons, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._document: Document | None = None
        self._pages: PdfPages | None = None
        self._report: Report | None = None
        self._saved: Path | None = None
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.header = DocumentHeader(icons, theme, self)
        self.smaller = self.header.add_button(
            "−", "Smaller (−)", lambda: self._zoom_by(1 / ZOOM_STEP)
        )
        self.larger = self.header.add_button("+", "Larger (+)", lambda: self._zoom_by(ZOOM_STEP))
        self.fit = self.header.add_button("", "Fit the width (F)", self._fit, "fit")
        self.save = self.header.add_button(
            "Save a copy…", "Save a copy where you choose", self._ask_where, "save"
        )
        self.open = self.header.add_button(
            "Open the copy", "Open it with another program", self._open_saved, "external"
        )
        self.state = QLabel(self)
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        self.state.setWordWrap(True)
        self.state.setContentsMargins(theme.px(12), 0, theme.px(12), theme.px(8))
        self.body = QStackedWidget(self)
        self.message = Message(icons, theme, self.body)
        self.pdf = PdfView(theme, self.body)
        self.text = ReportView(theme, self.body)
        self.installEventFilter(self)
        for part in (self.message, self.pdf, self.text):
            self.body.addWidget(part)
            part.installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.state)
        column.addWidget(self.body, stretch=1)
        self.pdf.page_changed.connect(self._name_place)
        # A smaller layout takes the page with its viewport: nobody closes the document then.
        again = SHOWN.changed.connect(lambda _: self._again())
        until_destroyed(self, again, Subscription(self._let_go))

    def show_document(self, document: Document) -> None:
        """Open a document; showing the same one again changes nothing."""
        if document is self._document:
            return
        self.close_document()
        self._document = document
        title = document_title(document)
        self.header.title.setText(title)
        self.header.about.setText(document_about(document))
        self.setAccessibleName(f"Document: {title}")
        self._say("")
        self.open.hide()
        self.save.setVisible(document.kind is DocumentKind.PDF and not SHOWN.state.people)
        if SHOWN.state.people:
            self._show_message(HIDDEN, HIDDEN_WORDS)
            return
        match document.kind:
            case DocumentKind.PDF:
                self._show_message(READING, "")
                self._pages = self._session.open_pdf(document)
                self._pages.changed.connect(self._pages_changed)
                self.pdf.show_pages(self._pages)
            case DocumentKind.REPORT:
                self._show_message(READING, "")
                self._session.read_report(document, lambda r: self._take_report(document, r))
            case _:
                self._show_message("Nothing to see here", no_view_words(document))

    def _again(self) -> None:
        """People are named now, or not any more (`identity_view`)."""
        document = self._document
        if document is not None:
            self.close_document()
            self.show_document(document)

    def close_document(self) -> None:
        """Let go of what is shown, so that nothing is drawn for it any more."""
        self._let_go()
        self.pdf.show_pages(None)
        self.text.show_report(None)

    def save_to(self, path: Path) -> None:
        """Write a copy of the document, of a structured report its text."""
        document, report = self._document, self._report
        if document is None:
            return
        if report is not None:
            words = plain_text(document_title(document), document_about(document), report)
            self._write(document, path, words.encode("utf-8"))
            return
        self._say(READING)
        self.save.setEnabled(False)
        self._session.read_document(document, lambda result: self._write(document, path, result))

    # Qt events

    @contained
    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Working on the document makes its viewport the active one, its keys stay with it."""
        if watched is self:  # WORKAROUND: not `event`, see `Canvas.eventFilter`
            return self._keeps_key(event)
        if isinstance(event, QFocusEvent) and event.gotFocus():
            self.used.emit(event.reason())
        elif event.type() == QEvent.Type.MouseButtonPress:
            self.used.emit(Qt.FocusReason.MouseFocusReason)
        return False

    @contained
    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self._zoom_by(ZOOM_STEP)
            case Qt.Key.Key_Minus:
                self._zoom_by(1 / ZOOM_STEP)
            case Qt.Key.Key_F:
                self._fit()
            case key if key not in _KEYS:
                super().keyPressEvent(event)

    @contained
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.used.emit(Qt.FocusReason.MouseFocusReason)
        event.accept()  # the viewport below is covered

    # Own work

    def _keeps_key(self, event: QEvent) -> bool:
        """Keep the keys of reading from the actions of the window."""
        kept = (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in _KEYS
            and event.modifiers() in _PLAIN
        )
        if kept:
            event.accept()
        return kept

    def _let_go(self) -> None:
        """End what reads and draws; what still comes is for no document. Touches no widget."""
        if self._pages is not None:
            self._pages.close()
        self._document = self._pages = self._report = self._saved = None

    def _pages_changed(self, pages: PdfPages) -> None:
        if pages is not self._pages:
            return
        if pages.problem:
            self._show_message(CANNOT_SHOW, f"{pages.problem}\n{TRY_A_COPY}")
        elif not pages.sizes:
            self._show_message(CANNOT_SHOW, "It has no pages.")
        elif self.body.currentWidget() is self.message:
            self._show_view(self.pdf)
            self._say(" ".join(f"{notice.capitalize()}." for notice in pages.notices))

    def _take_report(self, document: Document, result: Report | ViewerError) -> None:
        if document is not self._document:
            return
        if isinstance(result, ViewerError):
            self._show_message(CANNOT_SHOW, UNREADABLE)
            return
        self._report = result
        self.text.show_report(result)
        self.save.show()
        self._show_view(self.text)

    def _show_message(self, title: str, words: str) -> None:
        self.message.set_text(title, words)
        self._show_view(self.message)

    def _show_view(self, view: QWidget) -> None:
        focused = self.window().focusWidget()  # not its own: that is where the focus last was
        had_focus = focused is not None and self.isAncestorOf(focused)
        with QSignalBlocker(self):  # what was read has come: nobody did anything here
            self.body.setCurrentWidget(view)
            self.setFocusProxy(view)
            if had_focus:
                view.setFocus(Qt.FocusReason.OtherFocusReason)
        readable = view is not self.message
        for button in (self.smaller, self.larger, self.fit):
            button.setVisible(readable)
        view.setAccessibleName(self.accessibleName())
        self._name_place()

    def _name_place(self) -> None:
        shown = self.body.currentWidget() is self.pdf and self.pdf.count
        place = f"Page {self.pdf.current + 1} of {self.pdf.count}" if shown else ""
        if place != self.header.place.text():
            self.header.place.setText(place)
            if place:
                self.pdf.setAccessibleName(f"{self.accessibleName()}, {place}")
        self.header.place.setVisible(bool(place))

    def _zoom_by(self, factor: float) -> None:
        view = self.body.currentWidget()
        if isinstance(view, (PdfView, ReportView)):
            view.zoom_by(factor)

    def _fit(self) -> None:
        view = self.body.currentWidget()
        if isinstance(view, (PdfView, ReportView)):
            view.fit_width()

    def _ask_where(self) -> None:
        is_text = self._report is not None
        kind = ("Text", ".txt") if is_text else ("PDF documents", ".pdf")
        where = ask_where(self, kind[1], kind[0])
        if where is not None:
            self.save_to(where[0])

    def _write(self, document: Document, path: Path, result: bytes | ViewerError) -> None:
        self.save.setEnabled(True)
        if document is not self._document:
            return
        problem = (
            UNREADABLE
            if isinstance(result, ViewerError)
            else write_copy(path, result, self._session.paths)
        )
        if problem:
            self._say(problem)
            return
        self._saved = path
        self.open.show()
        self._say(f"Saved as {path.name}")

    def _say(self, text: str) -> None:
        self.state.setText(text)
        self.state.setVisible(bool(text))

    def _open_saved(self) -> None:
        if self._saved is not None and not QDesktopServices.openUrl(
            QUrl.fromLocalFile(str(self._saved))
        ):
            self._say("This computer has no program for such documents.")

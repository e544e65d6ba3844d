"""A report or PDF from the medium: what it is, and a copy for the reader's own program."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from viewer.app.wording import format_date, modality_name
from viewer.errors import ViewerError
from viewer.model.display_set import DocumentKind
from viewer.ui.pages.page import Page

if TYPE_CHECKING:
    from viewer.app.session import Session
    from viewer.model.display_set import Document
    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme


class DocumentPage(Page):
    """Says what the document is; writes a copy only where the person chooses."""

    def __init__(
        self, session: Session, icons: Icons, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__("document", icons, theme, parent)
        self._session = session
        self._document: Document | None = None
        self._saved: Path | None = None
        self.state = self.add_label("secondary")
        self.column.insertWidget(3, self.state)
        self.save = self.add_button("Save a copy…", "save", self._ask_where, "primary")
        self.open = self.add_button("Open the copy", "external", self._open_saved)

    def show_document(self, document: Document) -> None:
        """Describe a document; showing the same one again changes nothing."""
        if document is self._document:
            return
        self._document = document
        self._saved = None
        self.open.hide()
        self.save.setVisible(document.kind is DocumentKind.PDF)
        self._say("")
        self.set_icon("document" if document.kind is DocumentKind.PDF else "report")
        self.set_text(document_title(document), document_words(document))

    def save_to(self, path: Path) -> None:
        """Read the document from the medium and write it to `path`."""
        document = self._document
        if document is None:
            return
        self._say("Reading the document…")
        self.save.setEnabled(False)
        self._session.read_document(document, lambda result: self._write(document, path, result))

    def _ask_where(self) -> None:
        document = self._document
        if document is None:
            return
        # The name holds no patient data unless the person types it.
        chosen, _ = QFileDialog.getSaveFileName(
            self, "Save a copy of the document", "report.pdf", "PDF documents (*.pdf)"
        )
        if chosen:
            self.save_to(Path(chosen))

    def _write(self, document: Document, path: Path, result: bytes | ViewerError) -> None:
        self.save.setEnabled(True)
        if document is not self._document:
            return
        if isinstance(result, ViewerError):
            self._say("The document could not be read from the disc. It may be damaged there.")
            return
        try:
            path.write_bytes(result)
        except OSError as error:
            self._say(
                f"The copy could not be written: {error.strerror or 'the place refused it'}. "
                "Choose another folder."
            )
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
            self._say("This computer has no program for PDF documents.")


def document_title(document: Document) -> str:
    """The document's own title, or what kind it is."""
    words = document.header.title or document.label or document.header.series.description
    return words or modality_name(document.header.series.modality)


def document_words(document: Document) -> str:
    """Kind, date, person, and what can be done with it."""
    header = document.header
    date = format_date(header.study.date) or "no date"
    about = f"{header.patient.name or 'No name'} · {date}"
    if header.study.institution:
        about += f" · {header.study.institution}"
    match document.kind:
        case DocumentKind.PDF:
            what = (
                "This is a PDF document. Save a copy to a place of your choice; it then opens in "
                "the PDF program of this computer."
            )
        case DocumentKind.REPORT:
            what = (
                "This is a report written in the form hospitals exchange among each other. "
                "Lightbox cannot show its text; the practice that made it can print it for you."
            )
        case _:
            what = (
                f"This is an object of the kind “{modality_name(header.series.modality)}”. It is "
                "on the disc and can be read there, but Lightbox has no view for it."
            )
    return f"{about}\n\n{what}"

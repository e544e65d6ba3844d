"""What the window says about documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.app.wording import modality_name, real_date
from viewer.ui.words import person

if TYPE_CHECKING:
    from viewer.model.display_set import Document

READING = "Reading the document…"
CANNOT_SHOW = "This document cannot be shown here"
TRY_A_COPY = "Save a copy and open it with another program of this computer."


def document_title(document: Document) -> str:
    """The document's own title, or what kind it is."""
    words = document.header.title or document.label or document.header.series.description
    return words or modality_name(document.header.series.modality)


def document_about(document: Document) -> str:
    """Whose it is, from when and where (S-01)."""
    header = document.header
    date = real_date(header.study.date) or "no date"
    return " · ".join(filter(None, (person(header.patient), date, header.study.institution)))


def no_view_words(document: Document) -> str:
    """Why an object is listed and not shown."""
    return (
        f"This is an object of the kind “{modality_name(document.header.series.modality)}”. It is "
        "on the disc and can be read there, but Lightbox has no view for it."
    )

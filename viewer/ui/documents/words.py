"""What the window says about documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.app.identity_view import SHOWN
from viewer.app.wording import modality_name, real_date
from viewer.ui.words import person

if TYPE_CHECKING:
    from viewer.model.display_set import Document

READING = "Reading the document…"
CANNOT_SHOW = "This document cannot be shown here"
HIDDEN = "Identity is hidden"
HIDDEN_WORDS = (
    "Reports and documents name people, and nothing can be taken out of them safely. Show identity "
    "again to read this one (View > Hide identity)."
)
TRY_A_COPY = "Save a copy and open it with another program of this computer."

# What the objects are that Lightbox lists and has no view for, by modality.
_KINDS = {
    "AR": "measurements of an eye",
    "AU": "a sound recording",
    "DOC": "a document of a kind that is rarely used",
    "ECG": "a heart curve (ECG)",
    "EEG": "a brain curve (EEG)",
    "EMG": "a muscle curve (EMG)",
    "EPS": "heart curves",
    "FID": "marks that align pictures",
    "HD": "pressure curves",
    "IOL": "measurements of an eye",
    "KER": "measurements of an eye",
    "LEN": "measurements of glasses",
    "M3D": "a 3D model",
    "OPV": "a test of the field of vision",
    "PLAN": "a plan",
    "PR": "a note on how pictures are to be shown",
    "REG": "data that align pictures",
    "RESP": "a breathing curve",
    "RTPLAN": "a plan for radiotherapy",
    "RTRECORD": "a record of radiotherapy",
    "RTSTRUCT": "outlines for radiotherapy",
    "RWV": "data about what pixel values mean",
    "SRF": "measurements of an eye",
    "VA": "a test of eyesight",
}


def document_title(document: Document) -> str:
    """The document's own title, or what kind it is."""
    words = document.header.title or document.label or document.header.series.description
    return SHOWN.text(words) or modality_name(document.header.series.modality)


def document_about(document: Document) -> str:
    """Whose it is, from when and where (S-01)."""
    header = document.header
    date = real_date(header.study.date) or "no date"
    where = SHOWN.place(header.study.institution)
    return " · ".join(filter(None, (person(header.patient), date, where)))


def no_view_words(document: Document) -> str:
    """Why an object is listed and not shown."""
    if document.header.state is not None:
        return (
            "This is what somebody marked on pictures, or a note on how to show them. Go to those "
            "pictures and press N, or choose View > Marked by others."
        )
    kind = _KINDS.get(document.header.series.modality, "something that is no picture")
    return (
        f"This disc also holds {kind}. Lightbox cannot show it; the pictures are not affected. "
        "The place that made the disc can say which program opens it."
    )

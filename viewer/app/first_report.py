"""Which report belongs to what is on show (IHE BIR: the key R)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.model.display_set import Document, DocumentKind

if TYPE_CHECKING:
    from viewer.app.catalog import Catalog, CatalogItem

_MODALITIES = {"DOC", "SR"}  # of series whose files are not read yet
_KEY_OBJECTS = "KO"


def first_report(catalog: Catalog, uid: str) -> CatalogItem | None:
    """The first report of the study that holds item `uid`; after a report, the next one.

    Reports come before selections of key images. Never of another study: it may be another
    person's.
    """
    for patient in catalog.patients:
        for study in patient.studies:
            if any(item.uid == uid for item in study.items):
                found = sorted(filter(_is_report, study.items), key=_is_selection)
                places = [number for number, item in enumerate(found) if item.uid == uid]
                return found[(places[0] + 1) % len(found) if places else 0] if found else None
    return None


def _is_report(item: CatalogItem) -> bool:
    shown = item.display_set
    if shown is None:
        return item.series.modality in _MODALITIES
    return isinstance(shown, Document) and shown.kind is not DocumentKind.OTHER


def _is_selection(item: CatalogItem) -> bool:
    return item.series.modality == _KEY_OBJECTS

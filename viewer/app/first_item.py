"""What a person sees first after opening a medium."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.app.key_selections import key_facts
from viewer.model.display_set import ImageStack, StackKind

if TYPE_CHECKING:
    from viewer.app.catalog import Catalog, CatalogItem, CatalogPatient, CatalogStudy
    from viewer.app.key_selections import KeyFacts

NOT_PICTURES = frozenset({"SR", "PR", "KO", "DOC", "REG", "RTSTRUCT", "RTPLAN", "SEG", "ECG", "HD"})
STILL_MODALITIES = frozenset({"CR", "DX", "DR", "RG", "MG", "IO", "PX"})


def first_item(catalog: Catalog, *, readable_only: bool = False) -> CatalogItem | None:
    """The main series of the newest study; never a localizer while there is anything else.

    With `readable_only` only what is known to have pictures, None if there is no such thing.

    A directory tells little about a series before its files are read, so of the newest study
    with pictures the largest series is taken: localizers and reports are the small ones.
    """
    mains = [
        found
        for patient in catalog.patients
        for study in patient.studies
        if (found := main_item(patient, study, readable_only=readable_only)) is not None
    ]
    rest = mains[:1] or (() if readable_only else catalog.items()[:1])
    return next(
        (item for item in (*mains, *rest) if not is_localizer(item)), next(iter(rest), None)
    )


def main_item(
    patient: CatalogPatient, study: CatalogStudy, *, readable_only: bool = False
) -> CatalogItem | None:
    """The main series of one study; None if it has no pictures."""
    pictures = [
        item
        for item in study.items
        if has_pictures(item) and (item.display_set is not None or not readable_only)
    ]
    facts = key_facts(patient)
    return max(pictures, key=lambda item: _weight(item, facts), default=None)


def has_pictures(item: CatalogItem) -> bool:
    """Whether there are pictures in it, as far as is known yet."""
    if item.display_set is not None:
        return isinstance(item.display_set, ImageStack)
    return item.series.modality not in NOT_PICTURES


def is_localizer(item: CatalogItem) -> bool:
    """Whether all that is known of it are localizers."""
    stack = item.display_set
    return isinstance(stack, ImageStack) and stack.kind is StackKind.LOCALIZER


def _weight(item: CatalogItem, facts: KeyFacts) -> tuple[bool, bool, bool, int]:
    stack = item.display_set
    rejected = isinstance(stack, ImageStack) and all(map(facts.rejection, stack.frames))
    # Radiographs are few; where a study has them, its first one is the main picture.
    still = item.series.modality in STILL_MODALITIES
    return (not rejected, not is_localizer(item), still, 1 if still else item.count)

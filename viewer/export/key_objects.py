"""Key Object Selection documents: which images matter, and why (P-020, P-021)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pydicom.dataset import Dataset

from viewer.export.key_titles import KeyTitle
from viewer.export.new_object import (
    choose_character_set,
    code_item,
    image_references,
    new_object,
    series_references,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from viewer.export.marked_image import MarkedImage

KEY_OBJECT: Final = "1.2.840.10008.5.1.4.1.1.88.59"
_DESCRIPTION_CHARACTERS: Final = 4096


def by_study(images: Iterable[MarkedImage]) -> list[list[MarkedImage]]:
    """The images of each document to be written: one document is about one study."""
    groups: dict[str, list[MarkedImage]] = {}
    for image in images:
        groups.setdefault(image.header.study.uid, []).append(image)
    return list(groups.values())


def key_objects(
    images: Sequence[MarkedImage],
    source: Dataset,
    when: datetime,
    title: KeyTitle = KeyTitle.OF_INTEREST,
    description: str = "",
) -> Dataset:
    """A document that names `images` of one study; `source` is the data set of one of them.

    Raises ValueError for images that cannot be named.
    """
    if not images or any(not image.header.sop_instance_uid for image in images):
        raise ValueError("no key object document can name these images")
    ds = new_object(KEY_OBJECT, "KO", source, when, "Key images")
    ds.ReferencedPerformedProcedureStepSequence = []
    ds.ContentDate = when.strftime("%Y%m%d")
    ds.ContentTime = when.strftime("%H%M%S")
    study = Dataset()
    study.StudyInstanceUID = ds.StudyInstanceUID
    study.ReferencedSeriesSequence = _whole_instances(images)
    ds.CurrentRequestedProcedureEvidenceSequence = [study]
    ds.ValueType = "CONTAINER"
    ds.ConceptNameCodeSequence = [code_item(title.value.code, "DCM", title.value.meaning)]
    ds.ContinuityOfContent = "SEPARATE"
    template = Dataset()
    template.MappingResource = "DCMR"
    template.TemplateIdentifier = "2010"
    ds.ContentTemplateSequence = [template]
    words = [_text(description)] if description.strip() else []
    ds.ContentSequence = [*words, *map(_image, image_references(images))]
    choose_character_set(ds)
    return ds


def _whole_instances(images: Sequence[MarkedImage]) -> list[Dataset]:
    """The evidence: instances, without frames (PS3.3 C.17.2)."""
    series = series_references(images, "ReferencedSOPSequence")
    for item in series:
        for reference in item.ReferencedSOPSequence:
            if "ReferencedFrameNumber" in reference:
                del reference.ReferencedFrameNumber
    return series


def _text(description: str) -> Dataset:
    item = Dataset()
    item.RelationshipType = "CONTAINS"
    item.ValueType = "TEXT"
    item.ConceptNameCodeSequence = [code_item("113012", "DCM", "Key Object Description")]
    item.TextValue = description.strip()[:_DESCRIPTION_CHARACTERS]
    return item


def _image(reference: Dataset) -> Dataset:
    item = Dataset()
    item.RelationshipType = "CONTAINS"
    item.ValueType = "IMAGE"
    item.ReferencedSOPSequence = [reference]
    return item

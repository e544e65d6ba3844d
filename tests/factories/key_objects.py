"""Key Object Selection documents for tests, written by pydicom (PS3.3 C.17.6)."""

from collections.abc import Sequence

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import UID

from tests.factories.dicom import STUDY
from viewer.demo.identity import SeriesPlan, new_instance
from viewer.demo.pixels import EXPLICIT_LITTLE_ENDIAN

KEY_OBJECT = "1.2.840.10008.5.1.4.1.1.88.59"


def code(value: str, meaning: str, scheme: str = "DCM") -> Dataset:
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, scheme, meaning
    return item


def key_object(
    targets: Sequence[Dataset],
    *,
    title: tuple[str, str] = ("113000", "Of Interest"),
    description: str = "",
    reason: str = "",
    frames: Sequence[int] = (),
    number: int = 1,
) -> Dataset:
    """A document of the factory's study that selects `targets`, or `frames` of each."""
    ds = new_instance(KEY_OBJECT, STUDY, SeriesPlan(90, "KO", "Key images"), number)
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = UID(EXPLICIT_LITTLE_ENDIAN)
    ds.ContentDate, ds.ContentTime = "20240102", "130000"
    ds.ValueType, ds.ContinuityOfContent = "CONTAINER", "SEPARATE"
    ds.ConceptNameCodeSequence = [code(*title)]
    ds.ContentSequence = []
    if description:
        text = content("TEXT", code("113012", "Key Object Description"))
        text.TextValue = description
        ds.ContentSequence.append(text)
    if reason:
        modifier = content("CODE", code("113011", "Document Title Modifier"))
        modifier.ConceptCodeSequence = [code("113026", reason)]
        ds.ContentSequence.append(modifier)
    for target in targets:
        image = content("IMAGE")
        image.ReferencedSOPSequence = [reference(target, frames)]
        ds.ContentSequence.append(image)
    return ds


def content(value_type: str, concept: Dataset | None = None) -> Dataset:
    item = Dataset()
    item.RelationshipType, item.ValueType = "CONTAINS", value_type
    if concept is not None:
        item.ConceptNameCodeSequence = [concept]
    return item


def reference(target: Dataset, frames: Sequence[int] = ()) -> Dataset:
    item = Dataset()
    item.ReferencedSOPClassUID = target.SOPClassUID
    item.ReferencedSOPInstanceUID = target.SOPInstanceUID
    if frames:
        item.ReferencedFrameNumber = list(frames)
    return item

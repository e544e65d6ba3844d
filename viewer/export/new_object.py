"""What every written object has: who and what it is about, what it is, who made it.

pydicom is loaded by those who write, never on the way to a picture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pydicom.config import RAISE
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, generate_uid
from pydicom.valuerep import CUSTOMIZABLE_CHARSET_VR, validate_value

from viewer import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from viewer.export.marked_image import MarkedImage

PRODUCT: Final = "Lightbox"
# Of the patient and the study: type 2, written even without a value (PS3.3 C.7.1.1, C.7.2.1).
_ALWAYS: Final = (
    *("PatientName", "PatientID", "PatientBirthDate", "PatientSex"),
    *("StudyDate", "StudyTime", "ReferringPhysicianName", "StudyID", "AccessionNumber"),
)
_WHERE_STATED: Final = (
    *("IssuerOfPatientID", "PatientBirthTime", "PatientAge", "PatientSize", "PatientWeight"),
    *("StudyDescription", "PatientSpeciesDescription"),
    *("PatientIdentityRemoved", "DeidentificationMethod", "TimezoneOffsetFromUTC"),
)
# Of animals: type 2C, with values where the image has them.
_OF_ANIMALS: Final = (
    *("PatientBreedDescription", "PatientSexNeutered"),
    *("ResponsiblePerson", "ResponsibleOrganization"),
)
_METHOD_UNKNOWN: Final = "as in the images; they do not say how"


def new_object(
    sop_class: str, modality: str, source: Dataset, when: datetime, description: str
) -> Dataset:
    """An object of its own series in the study of `source`, an image of that study.

    Values of `source` that break the rules of their VR are left out: what is written here is
    read by others. Its study UID is kept as it is, for it ties the object to the images.
    """
    ds = Dataset()
    ds.SOPClassUID = sop_class
    ds.SOPInstanceUID = generate_uid(prefix=None)
    _copy_identity(ds, source)
    ds.StudyInstanceUID = source.StudyInstanceUID
    ds.SeriesInstanceUID = generate_uid(prefix=None)
    ds.Modality = modality
    ds.SeriesNumber = 9001 if modality == "PR" else 9002
    ds.SeriesDescription = description
    ds.Laterality = ""  # of both sides or of none
    ds.InstanceNumber = 1
    date, time = when.strftime("%Y%m%d"), when.strftime("%H%M%S")
    ds.SeriesDate = ds.InstanceCreationDate = date
    ds.SeriesTime = ds.InstanceCreationTime = time
    ds.Manufacturer = ds.ManufacturerModelName = PRODUCT
    ds.SoftwareVersions = __version__
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds.file_meta.MediaStorageSOPClassUID = ds.SOPClassUID
    ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID
    return ds


def choose_character_set(ds: Dataset) -> None:
    """Latin-1 where it is enough, which old programs know as well, else UTF-8 (PS3.3 C.12.1.1.2).

    To be called when all text is in `ds`.
    """
    words = "".join(
        str(element.value) for element in ds.iterall() if element.VR in CUSTOMIZABLE_CHARSET_VR
    )
    try:
        words.encode("latin-1")
    except UnicodeEncodeError:
        ds.SpecificCharacterSet = "ISO_IR 192"
    else:
        ds.SpecificCharacterSet = "ISO_IR 100"


def _copy_identity(ds: Dataset, source: Dataset) -> None:
    for keyword in (*_ALWAYS, *_WHERE_STATED):
        text = _usable(source, keyword)
        if text or keyword in _ALWAYS:
            setattr(ds, keyword, text)
    if "PatientSpeciesDescription" in ds:
        for keyword in _OF_ANIMALS:
            setattr(ds, keyword, _usable(source, keyword))
        role = _usable(source, "ResponsiblePersonRole")
        if role:
            ds.ResponsiblePersonRole = role
        else:
            ds.ResponsiblePerson = ""  # never without a role (type 1C)
        ds.PatientBreedCodeSequence = []
        ds.BreedRegistrationSequence = []
    if ds.get("PatientIdentityRemoved") == "YES" and "DeidentificationMethod" not in ds:
        ds.DeidentificationMethod = _METHOD_UNKNOWN  # type 1C (PS3.3 C.7.1.1)


def _usable(source: Dataset, keyword: str) -> str:
    """The one value of an attribute, "" for none and for what its VR does not allow."""
    try:
        element = source.get(keyword) and source[keyword]
        if not element or element.VM != 1:
            return ""
        text = str(element.value)
        validate_value(element.VR, text, RAISE)
        if not text.isprintable():  # escape sequences of a character set nobody named
            return ""
    except (ValueError, TypeError, NotImplementedError, OverflowError):
        return ""  # a stranger's value; pydicom raises these while it converts
    return text


def code_item(value: str, scheme: str, meaning: str) -> Dataset:
    """One coded entry (PS3.3 8.8)."""
    item = Dataset()
    item.CodeValue = value
    item.CodingSchemeDesignator = scheme
    item.CodeMeaning = meaning
    return item


def image_references(images: Iterable[MarkedImage]) -> list[Dataset]:
    """One item for each instance, with the frames meant where it has several (P-001)."""
    items: dict[str, Dataset] = {}
    frames: dict[str, set[int]] = {}
    for image in images:
        header = image.header
        uid = header.sop_instance_uid
        if uid not in items:
            item = items[uid] = Dataset()
            item.ReferencedSOPClassUID = header.sop_class_uid
            item.ReferencedSOPInstanceUID = uid
        if image.image.pixels.number_of_frames > 1:
            frames.setdefault(uid, set()).add(image.frame_index + 1)
    for uid, numbers in frames.items():
        ordered: Any = sorted(numbers)
        items[uid].ReferencedFrameNumber = ordered if len(ordered) > 1 else ordered[0]
    return list(items.values())


def series_references(images: Iterable[MarkedImage], sequence: str) -> list[Dataset]:
    """One item for each series, its images in the attribute called `sequence`."""
    by_series: dict[str, list[MarkedImage]] = {}
    for image in images:
        by_series.setdefault(image.header.series.uid, []).append(image)
    items = []
    for uid, members in by_series.items():
        item = Dataset()
        item.SeriesInstanceUID = uid
        setattr(item, sequence, image_references(members))
        items.append(item)
    return items

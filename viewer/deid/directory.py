"""The DICOMDIR of a copy, made of the copies alone (A-018): records and the links between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pydicom.datadict import dictionary_VR, tag_for_keyword
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.tag import BaseTag
from pydicom.uid import UID, ExplicitVRLittleEndian

from viewer.deid import piece
from viewer.deid.encoding import Encoder, meta_information
from viewer.deid.objects import sop_class_name
from viewer.deid.writing import IMPLEMENTATION_UID
from viewer.media.record_links import RecordNode, linked_directory

if TYPE_CHECKING:
    from collections.abc import Sequence

DIRECTORY_CLASS: Final = "1.2.840.10008.1.3.10"
FILE_SET_ID: Final = "ANONYMIZED"
# Keys and what stands for them where the object has no value; None: the key may be empty, "": it
# is left out then. Type 1 of a record can be Type 2 or 3 of the object (M-022).
_Keys = dict[str, str | None]
_PATIENT: Final[_Keys] = {"PatientName": None, "PatientID": "ANONYMIZED"}
_STUDY: Final[_Keys] = {
    "StudyDate": "19000101",
    "StudyTime": "000000",
    "StudyDescription": None,
    "StudyInstanceUID": None,
    "StudyID": "1",
    "AccessionNumber": None,
}
_SERIES: Final[_Keys] = {"Modality": "OT", "SeriesInstanceUID": None, "SeriesNumber": "0"}
_NUMBERED: Final[_Keys] = {"InstanceNumber": "0"}
_CREATED: Final[_Keys] = {"ContentDate": "19000101", "ContentTime": "000000"}
_LABELLED: Final[_Keys] = {"ContentLabel": "ANONYMIZED", "ContentDescription": None}
_LEAVES: Final[dict[str, _Keys]] = {
    "IMAGE": {**_NUMBERED, "ImageType": "", "Rows": "", "Columns": "", "NumberOfFrames": ""},
    "SR DOCUMENT": {
        **_NUMBERED,
        "CompletionFlag": "COMPLETE",
        "VerificationFlag": "UNVERIFIED",
        **_CREATED,
        "ConceptNameCodeSequence": None,
    },
    "KEY OBJECT DOC": {**_NUMBERED, **_CREATED, "ConceptNameCodeSequence": None},
    "PRESENTATION": {
        **_NUMBERED,
        **_LABELLED,
        "PresentationCreationDate": "19000101",
        "PresentationCreationTime": "000000",
        "ContentCreatorName": None,
        "ReferencedSeriesSequence": "",
        "BlendingSequence": "",
    },
    "WAVEFORM": {**_NUMBERED, **_CREATED},
    "RT DOSE": {**_NUMBERED, "DoseSummationType": "PLAN", "DoseComment": ""},
    "RT STRUCTURE SET": {
        **_NUMBERED,
        "StructureSetLabel": "ANONYMIZED",
        "StructureSetDate": None,
        "StructureSetTime": None,
    },
    "SPECTROSCOPY": {
        "ImageType": "ORIGINAL",
        **_CREATED,
        **_NUMBERED,
        "NumberOfFrames": "1",
        "Rows": "",
        "Columns": "",
        "DataPointRows": "",
        "DataPointColumns": "",
        "ReferencedImageEvidenceSequence": "",
    },
    "REGISTRATION": {**_CREATED, **_NUMBERED, **_LABELLED, "ContentCreatorName": None},
    "FIDUCIAL": {**_CREATED, **_NUMBERED, **_LABELLED, "ContentCreatorName": None},
    "VALUE MAP": {**_CREATED, **_NUMBERED, **_LABELLED, "ContentCreatorName": None},
    "SURFACE": {**_CREATED, **_NUMBERED, **_LABELLED, "ContentCreatorName": None},
    "MEASUREMENT": {**_CREATED, **_NUMBERED},
    "STEREOMETRIC": {},
    "HANGING PROTOCOL": {
        "HangingProtocolName": "ANONYMIZED",
        "HangingProtocolDescription": "ANONYMIZED",
        "HangingProtocolLevel": "SITE",
        "HangingProtocolCreator": "ANONYMIZED",
        "HangingProtocolCreationDateTime": "19000101000000",
        "HangingProtocolDefinitionSequence": "",
        "NumberOfPriorsReferenced": "0",
        "HangingProtocolUserIdentificationCodeSequence": None,
    },
    "PALETTE": {**_LABELLED},
    "TRACT": {**_CREATED, **_NUMBERED, **_LABELLED},
}
_BY_NAME: Final = (
    ("Key Object", "KEY OBJECT DOC"),
    ("Presentation State", "PRESENTATION"),
    ("Structured Display", "PRESENTATION"),
    (" SR ", "SR DOCUMENT"),
    ("Waveform", "WAVEFORM"),
    ("ECG", "WAVEFORM"),
    ("RT Dose", "RT DOSE"),
    ("RT Structure Set", "RT STRUCTURE SET"),
    ("Spectroscopy", "SPECTROSCOPY"),
    ("Registration", "REGISTRATION"),
    ("Fiducials", "FIDUCIAL"),
    ("Real World Value", "VALUE MAP"),
    ("Surface", "SURFACE"),
    ("Tractography", "TRACT"),
    ("Measurements", "MEASUREMENT"),
    ("Stereometric", "STEREOMETRIC"),
    ("Hanging Protocol", "HANGING PROTOCOL"),
    ("Color Palette", "PALETTE"),
)
_RECORD_TYPE: Final = 0x0004_1430
_NUMBERS: Final = ((0x0004_1400, "UL", 0), (0x0004_1410, "US", 0xFFFF), (0x0004_1420, "UL", 0))
_LINKS: Final = {  # of each record, to be filled in (M-021)
    BaseTag(tag): piece.number_element(tag, vr, value, is_little=True)
    for tag, vr, value in _NUMBERS
}
_SINGLE: Final = frozenset({"HANGING PROTOCOL", "PALETTE"})


class Directory:
    """Collects copies, then makes the DICOMDIR that lists them."""

    def __init__(self, file_set_uid: str) -> None:
        self._uid = file_set_uid
        self._root: dict[str, RecordNode] = {}

    def add(self, ds: Dataset, syntax: str, file_id: Sequence[str]) -> None:
        """List a copy; `ds` may be without its pixels."""
        kind = _kind(piece.text_at(ds, "SOPClassUID"))
        level = self._root
        if kind not in _SINGLE:
            for name, keyword, keys in (
                ("PATIENT", "PatientID", _PATIENT),
                ("STUDY", "StudyInstanceUID", _STUDY),
                ("SERIES", "SeriesInstanceUID", _SERIES),
            ):
                key = piece.text_at(ds, keyword)
                node = level.setdefault(key, RecordNode(Dataset()))
                if not node.record:
                    node.record = _record(name, ds, keys)
                level = node.below
        leaf = _record(kind, ds, _LEAVES[kind])
        for tag, vr, text in (
            (0x0004_1500, "CS", "\\".join(file_id)),
            (0x0004_1510, "UI", piece.text_at(ds, "SOPClassUID")),
            (0x0004_1511, "UI", piece.text_at(ds, "SOPInstanceUID")),
            (0x0004_1512, "UI", syntax),
        ):
            leaf[tag] = piece.text_element(tag, vr, text)
        level["/".join(file_id)] = RecordNode(leaf)

    def to_bytes(self) -> bytes:
        """The whole file."""
        return linked_directory(self._root, self._dataset, _written)

    def _dataset(self, records: list[Dataset]) -> Dataset:
        ds = Dataset()
        ds.FileSetID = FILE_SET_ID
        ds.OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity = 0
        ds.OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity = 0
        ds.FileSetConsistencyFlag = 0
        ds.DirectoryRecordSequence = records
        ds.file_meta = FileMetaDataset()
        ds.file_meta.MediaStorageSOPClassUID = UID(DIRECTORY_CLASS)
        ds.file_meta.MediaStorageSOPInstanceUID = UID(self._uid)
        ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        ds.file_meta.ImplementationClassUID = UID(IMPLEMENTATION_UID)
        return ds


def _kind(sop_class: str) -> str:
    name = f" {sop_class_name(sop_class)} "
    return next((kind for part, kind in _BY_NAME if part in name), "IMAGE")


def _written(ds: Dataset) -> bytes:
    head = bytes(128) + b"DICM" + meta_information(ds.file_meta)
    return head + Encoder().data_set(ds)


def _record(kind: str, ds: Dataset, keys: _Keys) -> Dataset:
    record = Dataset(dict(_LINKS))
    record[_RECORD_TYPE] = piece.text_element(_RECORD_TYPE, "CS", kind)
    if piece.CHARACTER_SET in ds:
        record[piece.CHARACTER_SET] = ds.get_item(piece.CHARACTER_SET)
    for keyword, default in keys.items():
        tag = tag_for_keyword(keyword)
        assert tag is not None
        element = ds.get_item(tag) if tag in ds else None
        if element is not None and not piece.is_empty(element):
            record[tag] = element
        elif default != "" and dictionary_VR(tag) != "SQ":
            setattr(record, keyword, default)
        elif default is None:
            setattr(record, keyword, [])
    if kind == "SR DOCUMENT" and record.VerificationFlag == "VERIFIED":
        record.VerificationDateTime = "19000101000000"  # whenever it was
    return record

"""Writes a DICOMDIR: records for datasets and the byte offsets that link them (PS3.3 F)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

MEDIA_STORAGE_DIRECTORY = "1.2.840.10008.1.3.10"
_EXPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2.1"

# Keys by record type as M-022 asks; `True`: written even when the object has no value (type 2).
_PATIENT_KEYS = {"PatientName": True, "PatientID": True, "PatientBirthDate": False,
                 "PatientSex": False}  # fmt: skip
_STUDY_KEYS = {"StudyDate": True, "StudyTime": True, "StudyDescription": True,
               "StudyInstanceUID": True, "StudyID": True, "AccessionNumber": True}  # fmt: skip
_SERIES_KEYS = {"Modality": True, "SeriesInstanceUID": True, "SeriesNumber": True,
                "SeriesDescription": False, "InstitutionName": False,
                "InstitutionAddress": False, "PerformingPhysicianName": False}  # fmt: skip
_LEAF_KEYS: dict[str, dict[str, bool]] = {
    "IMAGE": {
        "InstanceNumber": True, "ImageType": False, "Rows": False, "Columns": False,
        "NumberOfFrames": False, "ImagePositionPatient": False,
        "ImageOrientationPatient": False, "FrameOfReferenceUID": False, "PixelSpacing": False,
        "ImagerPixelSpacing": False, "ImageLaterality": False, "ViewPosition": False,
    },
    "SR DOCUMENT": {
        "InstanceNumber": True, "CompletionFlag": True, "VerificationFlag": True,
        "ContentDate": True, "ContentTime": True, "ConceptNameCodeSequence": True,
    },
    "ENCAP DOC": {
        "ContentDate": True, "ContentTime": True, "InstanceNumber": True,
        "DocumentTitle": True, "ConceptNameCodeSequence": True,
        "MIMETypeOfEncapsulatedDocument": True,
    },
}  # fmt: skip


@dataclass
class _Node:
    """One record and what is below it."""

    record: Dataset
    below: dict[str, _Node] = field(default_factory=dict)


class DirectoryWriter:
    """Collects records in the order of `add`, then writes the DICOMDIR."""

    def __init__(self, file_set_id: str, instance_uid: str) -> None:
        self._file_set_id = file_set_id
        self._instance_uid = instance_uid
        self._patients: dict[str, _Node] = {}

    def add(self, ds: Dataset, file_id: Sequence[str]) -> None:
        """List the instance `ds`, which lies at `file_id` below the DICOMDIR."""
        patient = _child(self._patients, ds.PatientID, "PATIENT", ds, _PATIENT_KEYS)
        study = _child(patient.below, ds.StudyInstanceUID, "STUDY", ds, _STUDY_KEYS)
        series = _child(study.below, ds.SeriesInstanceUID, "SERIES", ds, _SERIES_KEYS)
        kind = _leaf_type(ds)
        leaf = _child(series.below, ds.SOPInstanceUID, kind, ds, _LEAF_KEYS[kind])
        leaf.record.ReferencedFileID = list(file_id)
        leaf.record.ReferencedSOPClassUIDInFile = ds.SOPClassUID
        leaf.record.ReferencedSOPInstanceUIDInFile = ds.SOPInstanceUID
        leaf.record.ReferencedTransferSyntaxUIDInFile = ds.file_meta.TransferSyntaxUID

    def write(self, path: Path) -> None:
        """Write the directory to `path`; raises OSError."""
        path.write_bytes(self.to_bytes())

    def to_bytes(self) -> bytes:
        """The whole file: written once to learn where the records lie, again with the links."""
        ordered: list[_Node] = []
        _flatten(self._patients, ordered)
        directory = self._directory([node.record for node in ordered])
        places = _record_places(_written(directory))
        place = {id(node): at for node, at in zip(ordered, places, strict=True)}
        first, last = _link(self._patients, place)
        directory.OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity = first
        directory.OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity = last
        return _written(directory)

    def _directory(self, records: list[Dataset]) -> Dataset:
        from pydicom.dataset import Dataset, FileMetaDataset  # noqa: PLC0415  pydicom is slow to import
        from pydicom.uid import UID  # noqa: PLC0415  pydicom is slow to import

        ds = Dataset()
        ds.FileSetID = self._file_set_id
        ds.OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity = 0
        ds.OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity = 0
        ds.FileSetConsistencyFlag = 0
        ds.DirectoryRecordSequence = records
        ds.file_meta = FileMetaDataset()
        ds.file_meta.MediaStorageSOPClassUID = UID(MEDIA_STORAGE_DIRECTORY)
        ds.file_meta.MediaStorageSOPInstanceUID = UID(self._instance_uid)
        ds.file_meta.TransferSyntaxUID = UID(_EXPLICIT_LITTLE_ENDIAN)
        return ds


def _child(
    level: dict[str, _Node], key: str, kind: str, ds: Dataset, keys: dict[str, bool]
) -> _Node:
    """The node of `key`, made from `ds` if it is new."""
    if key not in level:
        from pydicom.dataset import Dataset  # noqa: PLC0415  pydicom is slow to import

        record = Dataset()
        record.OffsetOfTheNextDirectoryRecord = 0
        record.RecordInUseFlag = 0xFFFF
        record.OffsetOfReferencedLowerLevelDirectoryEntity = 0
        record.DirectoryRecordType = kind
        if "SpecificCharacterSet" in ds:
            record.SpecificCharacterSet = ds.SpecificCharacterSet
        for keyword, needed in keys.items():
            if keyword in ds:
                record[keyword] = ds[keyword]
            elif needed:
                setattr(record, keyword, None)
        level[key] = _Node(record)
    return level[key]


def _leaf_type(ds: Dataset) -> str:
    if "EncapsulatedDocument" in ds:
        return "ENCAP DOC"
    return "IMAGE" if "Rows" in ds else "SR DOCUMENT"


def _flatten(level: dict[str, _Node], ordered: list[_Node]) -> None:
    """Depth first: a reader that ignores the offsets still sees the tree (M-021)."""
    for node in level.values():
        ordered.append(node)
        _flatten(node.below, ordered)


def _link(level: dict[str, _Node], place: dict[int, int]) -> tuple[int, int]:
    """Set the offsets of all siblings and their children; gives first and last place."""
    nodes = list(level.values())
    if not nodes:
        return 0, 0
    for node, following in zip(nodes, [*nodes[1:], None], strict=True):
        node.record.OffsetOfTheNextDirectoryRecord = place[id(following)] if following else 0
        node.record.OffsetOfReferencedLowerLevelDirectoryEntity = _link(node.below, place)[0]
    return place[id(nodes[0])], place[id(nodes[-1])]


def _written(ds: Dataset) -> bytes:
    from pydicom import dcmwrite  # noqa: PLC0415  pydicom is slow to import

    buffer = BytesIO()
    dcmwrite(buffer, ds, enforce_file_format=True)
    return buffer.getvalue()


def _record_places(data: bytes) -> list[int]:
    """Byte offsets of the items of the Directory Record Sequence."""
    from pydicom import dcmread  # noqa: PLC0415  pydicom is slow to import

    records = dcmread(BytesIO(data)).DirectoryRecordSequence
    return [int(record.seq_item_tell) for record in records]

"""Writes a DICOMDIR: records for datasets and the byte offsets that link them (PS3.3 F)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from viewer.media.record_links import RecordNode, linked_directory

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


class DirectoryWriter:
    """Collects records in the order of `add`, then writes the DICOMDIR."""

    def __init__(self, file_set_id: str, instance_uid: str) -> None:
        self._file_set_id = file_set_id
        self._instance_uid = instance_uid
        self._patients: dict[str, RecordNode] = {}

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
        """The whole file."""
        return linked_directory(self._patients, self._directory)

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
    level: dict[str, RecordNode], key: str, kind: str, ds: Dataset, keys: dict[str, bool]
) -> RecordNode:
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
        level[key] = RecordNode(record)
    return level[key]


def _leaf_type(ds: Dataset) -> str:
    if "EncapsulatedDocument" in ds:
        return "ENCAP DOC"
    return "IMAGE" if "Rows" in ds else "SR DOCUMENT"

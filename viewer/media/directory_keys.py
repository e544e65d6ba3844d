"""What kinds of directory records there are, and the keys of each (PS3.3 F.5, M-020, M-022, M-053).

"1" must have a value, "2" must be there, "3" is written where the object has it. A record can be
stricter than its object: what then stands for a missing value is said in `FALLBACKS`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from pydicom._uid_dict import UID_dictionary

Keys = dict[str, str]
_NUMBERED: Final[Keys] = {"InstanceNumber": "1"}
_CREATED: Final[Keys] = {"ContentDate": "1", "ContentTime": "1"}
_DESCRIBED: Final[Keys] = {"ContentDescription": "2", "ContentCreatorName": "2"}
_IDENTIFIED: Final[Keys] = {**_NUMBERED, "ContentLabel": "1", **_DESCRIBED}
_CONTENT: Final[Keys] = {**_CREATED, **_IDENTIFIED}

PATIENT: Final[Keys] = {
    "PatientName": "2",
    "PatientID": "1",
    "IssuerOfPatientID": "3",
    "PatientBirthDate": "3",
    "PatientSex": "3",
}
STUDY: Final[Keys] = {
    "StudyDate": "1",
    "StudyTime": "1",
    "StudyDescription": "2",
    "StudyInstanceUID": "1",
    "StudyID": "1",
    "AccessionNumber": "2",
}
SERIES: Final[Keys] = {
    "Modality": "1",
    "SeriesInstanceUID": "1",
    "SeriesNumber": "1",
    "SeriesDescription": "3",
    "InstitutionName": "3",
    "InstitutionAddress": "3",
    "PerformingPhysicianName": "3",
}
LEAVES: Final[dict[str, Keys]] = {
    "IMAGE": {
        **_NUMBERED,
        **dict.fromkeys(
            (
                "ImageType",
                "Rows",
                "Columns",
                "NumberOfFrames",
                "ImagePositionPatient",
                "ImageOrientationPatient",
                "FrameOfReferenceUID",
                "PixelSpacing",
                "ImagerPixelSpacing",
                "ImageLaterality",
                "ViewPosition",
                "ContentDescription",
                "LossyImageCompressionRatio",
            ),
            "3",
        ),
    },
    "RT DOSE": {**_NUMBERED, "DoseSummationType": "1", "DoseComment": "3"},
    "RT STRUCTURE SET": {
        **_NUMBERED,
        "StructureSetLabel": "1",
        "StructureSetDate": "2",
        "StructureSetTime": "2",
    },
    "RT PLAN": {**_NUMBERED, "RTPlanLabel": "1", "RTPlanDate": "2", "RTPlanTime": "2"},
    "RT TREAT RECORD": {**_NUMBERED, "TreatmentDate": "2", "TreatmentTime": "2"},
    "PRESENTATION": {
        "PresentationCreationDate": "1",
        "PresentationCreationTime": "1",
        **_IDENTIFIED,
        "ReferencedSeriesSequence": "3",
        "BlendingSequence": "3",
    },
    "WAVEFORM": {**_NUMBERED, **_CREATED},
    "SR DOCUMENT": {
        **_NUMBERED,
        "CompletionFlag": "1",
        "VerificationFlag": "1",
        **_CREATED,
        "ConceptNameCodeSequence": "1",
    },
    "KEY OBJECT DOC": {**_NUMBERED, **_CREATED, "ConceptNameCodeSequence": "1"},
    "SPECTROSCOPY": {
        "ImageType": "1",
        **_CREATED,
        **_NUMBERED,
        "ReferencedImageEvidenceSequence": "3",
        "NumberOfFrames": "1",
        "Rows": "1",
        "Columns": "1",
        "DataPointRows": "1",
        "DataPointColumns": "1",
    },
    "RAW DATA": {**_CREATED, "InstanceNumber": "2"},
    "REGISTRATION": _CONTENT,
    "FIDUCIAL": _CONTENT,
    "ENCAP DOC": {
        "ContentDate": "2",
        "ContentTime": "2",
        **_NUMBERED,
        "DocumentTitle": "2",
        "HL7InstanceIdentifier": "3",
        "ConceptNameCodeSequence": "2",
        "MIMETypeOfEncapsulatedDocument": "1",
    },
    "VALUE MAP": _CONTENT,
    "STEREOMETRIC": _IDENTIFIED,
    "MEASUREMENT": {**_NUMBERED, **_CREATED},
    "SURFACE": _CONTENT,
    "SURFACE SCAN": _CREATED,
    "TRACT": _CONTENT,
    "ASSESSMENT": {**_NUMBERED, "InstanceCreationDate": "1", "InstanceCreationTime": "2"},
    "RADIOTHERAPY": {
        **_NUMBERED,
        "UserContentLabel": "3",
        "UserContentLongLabel": "3",
        **_DESCRIBED,
    },
    "PLAN": {},
    "ANNOTATION": _CONTENT,
    "HANGING PROTOCOL": {
        "HangingProtocolName": "1",
        "HangingProtocolDescription": "1",
        "HangingProtocolLevel": "1",
        "HangingProtocolCreator": "1",
        "HangingProtocolCreationDateTime": "1",
        "HangingProtocolDefinitionSequence": "3",
        "NumberOfPriorsReferenced": "1",
        "HangingProtocolUserIdentificationCodeSequence": "2",
    },
    "PALETTE": {"ContentLabel": "1", "ContentDescription": "2"},
    "IMPLANT": {
        "Manufacturer": "1",
        "ImplantName": "1",
        "ImplantSize": "3",
        "ImplantPartNumber": "1",
    },
    "IMPLANT ASSY": {
        "ImplantAssemblyTemplateName": "1",
        "Manufacturer": "1",
        "ProcedureTypeCodeSequence": "1",
    },
    "IMPLANT GROUP": {"ImplantTemplateGroupName": "1", "ImplantTemplateGroupIssuer": "1"},
}
OF_NOBODY: Final = frozenset(
    {"HANGING PROTOCOL", "PALETTE", "IMPLANT", "IMPLANT ASSY", "IMPLANT GROUP"}
)
WITH_CONCEPTS: Final = frozenset({"SR DOCUMENT", "KEY OBJECT DOC"})

# Another attribute of the object that may stand for a missing one, in this order.
_OTHER_DATES: Final = ("SeriesDate", "AcquisitionDate", "ContentDate", "InstanceCreationDate")
_OTHER_TIMES: Final = ("SeriesTime", "AcquisitionTime", "ContentTime", "InstanceCreationTime")
FALLBACKS: Final[dict[str, tuple[str, ...]]] = {
    "StudyDate": _OTHER_DATES,
    "StudyTime": _OTHER_TIMES,
    "ContentDate": ("InstanceCreationDate", "AcquisitionDate", "SeriesDate", "StudyDate"),
    "ContentTime": ("InstanceCreationTime", "AcquisitionTime", "SeriesTime", "StudyTime"),
    "PresentationCreationDate": ("ContentDate", "InstanceCreationDate", "StudyDate"),
    "PresentationCreationTime": ("ContentTime", "InstanceCreationTime", "StudyTime"),
    "InstanceCreationDate": ("ContentDate", "StudyDate"),
    "StudyID": ("AccessionNumber",),
}
CONSTANTS: Final[dict[str, str]] = {
    "Modality": "OT",
    "StudyID": "1",
    "CompletionFlag": "PARTIAL",
    "VerificationFlag": "UNVERIFIED",
    "DoseSummationType": "PLAN",
    "ImageType": "ORIGINAL",
    "HangingProtocolLevel": "SITE",
    "MIMETypeOfEncapsulatedDocument": "application/octet-stream",
    "NumberOfFrames": "1",
}
BY_VR: Final[dict[str, str]] = {
    "DA": "19000101",
    "TM": "000000",
    "DT": "19000101000000",
    "IS": "0",
    "US": "0",
    "UL": "0",
}

# Part of the name of a SOP class -> the kind of its record; the first that fits.
_BY_NAME: Final = (
    ("Key Object", "KEY OBJECT DOC"),
    ("Structured Display", "PRESENTATION"),
    ("Presentation State", "PRESENTATION"),
    (" SR ", "SR DOCUMENT"),
    ("Procedure Log", "SR DOCUMENT"),
    ("Spectacle Prescription Report", "SR DOCUMENT"),
    ("Macular Grid Thickness", "SR DOCUMENT"),
    ("Waveform", "WAVEFORM"),
    ("ECG", "WAVEFORM"),
    ("RT Dose", "RT DOSE"),
    ("RT Structure Set", "RT STRUCTURE SET"),
    ("Delivery Instruction", "PLAN"),
    ("RT Plan", "RT PLAN"),
    ("RT Ion Plan", "RT PLAN"),
    ("RT Beams Treatment Record", "RT TREAT RECORD"),
    ("RT Brachy Treatment Record", "RT TREAT RECORD"),
    ("RT Treatment Summary Record", "RT TREAT RECORD"),
    ("RT Ion Beams Treatment Record", "RT TREAT RECORD"),
    ("RT Image", "IMAGE"),
    ("Enhanced RT Image", "IMAGE"),
    ("Enhanced Continuous RT Image", "IMAGE"),
    ("RT ", "RADIOTHERAPY"),
    ("Radiation", "RADIOTHERAPY"),
    ("Spectroscopy", "SPECTROSCOPY"),
    ("Raw Data", "RAW DATA"),
    ("Spatial Registration", "REGISTRATION"),
    ("Fiducials", "FIDUCIAL"),
    ("Encapsulated", "ENCAP DOC"),
    ("Real World Value", "VALUE MAP"),
    ("Stereometric", "STEREOMETRIC"),
    ("Surface Segmentation", "SURFACE"),
    ("Surface Scan", "SURFACE SCAN"),
    ("Tractography", "TRACT"),
    ("Content Assessment", "ASSESSMENT"),
    ("Bulk Simple Annotations", "ANNOTATION"),
    ("Measurements", "MEASUREMENT"),
    ("Intraocular Lens Calculations", "MEASUREMENT"),
    ("Hanging Protocol", "HANGING PROTOCOL"),
    ("Color Palette", "PALETTE"),
    ("Implant Assembly Template", "IMPLANT ASSY"),
    ("Implant Template Group", "IMPLANT GROUP"),
    ("Generic Implant Template", "IMPLANT"),
)


# Of the standard, newer than the dictionary of pydicom 3.0 (PS3.6 A, 2025).
_NEWER: Final = {
    "1.2.840.10008.5.1.4.1.1.66.7": "Label Map Segmentation Storage",
    "1.2.840.10008.5.1.4.1.1.66.8": "Height Map Segmentation Storage",
}
_OF_THE_STANDARD: Final = "1.2.840.10008."


@lru_cache(maxsize=512)
def kind_of(sop_class_uid: str) -> str:
    """The kind of record for objects of a SOP class; what nobody knows is an IMAGE."""
    name = f" {_name(sop_class_uid)} "
    return next((kind for part, kind in _BY_NAME if part in name), "IMAGE")


def is_storage(sop_class_uid: str) -> bool:
    """True for a storage SOP class of the standard, whose objects belong on media."""
    return "Storage" in _name(sop_class_uid)


def why_no_storage(sop_class_uid: str) -> str:
    """Why objects of a class that is none (`is_storage`) cannot be listed, in words."""
    if sop_class_uid.startswith(_OF_THE_STANDARD):
        return "an object of a kind this program does not know"
    return "an object of a kind that only its maker knows"


def _name(sop_class_uid: str) -> str:
    entry = UID_dictionary.get(sop_class_uid)
    known = entry[0] if entry is not None and entry[1] == "SOP Class" else ""
    return known or _NEWER.get(sop_class_uid, "")

"""CT slices with the header a scanner writes: a hundred elements, sequences and private ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydicom.dataset import Dataset

from viewer.demo.identity import SeriesPlan, StudyPlan, new_instance
from viewer.demo.pixels import EXPLICIT_LITTLE_ENDIAN, describe_pixels, encode, set_frames

if TYPE_CHECKING:
    from pathlib import Path

_STUDY = StudyPlan(91, "20240102", "120000", "CT Thorax", "040Y")
_CT = "1.2.840.10008.5.1.4.1.1.2"
_SIDE = 512
_PRIVATE = 24
_SCANNER: dict[str, object] = {
    "PatientName": "Lindqvist^Margareta",
    "PatientID": "A-7784512",
    "PatientBirthDate": "19610203",
    "PatientSex": "F",
    "PatientSize": "1.68",
    "PatientWeight": "71",
    "InstitutionName": "Kantonsspital Beispielstadt",
    "InstitutionAddress": "Spitalweg 1",
    "InstitutionalDepartmentName": "Radiologie",
    "ReferringPhysicianName": "Oberholzer^Reto",
    "PerformingPhysicianName": "Brunner^Anna",
    "OperatorsName": "Keller^Ivo",
    "AccessionNumber": "ACC5512907",
    "StudyID": "551290",
    "RequestingPhysician": "Oberholzer^Reto",
    "RequestedProcedureDescription": "CT Thorax nativ",
    "PerformedProcedureStepID": "PPS551290",
    "PerformedProcedureStepStartDate": "20240102",
    "PerformedProcedureStepStartTime": "115500",
    "PerformedProcedureStepDescription": "Thorax",
    "StationName": "CTAWP73646",
    "Manufacturer": "SIEMENS",
    "ManufacturerModelName": "SOMATOM Definition",
    "DeviceSerialNumber": "73646",
    "SoftwareVersions": "syngo CT 2012B",
    "ProtocolName": "Thorax 1.0 B60f",
    "SeriesDate": "20240102",
    "SeriesTime": "120100",
    "AcquisitionDate": "20240102",
    "AcquisitionTime": "120101.5",
    "AcquisitionDateTime": "20240102120101.500000",
    "BodyPartExamined": "CHEST",
    "ScanOptions": "HELICAL MODE",
    "KVP": "120",
    "DataCollectionDiameter": "500",
    "ReconstructionDiameter": "350",
    "DistanceSourceToDetector": "1085.6",
    "DistanceSourceToPatient": "595",
    "GantryDetectorTilt": "0",
    "TableHeight": "160",
    "RotationDirection": "CW",
    "ExposureTime": "500",
    "XRayTubeCurrent": "210",
    "Exposure": "105",
    "FilterType": "WEDGE_3",
    "GeneratorPower": "33",
    "FocalSpots": "1.2",
    "DateOfLastCalibration": "20240101",
    "TimeOfLastCalibration": "063000",
    "ConvolutionKernel": "B60f",
    "PatientPosition": "HFS",
    "SingleCollimationWidth": 0.6,
    "TotalCollimationWidth": 38.4,
    "TableSpeed": 92.2,
    "TableFeedPerRotation": 46.1,
    "SpiralPitchFactor": 1.2,
    "ExposureModulationType": "XYZ_EC",
    "CTDIvol": 7.1,
    "PatientComments": "kommt mit Begleitung",
    "ImageComments": "in Inspiration",
}


def make_slices(folder: Path, slices: int) -> int:
    """That many files of noise; gives their bytes together."""
    folder.mkdir(parents=True)
    noise = np.random.default_rng(1).integers(0, 4096, (_SIDE, _SIDE)).astype(np.uint16)
    for number in range(slices):
        ds = new_instance(_CT, _STUDY, SeriesPlan(1, "CT", "Thorax 1.0"), number + 1)
        _describe(ds, number)
        describe_pixels(ds, (_SIDE, _SIDE), 12)
        pixels = np.roll(noise, number, 0)
        set_frames(ds, [encode(pixels, EXPLICIT_LITTLE_ENDIAN, 12)], EXPLICIT_LITTLE_ENDIAN)
        ds.save_as(folder / f"{number:05d}.dcm", enforce_file_format=True)
    return sum(path.stat().st_size for path in folder.iterdir())


def _describe(ds: Dataset, number: int) -> None:
    for keyword, value in _SCANNER.items():
        setattr(ds, keyword, value)
    ds.SliceThickness, ds.SliceLocation = "1", f"{-number}"
    ds.ImagePositionPatient, ds.ImageOrientationPatient = [-175, -175, -number], [1, 0, 0, 0, 1, 0]
    ds.PixelSpacing, ds.RescaleSlope, ds.RescaleIntercept = ["0.68", "0.68"], "1", "-1024"
    ds.WindowCenter, ds.WindowWidth = ["-600", "50"], ["1500", "350"]
    ds.RequestAttributesSequence = [Dataset()]
    ds.RequestAttributesSequence[0].RequestedProcedureID = "RP551290"
    ds.RequestAttributesSequence[0].ScheduledProcedureStepDescription = "CT Thorax"
    ds.ReferencedImageSequence = [_reference(uid) for uid in ("1.2.3.1", "1.2.3.2")]
    block = ds.private_block(0x0019, "SIEMENS CT VA0  COAD", create=True)
    for element in range(_PRIVATE):
        block.add_new(element, "DS" if element % 2 else "LO", str(number + element))


def _reference(uid: str) -> Dataset:
    item = Dataset()
    item.ReferencedSOPClassUID, item.ReferencedSOPInstanceUID = _CT, uid
    return item

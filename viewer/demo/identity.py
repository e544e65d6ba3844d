"""Who and what the demonstration disc is about: one invented patient, counted UIDs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

UID_ROOT = "2.25.126498531741902436685047163958204817"
"""A UUID-derived root (PS3.5 B.2) drawn once for this generator; below it UIDs are counted."""

SEED = 20240312
"""Start of every random sequence, so that each run writes the same bytes."""


@dataclass(frozen=True)
class StudyPlan:
    """One study of the demonstration patient."""

    number: int
    date: str
    time: str
    description: str
    age: str


@dataclass(frozen=True)
class SeriesPlan:
    """One series of a study."""

    number: int
    modality: str
    description: str


@dataclass(frozen=True)
class DemoSize:
    """How large the parts of the disc are."""

    ct_slices: int = 142
    ct_pixels: int = 512
    mr_slices: int = 28
    mr_pixels: int = 256
    radiograph_pixels: int = 2048
    mammogram_rows: int = 4096
    mammogram_columns: int = 3328
    cine_frames: int = 40
    cine_rows: int = 480

    @property
    def instances(self) -> int:
        """Files the disc will have, without its directory and its README."""
        return self.ct_slices + 1 + 3 * self.mr_slices + 2 + 1 + 1 + 2


FULL = DemoSize()
SMALL = DemoSize(
    ct_slices=6,
    ct_pixels=64,
    mr_slices=4,
    mr_pixels=48,
    radiograph_pixels=96,
    mammogram_rows=160,
    mammogram_columns=130,
    cine_frames=4,
    cine_rows=96,
)


def uid(*numbers: int) -> str:
    """The UID with these numbers below the root, e.g. study, series, instance."""
    return ".".join((UID_ROOT, *map(str, numbers)))


def new_instance(sop_class: str, study: StudyPlan, series: SeriesPlan, number: int) -> Dataset:
    """A dataset with the patient, study, series, equipment and SOP common modules."""
    from pydicom.dataset import Dataset  # noqa: PLC0415  pydicom is slow to import

    ds = Dataset()
    ds.SpecificCharacterSet = "ISO_IR 192"
    ds.SOPClassUID = sop_class
    ds.SOPInstanceUID = uid(study.number, series.number, number)
    ds.InstanceCreationDate = study.date
    ds.InstanceCreationTime = study.time
    ds.PatientName = "Lightbox^Demo"
    ds.PatientID = "LIGHTBOX-DEMO"
    ds.PatientBirthDate = "19610514"
    ds.PatientSex = "F"
    ds.PatientAge = study.age
    ds.PatientComments = "Synthetic phantom, not a person"
    ds.StudyInstanceUID = uid(study.number)
    ds.StudyDate = ds.SeriesDate = ds.ContentDate = ds.AcquisitionDate = study.date
    ds.StudyTime = ds.SeriesTime = ds.ContentTime = ds.AcquisitionTime = study.time
    ds.StudyDescription = study.description
    ds.StudyID = str(study.number)
    ds.AccessionNumber = f"DEMO{study.number:04d}"
    ds.ReferringPhysicianName = ""
    ds.InstitutionName = "Lightbox Phantom Clinic"
    ds.SeriesInstanceUID = uid(study.number, series.number)
    ds.SeriesNumber = series.number
    ds.SeriesDescription = series.description
    ds.Modality = series.modality
    ds.Manufacturer = "Lightbox"
    ds.ManufacturerModelName = "Computed phantom"
    ds.DeviceSerialNumber = "0"
    ds.SoftwareVersions = "1"
    ds.InstanceNumber = number
    return ds


def code(value: str, scheme: str, meaning: str) -> Dataset:
    """One coded entry (PS3.3 8.8)."""
    from pydicom.dataset import Dataset  # noqa: PLC0415  pydicom is slow to import

    item = Dataset()
    item.CodeValue = value
    item.CodingSchemeDesignator = scheme
    item.CodeMeaning = meaning
    return item

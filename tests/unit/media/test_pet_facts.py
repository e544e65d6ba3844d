"""What is read of a PET header, plainly and by the memory of a series."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from pydicom.dataset import Dataset
from pydicom.uid import UID

from tests.factories.dicom import image_dataset
from viewer.media.header import read_dataset
from viewer.media.header_memory import HeaderMemory
from viewer.media.parse import parse_header
from viewer.model.image import FileKey
from viewer.model.pet import PetFacts, PetSeries
from viewer.settings import DecodeSettings

if TYPE_CHECKING:
    from viewer.model.header import InstanceHeader

PET = "1.2.840.10008.5.1.4.1.1.128"


def pet(number: int = 1, **changes: Any) -> Dataset:
    tracer = Dataset()
    tracer.RadiopharmaceuticalStartTime = "100000"
    tracer.RadiopharmaceuticalStartDateTime = "20240102100000.00"
    tracer.RadionuclideTotalDose = "370000000"
    tracer.RadionuclideHalfLife = "6586.2"
    ds = image_dataset(
        number=number,
        Modality="PT",
        SeriesDate="20240102",
        SeriesTime="110000",
        AcquisitionDate="20240102",
        AcquisitionTime=f"11{number:02d}00",
        PatientWeight="70",
        PatientSize="1.75",
        PatientSex="F",
        RescaleIntercept=0,
        RescaleSlope=number,
        Units="BQML",
        DecayCorrection="START",
        CorrectedImage=["ATTN", "DECY"],
        FrameReferenceTime=str(1000.5 * number),
        ActualFrameDuration="180000",
        RadiopharmaceuticalInformationSequence=[tracer],
        **{"SOPClassUID": PET, **changes},
    )
    ds.file_meta.MediaStorageSOPClassUID = UID(PET)
    return ds


def parsed(ds: Dataset, memory: HeaderMemory | None = None) -> InstanceHeader:
    stream = BytesIO()
    ds.save_as(stream, enforce_file_format=True)
    stream.seek(0)
    raw = read_dataset(stream, settings=DecodeSettings(), memory=memory)
    return parse_header(raw, FileKey(1, f"IM{ds.InstanceNumber}"))


def facts(ds: Dataset, memory: HeaderMemory | None = None) -> PetFacts:
    image = parsed(ds, memory).image
    assert image is not None
    assert image.pet is not None
    return image.pet


def test_everything_suv_need_is_read() -> None:
    assert facts(pet(2)) == PetFacts(
        PetSeries(
            units="BQML",
            decay_correction="START",
            corrected_image=("ATTN", "DECY"),
            series_started="20240102110000",
            series_date="20240102",
            injected="20240102100000.00",
            injected_time="100000",
            total_dose=370e6,
            half_life_s=6586.2,
            weight=70.0,
            size_m=1.75,
            sex="F",
        ),
        acquired="20240102110200",
        frame_reference_time_ms=2001.0,
        frame_duration_ms=180_000.0,
    )


def test_images_of_a_series_share_what_they_share() -> None:
    """And what differs is not taken from the image before."""
    memory = HeaderMemory()
    read = [facts(pet(number), memory) for number in range(1, 8)]
    assert read == [facts(pet(number)) for number in range(1, 8)]
    assert read[-1].series is read[-2].series
    assert [f.acquired for f in read] == [f"2024010211{n:02d}00" for n in range(1, 8)]


def test_private_factors_are_found_by_their_creator() -> None:
    """G-052, G-054: the block may be any."""
    ds = pet()
    ds.private_block(0x0009, "SOMEBODY ELSE", create=True).add_new(0x0D, "LO", "no time")
    ds.private_block(0x0009, "GEMS_PETD_01", create=True).add_new(0x0D, "DT", "20240102105900")
    philips = ds.private_block(0x7053, "Philips PET Private Group", create=True)
    philips.add_new(0x00, "DS", "0.0005")
    philips.add_new(0x09, "DS", "1.25")
    series = facts(ds).series
    assert series.ge_scan_started == "20240102105900"
    assert (series.philips_suv_factor, series.philips_activity_factor) == (0.0005, 1.25)


def test_a_stranger_in_the_block_is_not_philips() -> None:
    ds = pet(Manufacturer="Philips Medical Systems")
    ds.private_block(0x7053, "SOMEBODY ELSE", create=True).add_new(0x00, "DS", "3")
    assert facts(ds).series.philips_suv_factor is None


def test_a_screen_shot_of_pet_has_no_facts() -> None:
    """Its pixels are grey levels; a copied unit does not make them activity (S-13)."""
    ds = pet(SOPClassUID="1.2.840.10008.5.1.4.1.1.7")
    image = parsed(ds).image
    assert image is not None
    assert image.pet is None


def test_a_header_without_any_of_it() -> None:
    empty = ("RadiopharmaceuticalInformationSequence", "Units", "PatientWeight", "AcquisitionTime")
    ds = pet()
    for keyword in empty:
        delattr(ds, keyword)
    read = facts(ds)
    assert (read.series.units, read.series.total_dose, read.series.weight) == ("", None, None)
    assert read.acquired == ""

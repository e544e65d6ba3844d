"""SUV of enhanced PET: what functional groups say of units, and one moment for all frames."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np
import pydicom
import pytest
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from tests.factories.dicom import image_dataset
from tests.shared_data import shared_data
from viewer.limits import PET_UNITS
from viewer.media.header import read_dataset
from viewer.media.parse import parse_header
from viewer.model.header import ImageFacts
from viewer.model.image import FileKey
from viewer.render.suv import Suv, suv
from viewer.settings import DecodeSettings

ENHANCED_PET = "1.2.840.10008.5.1.4.1.1.130"
BQ_ML, SUV_BW = "Bq/ml", "g/ml{SUVbw}"
DECAYED_BQ = 253_314_180  # of 370 MBq after an hour (G-056)
Mapped = tuple[float, float, str]  # slope, intercept, unit
NO_UNIT = "no SUV: values without a unit"


def item(**attributes: Any) -> Dataset:
    ds = Dataset()
    for keyword, value in attributes.items():
        setattr(ds, keyword, value)
    return ds


def mapping(slope: float, intercept: float, unit: str, last: int = 65535, **more: Any) -> Dataset:
    code = item(CodeValue=unit, CodingSchemeDesignator="UCUM", CodeMeaning=unit)
    return item(
        RealWorldValueFirstValueMapped=0,
        RealWorldValueLastValueMapped=last,
        RealWorldValueIntercept=intercept,
        RealWorldValueSlope=slope,
        LUTLabel=unit,
        MeasurementUnitsCodeSequence=[code],
        **more,
    )


def frame(lut: tuple[float, float], kind: str, *mappings: Dataset) -> Dataset:
    """The groups of one frame: slope and intercept of what is shown, and what it is."""
    shown = item(RescaleSlope=lut[0], RescaleIntercept=lut[1], RescaleType=kind)
    groups = item(PixelValueTransformationSequence=[shown])
    if mappings:
        groups.RealWorldValueMappingSequence = list(mappings)
    return groups


def tracer(**changes: Any) -> Dataset:
    usual = {
        "RadiopharmaceuticalStartDateTime": "20240312100000",
        "RadionuclideTotalDose": 370e6,
        "RadionuclideHalfLife": 6586.2,
    }
    return item(**(usual | changes))


def pet(*frames: Dataset, pixels: NDArray[np.uint16] | None = None, **changes: Any) -> Dataset:
    """An enhanced PET image of frames without places, as PS3.3 A.56 has its attributes."""
    values = np.ones((len(frames), 4, 4), np.uint16) if pixels is None else pixels
    usual: dict[str, Any] = {
        "Modality": "PT",
        "SOPClassUID": ENHANCED_PET,
        "RescaleIntercept": None,
        "RescaleSlope": None,
        "PatientWeight": 70,
        "AttenuationCorrected": "YES",
        "DecayCorrected": "YES",
        "DecayCorrectionDateTime": "20240312110000",
        "AcquisitionDateTime": "20240312110000",
        "RadiopharmaceuticalInformationSequence": [tracer()],
        "SharedFunctionalGroupsSequence": [item()],
        "PerFrameFunctionalGroupsSequence": list(frames),
    }
    return image_dataset(pixels=values, bits=16, **(usual | changes))


def facts(ds: Dataset) -> ImageFacts:
    stream = BytesIO()
    ds.save_as(stream, enforce_file_format=True)
    stream.seek(0)
    image = parse_header(read_dataset(stream, settings=DecodeSettings()), FileKey(1, "IM")).image
    assert image is not None
    return image


def found(ds: Dataset) -> list[Suv | None]:
    """SUV of each frame."""
    image = facts(ds)
    return [suv(image, one) for one in image.frames]


def words(ds: Dataset) -> str:
    (only,) = found(ds)
    assert only is not None
    return only.words


def factors(ds: Dataset) -> list[float]:
    uptakes = found(ds)
    assert all(uptake is not None and uptake.factor is not None for uptake in uptakes), uptakes
    return [uptake.factor for uptake in uptakes if uptake is not None and uptake.factor is not None]


def test_activity_by_real_world_values_of_each_frame() -> None:
    """D-038, G-051: a shown value of 1 is 1 Bq/ml here, and 10 in the second frame."""
    ds = pet(frame((2, 0), "US", mapping(2, 0, BQ_ML)), frame((0.5, 0), "US", mapping(5, 0, BQ_ML)))
    assert factors(ds) == pytest.approx([70_000 / DECAYED_BQ, 700_000 / DECAYED_BQ], rel=1e-6)
    first = found(ds)[0]
    assert first is not None
    assert first.words == "SUVbw, decay corrected to the time stated"


def test_activity_by_the_type_of_the_rescale() -> None:
    ds = pet(frame((2, 0), "BQML"))
    assert factors(ds) == pytest.approx([70_000 / DECAYED_BQ], rel=1e-6)


def test_a_mapping_that_all_frames_share() -> None:
    shared = item(RealWorldValueMappingSequence=[mapping(3, 0, BQ_ML)])
    ds = pet(frame((3, 0), "US"), frame((1, 0), "US"), SharedFunctionalGroupsSequence=[shared])
    assert factors(ds) == pytest.approx([70_000 / DECAYED_BQ, 210_000 / DECAYED_BQ], rel=1e-6)


@pytest.mark.parametrize("order", [1, -1])
def test_uptake_that_the_file_states_is_taken_before_what_is_computed(order: int) -> None:
    choices = [mapping(2, 0, BQ_ML), mapping(0.001, 0, SUV_BW)][::order]
    ds = pet(frame((2, 0), "US", *choices), RadiopharmaceuticalInformationSequence=None)
    assert factors(ds) == [0.0005]
    assert words(ds) == "SUVbw, as in the file"


def test_uptake_of_another_kind_keeps_its_name() -> None:
    (lean,) = found(pet(frame((1, 0), "US", mapping(0.01, 0, "g/ml{SUVlbm}"))))
    assert lean is not None
    assert (lean.factor, lean.name) == (0.01, "SUVlbm")


def test_an_intercept_that_both_have_is_none() -> None:
    """What is shown is 2 SV − 10, activity 4 SV − 20: twice what is shown."""
    ds = pet(frame((2, -10), "US", mapping(4, -20, BQ_ML)))
    assert factors(ds) == pytest.approx([140_000 / DECAYED_BQ], rel=1e-6)


@pytest.mark.parametrize(
    ("groups", "changes", "reason"),
    [
        (frame((2, 0), "US"), {}, NO_UNIT),
        (frame((2, 0), "US", mapping(2, 0, "kBq/ml")), {}, NO_UNIT),
        (frame((2, 0), "US", mapping(2, 0, BQ_ML, last=100)), {}, NO_UNIT),
        (frame((2, 0), "US", mapping(0, 0, BQ_ML)), {}, NO_UNIT),
        (
            frame((2, -10), "US", mapping(2, 0, BQ_ML)),
            {},
            "no SUV: rescale intercept is not 0",
        ),
        (frame((2, -10), "BQML"), {}, "no SUV: rescale intercept is not 0"),
        (frame((2, 0), "BQML"), {"PatientWeight": None}, "no SUV: no patient weight"),
        (
            frame((2, 0), "BQML"),
            {"AttenuationCorrected": "NO"},
            "no SUV: not corrected for attenuation",
        ),
        (frame((2, 0), "BQML"), {"DecayCorrected": "NO"}, "no SUV: not corrected for decay"),
        (
            frame((2, 0), "BQML"),
            {"DecayCorrectionDateTime": None},
            "no SUV: no time the images are corrected to",
        ),
        (
            frame((2, 0), "BQML"),
            {"RadiopharmaceuticalInformationSequence": [tracer(), tracer()]},
            "no SUV: several tracers",
        ),
        (
            frame((2, 0), "BQML"),
            {
                "RadiopharmaceuticalInformationSequence": [
                    tracer(RadiopharmaceuticalStartDateTime="20250312100000")
                ]
            },
            "no SUV: dates of injection and scan do not fit",
        ),
    ],
)
def test_there_is_no_number_without_its_reason(
    groups: Dataset, changes: dict[str, Any], reason: str
) -> None:
    assert words(pet(groups, **changes)) == reason


def test_of_many_mappings_the_first_are_looked_at() -> None:
    others = [mapping(1, 0, "kBq/ml")] * PET_UNITS
    assert words(pet(frame((1, 0), "US", *others[1:], mapping(1, 0, SUV_BW)))).endswith("the file")
    assert words(pet(frame((1, 0), "US", *others, mapping(1, 0, SUV_BW)))) == NO_UNIT


@pytest.mark.parametrize("unit", [BQ_ML, "BQML"])
def test_a_reference_object_as_one_enhanced_image(unit: str) -> None:
    """The slices of the IBSI object with a slope each: 4.00 hot, 0.20 cold, 1.00 around (G-056)."""
    folder = shared_data() / "series" / "pet-suv-reference" / "DRO_0_0"
    slices = [pydicom.dcmread(path) for path in sorted(folder.glob("*.dcm"))]
    groups = [
        frame((one.RescaleSlope, 0), "US", mapping(float(one.RescaleSlope), 0, BQ_ML))
        if unit == BQ_ML
        else frame((one.RescaleSlope, 0), unit)
        for one in slices
    ]
    given = slices[0].RadiopharmaceuticalInformationSequence[0]
    day = slices[0].SeriesDate
    ds = pet(
        *groups,
        pixels=np.stack([one.pixel_array.astype(np.uint16) for one in slices]),
        PatientWeight=slices[0].PatientWeight,
        DecayCorrectionDateTime=day + slices[0].SeriesTime,
        AcquisitionDateTime=day + slices[0].AcquisitionTime,
        RadiopharmaceuticalInformationSequence=[
            tracer(
                RadiopharmaceuticalStartDateTime=given.RadiopharmaceuticalStartDateTime,
                RadionuclideTotalDose=given.RadionuclideTotalDose,
                RadionuclideHalfLife=given.RadionuclideHalfLife,
            )
        ],
    )
    for one, factor in zip(slices, factors(ds), strict=True):
        values = np.round(one.pixel_array * float(one.RescaleSlope), 6)
        levels = np.unique(values[values > 0])
        assert levels * factor == pytest.approx([0.2, 1.0, 4.0], abs=0.005)

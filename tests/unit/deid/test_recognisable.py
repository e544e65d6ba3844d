"""Heads from which a face can be computed are told of, whatever they are called (A-054)."""

from typing import Any

import pytest
from pydicom.dataset import Dataset

from tests.factories.dicom import image_dataset
from viewer.deid.recognisable import Heads, shows_head


def region(code: str, meaning: str) -> Dataset:
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = code, "SCT", meaning
    return item


def told(slices: int = 20, **attributes: Any) -> list[str]:
    heads = Heads()
    ds = image_dataset(**{"SliceThickness": 1.0, **attributes})
    for _ in range(slices):
        heads.add(ds, "series")
    return heads.warnings()


@pytest.mark.parametrize(
    "attributes",
    [
        {"BodyPartExamined": "HEAD"},
        {"BodyPartExamined": "BRAIN"},
        {"BodyPartExamined": "HEADNECK"},
        {"StudyDescription": "MRT Kopf^Schädel"},
        {"StudyDescription": "Neuro^Routine"},
        {"SeriesDescription": "t1_mprage_sag_brain"},
        {"SeriesDescription": "CT Gesichtsschädel"},
        {"ProtocolName": "NNH"},
        {"StudyDescription": "PET whole body"},
        {"StudyDescription": "Ganzkörper"},
        {"StudyDescription": "IRM Tête"},
        {"AnatomicRegionSequence": [region("69536005", "")]},
        {"AnatomicRegionSequence": [region("0", "Entire skull")]},
    ],
)
def test_a_head(attributes: dict[str, Any]) -> None:
    assert shows_head(image_dataset(**attributes))
    (line,) = told(**attributes)
    assert line.startswith("1 series shows a head in thin slices: the face can be computed")


@pytest.mark.parametrize(
    "attributes",
    [
        {},
        {"BodyPartExamined": "CHEST"},
        {"SeriesDescription": "surface coil"},
        {"SeriesDescription": "femoral head"},
        {"SeriesDescription": "coronary sinus"},
        {"StudyDescription": "Neuro^LSpine"},
        {"SeriesDescription": "CC and craniocaudal"},
        {"AnatomicRegionSequence": [region("51185008", "Chest")]},
    ],
)
def test_no_head(attributes: dict[str, Any]) -> None:
    assert told(**attributes) == []


def test_few_slices_are_no_surface() -> None:
    assert told(19, BodyPartExamined="HEAD") == []


def test_frames_count_as_slices() -> None:
    assert len(told(1, BodyPartExamined="HEAD", NumberOfFrames="160")) == 1


def test_other_modalities_have_no_slices() -> None:
    assert told(BodyPartExamined="HEAD", Modality="CR") == []


@pytest.mark.parametrize(
    ("attributes", "words"),
    [
        ({"SliceThickness": 5.0}, "in thick slices: the face may be computed from them"),
        ({"SliceThickness": 5.0, "SpacingBetweenSlices": 1.0}, "in thin slices"),
        ({"SliceThickness": None}, "in thin slices"),
    ],
)
def test_how_thin(attributes: dict[str, Any], words: str) -> None:
    (line,) = told(BodyPartExamined="HEAD", **attributes)
    assert words in line
    assert line.endswith("Give the copy only to people you trust.")


def test_photographs_are_told_of() -> None:
    assert told(1, Modality="XC")[0].startswith("1 series shows photographs")


def test_several_series() -> None:
    heads = Heads()
    for series in ("one", "two"):
        for _ in range(20):
            heads.add(image_dataset(BodyPartExamined="HEAD"), series)
    assert heads.warnings()[0].startswith("2 series show a head")

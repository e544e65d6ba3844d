"""D-143: what the frames of an image are counted by."""

import io
from typing import Any

import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

from viewer.media.frame_index import index_vectors
from viewer.media.header import read_dataset
from viewer.model.header import IndexVector
from viewer.settings import DecodeSettings


def vectors(count: int = 4, **attributes: Any) -> tuple[IndexVector, ...]:
    ds = Dataset()
    ds.SOPClassUID, ds.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.20", "1.2.3"
    for keyword, value in attributes.items():
        setattr(ds, keyword, value)
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    stream = io.BytesIO()
    ds.save_as(stream, enforce_file_format=True)
    stream.seek(0)
    return index_vectors(read_dataset(stream, settings=DecodeSettings()), count)


def test_the_pointer_names_the_vectors_and_their_order() -> None:
    found = vectors(
        FrameIncrementPointer=[0x00540020, 0x00540090],
        DetectorVector=[1, 1, 2, 2],
        AngularViewVector=[1, 2, 1, 2],
        PhaseVector=[1, 2, 3, 4],
    )
    assert [vector.label(2) for vector in found] == ["detector 2", "view 1"]
    assert [vector.label(4) for vector in found] == ["", ""]


def test_dose_planes_have_their_offsets() -> None:
    found = vectors(
        3, FrameIncrementPointer=0x3004000C, GridFrameOffsetVector=["0", "-2.5", "-5.0"]
    )
    assert [found[0].label(n) for n in range(3)] == [
        "offset 0 mm",
        "offset −2.5 mm",
        "offset −5 mm",
    ]


@pytest.mark.parametrize(
    "attributes",
    [
        {"FrameIncrementPointer": 0x00540010, "EnergyWindowVector": [1, 1, 1, 1]},
        {"FrameIncrementPointer": 0x00540010, "EnergyWindowVector": [1, 2, 3]},
        {"FrameIncrementPointer": 0x00540010},
        {"FrameIncrementPointer": 0x00181063, "FrameTime": 40},
        {"EnergyWindowVector": [1, 2, 3, 4]},
    ],
    ids=["all alike", "too short", "not there", "time", "not named"],
)
def test_what_tells_no_frame_from_another_is_no_label(attributes: dict[str, Any]) -> None:
    assert vectors(**attributes) == ()

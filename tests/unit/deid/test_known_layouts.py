"""Which images are at risk, and what is proposed to black out (A-050, A-051)."""

import csv
from typing import Any

import numpy as np
import pytest

from tests.factories.dicom import SECONDARY_CAPTURE, image_dataset
from viewer.deid.boxes import Box
from viewer.deid.risk import Risk, risk_of
from viewer.resources import resources_folder


def risk(rows: int, columns: int, **attributes: Any) -> Risk | None:
    attributes.setdefault("ImageType", ["ORIGINAL", "PRIMARY", "AXIAL"])
    return risk_of(image_dataset(**attributes), rows, columns)


IU22 = {
    "Modality": "US",
    "Manufacturer": "Philips Medical Systems",
    "ManufacturerModelName": "iU22",
}


@pytest.mark.parametrize(
    ("attributes", "is_at_risk"),
    [
        ({}, False),
        ({"BurnedInAnnotation": "YES"}, True),
        ({"Modality": "US"}, True),
        ({"Modality": "US", "BurnedInAnnotation": "NO"}, False),
        ({"Modality": "DOC"}, True),
        ({"ConversionType": "WSD"}, True),
        ({"ConversionType": "WSD", "BurnedInAnnotation": "NO"}, True),
        ({"SOPClassUID": SECONDARY_CAPTURE}, True),
        ({"ImageType": ["DERIVED", "SECONDARY"]}, True),
        ({"Modality": "XA", "ImageType": ["ORIGINAL", "PRIMARY", "SCREEN SAVE"]}, True),
        ({"Modality": "NM", "SamplesPerPixel": 3}, True),
        ({"Modality": "PT", "SamplesPerPixel": 3}, True),
        ({"SeriesDescription": "Dose Report"}, True),
        ({"SeriesDescription": "scanned letter"}, True),
    ],
)
def test_what_is_at_risk(attributes: dict[str, Any], *, is_at_risk: bool) -> None:
    assert (risk(16, 20, **attributes) is not None) is is_at_risk


def test_a_known_layout_is_proposed() -> None:
    found = risk(768, 1024, **IU22)
    assert found is not None
    assert found.proposal == (Box(0, 0, 1023, 74),)
    assert "this equipment is known to write text into such images" in found.reasons


def test_of_other_sizes_and_makers_nothing_is_known() -> None:
    for rows, changes in [
        (700, {}),
        (768, {"ManufacturerModelName": "XX"}),
        (768, {"Modality": "CT"}),
    ]:
        found = risk(rows, 1024, **{**IU22, **changes})
        assert found is None or found.proposal == ()


def test_known_text_puts_an_image_at_risk_that_nothing_else_does() -> None:
    found = risk(2592, 2208, Modality="DX", Manufacturer="Canon Inc.", ManufacturerModelName="CXDI")
    assert found is not None
    assert found.proposal == (Box(0, 0, 2207, 79), Box(0, 2512, 2207, 2591))


def test_boxes_end_with_the_image() -> None:
    found = risk(600, 700, Modality="US", Manufacturer="Mindray", ManufacturerModelName="M6")
    assert found is not None
    assert found.proposal == (Box(0, 0, 699, 74),)


def test_every_row_of_the_table_is_a_rectangle_of_a_named_source() -> None:
    lines = (resources_folder() / "deid" / "burned_in.csv").read_text("utf-8").splitlines()
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    assert len(rows) > 80
    assert {row["source"] for row in rows} == {"CTP", "deid"}
    for row in rows:
        assert any(row[name] for name in ("manufacturer", "model", "image_type", "description"))
        assert int(row["width"]) > 0
        assert int(row["height"]) > 0
    assert len({tuple(row.values()) for row in rows}) == len(rows)


def test_layouts_tell_equipment_and_not_people() -> None:
    first = risk(768, 1024, **IU22, PatientName="One^A", PatientID="1")
    second = risk(768, 1024, **IU22, PatientName="Two^B", PatientID="2")
    other = risk(768, 1000, **IU22)
    assert first is not None
    assert second is not None
    assert other is not None
    assert first == second
    assert other.layout != first.layout


def test_the_pixels_are_not_looked_at() -> None:
    bright = image_dataset(pixels=np.full((16, 20), 4095, np.uint16), Modality="US")
    assert risk_of(bright, 16, 20) == risk(16, 20, Modality="US")

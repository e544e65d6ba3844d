"""D-100..D-106: every row of the calibration table, and spacings that cannot be."""

import pytest

from tests.factories.elements import Writer, parsed
from viewer.media.calibration import aspect, spacing
from viewer.model.geometry import PixelSpacing, SpacingSource

W = Writer()
STORAGE = "1.2.840.10008.5.1.4.1.1."
CT, CR, DX, SC, US, XA = (STORAGE + n for n in ("2", "1", "1.1", "7", "6.1", "12.1"))
ENHANCED_XA, RT_IMAGE = STORAGE + "12.1.1", STORAGE + "481.1"
PIXEL, IMAGER, SCANNED, CENTRE, RT_PLANE = (
    0x00280030,
    0x00181164,
    0x00182010,
    0x00189404,
    0x30020011,
)


def chosen(sop_class: str, values: dict[int, str], *more: bytes) -> PixelSpacing | None:
    elements = [
        W.element(tag, "DS", value) for tag, value in sorted(values.items()) if tag < 0x30000000
    ]
    late = [W.element(tag, "DS", value) for tag, value in values.items() if tag >= 0x30000000]
    return spacing(parsed(*elements, *more, *late), sop_class, (), has_plane=False)


@pytest.mark.parametrize(
    ("sop_class", "values", "row_mm", "source"),
    [
        (CT, {PIXEL: "0.5\\0.7"}, 0.5, SpacingSource.PATIENT),
        (DX, {PIXEL: "0.1\\0.1", IMAGER: "0.2\\0.2"}, 0.1, SpacingSource.CALIBRATED),
        (DX, {PIXEL: "0.2\\0.2", IMAGER: "0.200\\0.2000"}, 0.2, SpacingSource.DETECTOR),
        (DX, {IMAGER: "0.2\\0.2"}, 0.2, SpacingSource.DETECTOR),
        (CR, {PIXEL: "0.15\\0.15"}, 0.15, SpacingSource.UNKNOWN),
        (ENHANCED_XA, {CENTRE: "0.3\\0.3", IMAGER: "0.4\\0.4"}, 0.3, SpacingSource.ISOCENTRE),
        (ENHANCED_XA, {IMAGER: "0.4\\0.4"}, 0.4, SpacingSource.DETECTOR),
        (SC, {SCANNED: "0.08\\0.08"}, 0.08, SpacingSource.SCANNER),
        (RT_IMAGE, {RT_PLANE: "0.25\\0.25"}, 0.25, SpacingSource.IMAGE_PLANE),
        (US, {PIXEL: "0.2\\0.2"}, 0.2, SpacingSource.UNKNOWN),
    ],
)
def test_each_row_of_the_table(
    sop_class: str, values: dict[int, str], row_mm: float, source: SpacingSource
) -> None:
    found = chosen(sop_class, values)
    assert found is not None
    assert (found.row_mm, found.source) == (row_mm, source)


@pytest.mark.parametrize(
    ("kind", "source"),
    [("GEOMETRY", SpacingSource.GEOMETRY), ("FIDUCIAL", SpacingSource.FIDUCIAL)],
)
def test_a_stated_calibration_carries_its_description(kind: str, source: SpacingSource) -> None:
    found = chosen(
        XA,
        {PIXEL: "0.2\\0.2", IMAGER: "0.2\\0.2"},
        W.element(0x00280A02, "CS", kind),
        W.element(0x00280A04, "LO", "8F catheter"),
    )
    assert found == PixelSpacing(0.2, 0.2, source, "8F catheter")


def test_without_any_spacing_there_are_no_millimetres() -> None:
    assert chosen(DX, {}) is None


def test_rows_come_first() -> None:
    found = chosen(CT, {PIXEL: "0.5\\0.7"})
    assert found is not None
    assert (found.row_mm, found.column_mm) == (0.5, 0.7)


@pytest.mark.parametrize("value", ["0\\0", "-1\\1", "60\\60", "1\\11", "nan\\1", "1", "a\\b"])
def test_impossible_spacings_count_as_absent_and_are_noted(value: str) -> None:
    raw = parsed(W.element(PIXEL, "DS", value))
    assert spacing(raw, CT, (), has_plane=False) is None
    assert raw.deviations == ("unusable spacing (0028,0030)",)


@pytest.mark.parametrize(
    ("ratio", "height"), [("2\\1", 2.0), ("1\\2", 0.5), ("0\\1", 1.0), ("99\\1", 1.0)]
)
def test_aspect_is_vertical_over_horizontal(ratio: str, height: float) -> None:
    assert aspect(parsed(W.element(0x00280034, "IS", ratio)), None) == height


def test_aspect_follows_the_spacing_if_there_is_one() -> None:
    raw = parsed(W.element(0x00280034, "IS", "5\\1"))
    assert aspect(raw, PixelSpacing(0.6, 0.3, SpacingSource.PATIENT)) == 2.0


MAGNIFICATION, TO_DETECTOR, TO_PATIENT, SID, SAD = (
    0x00181114,
    0x00181110,
    0x00181111,
    0x30020026,
    0x30020022,
)


@pytest.mark.parametrize(
    ("values", "factor"),
    [
        ({MAGNIFICATION: "1.25"}, 1.25),
        ({MAGNIFICATION: "1.25", TO_DETECTOR: "1000", TO_PATIENT: "900"}, 1.25),
        ({TO_DETECTOR: "1000", TO_PATIENT: "800"}, 1.25),
        ({MAGNIFICATION: "0", TO_DETECTOR: "1000", TO_PATIENT: "800"}, 1.25),
        ({TO_DETECTOR: "1000", TO_PATIENT: "0"}, None),
        ({TO_DETECTOR: "800", TO_PATIENT: "1000"}, None),
        ({TO_DETECTOR: "1000"}, None),
        ({MAGNIFICATION: "11"}, None),
        ({}, None),
    ],
)
def test_magnification_is_estimated_where_the_file_tells(
    values: dict[int, str], factor: float | None
) -> None:
    """ERMF, else distance to the detector over distance to the patient (D-103)."""
    found = chosen(DX, {IMAGER: "0.2\\0.1", **values})
    assert found is not None
    assert (found.magnification, found.row_mm, found.column_mm) == (factor, 0.2, 0.1)
    corrected = found.corrected()
    if factor is None:
        assert corrected is None
    else:
        assert corrected is not None
        assert (corrected.row_mm, corrected.column_mm) == pytest.approx((0.16, 0.08))
        assert corrected.label == "estimated, ERMF 1.25"
        assert corrected.corrected() is None  # once is enough


def test_a_calibrated_spacing_is_not_corrected_again() -> None:
    found = chosen(DX, {PIXEL: "0.1\\0.1", IMAGER: "0.2\\0.2", MAGNIFICATION: "1.25"})
    assert found is not None
    assert found.corrected() is None


def test_an_rt_image_can_be_scaled_to_the_isocentre() -> None:
    found = chosen(RT_IMAGE, {RT_PLANE: "0.3\\0.3", SID: "1500", SAD: "1000"})
    assert found is not None
    assert found.label == "at image plane"
    corrected = found.corrected()
    assert corrected is not None
    assert corrected.row_mm == pytest.approx(0.2)
    assert corrected.label == "estimated at isocentre, SID/SAD 1.5"

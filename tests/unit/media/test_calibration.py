"""D-100..D-106: every row of the calibration table, and spacings that cannot be."""

import pytest

from tests.factories.elements import Writer, parsed
from viewer.media.calibration import aspect, spacing, ultrasound_regions
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


def region(left: int, delta: float, *, units: int = 3, transparent: int = 0) -> bytes:
    return W.item(
        W.element(0x00186016, "UL", transparent)
        + W.element(0x00186018, "UL", left)
        + W.element(0x0018601A, "UL", 10)
        + W.element(0x0018601C, "UL", left + 99)
        + W.element(0x0018601E, "UL", 209)
        + W.element(0x00186024, "US", units)
        + W.element(0x00186026, "US", 3)
        + W.element(0x0018602C, "FD", delta)
        + W.element(0x0018602E, "FD", -2 * delta)
    )


def test_ultrasound_regions_are_those_in_centimetres_by_priority() -> None:
    raw = parsed(
        W.sequence(
            0x00186011, region(0, 0.01, transparent=1), region(50, 0.02), region(300, 0.02, units=4)
        )
    )
    found = ultrasound_regions(raw)
    assert [(r.left, r.top, r.right, r.bottom) for r in found] == [
        (50, 10, 149, 209),
        (0, 10, 99, 209),
    ]
    assert [r.row_mm for r in found] == pytest.approx([0.4, 0.2])  # |delta| * 10, cm to mm
    assert [r.column_mm for r in found] == pytest.approx([0.2, 0.1])


def test_ultrasound_spacing_is_given_only_if_all_regions_share_it() -> None:
    one = parsed(W.sequence(0x00186011, region(0, 0.01), region(200, 0.01)))
    found = spacing(one, US, ultrasound_regions(one), has_plane=False)
    assert found is not None
    assert found.source is SpacingSource.ULTRASOUND
    two = parsed(W.sequence(0x00186011, region(0, 0.01), region(200, 0.02)))
    assert spacing(two, US, ultrasound_regions(two), has_plane=False) is None

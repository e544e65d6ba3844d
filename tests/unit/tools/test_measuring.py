"""Numbers of every kind of annotation; hand results and phantoms are the witnesses (S-04)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.annotations import drawn, length, measured
from tests.unit.render.images import facts_of, frame_of
from viewer.model.annotation import AnnotationKind as Kind
from viewer.model.annotation import Measurement, ValueScale
from viewer.model.geometry import PixelSpacing, Plane, SpacingSource
from viewer.model.header import FrameFacts
from viewer.model.lut import ModalityLut, Padding, Palette, Rescale
from viewer.render.source import RenderImage, prepare
from viewer.tools.measuring import measure
from viewer.tools.region_values import Subject

HU = Rescale(1, -1024, "HU")
UNEVEN = PixelSpacing(0.8, 0.4, SpacingSource.PATIENT)
SQUARE = PixelSpacing(0.5, 0.5, SpacingSource.PATIENT)
GREY = np.full((64, 64), 1064, np.uint16)
BOX = ((9.5, 19.5), (29.5, 29.5))


def image(
    array: Any = GREY,
    spacing: PixelSpacing | None = UNEVEN,
    lut: ModalityLut = HU,
    **more: Any,
) -> RenderImage:
    aspect = spacing.row_mm / spacing.column_mm if spacing is not None else more.pop("aspect", 1.0)
    plane = more.pop("plane", None)
    facts = FrameFacts(spacing=spacing, aspect=aspect, modality_lut=lut, plane=plane)
    reduction = more.pop("reduction", 0)
    frame = frame_of(array, reduction=reduction)
    return prepare(frame, facts_of(array, facts, **more), facts)


def values(found: Measurement) -> dict[str, float]:
    return {q.name: q.value for q in found.quantities}


def texts(found: Measurement) -> dict[str, str]:
    return {q.name: q.text for q in found.quantities}


def test_a_length_honours_both_spacings() -> None:
    """D-102: hypot(3 rows * 0.8, 8 columns * 0.4)."""
    found = measured(length((1, 1), (9, 4)), image())
    assert values(found) == {"Length": pytest.approx(4.0)}
    assert found.lines() == ("4.00 mm",)
    assert found.calibration == "mm"


def test_between_pixels_counts_too() -> None:
    found = measured(length((10.25, 3.5), (10.25, 16.0)), image())
    assert values(found) == {"Length": pytest.approx(10.0)}
    assert found.lines() == ("10.0 mm",)


def test_a_path_is_the_sum_of_its_parts() -> None:
    found = measured(drawn(Kind.POLYLINE, (0, 0), (10, 0), (10, 5), (0, 5)), image())
    assert values(found) == {"Length": pytest.approx(4 + 4 + 4)}


def test_angles_are_those_in_the_patient() -> None:
    """45 degrees in mm are not 45 in these pixels."""
    found = measured(drawn(Kind.ANGLE, (10, 0), (0, 0), (10, 5)), image())
    assert values(found) == {"Angle": pytest.approx(45.0)}
    assert found.lines() == ("45.0°",)
    cobb = measured(drawn(Kind.COBB, (0, 0), (10, 0), (0, 20), (10, 15)), image())
    assert values(cobb) == {"Cobb angle": pytest.approx(45.0)}


def test_an_angle_needs_two_sides() -> None:
    found = measured(drawn(Kind.ANGLE, (3, 3), (3, 3), (10, 5)), image())
    assert (found.quantities, found.refusal) == ((), "too short")


def test_an_angle_is_labelled_where_the_shape_of_pixels_is_in_doubt() -> None:
    """Its size does not depend on a magnification that is the same both ways."""
    angle = drawn(Kind.ANGLE, (10, 0), (0, 0), (0, 5))
    square = PixelSpacing(0.2, 0.2, SpacingSource.DETECTOR)
    uneven = PixelSpacing(0.2, 0.4, SpacingSource.UNKNOWN)
    assert measured(angle, image(spacing=square)).calibration == ""
    assert measured(angle, image(spacing=uneven)).calibration == "calibration unknown"


def test_the_longer_diameter_is_the_long_one() -> None:
    found = measured(drawn(Kind.BIDIRECTIONAL, (5, 0), (5, 5), (0, 2), (30, 2)), image())
    assert values(found) == {"Long axis": pytest.approx(12.0), "Short axis": pytest.approx(4.0)}
    assert found.lines() == ("Long axis 12.0 mm", "Short axis 4.00 mm")


def test_a_rectangle_has_area_edge_and_values() -> None:
    array = GREY.copy()
    array[20:30, 10:20] = 1164  # half of the region: 140 HU beside 40
    found = measured(drawn(Kind.RECTANGLE, *BOX), image(array))
    assert values(found) == {
        "Area": pytest.approx(20 * 0.4 * 10 * 0.8),
        "Perimeter": pytest.approx(2 * (8 + 8)),
        "Mean": 90.0,
        "SD (population)": 50.0,
        "Min": 40.0,
        "Max": 140.0,
        "Pixels": 200.0,
    }
    assert texts(found) == {
        "Area": "64.0 mm²",
        "Perimeter": "32.0 mm",
        "Mean": "90 HU",
        "SD (population)": "50 HU",
        "Min": "40 HU",
        "Max": "140 HU",
        "Pixels": "200",
    }


def test_corners_may_be_drawn_in_any_order() -> None:
    turned = ((29.5, 19.5), (9.5, 29.5))
    one, other = (measured(drawn(Kind.RECTANGLE, *box), image()) for box in (BOX, turned))
    assert one == other


def test_the_area_is_that_of_the_drawing_not_of_its_pixels() -> None:
    found = measured(drawn(Kind.RECTANGLE, (9.9, 9.9), (10.1, 10.1)), image(spacing=SQUARE))
    assert values(found)["Area"] == pytest.approx(0.2 * 0.2 * 0.25)
    assert values(found)["Pixels"] == 1


def test_an_ellipse() -> None:
    found = measured(drawn(Kind.ELLIPSE, (10, 10), (30, 20)), image())  # a circle of 8 mm
    assert values(found)["Area"] == pytest.approx(math.pi * 16)
    assert values(found)["Perimeter"] == pytest.approx(math.pi * 8)


def test_a_freehand_region_is_closed_by_itself() -> None:
    found = measured(drawn(Kind.FREEHAND, (10, 10), (20, 10), (20, 20)), image())
    assert values(found)["Area"] == pytest.approx(4 * 8 / 2)
    assert values(found)["Perimeter"] == pytest.approx(4 + 8 + math.hypot(4, 8))
    assert values(found)["Pixels"] == 65  # 11 + 10 + ... + 2: lower ends are outside


def test_padding_is_left_out_and_said() -> None:
    """S-12."""
    array = GREY.copy()
    array[20:24, 10:30] = 0
    found = measured(drawn(Kind.RECTANGLE, *BOX), image(array, padding=Padding(0, 0)))
    assert values(found)["Pixels"] == 120
    assert found.notes == ("80 padding pixels left out",)
    nothing = image(np.zeros((64, 64), np.uint16), padding=Padding(0, 0))
    found = measured(drawn(Kind.RECTANGLE, *BOX), nothing)
    assert found.refusal == "no values, all 200 pixels are padding"
    assert set(values(found)) == {"Area", "Perimeter"}


def test_a_region_over_the_edge_says_so() -> None:
    found = measured(drawn(Kind.RECTANGLE, (-10, -10), (9, 9)), image())
    assert found.notes == ("partly outside the image",)
    assert values(found)["Pixels"] == 100
    found = measured(drawn(Kind.RECTANGLE, (-10, -10), (-5, -5)), image())
    assert found.refusal == "outside the image"
    found = measured(drawn(Kind.RECTANGLE, (5.2, 5.2), (5.4, 5.4)), image())
    assert found.refusal == "no pixel centre inside"


def test_a_point_has_the_value_of_its_pixel() -> None:
    found = measured(drawn(Kind.POINT, (3.4, 5.6)), image())
    assert found.lines() == ("40 HU",)
    assert measured(drawn(Kind.POINT, (64, 5)), image()).refusal == "outside the image"
    padded = image(padding=Padding(1064, 1064))
    assert measured(drawn(Kind.POINT, (3, 3)), padded).refusal == "padding"


@pytest.mark.parametrize(
    ("lut", "text"),
    [
        (Rescale(), "1064 (stored)"),
        (Rescale(1, 0, "", calibrated=False), "1064 (uncalibrated)"),
        (Rescale(2, 0), "2128 (no unit)"),
    ],
)
def test_values_without_a_unit_say_so(lut: ModalityLut, text: str) -> None:
    """S-13."""
    found = measured(drawn(Kind.RECTANGLE, *BOX), image(lut=lut))
    assert texts(found)["Mean"] == text


def test_colour_pictures_have_an_area_only() -> None:
    array = np.full((64, 64, 3), 7, np.uint8)
    found = measured(drawn(Kind.RECTANGLE, *BOX), image(array))
    assert set(values(found)) == {"Area", "Perimeter"}
    assert found.refusal == "colour picture: no mean or SD"
    assert values(measured(drawn(Kind.POINT, (3, 3)), image(array))) == {
        "Red": 7,
        "Green": 7,
        "Blue": 7,
    }
    palette = Palette(0, np.zeros((256, 3), np.uint8))
    indexed = image(np.full((64, 64), 9, np.uint8), palette=palette)
    found = measured(drawn(Kind.ELLIPSE, *BOX), indexed)
    assert found.refusal == "colour picture: no mean or SD"
    assert measured(drawn(Kind.POINT, (3, 3)), indexed).lines() == ("9",)


@pytest.mark.parametrize("kind", [Kind.LENGTH, Kind.ANGLE, Kind.RECTANGLE, Kind.POINT])
def test_previews_are_not_measured(kind: Kind) -> None:
    preview = image(np.zeros((16, 16), np.uint16), reduction=2, pixels={"rows": 64, "columns": 64})
    points = [(1.0, 1.0), (9.0, 9.0), (4.0, 1.0)]
    count = {Kind.LENGTH: 2, Kind.ANGLE: 3, Kind.RECTANGLE: 2, Kind.POINT: 1}[kind]
    found = measured(drawn(kind, *points[:count]), preview)
    assert found.quantities == ()
    assert found.refusal == "preview: measured when the whole image is here"


def test_arrows_words_and_half_drawn_things_measure_nothing() -> None:
    for annotation in (
        drawn(Kind.ARROW, (0, 0), (1, 1)),
        drawn(Kind.TEXT, (0, 0)),
        drawn(Kind.COBB, (0, 0), (1, 1), (2, 2)),
        length((0, 0)),
        drawn(Kind.FREEHAND, (0, 0), (3, 3)),
        drawn(Kind.POINT),
    ):
        assert measured(annotation, image()) == Measurement()


def test_lengths_need_no_pixels_and_values_do() -> None:
    whole = image()
    header_only = Subject(whole.image, whole.facts, None)
    assert measure(length((0, 0), (10, 0)), header_only).lines() == ("4.00 mm",)
    found = measure(drawn(Kind.RECTANGLE, *BOX), header_only)
    assert texts(found)["Area"] == "64.0 mm²"
    assert found.refusal == "values when the image is loaded"


@pytest.mark.parametrize("point", [(math.nan, 0.0), (math.inf, 0.0)])
def test_points_that_are_none(point: tuple[float, float]) -> None:
    assert measured(length((0, 0), point), image()).refusal == "points without a place"


def test_a_box_without_an_inside_has_no_area() -> None:
    assert measured(drawn(Kind.RECTANGLE, (3, 3), (9, 3)), image()).refusal == "too short"
    line = drawn(Kind.FREEHAND, (3, 3), (9, 3), (5, 3))
    assert measured(line, image()).refusal == "too short"


def test_pixels_that_came_in_colour_against_their_header_have_no_values() -> None:
    array = np.full((64, 64, 3), 7, np.uint8)
    lying = image(array, pixels={"samples_per_pixel": 1})
    found = measured(drawn(Kind.RECTANGLE, *BOX), lying)
    assert found.refusal == "colour picture: no mean or SD"


def test_values_beyond_all_numbers_are_not_shown() -> None:
    wild = image(np.full((64, 64), 1e300), lut=Rescale(1e300, 0.0, "HU"))
    found = measured(drawn(Kind.RECTANGLE, *BOX), wild)
    assert texts(found)["Mean"] == "n/a"
    assert texts(measured(drawn(Kind.POINT, (3, 3)), wild)) == {"Value": "n/a"}


def test_an_outline_of_any_number_of_points_comes_to_an_end() -> None:
    outline = [(float(n % 60), float(n % 59)) for n in range(50_000)]
    assert measured(drawn(Kind.FREEHAND, *outline), image()).refusal == "outline of too many points"


# --- calibration (D-103, D-104, D-106) ---------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "label"),
    [
        (SpacingSource.PATIENT, "mm"),
        (SpacingSource.GEOMETRY, "calibrated: geometry"),
        (SpacingSource.FIDUCIAL, "calibrated: fiducial"),
        (SpacingSource.CALIBRATED, "calibrated (method not stated)"),
        (SpacingSource.DETECTOR, "at detector plane, magnification not corrected"),
        (SpacingSource.UNKNOWN, "calibration unknown"),
        (SpacingSource.ISOCENTRE, "at isocentre"),
        (SpacingSource.SCANNER, "scanner pixel size"),
        (SpacingSource.IMAGE_PLANE, "at image plane"),
    ],
)
def test_every_length_carries_its_label(source: SpacingSource, label: str) -> None:
    found = measured(length((0, 0), (10, 0)), image(spacing=PixelSpacing(0.2, 0.2, source)))
    assert found.calibration == label
    assert found.lines() == (("2.00 mm",) if label == "mm" else ("2.00 mm", label))
    region = measured(drawn(Kind.ELLIPSE, *BOX), image(spacing=PixelSpacing(0.2, 0.2, source)))
    assert region.calibration == label


def test_a_description_of_the_calibration_is_said() -> None:
    coin = PixelSpacing(0.2, 0.2, SpacingSource.FIDUCIAL, "coin")
    found = measured(length((0, 0), (10, 0)), image(spacing=coin))
    assert found.calibration == "calibrated: fiducial: coin"


def test_without_any_spacing_there_are_pixels() -> None:
    found = measured(length((0, 0), (3, 4)), image(spacing=None))
    assert found.lines() == ("5.00 px",)
    assert found.calibration == "px"
    assert texts(measured(drawn(Kind.RECTANGLE, *BOX), image(spacing=None)))["Area"] == "200.0 px²"


def test_pixels_that_are_not_square_are_measured_as_they_are() -> None:
    tall = image(spacing=None, aspect=2.0)
    found = measured(length((0, 0), (0, 10)), tall)
    assert found.lines() == ("20.0 px", "1 px is the width of a column")
    angle = measured(drawn(Kind.ANGLE, (10, 0), (0, 0), (10, 5)), tall)
    assert values(angle) == {"Angle": pytest.approx(45.0)}


def test_magnification_is_corrected_if_somebody_asks() -> None:
    detector = PixelSpacing(0.2, 0.2, SpacingSource.DETECTOR, magnification=1.25)
    shown = image(spacing=detector)
    assert values(measured(length((0, 0), (10, 0)), shown)) == {"Length": pytest.approx(2.0)}
    found = measured(length((0, 0), (10, 0)), shown, detector.corrected())
    assert found.lines() == ("1.60 mm", "estimated, ERMF 1.25")


def test_a_users_calibration_is_marked() -> None:
    """D-104."""
    own = PixelSpacing(1.0, 1.0, SpacingSource.USER)
    found = measured(length((0, 0), (10, 0)), image(spacing=None), own)
    assert found.lines() == ("10.0 mm", "user calibrated")


def test_projections_without_a_place_have_no_millimetres() -> None:
    """S-04."""
    mip = image(image_type=("DERIVED", "SECONDARY", "MIP"))
    found = measured(length((0, 0), (10, 0)), mip)
    assert (values(found), found.calibration) == ({"Length": 10.0}, "px")
    assert found.notes[-1] == "projected image without a place, no mm"
    placed = image(
        image_type=("DERIVED", "SECONDARY", "MIP"),
        plane=Plane((0, 0, 0), (1, 0, 0), (0, 1, 0), "1.9"),
    )
    assert measured(length((0, 0), (10, 0)), placed).calibration == "mm"
    rendered = image(
        image_type=("DERIVED", "SECONDARY", "VOLUME RENDERED"),
        plane=Plane((0, 0, 0), (1, 0, 0), (0, 1, 0), "1.9"),
    )
    assert measured(length((0, 0), (10, 0)), rendered).calibration == "px"


# --- other units for values (G-055) ------------------------------------------------------------


def test_values_can_be_given_in_another_unit_with_its_case() -> None:
    pet = image(np.full((64, 64), 2000, np.uint16), lut=Rescale(1, 0, "BQML"))
    suv = ValueScale(0.002, "SUVbw", "SUVbw, as in the file")
    subject = Subject(pet.image, pet.facts, pet.frame, (suv,))
    found = measure(drawn(Kind.RECTANGLE, *BOX), subject)
    assert texts(found)["SUVbw Mean"] == "4.00"
    assert texts(found)["Mean"] == "2000 Bq/ml"
    assert found.notes == ("SUVbw, as in the file",)
    point = measure(drawn(Kind.POINT, (3, 3)), subject)
    assert texts(point) == {"Value": "2000 Bq/ml", "SUVbw": "4.00"}
    none = ValueScale(None, "SUVbw", "no SUV: weight is missing")
    found = measure(drawn(Kind.POINT, (3, 3)), Subject(pet.image, pet.facts, pet.frame, (none,)))
    assert (texts(found), found.notes) == ({"Value": "2000 Bq/ml"}, ("no SUV: weight is missing",))
    region = measure(drawn(Kind.RECTANGLE, *BOX), Subject(pet.image, pet.facts, pet.frame, (none,)))
    assert [q.name for q in region.quantities if q.name.startswith("SUV")] == []


# --- phantoms: errors of at most 0.1 mm and 0.1 degrees ----------------------------------------

spacings = st.floats(0.05, 5.0)
places = st.tuples(st.floats(-200, 200), st.floats(-200, 200))  # mm
directions = st.floats(0, math.tau)


@given(spacings, spacings, places, directions, st.floats(0.5, 300))
def test_a_rod_of_known_length(
    row_mm: float, column_mm: float, start: tuple[float, float], turn: float, rod_mm: float
) -> None:
    ratio = row_mm / column_mm
    spacing = PixelSpacing(row_mm, column_mm, SpacingSource.PATIENT)
    end = (start[0] + rod_mm * math.cos(turn), start[1] + rod_mm * math.sin(turn))
    pixels = [(x / column_mm, y / row_mm) for x, y in (start, end)]
    subject = Subject(facts_of(GREY), FrameFacts(spacing=spacing, aspect=ratio), frame_of(GREY))
    found = measure(length(*pixels), subject)
    assert values(found)["Length"] == pytest.approx(rod_mm, abs=1e-6)


@given(spacings, spacings, directions, st.floats(0, 180))
def test_a_wedge_of_known_angle(
    row_mm: float, column_mm: float, turn: float, degrees: float
) -> None:
    spacing = PixelSpacing(row_mm, column_mm, SpacingSource.PATIENT)
    ways = [turn, turn + math.radians(degrees)]
    ends = [(40 * math.cos(way) / column_mm, 40 * math.sin(way) / row_mm) for way in ways]
    subject = Subject(facts_of(GREY), FrameFacts(spacing=spacing), None)
    angle = measure(drawn(Kind.ANGLE, ends[0], (0, 0), ends[1]), subject)
    assert values(angle)["Angle"] == pytest.approx(degrees, abs=1e-5)
    cobb = drawn(Kind.COBB, (0, 0), ends[0], ends[1], (0, 0))
    smaller = min(degrees, 180 - degrees)
    assert values(measure(cobb, subject))["Cobb angle"] == pytest.approx(smaller, abs=1e-5)


@given(spacings, spacings, st.floats(1, 100))
def test_a_disc_of_known_area_by_ellipse_and_by_outline(
    row_mm: float, column_mm: float, radius_mm: float
) -> None:
    spacing = PixelSpacing(row_mm, column_mm, SpacingSource.PATIENT)
    subject = Subject(facts_of(GREY), FrameFacts(spacing=spacing), None)
    half = (radius_mm / column_mm, radius_mm / row_mm)
    ellipse = drawn(Kind.ELLIPSE, (-half[0], -half[1]), half)
    true = math.pi * radius_mm**2
    assert values(measure(ellipse, subject))["Area"] == pytest.approx(true)
    turns = [math.tau * n / 360 for n in range(360)]
    outline = [(half[0] * math.cos(t), half[1] * math.sin(t)) for t in turns]
    found = values(measure(drawn(Kind.FREEHAND, *outline), subject))
    assert found["Area"] == pytest.approx(true, rel=1e-4)  # a polygon of 360 sides
    assert found["Perimeter"] == pytest.approx(math.tau * radius_mm, rel=1e-4)

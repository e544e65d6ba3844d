"""Measuring where regions of an ultrasound image say what its axes are (D-105)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.factories.annotations import drawn, length
from tests.unit.render.images import facts_of
from viewer.model.annotation import Annotation, Measurement
from viewer.model.annotation import AnnotationKind as Kind
from viewer.model.geometry import (
    PixelSpacing,
    RegionAxis,
    RegionUnit,
    SpacingSource,
    UltrasoundRegion,
)
from viewer.model.header import FrameFacts
from viewer.tools.measuring import measure
from viewer.tools.region_values import Subject

ARRAY = np.zeros((200, 600), np.uint8)
CM, S, CM_S, HZ = (
    RegionUnit.CENTIMETRE,
    RegionUnit.SECOND,
    RegionUnit.CENTIMETRE_PER_SECOND,
    RegionUnit.HERTZ,
)
TISSUE = UltrasoundRegion(0, 0, 99, 99, RegionAxis(CM, 0.01), RegionAxis(CM, -0.02))
OTHER = UltrasoundRegion(100, 0, 199, 99, RegionAxis(CM, 0.05), RegionAxis(CM, 0.05))
M_MODE = UltrasoundRegion(200, 0, 299, 99, RegionAxis(S, 0.01), RegionAxis(CM, 0.02, 0.0), 2)
DOPPLER = UltrasoundRegion(
    300, 0, 399, 99, RegionAxis(S, 0.005), RegionAxis(CM_S, -2.0, 60.0, 0.0), 3
)
SHIFT = UltrasoundRegion(400, 0, 499, 99, RegionAxis(S, 0.005), RegionAxis(HZ, -50.0), 3)
REGIONS = (TISSUE, OTHER, M_MODE, DOPPLER, SHIFT)


def measured(
    annotation: Annotation,
    regions: tuple[UltrasoundRegion, ...] = REGIONS,
    calibration: PixelSpacing | None = None,
    stated: PixelSpacing | None = None,
    array: Any = ARRAY,
) -> Measurement:
    facts = FrameFacts(spacing=stated)
    image = facts_of(array, facts, regions=regions)
    return measure(annotation, Subject(image, facts, None), calibration)


def numbers(found: Measurement) -> list[tuple[str, float, str]]:
    return [(q.name, round(q.value, 9), q.unit) for q in found.quantities]


def test_lengths_and_areas_in_centimetres_become_millimetres() -> None:
    """Delta Y may be negative: a length has no sign."""
    found = measured(length((0, 0), (30, 20)))
    assert numbers(found) == [("Length", 5.0, "mm")]
    assert found.lines() == ("5.00 mm", "ultrasound region")
    area = measured(drawn(Kind.RECTANGLE, (0, 0), (10, 10)))
    assert numbers(area)[0] == ("Area", 2.0, "mm²")


def test_the_last_pixel_of_a_region_belongs_to_it() -> None:
    assert numbers(measured(length((-0.5, 99.5), (99.4, 99.5))))[0][0] == "Length"
    assert measured(length((0, 0), (99.6, 0))).refusal == "points in different regions"


def test_points_in_different_regions_are_refused() -> None:
    found = measured(length((90, 50), (110, 50)))
    assert (found.quantities, found.refusal) == ((), "points in different regions")
    found = measured(length((90, 50), (90, 150)))
    assert (found.quantities, found.refusal) == ((), "partly outside the calibrated region")


def test_outside_every_region_there_are_pixels() -> None:
    shared = PixelSpacing(0.1, 0.1, SpacingSource.ULTRASOUND)
    found = measured(length((0, 150), (30, 190)), stated=shared)
    assert numbers(found) == [("Length", 50.0, "px")]
    assert found.lines() == ("50.0 px", "outside the calibrated regions, no mm")


def test_outside_the_regions_another_calibration_of_the_file_still_holds() -> None:
    stated = PixelSpacing(0.5, 0.5, SpacingSource.UNKNOWN)
    found = measured(length((0, 150), (30, 190)), (DOPPLER,), stated=stated)
    assert found.lines() == ("25.0 mm", "calibration unknown")


def test_the_first_region_that_has_all_points_counts() -> None:
    """Regions come with those of high priority first."""
    inner = UltrasoundRegion(40, 40, 59, 59, RegionAxis(CM, 0.1), RegionAxis(CM, 0.1))
    regions = (inner, TISSUE)
    assert numbers(measured(length((45, 45), (55, 45)), regions)) == [("Length", 10.0, "mm")]
    assert numbers(measured(length((45, 45), (75, 45)), regions)) == [("Length", 3.0, "mm")]


def test_m_mode_gives_time_and_depth() -> None:
    found = measured(length((280, 10), (230, 40)))
    assert numbers(found) == [("Time", 0.5, "s"), ("Distance", 6.0, "mm")]
    assert found.lines() == ("Time 0.500 s", "Distance 6.0 mm", "ultrasound region")


def test_a_spectrum_gives_time_and_a_signed_change_of_velocity() -> None:
    found = measured(length((310, 60), (350, 10)))
    assert numbers(found) == [("Time", 0.2, "s"), ("Velocity change", 100.0, "cm/s")]
    back = measured(length((350, 10), (310, 60)))
    assert numbers(back) == [("Time", 0.2, "s"), ("Velocity change", -100.0, "cm/s")]
    assert back.lines()[1] == "Velocity change \u2212100.0 cm/s"


@pytest.mark.parametrize(("row", "velocity"), [(60, 0.0), (10, 100.0), (90, -60.0)])
def test_a_point_of_a_spectrum_has_a_velocity_with_its_sign(row: float, velocity: float) -> None:
    found = measured(drawn(Kind.POINT, (310, row)))
    assert ("Velocity", velocity, "cm/s") in numbers(found)


def test_without_a_reference_a_point_has_no_frequency() -> None:
    found = measured(drawn(Kind.POINT, (410, 5)))
    assert numbers(found) == []
    assert found.notes == ("the region names no zero",)
    assert numbers(measured(length((410, 50), (430, 10)))) == [
        ("Time", 0.1, "s"),
        ("Frequency change", 2000.0, "Hz"),
    ]


@pytest.mark.parametrize(
    "annotation",
    [
        drawn(Kind.RECTANGLE, (310, 10), (330, 20)),
        drawn(Kind.ANGLE, (310, 10), (330, 20), (310, 30)),
        drawn(Kind.POLYLINE, (310, 10), (330, 20)),
        drawn(Kind.BIDIRECTIONAL, (310, 10), (330, 20), (310, 20), (320, 10)),
    ],
)
def test_shapes_have_no_meaning_where_axes_are_no_lengths(annotation: Annotation) -> None:
    found = measured(annotation)
    assert found.quantities == ()
    assert found.refusal == "only distances and points here: the axes are no lengths"


def test_a_scale_beyond_all_numbers_gives_none() -> None:
    wild = UltrasoundRegion(0, 0, 99, 99, RegionAxis(S, 1e308, 0.0), RegionAxis(HZ, 1.0, 0.0))
    assert measured(length((0, 0), (50, 50)), (wild,)).lines()[0] == "Time n/a"
    assert measured(drawn(Kind.POINT, (50, 50)), (wild,)).lines()[0] == "Time n/a"


def test_an_axis_without_a_unit_is_left_out() -> None:
    trace = UltrasoundRegion(0, 0, 99, 99, RegionAxis(S, 0.01), RegionAxis(RegionUnit.NONE, 1.0))
    assert measured(drawn(Kind.POINT, (5, 5)), (trace,)).notes == ("the region names no zero",)
    found = measured(length((0, 0), (50, 50)), (trace,))
    assert numbers(found) == [("Time", 0.5, "s")]


def test_a_users_calibration_changes_lengths_and_no_velocities() -> None:
    own = PixelSpacing(1.0, 1.0, SpacingSource.USER)
    assert measured(length((0, 0), (30, 0)), calibration=own).lines() == (
        "30.0 mm",
        "user calibrated",
    )
    found = measured(length((310, 60), (350, 10)), calibration=own)
    assert numbers(found)[1] == ("Velocity change", 100.0, "cm/s")

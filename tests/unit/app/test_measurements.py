"""Numbers of a session: each measured once, with the scale somebody chose (D-104)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.factories.annotations import drawn, length
from tests.factories.states import state_about
from tests.factories.viewports import ArraySource, Inbox, Recipe, flat, stack_of, store_of
from viewer.app.annotation_list import annotation_entries, measured_annotations
from viewer.app.annotation_places import anchor_of
from viewer.app.annotations import AnnotationState
from viewer.app.catalog import Catalog, CatalogItem, CatalogPatient, CatalogStudy
from viewer.app.frames import FrameStore
from viewer.app.measurements import (
    IMPOSSIBLE,
    NO_LENGTH,
    NO_LENGTHS_HERE,
    NOT_A_DISTANCE,
    CalibrationState,
    Measurements,
)
from viewer.app.wishes import Wish
from viewer.model.annotation import AnnotationKind, Measurement, ValueScale
from viewer.model.display_set import ImageStack, StackFrame
from viewer.model.geometry import (
    PixelSpacing,
    RegionAxis,
    RegionUnit,
    SpacingSource,
    UltrasoundRegion,
)
from viewer.model.header import PatientFacts
from viewer.model.shutter import Shutter
from viewer.model.viewport import Presentation

DETECTOR = PixelSpacing(0.2, 0.2, SpacingSource.DETECTOR, magnification=1.25)
TEN_ACROSS = length((0, 0), (10, 0))
BOX = drawn(AnnotationKind.RECTANGLE, (0, 0), (9, 9))


class Desk:
    """Measurements over a real store of frames."""

    def __init__(self, recipe: Recipe | None = None) -> None:
        self.source, self.inbox = ArraySource(), Inbox()
        arrays = flat([1000, 2000, 3000])
        self.stack: ImageStack = self.source.add(stack_of(arrays, recipe), arrays)
        self.store: FrameStore = store_of(self.source, self.inbox)
        self.measurements = Measurements(self.store)

    @property
    def first(self) -> StackFrame:
        return self.stack.frames[0]

    def load(self, index: int = 0) -> None:
        frame = self.stack.frames[index]
        self.store.wish(self, Wish(frame.key, (), {frame.key: frame}))
        self.inbox.until(lambda: self.store.has(frame.key))

    def texts(self) -> tuple[str, ...]:
        return self.measurements.of(TEN_ACROSS, self.first).lines()


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    yield desk
    desk.store.close()


@pytest.fixture
def projection() -> Iterator[Desk]:
    desk = Desk(Recipe(modality="DX", spacing=DETECTOR, reference=""))
    yield desk
    desk.store.close()


def test_lengths_are_there_at_once_and_values_with_the_pixels(desk: Desk) -> None:
    assert desk.texts() == ("7.00 mm",)
    before = desk.measurements.of(BOX, desk.first)
    assert before.quantity("Area") is not None
    assert before.refusal == "values when the image is loaded"
    desk.load()
    after = desk.measurements.of(BOX, desk.first)
    mean = after.quantity("Mean")
    assert mean is not None
    assert (mean.text, after.refusal) == ("\u221224 HU", "")


def test_what_was_measured_once_is_not_measured_again(desk: Desk) -> None:
    desk.load()
    found = desk.measurements.of(BOX, desk.first)
    assert desk.measurements.of(replace(BOX), desk.first) is found
    moved = replace(BOX, points=((0.0, 0.0), (5.0, 5.0)))
    assert desk.measurements.of(moved, desk.first) != found
    assert desk.measurements.of(BOX, desk.first) == found


def test_values_stay_when_the_pixels_are_gone(desk: Desk) -> None:
    desk.load()
    found = desk.measurements.of(BOX, desk.first)
    desk.store.forget(desk.first.key.file.medium)
    assert desk.measurements.of(BOX, desk.first) is found


def test_each_frame_has_its_own_values(desk: Desk) -> None:
    for index, text in enumerate(("\u221224 HU", "976 HU", "1976 HU")):
        desk.load(index)
        mean = desk.measurements.of(BOX, desk.stack.frames[index]).quantity("Mean")
        assert mean is not None
        assert mean.text == text


def test_other_units_come_from_whoever_knows_them(desk: Desk) -> None:
    suv = ValueScale(0.5, "SUVbw", "SUVbw, as in the file")
    measurements = Measurements(desk.store, lambda frame: (suv,) if frame is desk.first else ())
    desk.load()
    assert "SUVbw Max" in [q.name for q in measurements.of(BOX, desk.first).quantities]
    other = measurements.of(BOX, desk.stack.frames[1])
    assert "SUVbw Max" not in [q.name for q in other.quantities]


def test_units_that_become_known_later_are_taken_up(desk: Desk) -> None:
    """A series is still read when its first image is measured (G-052)."""
    units: list[ValueScale] = []
    measurements = Measurements(desk.store, lambda _: tuple(units))
    desk.load()
    assert measurements.of(BOX, desk.first).quantity("SUVbw Mean") is None
    units.append(ValueScale(0.5, "SUVbw", "SUVbw"))
    found = measurements.of(BOX, desk.first)
    assert found.quantity("SUVbw Mean") is not None
    units.clear()
    desk.store.forget(desk.first.key.file.medium)
    assert measurements.of(BOX, desk.first) is found  # better than nothing


def test_hidden_pixels_are_not_counted_and_it_is_said(desk: Desk) -> None:
    """D-093, S-12."""
    mask = np.zeros((64, 64), np.bool_)
    mask[:5] = True
    measurements = Measurements(desk.store, hidden_of=lambda *_: mask)
    desk.load()
    found = measurements.of(BOX, desk.first)
    pixels = found.quantity("Pixels")
    assert pixels is not None
    assert (pixels.value, found.notes) == (50, ("50 padding or hidden pixels left out",))


def test_what_a_states_shutter_hides_is_not_counted_until_it_is_lifted(desk: Desk) -> None:
    """D-093, P-016: the state's shutter replaces the image's own; both numbers are kept apart."""
    state = state_about(desk.first, shutter=Shutter(rectangle=(1, 64, 6, 64)))
    under = Presentation(state=state)
    desk.load()

    def counted(presentation: Presentation | None) -> tuple[float, tuple[str, ...]]:
        found = desk.measurements.of(BOX, desk.first, presentation)
        pixels = found.quantity("Pixels")
        assert pixels is not None
        return pixels.value, found.notes

    left_out: tuple[float, tuple[str, ...]] = (50, ("50 padding or hidden pixels left out",))
    everything: tuple[float, tuple[str, ...]] = (100, ())
    assert counted(None) == everything
    assert counted(under) == left_out
    assert counted(replace(under, show_shuttered=True)) == everything
    assert counted(Presentation()) == everything
    desk.measurements.presentation_of = lambda _: under  # as lists ask, which know no viewport
    assert counted(None) == left_out


def test_a_frame_of_another_spacing_has_its_own_lengths(desk: Desk) -> None:
    """D-107: the spacing is that of the frame on show."""
    coarse = PixelSpacing(1.4, 1.4, SpacingSource.PATIENT)
    other = desk.stack.frames[1]
    frame = replace(other, facts=replace(other.facts, spacing=coarse))
    assert desk.measurements.of(TEN_ACROSS, frame).lines() == ("14.0 mm",)
    assert desk.texts() == ("7.00 mm",)


def test_a_user_calibration_holds_for_the_series_and_can_be_cleared(projection: Desk) -> None:
    desk = projection
    told: list[None] = []
    desk.measurements.changed.connect(told.append)
    label = "at detector plane, magnification not corrected"
    assert desk.texts() == ("2.00 mm", label)
    assert desk.measurements.calibrate(TEN_ACROSS, desk.first, 25.0) == ""
    assert desk.texts() == ("25.0 mm", "user calibrated")
    assert desk.measurements.is_calibrated(desk.stack.frames[2])
    across_rows = length((0, 0), (0, 10))
    assert desk.measurements.of(across_rows, desk.stack.frames[2]).lines()[0] == "25.0 mm"
    desk.measurements.clear_calibration(desk.stack.frames[1])
    assert desk.texts() == ("2.00 mm", label)
    assert told == [None, None]


def test_a_calibration_knows_the_shape_of_the_pixels(projection: Desk) -> None:
    """30 columns and 20 rows twice as high are 50 widths of a column."""
    facts = replace(projection.first.facts, spacing=None, aspect=2.0)
    frame = replace(projection.first, facts=facts)
    assert projection.measurements.calibrate(length((0, 0), (30, 20)), frame, 100.0) == ""
    spacing = projection.measurements.spacing(frame)
    assert spacing == PixelSpacing(4.0, 2.0, SpacingSource.USER)


def test_calibrating_again_replaces(projection: Desk) -> None:
    for length_mm in (25.0, 50.0):
        assert projection.measurements.calibrate(TEN_ACROSS, projection.first, length_mm) == ""
    assert len(projection.measurements.state.calibrations) == 1
    assert projection.texts()[0] == "50.0 mm"


def test_a_calibration_does_not_hold_for_images_of_another_scale(projection: Desk) -> None:
    """D-107."""
    desk = projection
    assert desk.measurements.calibrate(TEN_ACROSS, desk.first, 25.0) == ""
    other = desk.stack.frames[1]
    finer = replace(other, facts=replace(other.facts, spacing=replace(DETECTOR, row_mm=0.1)))
    assert desk.measurements.calibration(finer) is None
    assert other.header.image is not None
    pixels = replace(other.header.image.pixels, rows=65)
    image = replace(other.header.image, pixels=pixels)
    assert (
        desk.measurements.calibration(replace(other, header=replace(other.header, image=image)))
        is None
    )


def test_nor_for_another_person_with_the_same_series_uid(projection: Desk) -> None:
    """S-01."""
    assert projection.measurements.calibrate(TEN_ACROSS, projection.first, 25.0) == ""
    header = replace(projection.first.header, patient=PatientFacts("OTHER"))
    assert not projection.measurements.is_calibrated(replace(projection.first, header=header))


@pytest.mark.parametrize(
    ("annotation", "length_mm", "reason"),
    [
        (BOX, 10.0, NOT_A_DISTANCE),
        (length((0, 0)), 10.0, NOT_A_DISTANCE),
        (TEN_ACROSS, 0.0, NO_LENGTH),
        (TEN_ACROSS, -3.0, NO_LENGTH),
        (TEN_ACROSS, float("nan"), NO_LENGTH),
        (TEN_ACROSS, float("inf"), NO_LENGTH),
        (length((3, 3), (3, 3)), 10.0, IMPOSSIBLE),
        (TEN_ACROSS, 501.0, IMPOSSIBLE),  # D-106
    ],
)
def test_what_cannot_be_a_calibration(
    projection: Desk, annotation: Any, length_mm: float, reason: str
) -> None:
    assert projection.measurements.calibrate(annotation, projection.first, length_mm) == reason
    assert projection.measurements.state == CalibrationState()


def test_velocities_are_not_to_be_calibrated(projection: Desk) -> None:
    axes = RegionAxis(RegionUnit.SECOND, 0.1), RegionAxis(RegionUnit.CENTIMETRE_PER_SECOND, 1.0)
    assert projection.first.header.image is not None
    image = replace(projection.first.header.image, regions=(UltrasoundRegion(0, 0, 63, 63, *axes),))
    frame = replace(projection.first, header=replace(projection.first.header, image=image))
    assert projection.measurements.calibrate(TEN_ACROSS, frame, 10.0) == NO_LENGTHS_HERE


def test_magnification_is_corrected_on_demand_and_a_user_knows_better(projection: Desk) -> None:
    desk = projection
    assert desk.measurements.can_correct(desk.first)
    desk.measurements.set_corrects_magnification(corrects=True)
    assert desk.texts() == ("1.60 mm", "estimated, ERMF 1.25")
    assert desk.measurements.calibrate(TEN_ACROSS, desk.first, 25.0) == ""
    assert desk.texts() == ("25.0 mm", "user calibrated")
    desk.measurements.set_state(CalibrationState())
    assert desk.texts()[0] == "2.00 mm"


def test_of_a_tomogram_there_is_nothing_to_correct(desk: Desk) -> None:
    desk.measurements.set_corrects_magnification(corrects=True)
    assert not desk.measurements.can_correct(desk.first)
    assert desk.texts() == ("7.00 mm",)


def test_an_object_without_pixels_measures_nothing(desk: Desk) -> None:
    frame = replace(desk.first, header=replace(desk.first.header, image=None))
    assert desk.measurements.of(TEN_ACROSS, frame) == Measurement()


def test_the_table_has_every_annotation_whose_image_is_open(desk: Desk) -> None:
    here = replace(TEN_ACROSS, anchor=anchor_of(desk.stack.frames[2]))
    item = CatalogItem("s1", 1, desk.first.header.series, "", 3, display_set=desk.stack)
    study = CatalogStudy(desk.first.header.study, (item,))
    catalog = Catalog((CatalogPatient(desk.first.header.patient, (study,)),))
    state = AnnotationState((replace(here, id="a"), TEN_ACROSS, replace(here, id="b")))
    found = measured_annotations(annotation_entries(state, catalog, desk.measurements))
    assert [entry.annotation.id for entry in found] == ["a", "b"]
    assert {entry.frame.key for entry in found} == {desk.stack.frames[2].key}
    assert found[0].measurement.lines() == ("7.00 mm",)


def test_values_of_large_regions_wait_until_the_hand_rests() -> None:
    source, inbox = ArraySource(), Inbox()
    arrays = flat([1000], size=600)
    stack = source.add(stack_of(arrays), arrays)
    store = store_of(source, inbox)
    frame = stack.frames[0]
    store.wish("test", Wish(frame.key, (), {frame.key: frame}))
    inbox.until(lambda: store.has(frame.key))
    measurements = Measurements(store)
    for size, has_values in ((400, True), (599, False)):
        region = drawn(AnnotationKind.RECTANGLE, (0, 0), (size, size))
        moving, resting = measurements.moving(region, frame), measurements.of(region, frame)
        assert moving.quantity("Area") == resting.quantity("Area")
        assert (moving.quantity("Mean") is not None) is has_values
        assert resting.quantity("Mean") is not None
        assert not moving.refusal
    line = length((0, 0), (590, 590))
    assert measurements.moving(line, frame) == measurements.of(line, frame)
    store.close()

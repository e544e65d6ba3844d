"""Real files measured in a real session; pydicom and numpy are the witness."""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom.pixels.processing import apply_modality_lut

from tests.factories.annotations import drawn
from tests.factories.session_desk import FaultyDesk
from tests.shared_data import shared_data
from viewer.app.annotation_places import anchor_of, annotation_on
from viewer.app.frames import LoadedFrame
from viewer.app.session import Session
from viewer.app.wishes import Wish
from viewer.model.annotation import AnnotationKind as Kind
from viewer.model.annotation import Measurement
from viewer.model.display_set import ImageStack, StackFrame
from viewer.model.geometry import Point


class Desk(FaultyDesk):
    """A session with one folder open."""

    def __init__(self, folder: Path) -> None:
        super().__init__(None)
        self.opened: Session = self.open(folder)

    def frames(self) -> list[StackFrame]:
        stacks = [item.display_set for item in self.opened.catalog.items()]
        return [f for stack in stacks if isinstance(stack, ImageStack) for f in stack.frames]

    def measured(self, frame: StackFrame, kind: Kind, *points: Point) -> Measurement:
        frames = self.opened.frames
        frames.wish(self, Wish(frame.key, (), {frame.key: frame}))
        self.run_until(lambda: isinstance(frames.get(frame.key), LoadedFrame))
        annotation = drawn(kind, *points, anchor=anchor_of(frame))
        return self.opened.measurements.of(annotation, frame)


@pytest.fixture
def copied(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[tuple[Desk, Path]]:
    """One shared file in a folder of its own, opened."""
    path = shared_data() / request.param
    shutil.copy(path, tmp_path / "IM1")
    desk = Desk(tmp_path)
    yield desk, path
    desk.close()


def disc(shape: tuple[int, int], middle: Point, half: Point) -> Any:
    """Every pixel asked by itself whether it lies in the ellipse."""
    row, column = np.indices(shape)
    return ((column - middle[0]) / half[0]) ** 2 + ((row - middle[1]) / half[1]) ** 2 <= 1


@pytest.mark.parametrize(
    "copied",
    [
        "series/ct-philips-head-5mm/I100",
        "series/ct-ge-gantry-tilt/07.dcm",
        "series/mr-philips-survey-3-planes/adb1_5.dcm",
        "series/pet/1.dcm",
        "made/pixels/modality_lut.dcm",
        "made/pixels/pixel_padding_0.dcm",
        "multiframe/emri_small_RLE.dcm",
        "pixels/CT-MONO2-16-ankle",
        "made/pixels/pixel_spacing_not_square.dcm",
    ],
    indirect=True,
)
def test_values_and_area_of_an_ellipse(copied: tuple[Desk, Path]) -> None:
    desk, path = copied
    dataset = pydicom.dcmread(path)
    stored = dataset.pixel_array
    stored = stored[0] if stored.ndim == 3 else stored
    values = np.asarray(apply_modality_lut(stored, dataset), np.float64)
    rows, columns = values.shape
    middle, half = (columns * 0.5 + 0.3, rows * 0.5 - 0.2), (columns * 0.45 + 0.01, rows * 0.46)
    inside = disc((rows, columns), middle, half)
    counted = inside & (stored != dataset.get("PixelPaddingValue", -99_999))
    expected = values[counted]
    corners = [(middle[0] + s * half[0], middle[1] + s * half[1]) for s in (-1, 1)]
    found = desk.measured(desk.frames()[0], Kind.ELLIPSE, *corners)
    numbers = {q.name: q.value for q in found.quantities}
    assert numbers["Pixels"] == expected.size
    left_out = int(inside.sum()) - expected.size
    notes = [note for note in found.notes if not note.startswith("SUV")]
    assert notes == ([f"{left_out} padding pixels left out"] if left_out else [])
    assert numbers["Mean"] == pytest.approx(expected.mean())
    assert numbers["SD (population)"] == pytest.approx(expected.std())
    assert (numbers["Min"], numbers["Max"]) == (expected.min(), expected.max())
    spacing = dataset.get("PixelSpacing", (1, 1))
    area = math.pi * half[0] * half[1] * float(spacing[0]) * float(spacing[1])
    assert numbers["Area"] == pytest.approx(area)


@pytest.mark.parametrize("copied", ["made/pixels/us_region_calibration.dcm"], indirect=True)
def test_an_ultrasound_region(copied: tuple[Desk, Path]) -> None:
    """0.05 cm across and 0.08 cm down for each pixel, from (20, 10) to (180, 150)."""
    desk, _ = copied
    frame = desk.frames()[0]
    found = desk.measured(frame, Kind.LENGTH, (30, 20), (60, 70))
    assert found.quantities[0].value == pytest.approx(math.hypot(30 * 0.5, 50 * 0.8))
    found = desk.measured(frame, Kind.LENGTH, (30, 20), (185, 20))
    assert found.refusal == "partly outside the calibrated region"


@pytest.mark.parametrize("copied", ["made/pixels/imager_pixel_spacing_only.dcm"], indirect=True)
def test_a_projection_is_labelled(copied: tuple[Desk, Path]) -> None:
    desk, path = copied
    spacing = pydicom.dcmread(path).ImagerPixelSpacing
    found = desk.measured(desk.frames()[0], Kind.LENGTH, (10, 20), (110, 20))
    assert found.quantities[0].value == pytest.approx(100 * float(spacing[1]))
    assert found.calibration == "at detector plane, magnification not corrected"


def test_a_length_is_the_distance_of_its_ends_in_the_patient() -> None:
    """Three orientations of one frame of reference: pixels to LPS by pydicom's own numbers."""
    folder = shared_data() / "series/mr-philips-survey-3-planes"
    desk = Desk(folder)
    try:
        ends = ((31.25, 40.5), (200.75, 180.0))
        for frame in desk.frames():
            dataset = pydicom.dcmread(folder / Path(frame.key.file.path).name)
            position = np.array(dataset.ImagePositionPatient, float)
            axes = np.array(dataset.ImageOrientationPatient, float).reshape(2, 3)
            down, across = map(float, dataset.PixelSpacing)
            in_patient = [position + axes[0] * across * c + axes[1] * down * r for c, r in ends]
            found = desk.measured(frame, Kind.LENGTH, *ends)
            expected = float(np.linalg.norm(in_patient[0] - in_patient[1]))
            assert found.quantities[0].value == pytest.approx(expected, abs=0.01)
            anchor = anchor_of(frame)
            assert anchor.plane is not None
            np.testing.assert_allclose(
                [anchor.plane.patient_from_image(end) for end in ends], in_patient, atol=1e-6
            )
    finally:
        desk.close()


def test_an_annotation_is_on_one_slice_of_a_real_series_and_on_no_other_plane() -> None:
    desk = Desk(shared_data() / "series/mr-philips-survey-3-planes")
    try:
        frames = desk.frames()
        for frame in frames:
            drawing = drawn(Kind.LENGTH, (100, 100), (150, 120), anchor=anchor_of(frame))
            named = replace(drawing, id=frame.key.file.path)
            where = [f.key for f in frames if annotation_on(named, f) is not None]
            assert where == [frame.key]
    finally:
        desk.close()


def test_a_reference_object_of_known_size() -> None:
    """The PET digital reference object: a cylinder, measured by its own edge."""
    folder = shared_data() / "series/pet-suv-reference/DRO_0_0"
    desk = Desk(folder)
    try:
        frame = desk.frames()[0]
        dataset = pydicom.dcmread(folder / Path(frame.key.file.path).name)
        values = dataset.pixel_array * float(dataset.RescaleSlope)
        down, across = map(float, dataset.PixelSpacing)
        rows, columns = np.nonzero(values > values.max() / 100)
        corners = [
            (columns.min() - 0.5, rows.min() - 0.5),
            (columns.max() + 0.5, rows.max() + 0.5),
        ]
        found = desk.measured(frame, Kind.RECTANGLE, *corners)
        width, height = np.ptp(columns) + 1, np.ptp(rows) + 1
        area = found.quantity("Area")
        assert area is not None
        assert area.value == pytest.approx(width * across * height * down)
        mean = found.quantity("Mean")
        assert mean is not None
        box = values[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        assert mean.value == pytest.approx(box.mean(), rel=1e-9)
    finally:
        desk.close()

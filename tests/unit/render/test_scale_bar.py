"""Round lengths beside the image."""

from __future__ import annotations

import pytest

from viewer.model.geometry import PixelSpacing, SpacingSource
from viewer.model.viewport import FitMode, ViewState
from viewer.render.placement import Placement, place
from viewer.render.scale_bar import ScaleBar, scale_bar


def placed(zoom: float, turns: int = 0, aspect: float = 1.0) -> Placement:
    view = ViewState(FitMode.FREE, zoom=zoom, quarter_turns=turns)
    return place(512, 512, aspect, view, (1000, 1000))


def bar(column_mm: float, zoom: float, longest: float) -> ScaleBar:
    spacing = PixelSpacing(column_mm, column_mm, SpacingSource.PATIENT)
    made = scale_bar(spacing, placed(zoom), longest)
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("column_mm", "zoom", "longest", "length_mm", "length_px", "label"),
    [
        (0.5, 1.0, 250.0, 100, 200, "10 cm"),
        (0.5, 2.0, 399.0, 50, 200, "5 cm"),
        (0.1, 8.0, 200.0, 2, 160, "2 mm"),
        (0.01, 8.0, 200.0, 0.2, 160, "0.2 mm"),
        (0.00025, 1.0, 100.0, 0.02, 80, "20 µm"),
    ],
)
def test_one_two_five(
    column_mm: float,
    zoom: float,
    longest: float,
    length_mm: float,
    length_px: float,
    label: str,
) -> None:
    made = bar(column_mm, zoom, longest)
    assert made.length_mm == pytest.approx(length_mm)
    assert made.length_px == pytest.approx(length_px)
    assert made.label == label


def test_an_exact_fit_is_used() -> None:
    assert bar(1.0, 1.0, 100.0).length_mm == 100


def test_turned_images_measure_rows_along_the_screen() -> None:
    spacing = PixelSpacing(2.0, 1.0, SpacingSource.PATIENT)
    upright = scale_bar(spacing, placed(1.0, 0, 2.0), 100)
    turned = scale_bar(spacing, placed(1.0, 1, 2.0), 100)
    assert upright == turned == ScaleBar(100.0, 100.0, "10 cm")


def test_the_calibration_is_said_with_it() -> None:
    """D-103."""
    detector = PixelSpacing(1.0, 1.0, SpacingSource.DETECTOR)
    made = scale_bar(detector, placed(1.0), 20)
    assert made is not None
    assert made.label == "2 cm (at detector plane, magnification not corrected)"
    described = PixelSpacing(1.0, 1.0, SpacingSource.FIDUCIAL, "coin")
    made = scale_bar(described, placed(1.0), 20)
    assert made is not None
    assert made.label == "2 cm (calibrated: fiducial: coin)"


def test_none_without_calibration() -> None:
    assert scale_bar(None, placed(1.0), 100) is None
    assert scale_bar(PixelSpacing(1, 1, SpacingSource.NONE), placed(1.0), 100) is None
    assert scale_bar(PixelSpacing(1, 1, SpacingSource.PATIENT), placed(1.0), 0) is None

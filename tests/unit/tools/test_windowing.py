import numpy as np
import pytest

from viewer.model.lut import LutTable, VoiFunction, VoiLut, VoiSource, Window
from viewer.tools.windowing import dragged_colour, dragged_from_zero, dragged_window, window_of

LUNG = Window(-600, 1500, name="LUNG")


def test_right_is_wider_by_a_doubling() -> None:
    dragged = dragged_window(LUNG, 150, 0, 4096)
    assert (dragged.width, dragged.center) == (3000, -600)


def test_left_is_narrower() -> None:
    assert dragged_window(LUNG, -150, 0, 4096).width == 750


def test_up_is_brighter_which_is_a_lower_centre() -> None:
    assert dragged_window(LUNG, 0, 256, 4096).center == -2100


def test_up_is_brighter_on_an_inverted_image_too() -> None:
    assert dragged_window(LUNG, 0, 256, 4096, inverse=True).center == 900


def test_the_result_is_marked_as_the_users_and_loses_the_files_name() -> None:
    dragged = dragged_window(LUNG, 3, 3, 4096)
    assert (dragged.source, dragged.name) == (VoiSource.USER, "")


def test_the_function_of_the_file_is_kept() -> None:
    start = Window(0.5, 0.25, VoiFunction.SIGMOID)
    dragged = dragged_window(start, 150, 0, 1.0)
    assert (dragged.function, dragged.width) == (VoiFunction.SIGMOID, 0.5)


@pytest.mark.parametrize("function", list(VoiFunction))
def test_no_drag_makes_a_window_that_is_refused(function: VoiFunction) -> None:
    assert dragged_window(Window(0, 1, function), -1e4, 0, 0.0).width > 0


@pytest.mark.parametrize("way", [(0, 0), (1e4, 0), (0, 1e4), (0, -1e4), (300, 300)])
def test_no_drag_on_enormous_values_is_refused(way: tuple[float, float]) -> None:
    """D-131: double values may span more than a double can hold."""
    dragged = dragged_window(Window(1e308, 1e308), *way, float("inf"))
    assert dragged.width > 0


def test_a_closed_window_opens_at_the_speed_of_the_images_range() -> None:
    assert dragged_window(Window(0, 1), 150, 0, 20000).width == 20


def test_a_table_is_left_for_the_range_it_covers() -> None:
    lut = VoiLut(LutTable(-100, 8, np.zeros(400, np.uint16)))
    window = window_of(lut)
    assert (window.center, window.width) == (100, 400)


def test_colour_brightness_up_and_contrast_left() -> None:
    assert dragged_colour(None, 0, 256) == (128.0, 1.0)
    assert dragged_colour((0.0, 1.0), -150, 0) == (0.0, 2.0)


def test_colour_stays_within_limits() -> None:
    assert dragged_colour((90.0, 10.0), -10_000, 10_000) == (255.0, 20.0)
    assert dragged_colour((-90.0, 0.1), 10_000, -10_000) == (-255.0, 0.05)


@pytest.mark.parametrize(
    ("right", "up", "upper"),
    [(150, 0, 20.0), (-150, 0, 5.0), (0, 150, 5.0), (0, -150, 20.0), (150, 150, 10.0)],
)
def test_from_zero_only_the_upper_end_moves(right: float, up: float, upper: float) -> None:
    dragged = dragged_from_zero(Window(5.0, 10.0, VoiFunction.LINEAR_EXACT), right, up)
    assert dragged.center - dragged.width / 2 == 0.0
    assert dragged.center + dragged.width / 2 == pytest.approx(upper)
    assert dragged.source is VoiSource.USER


def test_from_zero_up_is_brighter_on_an_inverse_image_too() -> None:
    assert dragged_from_zero(Window(5.0, 10.0), 0, 150, inverse=True).width == pytest.approx(20.0)


@pytest.mark.parametrize("start", [Window(-500.0, 10.0), Window(0.0, 1.0), Window(1e299, 1e299)])
@pytest.mark.parametrize("way", [(0.0, 0.0), (1e4, 0.0), (-1e4, 0.0), (0.0, 1e4)])
def test_from_zero_no_drag_makes_a_window_that_is_refused(
    start: Window, way: tuple[float, float]
) -> None:
    assert dragged_from_zero(start, *way).width > 0

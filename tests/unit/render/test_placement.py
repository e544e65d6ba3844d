"""Where the image lies: fit, zoom, pan, turns; and the way back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viewer.model.geometry import Point
from viewer.model.viewport import FitMode, Room, ViewState
from viewer.render.placement import Placement, place

views = st.builds(
    ViewState,
    fit=st.sampled_from(FitMode),
    zoom=st.floats(0.01, 64),
    center=st.one_of(st.none(), st.tuples(st.floats(-0.5, 300), st.floats(-0.5, 300))),
    quarter_turns=st.integers(0, 3),
    flipped=st.booleans(),
)
placements = st.builds(
    place,
    st.integers(1, 5000),
    st.integers(1, 5000),
    st.floats(0.1, 10),
    views,
    st.tuples(st.integers(1, 4000), st.integers(1, 4000)),
)
points = st.tuples(st.floats(-1, 5000), st.floats(-1, 5000))


@given(placements, points)
def test_there_and_back(placement: Placement, point: Point) -> None:
    back = placement.image_from_screen(placement.screen_from_image(point))
    assert back == pytest.approx(point, abs=1e-6)


@given(placements)
def test_visible_pixels_are_those_whose_centre_is_on_the_image(placement: Placement) -> None:
    left, top, right, bottom = placement.visible
    if left < right and top < bottom:
        slack = 1e-6
        for x in (left + 0.5, right - 0.5):
            for y in (top + 0.5, bottom - 0.5):
                column, row = placement.image_from_screen((x, y))
                assert -0.5 - slack <= column <= placement.columns - 0.5 + slack
                assert -0.5 - slack <= row <= placement.rows - 0.5 + slack
        assert left == 0 or not placement.contains((left - 0.5 - slack, top + 0.5))
        assert right == placement.viewport[0] or not placement.contains(
            (right + 0.5 + slack, top + 0.5)
        )


def corners(view: ViewState, aspect: float = 1.0) -> list[tuple[float, float]]:
    """Where the outer corners (upper left, upper right) of a 10 x 20 image lie in 200 x 200."""
    placement = place(10, 20, aspect, view, (200, 200))
    return [placement.screen_from_image(point) for point in ((-0.5, -0.5), (19.5, -0.5))]


@pytest.mark.parametrize(
    ("turns", "flipped", "expected"),
    [
        (0, False, [(0, 50), (200, 50)]),
        (1, False, [(150, 0), (150, 200)]),  # clockwise: the upper edge comes to the right
        (2, False, [(200, 150), (0, 150)]),
        (3, False, [(50, 200), (50, 0)]),
        (0, True, [(200, 50), (0, 50)]),
        (1, True, [(50, 0), (50, 200)]),  # turned first, then mirrored left-right
    ],
)
def test_turns_and_flips(turns: int, *, flipped: bool, expected: list[Point]) -> None:
    assert corners(ViewState(quarter_turns=turns, flipped=flipped)) == expected


def test_rows_are_stretched_by_the_aspect() -> None:
    """D-101: 10 rows twice as high as wide fill the square."""
    assert corners(ViewState(), aspect=2.0) == [(0, 0), (200, 0)]


def test_unusable_aspect_is_square() -> None:
    assert corners(ViewState(), aspect=float("nan")) == corners(ViewState())


def test_one_to_one_lies_on_whole_pixels() -> None:
    placement = place(10, 15, 1.0, ViewState(FitMode.ONE_TO_ONE), (100, 101))
    assert placement.zoom == 1.0
    assert placement.screen_from_image((0, 0)) == (43.5, 46.5)
    assert placement.visible == (43, 46, 58, 56)


def test_free_zoom_about_a_centre() -> None:
    view = ViewState(FitMode.FREE, zoom=4.0, center=(3.0, 7.0))
    placement = place(10, 20, 1.0, view, (100, 60))
    assert placement.screen_from_image((3.0, 7.0)) == (50, 30)
    assert placement.screen_from_image((4.0, 7.0)) == (54, 30)


@given(placements, st.floats(0.5, 2), st.tuples(st.floats(0, 1), st.floats(0, 1)))
def test_zoom_keeps_the_point_under_the_pointer(
    placement: Placement, factor: float, part: Point
) -> None:
    """Unless the middle of the view would leave the image, or 1:1 snaps to whole pixels."""
    at = (part[0] * placement.viewport[0], part[1] * placement.viewport[1])
    view = ViewState(quarter_turns=placement.quarter_turns, flipped=placement.flipped)
    zoomed = placement.zoom_about(view, factor, at)
    after = place(placement.rows, placement.columns, placement.aspect, zoomed, placement.viewport)
    at_the_edge = zoomed.center is not None and (
        zoomed.center[0] in {-0.5, placement.columns - 0.5}
        or zoomed.center[1] in {-0.5, placement.rows - 0.5}
    )
    if after.zoom != 1.0 and not at_the_edge:
        point = placement.image_from_screen(at)
        assert after.screen_from_image(point) == pytest.approx(at, abs=1e-3)
    assert zoomed.center is not None
    assert -0.5 <= zoomed.center[0] <= placement.columns - 0.5
    assert -0.5 <= zoomed.center[1] <= placement.rows - 0.5


def test_zoom_has_limits() -> None:
    placement = place(512, 512, 1.0, ViewState(), (1024, 1024))
    assert placement.zoom_about(ViewState(), 1e9, (0, 0)).zoom == 64.0
    assert placement.zoom_about(ViewState(), 1e-9, (0, 0)).zoom == 0.5


def test_pan_moves_by_device_pixels_and_leaves_fit() -> None:
    view = ViewState()
    placement = place(100, 100, 1.0, view, (400, 300))
    moved = placement.pan(view, 30, -6)
    assert moved.fit is FitMode.FREE
    assert moved.zoom == 3.0
    after = place(100, 100, 1.0, moved, (400, 300))
    x, y = placement.screen_from_image((50, 50))
    assert after.screen_from_image((50, 50)) == pytest.approx((x + 30, y - 6))


def test_pan_keeps_one_to_one() -> None:
    view = ViewState(FitMode.ONE_TO_ONE, quarter_turns=1, flipped=True)
    placement = place(100, 80, 1.0, view, (40, 30))
    moved = placement.pan(view, 7, 5)
    after = place(100, 80, 1.0, moved, (40, 30))
    assert (after.left - placement.left, after.top - placement.top) == (7, 5)
    assert moved.fit is FitMode.ONE_TO_ONE


def test_the_image_cannot_get_lost() -> None:
    view = ViewState()
    placement = place(100, 100, 1.0, view, (400, 300))
    lost = placement.pan(view, 1e9, -1e9)
    assert lost.center == (-0.5, 99.5)
    after = place(100, 100, 1.0, lost, (400, 300))
    left, top, right, bottom = after.visible
    assert right > left
    assert bottom > top


@pytest.mark.parametrize("zoom", [0.0, -1.0, float("nan"), float("inf")])
def test_unusable_zoom_fits(zoom: float) -> None:
    view = ViewState(FitMode.FREE, zoom=zoom)
    assert place(100, 100, 1.0, view, (400, 300)).zoom == 3.0


def test_empty_viewport() -> None:
    placement = place(100, 100, 1.0, ViewState(), (0, 0))
    assert placement.visible == (0, 0, 0, 0)
    assert replace(placement, zoom=2.0).size == (200, 200)


@pytest.mark.parametrize(("toward", "left"), [("left", 0.0), ("right", 600.0), ("", 300.0)])
def test_fit_makes_room_for_the_largest_of_pictures_hung_together(toward: str, left: float) -> None:
    """A 100 x 100 picture where 200 x 200 columns need room: half as large, at its edge."""
    view = ViewState(room=Room(200.0, 200.0, toward))
    placed = place(100, 100, 1.0, view, (800, 400))
    assert placed.zoom == 2.0
    assert placed.size == (200.0, 200.0)
    assert (placed.left, placed.top) == (left, 100.0)
    point = placed.image_from_screen(placed.screen_from_image((10.0, 20.0)))
    assert point == pytest.approx((10.0, 20.0))


def test_a_room_means_nothing_once_somebody_has_zoomed() -> None:
    view = ViewState(FitMode.FREE, zoom=3.0, room=Room(500.0, 500.0, "left"))
    with_room = place(100, 100, 1.0, view, (800, 400))
    without = place(100, 100, 1.0, replace(view, room=None), (800, 400))
    assert replace(with_room, at_edge=False) == without


def test_zooming_from_a_room_keeps_the_point_under_the_pointer() -> None:
    view = ViewState(room=Room(200.0, 200.0, "right"), flipped=True)
    placed = place(100, 100, 1.0, view, (800, 400))
    before = placed.image_from_screen((700.0, 200.0))
    for _ in range(3):
        view = placed.zoom_about(view, 1.2, (700.0, 200.0))
        placed = place(100, 100, 1.0, view, (800, 400))
        assert placed.image_from_screen((700.0, 200.0)) == pytest.approx(before)
    for _ in range(50):  # and it cannot be pushed out of sight
        view = placed.pan(view, 100.0, 0.0)
        placed = place(100, 100, 1.0, view, (800, 400))
    assert placed.left < 800

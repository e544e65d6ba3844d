"""The growing drawing: both ways to draw, ends, straight lines, and nothing degenerate."""

import math
from itertools import pairwise

import pytest

from viewer.model.annotation import AnnotationKind as Kind
from viewer.model.geometry import Point
from viewer.model.shapes import POINT_COUNTS
from viewer.tools.drawing import KINDS, Drawing
from viewer.tools.ground import Ground
from viewer.tools.tool_mode import DRAWING_TOOLS, ToolMode

GROUND = Ground(columns=200, rows=100, aspect=1.0, px_per_column=2.0)
TALL = Ground(columns=200, rows=100, aspect=2.0, px_per_column=2.0)  # rows twice as far apart


class Hand:
    """Draws; `at` None once the drawing was given up."""

    def __init__(self, kind: Kind, ground: Ground = GROUND) -> None:
        self.ground = ground
        self.at: Drawing | None = Drawing(kind)

    @property
    def drawing(self) -> Drawing:
        assert self.at is not None
        return self.at

    def is_done(self) -> bool:
        return self.drawing.done

    def points(self) -> tuple[Point, ...]:
        return self.drawing.points

    def shown(self) -> tuple[Point, ...]:
        return self.drawing.shown

    def press(self, point: Point, *, straight: bool = False) -> None:
        self.at = self.drawing.press(point, self.ground, straight=straight)

    def move(self, point: Point, *, straight: bool = False) -> None:
        self.at = self.drawing.move(point, self.ground, straight=straight)

    def release(self) -> None:
        self.at = self.drawing.release(self.ground)

    def click(self, point: Point, *, straight: bool = False) -> None:
        if self.drawing.points:
            self.move(point, straight=straight)
        self.press(point, straight=straight)
        self.release()

    def drag(self, start: Point, *ways: Point, straight: bool = False) -> None:
        self.press(start, straight=straight)
        for point in ways:
            self.move(point, straight=straight)
        self.release()


def test_press_drag_release_makes_a_length() -> None:
    hand = Hand(Kind.LENGTH)
    hand.press((10, 10))
    hand.move((30, 10))
    assert hand.shown() == ((10, 10), (30, 10))
    assert not hand.is_done()
    hand.move((50.25, 40.5))
    hand.release()
    assert hand.is_done()
    assert hand.points() == ((10, 10), (50.25, 40.5))


def test_click_move_click_makes_the_same_length() -> None:
    hand = Hand(Kind.LENGTH)
    hand.click((10, 10))
    assert not hand.is_done()
    hand.move((30, 20))
    assert hand.shown() == ((10, 10), (30, 20))
    hand.click((50.25, 40.5))
    assert hand.is_done()
    assert hand.points() == ((10, 10), (50.25, 40.5))


POINTS: tuple[Point, ...] = ((10, 10), (60, 12), (70, 50), (20, 60))


@pytest.mark.parametrize(
    "kind", [k for k, n in POINT_COUNTS.items() if n[1] is not None and n[1] > 1]
)
def test_every_kind_can_be_clicked_point_by_point(kind: Kind) -> None:
    hand = Hand(kind)
    wanted = POINTS[: POINT_COUNTS[kind][0]]
    if POINT_COUNTS[kind][0] == 2:
        wanted = (POINTS[0], POINTS[2])  # a box needs height
    for point in wanted:
        assert not hand.is_done()
        hand.click(point)
    assert hand.is_done()
    assert hand.points() == wanted


@pytest.mark.parametrize("kind", [Kind.COBB, Kind.BIDIRECTIONAL])
def test_two_lines_are_two_drags(kind: Kind) -> None:
    hand = Hand(kind)
    hand.drag(POINTS[0], POINTS[1])
    assert not hand.is_done()
    hand.move((100, 90))  # on the way to the second line nothing hangs on the pointer
    assert hand.shown() == POINTS[:2]
    hand.drag(POINTS[2], POINTS[3])
    assert hand.is_done()
    assert hand.points() == POINTS


def test_an_angle_is_a_drag_and_a_click_or_a_drag() -> None:
    clicked, dragged = Hand(Kind.ANGLE), Hand(Kind.ANGLE)
    for hand in (clicked, dragged):
        hand.drag(POINTS[0], POINTS[1])
        assert not hand.is_done()
    clicked.click(POINTS[2])
    dragged.drag((61, 13), POINTS[2])  # the third point follows until it is let go
    assert clicked.points() == dragged.points() == POINTS[:3]
    assert clicked.is_done()
    assert dragged.is_done()


def test_a_point_lies_where_the_button_came_up() -> None:
    hand = Hand(Kind.POINT)
    hand.press((10, 10))
    hand.move((12.5, 9.25))
    hand.release()
    assert hand.is_done()
    assert hand.points() == ((12.5, 9.25),)


def test_a_path_takes_clicks_until_a_double_click() -> None:
    hand = Hand(Kind.POLYLINE)
    for point in POINTS:
        hand.click(point)
    assert not hand.is_done()
    hand.at = hand.drawing.double_click(POINTS[3], GROUND)
    assert hand.is_done()
    assert hand.points() == POINTS


def test_enter_ends_a_path_of_two_points_and_not_of_one() -> None:
    hand = Hand(Kind.POLYLINE)
    hand.click(POINTS[0])
    assert not hand.drawing.finish().done
    hand.click(POINTS[1])
    assert hand.drawing.finish().points == POINTS[:2]
    assert hand.drawing.finish().done
    assert not Drawing(Kind.LENGTH, POINTS[:1]).finish().done  # Enter is for open kinds only


def test_an_outline_in_one_go_ends_with_the_button() -> None:
    hand = Hand(Kind.FREEHAND)
    round_ = [(50 + 20 * math.cos(t / 10), 50 + 20 * math.sin(t / 10)) for t in range(60)]
    hand.drag(round_[0], *round_[1:])
    assert hand.is_done()
    points = hand.drawing.points
    assert len(points) > 20
    assert all(math.dist(a, b) * 2.0 >= 2.5 for a, b in pairwise(points))


def test_an_outline_of_clicks_ends_at_its_first_point() -> None:
    hand = Hand(Kind.FREEHAND)
    for point in POINTS:
        hand.click(point)
    assert not hand.is_done()
    hand.click((11, 11))
    assert hand.is_done()
    assert hand.points() == POINTS


@pytest.mark.parametrize("kind", [k for k in Kind if POINT_COUNTS[k] != (1, 1)])
def test_a_click_alone_makes_nothing(kind: Kind) -> None:
    hand = Hand(kind)
    hand.click((10, 10))
    assert not hand.is_done()
    assert hand.drawing.double_click((10.5, 10), GROUND) is None  # the picture alone, as ever


@pytest.mark.parametrize(
    ("kind", "end"),
    [
        (Kind.LENGTH, (11, 10)),
        (Kind.RECTANGLE, (50, 11)),  # no height
        (Kind.ELLIPSE, (11, 60)),  # no width
        (Kind.ARROW, (10, 10)),
    ],
)
def test_nothing_degenerate_is_made(kind: Kind, end: Point) -> None:
    hand = Hand(kind)
    hand.click((10, 10))
    hand.click(end)
    assert not hand.is_done()
    assert hand.points() == ((10, 10),)
    hand.click((50, 60))  # goes on as if the click had not been
    assert hand.is_done()


def test_a_scribble_on_the_spot_makes_nothing() -> None:
    hand = Hand(Kind.FREEHAND)
    hand.drag((10, 10), (11.9, 10), (10, 10), (11.9, 10), (10, 10))
    assert hand.at is None


def test_backspace_takes_points_one_by_one() -> None:
    hand = Hand(Kind.POLYLINE)
    for point in POINTS[:3]:
        hand.click(point)
    hand.at = hand.drawing.back()
    assert hand.points() == POINTS[:2]
    hand.at = hand.drawing.back()
    assert hand.drawing.back() is None


@pytest.mark.parametrize("ground", [GROUND, TALL])
@pytest.mark.parametrize("degrees", [0, 45, 90, 135, 180, -45, -90, -135])
def test_shift_draws_straight_in_millimetres(ground: Ground, degrees: int) -> None:
    hand = Hand(Kind.LENGTH, ground)
    start = (100.0, 50.0)
    turn = math.radians(degrees + 10)
    hand.drag(start, (100 + 20 * math.cos(turn), 50 + 20 * math.sin(turn) / ground.aspect),
              straight=True)  # fmt: skip
    (_, end) = hand.drawing.points
    x, y = end[0] - start[0], (end[1] - start[1]) * ground.aspect
    assert math.degrees(math.atan2(y, x)) % 360 == pytest.approx(degrees % 360, abs=1e-9)
    assert math.hypot(x, y) == pytest.approx(20 * math.cos(math.radians(10)))


@pytest.mark.parametrize("ground", [GROUND, TALL])
@pytest.mark.parametrize("kind", [Kind.RECTANGLE, Kind.ELLIPSE])
def test_shift_makes_a_square_or_circle_in_millimetres(kind: Kind, ground: Ground) -> None:
    hand = Hand(kind, ground)
    hand.drag((100, 50), (70, 45), straight=True)
    (a, b) = hand.drawing.points
    assert abs(b[0] - a[0]) == pytest.approx(30)
    assert abs(b[1] - a[1]) * ground.aspect == pytest.approx(30)
    assert b[0] < a[0]
    assert b[1] < a[1]  # towards the pointer


def test_shift_draws_the_short_axis_across_the_long_one() -> None:
    hand = Hand(Kind.BIDIRECTIONAL, TALL)
    hand.drag((50, 50), (90, 60))
    hand.drag((70, 50), (66, 60), straight=True)
    a, b, c, d = hand.drawing.points
    long, short = TALL.way(a, b), TALL.way(c, d)
    assert long[0] * short[0] + long[1] * short[1] == pytest.approx(0, abs=1e-9)


def test_a_drawing_stays_on_the_image() -> None:
    hand = Hand(Kind.LENGTH)
    hand.drag((100, 50), (900, -70))
    assert hand.drawing.points[1] == (199.5, -0.5)


def test_a_straight_line_is_shortened_at_the_edge_and_keeps_its_direction() -> None:
    hand = Hand(Kind.LENGTH)
    hand.drag((150, 50), (400, 290), straight=True)
    end = hand.drawing.points[1]
    assert end == pytest.approx((199.5, 99.5))
    square = Hand(Kind.RECTANGLE)
    square.drag((150, 80), (190, 95), straight=True)
    assert square.drawing.points[1] == pytest.approx((169.5, 99.5))


def test_every_measuring_tool_draws_something() -> None:
    others = {
        ToolMode.SCROLL,
        ToolMode.WINDOW,
        ToolMode.ZOOM,
        ToolMode.PAN,
        ToolMode.MAGNIFIER,
        ToolMode.CROSSHAIR,
    }
    assert set(KINDS) == set(ToolMode) - others
    assert set(KINDS.values()) == set(Kind)


def test_every_tool_that_draws_has_a_kind_of_drawing() -> None:
    assert set(KINDS) == DRAWING_TOOLS

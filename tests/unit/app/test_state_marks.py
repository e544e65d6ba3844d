"""P-012..P-015: drawings and words of states as marks in the coordinates of the image."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tests.factories.states import state_about
from tests.factories.viewports import ArraySource, Inbox, flat, stack_of, store_of
from viewer.app.marked_graphics import MarkedGraphics
from viewer.app.state_marks import DEFAULT_COLOUR, state_marks
from viewer.app.viewport import ViewportModel
from viewer.model.geometry import Point
from viewer.model.marks import EllipseMark, Mark, PathMark, Pen, PointMark, TextMark
from viewer.model.presentation_state import (
    DisplayedArea,
    GraphicAnnotation,
    GraphicKind,
    GraphicLayer,
    GraphicObject,
    GraphicStyle,
    References,
    TextObject,
    Units,
)

FRAME = stack_of(flat([0])).frames[0]
NAME = (FRAME.header.sop_instance_uid, 0)
ALL = References()


def marks(*drawn: GraphicObject | TextObject, aspect: float = 1.0, **parts: Any) -> list[Mark]:
    """The marks of these on an image of 20 rows and 40 columns."""
    entry = GraphicAnnotation(
        ALL,
        "L1",
        tuple(d for d in drawn if isinstance(d, GraphicObject)),
        tuple(d for d in drawn if isinstance(d, TextObject)),
    )
    given: dict[str, Any] = {"annotations": (entry,)}
    return list(state_marks(state_about(FRAME, **(given | parts)), NAME, (20, 40), aspect))


def test_pixel_coordinates_count_from_the_outer_corner() -> None:
    """P-013: the middle of the first pixel is 0.5, 0.5 there and 0, 0 here."""
    (mark,) = marks(GraphicObject(GraphicKind.POINT, ((0.5, 0.5),)))
    assert mark == PointMark((0.0, 0.0), Pen(DEFAULT_COLOUR))


@pytest.mark.parametrize(
    ("turns", "flipped", "upper_left", "right"),
    [
        (0, False, (-0.5, -0.5), (39.5, -0.5)),
        (1, False, (-0.5, 19.5), (-0.5, -0.5)),
        (2, False, (39.5, 19.5), (-0.5, 19.5)),
        (3, False, (39.5, -0.5), (39.5, 19.5)),
        (0, True, (39.5, -0.5), (-0.5, -0.5)),
        (1, True, (-0.5, -0.5), (-0.5, 19.5)),
    ],
)
def test_display_coordinates_count_on_the_turned_image(
    turns: int,
    flipped: bool,  # noqa: FBT001  a parameter of the test
    upper_left: Point,
    right: Point,
) -> None:
    """P-013: (0, 0) is what is at the upper left as the state shows it, (1, 0) the upper right."""
    corners = GraphicObject(GraphicKind.POLYLINE, ((0.0, 0.0), (1.0, 0.0)), Units.DISPLAY)
    (mark,) = marks(corners, quarter_turns=turns, flipped=flipped)
    assert isinstance(mark, PathMark)
    assert mark.points == (upper_left, right)


def test_display_coordinates_count_in_the_displayed_area() -> None:
    area = DisplayedArea(ALL, 9.5, 4.5, 19.5, 14.5)
    point = GraphicObject(GraphicKind.POINT, ((0.5, 0.1),), Units.DISPLAY)
    (mark,) = marks(point, areas=(area,))
    assert isinstance(mark, PointMark)
    assert mark.at == (14.5, 5.5)


def test_lines_close_where_they_end_at_their_start() -> None:
    open_line, closed = marks(
        GraphicObject(GraphicKind.POLYLINE, ((1.5, 1.5), (2.5, 1.5), (2.5, 2.5))),
        GraphicObject(GraphicKind.INTERPOLATED, ((1.5, 1.5), (2.5, 1.5), (2.5, 2.5), (1.5, 1.5))),
    )
    assert isinstance(open_line, PathMark)
    assert isinstance(closed, PathMark)
    assert (open_line.closed, open_line.curved, len(open_line.points)) == (False, False, 3)
    assert (closed.closed, closed.curved, len(closed.points)) == (True, True, 3)


def test_a_filled_shape_is_filled_below_its_outline() -> None:
    style = GraphicStyle("#ff0000", 3.0, dashed=True, opacity=0.5, fill="#00ff00")
    square = ((1.5, 1.5), (3.5, 1.5), (3.5, 3.5))
    below, outline = marks(GraphicObject(GraphicKind.POLYLINE, square, filled=True, style=style))
    assert below == PathMark(
        ((1.0, 1.0), (3.0, 1.0), (3.0, 3.0)), Pen("#00ff00", 3.0, opacity=0.5),
        closed=True, filled=True,
    )  # fmt: skip
    assert isinstance(outline, PathMark)
    assert outline.pen == Pen("#ff0000", 3.0, dashed=True, opacity=0.5)
    assert not outline.filled


def test_a_circle_is_round_on_the_screen() -> None:
    circle = GraphicObject(GraphicKind.CIRCLE, ((10.5, 10.5), (13.5, 12.5)))
    (mark,) = marks(circle, aspect=2.0)
    assert isinstance(mark, EllipseMark)
    assert mark.center == (10.0, 10.0)
    assert mark.first_axis == (5.0, 0.0)  # 3 across, 2 rows of double height down
    assert mark.second_axis == (0.0, 2.5)


def test_an_ellipse_by_the_ends_of_its_axes() -> None:
    points = ((5.5, 10.5), (15.5, 10.5), (10.5, 8.5), (10.5, 12.5))
    (mark,) = marks(GraphicObject(GraphicKind.ELLIPSE, points))
    assert isinstance(mark, EllipseMark)
    assert (mark.center, mark.first_axis, mark.second_axis) == ((10, 10), (5, 0), (0, 2))


def test_words_in_a_box_point_at_their_anchor() -> None:
    """P-015: from the nearest side of the box, where the anchor is to be seen."""
    text = TextObject(
        ("one", "two"), ((2.5, 2.5), (8.5, 4.5)), anchor=(20.5, 3.5), anchor_visible=True,
        alignment="center", colour="#ffffff",
    )  # fmt: skip
    line, words = marks(text)
    assert line == PathMark(((8.0, 3.0), (20.0, 3.0)), Pen("#ffffff"))
    assert words == TextMark(
        (2.0, 2.0), ("one", "two"), Pen("#ffffff"), bounds=(6.0, 2.0), alignment="center"
    )


def test_words_at_an_anchor() -> None:
    hidden, point, words = marks(
        TextObject(("a",), anchor=(3.5, 3.5)),
        TextObject(("b",), anchor=(3.5, 3.5), anchor_visible=True),
    )
    assert hidden == TextMark((3.0, 3.0), ("a",), Pen(DEFAULT_COLOUR), offset_px=(0.0, 0.0))
    assert isinstance(point, PointMark)
    assert isinstance(words, TextMark)
    assert words.offset_px != (0.0, 0.0)  # beside the point


def test_words_at_an_anchor_do_not_cover_what_is_drawn_there() -> None:
    """As a length stands at the end of its line; words on their own begin at their anchor."""
    line = GraphicObject(GraphicKind.POLYLINE, ((3.5, 3.5), (9.5, 3.5)))
    _, *words = marks(
        line, TextObject(("6 mm",), anchor=(9.5, 3.5)), TextObject(("cyst",), anchor=(9.5, 8.5))
    )
    offsets = [mark.offset_px for mark in words if isinstance(mark, TextMark)]
    assert offsets == [(8.0, -8.0), (0.0, 0.0)]


def annotation_in(layer: str, column: float, **more: Any) -> GraphicAnnotation:
    point = GraphicObject(GraphicKind.POINT, ((column + 0.5, 0.5),))
    return GraphicAnnotation(more.pop("references", ALL), layer, (point,))


def columns(found: tuple[Mark, ...]) -> list[float]:
    return [mark.at[0] for mark in found if isinstance(mark, PointMark)]


def test_layers_are_drawn_in_their_order_and_colours() -> None:
    """P-012."""
    state = state_about(
        FRAME,
        layers=(GraphicLayer("L1", 1, "#ff0000"), GraphicLayer("L2", 2, "#00ff00")),
        annotations=(annotation_in("LX", 3), annotation_in("L2", 2), annotation_in("L1", 1)),
    )
    found = state_marks(state, NAME, (20, 40), 1.0)
    assert columns(found) == [1, 2, 3]
    assert [mark.pen.colour for mark in found] == ["#ff0000", "#00ff00", DEFAULT_COLOUR]
    without = state_marks(state, NAME, (20, 40), 1.0, frozenset({"L2"}))
    assert columns(without) == [1, 3]


def test_drawings_are_on_the_images_they_name() -> None:
    other = References({"9.9": frozenset()})
    frame_2 = References({NAME[0]: frozenset({1})})
    state = state_about(
        FRAME,
        annotations=(
            annotation_in("L1", 1),
            annotation_in("L1", 2, references=other),
            annotation_in("L1", 3, references=frame_2),
        ),
    )
    assert columns(state_marks(state, NAME, (20, 40), 1.0)) == [1]
    assert columns(state_marks(state, (NAME[0], 1), (20, 40), 1.0)) == [1, 3]


def test_marks_follow_the_viewport() -> None:
    source, inbox = ArraySource(), Inbox()
    store = store_of(source, inbox)
    arrays = flat([0, 1])
    model = ViewportModel(store)
    stack = source.add(stack_of(arrays), arrays)
    model.show(stack)
    graphics = MarkedGraphics()
    try:
        assert graphics.marks(model) == ()
        model.show_state(state_about(stack.frames[0], annotations=(annotation_in("L1", 1),)))
        assert columns(graphics.marks(model)) == [1]
        assert graphics.marks(model) is graphics.marks(model)
        model.go_to(1)  # the state is not about it
        assert graphics.marks(model) == ()
        model.go_to(0)
        presentation = model.state.presentation
        model.set_presentation(
            type(presentation)(state=presentation.state, hidden_layers=frozenset({"L1"}))
        )
        assert graphics.marks(model) == ()
        model.set_presentation(type(presentation)(state=presentation.state, show_overlays=False))
        assert graphics.marks(model) == ()
    finally:
        model.close()
        store.close()


def test_a_circle_in_display_coordinates_keeps_its_rim_through_the_point() -> None:
    circle = GraphicObject(GraphicKind.CIRCLE, ((0.5, 0.5), (0.75, 0.5)), Units.DISPLAY)
    (mark,) = marks(circle)
    assert isinstance(mark, EllipseMark)
    assert math.isclose(mark.first_axis[0], 10.0)

"""Words beside drawings can be read, however close the drawings are."""

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QRectF, QSizeF
from pytestqt.qtbot import QtBot

from tests.factories.grid_desk import LEFT, GridDesk
from tests.factories.viewports import flat
from viewer.model.marks import TextMark
from viewer.model.viewport import FitMode
from viewer.tools.tool_mode import ToolMode
from viewer.ui.annotating.on_screen import OnScreen
from viewer.ui.viewport.label_places import GAP_PX, apart

SIZE = QSizeF(600, 400)


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[GridDesk]:
    desk = GridDesk(qtbot)
    desk.put(flat([1000] * 3))
    yield desk
    desk.close()


def on_screen(desk: GridDesk) -> OnScreen:
    hand = desk.canvas.hands.drawing
    assert hand is not None
    return hand.screen


def overlapping(boxes: list[QRectF]) -> int:
    return sum(one.intersects(other) for n, one in enumerate(boxes) for other in boxes[n + 1 :])


def test_words_that_would_be_on_each_other_are_moved() -> None:
    one, other = QRectF(10, 10, 100, 40), QRectF(20, 20, 100, 40)
    assert apart([one, other], SIZE) == [one, QRectF(20, 50 + GAP_PX, 100, 40)]


def test_at_the_bottom_they_are_moved_up() -> None:
    one, other = QRectF(10, 350, 100, 40), QRectF(20, 355, 100, 40)
    assert apart([one, other], SIZE) == [one, QRectF(20, 310 - GAP_PX, 100, 40)]


def test_words_beside_each_other_stay() -> None:
    boxes = [QRectF(10, 10, 100, 40), QRectF(110, 10, 100, 40), QRectF(10, 50, 100, 40)]
    assert apart(boxes, SIZE) == boxes


def test_the_order_does_not_matter() -> None:
    dice = random.Random(1)  # noqa: S311  no secret
    boxes = [QRectF(dice.uniform(0, 60), dice.uniform(0, 60), 80, 30) for _ in range(6)]
    places = apart(boxes, SIZE)
    assert overlapping(boxes)
    assert not overlapping(places)
    assert apart(boxes[::-1], SIZE)[::-1] == places


def test_a_drawing_is_taken_by_its_words_where_they_are(desk: GridDesk) -> None:
    desk.grid.set_tool(ToolMode.RECTANGLE)
    desk.drag(LEFT, (120, 60), (100, 100))
    desk.drag(LEFT, (60, 50), (260, 112))
    first, second = desk.session.annotations.state.annotations
    screen = on_screen(desk)
    boxes = [target.label for target in screen.targets()]
    assert None not in boxes
    assert not overlapping([QRectF(b[0], b[1], b[2] - b[0], b[3] - b[1]) for b in boxes if b])
    desk.grid.set_tool(ToolMode.SCROLL)
    for annotation, box in zip((first, second), boxes, strict=True):
        assert box is not None
        desk.click((round(box[0]) + 6, round(box[3]) - 4))
        assert desk.session.annotations.state.selected == annotation.id
        assert [target.label for target in screen.targets()] == boxes


def test_words_that_find_no_room_at_the_right_are_not_struck_through(desk: GridDesk) -> None:
    """At the end of a line that ends at the edge they stand below it, or above."""
    width, height = desk.canvas.width(), desk.canvas.height()
    desk.model.set_view(replace(desk.state.view, fit=FitMode.FREE, zoom=20.0))
    for y in (height // 2, height - 6):
        desk.grid.set_tool(ToolMode.LENGTH)
        desk.drag(LEFT, (width - 10 - width // 2, 0), (width // 2, y))
        target = on_screen(desk).targets()[-1]
        assert target.label is not None
        left, top, right, bottom = target.label
        assert 0 <= left < right <= width
        assert 0 <= top < bottom <= height
        assert not top < y < bottom


def test_words_go_out_of_sight_with_their_drawing(desk: GridDesk) -> None:
    desk.grid.set_tool(ToolMode.LENGTH)
    desk.drag(LEFT, (60, 0), (400, 100))
    (target,) = on_screen(desk).targets()
    assert target.label is not None
    assert target.label[0] > 0
    view = replace(desk.state.view, fit=FitMode.FREE, zoom=40.0, center=(2.0, 60.0))
    desk.model.set_view(view)
    (target,) = on_screen(desk).targets()
    assert target.label is not None
    assert target.label[0] > desk.canvas.width() or target.label[3] < 0
    (mark,) = [m for m in desk.canvas.scene().marks if isinstance(m, TextMark)]
    assert mark.about is not None

"""Boxes are drawn, moved, resized and deleted with a real mouse and real keys (A-051)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.factories.window_desk import ThemeDesk
from viewer.deid.boxes import Box
from viewer.deid.found_text import FoundText, Meaning
from viewer.ui.deid.mask_editor import MaskEditor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

ROWS, COLUMNS = 100, 200
SCALE = 3  # logical pixels for one of the picture, in a widget of its shape
FIRST, SECOND = Box(20, 10, 59, 29), Box(100, 40, 139, 79)
LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


class Desk:
    """An editor of a grey picture with two boxes, and what it told."""

    def __init__(self) -> None:
        self.looks = ThemeDesk()
        self.editor = MaskEditor(self.looks.theme)
        self.editor.resize(COLUMNS * SCALE, ROWS * SCALE)
        self.editor.show_pixels(np.full((ROWS, COLUMNS), 200, np.uint8))
        self.editor.set_boxes((FIRST, SECOND))
        self.edits: list[tuple[Box, ...]] = []
        self.steps: list[int] = []
        self.editor.edited.connect(self.edits.append)
        self.editor.stepped.connect(self.steps.append)
        self.editor.show()

    def at(self, x: float, y: float) -> QPoint:
        return self.editor.from_image(x, y).toPoint()

    def drag(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        held: Qt.KeyboardModifier = NONE,
        button: Qt.MouseButton = LEFT,
    ) -> None:
        QTest.mousePress(self.editor, button, held, self.at(*start))
        middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        end_point = self.at(*end)
        QTest.mouseMove(self.editor, self.at(*middle))
        QTest.mouseMove(self.editor, end_point)
        QTest.mouseRelease(self.editor, button, held, end_point)

    def key(self, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.editor, key, held)

    def wheel(
        self, notches: int, held: Qt.KeyboardModifier = NONE, at: QPoint | None = None
    ) -> None:
        place = QPointF(at or self.editor.rect().center())
        everywhere = self.editor.mapToGlobal(place)
        turn = QPoint(0, 120 * notches)
        phase = Qt.ScrollPhase.NoScrollPhase
        buttons = Qt.MouseButton.NoButton
        event = QWheelEvent(place, everywhere, QPoint(), turn, buttons, held, phase, False)  # noqa: FBT003  Qt's signature
        QApplication.sendEvent(self.editor, event)

    def colour(self, x: float, y: float) -> tuple[int, int, int]:
        image = self.editor.grab().toImage()
        ratio = image.devicePixelRatio()
        place = self.editor.from_image(x, y) * ratio
        colour = image.pixelColor(int(place.x()), int(place.y()))
        return colour.red(), colour.green(), colour.blue()


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    made = Desk()
    qtbot.addWidget(made.editor)
    yield made
    made.looks.close()


def test_a_drag_over_nothing_draws_a_box(desk: Desk) -> None:
    desk.drag((150.5, 5.5), (180.5, 25.5))
    assert desk.edits == [(FIRST, SECOND, Box(150, 5, 180, 25))]
    assert desk.editor.selected == 2


def test_a_drag_within_a_box_moves_it(desk: Desk) -> None:
    desk.drag((40, 20), (55, 30))
    assert desk.edits == [(Box(35, 20, 74, 39), SECOND)]


def test_a_drag_at_an_edge_or_corner_resizes(desk: Desk) -> None:
    desk.drag((60, 20), (70, 20))
    desk.drag((100, 40), (90, 35))
    assert desk.edits == [
        (Box(20, 10, 69, 29), SECOND),
        (Box(20, 10, 69, 29), Box(90, 35, 139, 79)),
    ]


def test_with_shift_a_new_box_begins_within_another(desk: Desk) -> None:
    desk.drag((110.5, 50.5), (120.5, 60.5), SHIFT)
    assert desk.edits == [(FIRST, SECOND, Box(110, 50, 120, 60))]


def test_a_box_cannot_leave_the_picture(desk: Desk) -> None:
    desk.drag((40, 20), (-30, -30))
    assert desk.edits == [(Box(0, 0, 39, 19), SECOND)]


def test_a_click_selects_and_changes_nothing(desk: Desk) -> None:
    QTest.mouseClick(desk.editor, LEFT, NONE, desk.at(120, 60))
    assert (desk.editor.selected, desk.edits) == (1, [])
    QTest.mouseClick(desk.editor, LEFT, NONE, desk.at(180, 10))
    assert (desk.editor.selected, desk.edits) == (None, [])


def test_a_drag_is_one_change(desk: Desk) -> None:
    QTest.mousePress(desk.editor, LEFT, NONE, desk.at(40, 20))
    for step in range(1, 6):
        QTest.mouseMove(desk.editor, desk.at(40 + step, 20))
        assert desk.edits == []
    QTest.mouseRelease(desk.editor, LEFT, NONE, desk.at(45, 20))
    assert len(desk.edits) == 1


def test_keys_move_resize_add_and_delete(desk: Desk) -> None:
    desk.key(Qt.Key.Key_B)
    desk.key(Qt.Key.Key_Right)
    desk.key(Qt.Key.Key_Down, SHIFT)
    desk.key(Qt.Key.Key_Left, CTRL)
    assert desk.edits[-1] == (Box(21, 20, 59, 39), SECOND)
    desk.key(Qt.Key.Key_Delete)
    desk.key(Qt.Key.Key_Delete)
    assert [len(boxes) for boxes in desk.edits] == [2, 2, 2, 1], "nothing is selected any more"
    desk.key(Qt.Key.Key_N)
    left, added = desk.edits[-1]
    assert left == SECOND
    assert added.left < 100 < added.right
    assert desk.editor.selected == 1


def test_undo_and_redo_are_asked_for(desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.editor.undo_wanted, timeout=1000):
        desk.key(Qt.Key.Key_Z, CTRL)
    with qtbot.waitSignal(desk.editor.redo_wanted, timeout=1000):
        desk.key(Qt.Key.Key_Z, CTRL | SHIFT)
    with qtbot.waitSignal(desk.editor.redo_wanted, timeout=1000):
        desk.key(Qt.Key.Key_Y, CTRL)


def test_wheel_and_keys_step_through_the_pictures(desk: Desk) -> None:
    desk.wheel(-1)
    desk.wheel(1)
    desk.key(Qt.Key.Key_PageDown)
    desk.key(Qt.Key.Key_Up)
    assert desk.steps == [1, -1, 1, -1]
    assert desk.edits == []


def test_zoom_keeps_what_is_under_the_pointer(desk: Desk) -> None:
    point = desk.at(150, 20)
    before = desk.editor.to_image(QPointF(point))
    desk.wheel(3, CTRL, point)
    after = desk.editor.to_image(QPointF(point))
    assert desk.editor.scale() == pytest.approx(SCALE * 1.25**3)
    assert (after - before).manhattanLength() < 0.5
    desk.drag((150.5, 5.5), (160.5, 15.5))
    assert desk.edits == [(FIRST, SECOND, Box(150, 5, 160, 15))], "and boxes are where one draws"
    desk.key(Qt.Key.Key_F)
    assert desk.editor.scale() == pytest.approx(SCALE)
    desk.wheel(-5, CTRL)
    assert desk.editor.scale() == pytest.approx(SCALE), "never smaller than the whole"


def test_the_middle_button_moves_the_picture(desk: Desk) -> None:
    desk.key(Qt.Key.Key_Plus)
    desk.key(Qt.Key.Key_Plus)
    before = desk.editor.to_image(QPointF(300, 150))
    QTest.mousePress(desk.editor, Qt.MouseButton.MiddleButton, NONE, QPoint(300, 150))
    QTest.mouseMove(desk.editor, QPoint(330, 170))
    QTest.mouseRelease(desk.editor, Qt.MouseButton.MiddleButton, NONE, QPoint(330, 170))
    after = desk.editor.to_image(QPointF(330, 170))
    assert (after - before).manhattanLength() < 0.5
    assert desk.edits == []


def test_what_is_on_the_screen(desk: Desk) -> None:
    assert desk.colour(180, 20) == (200, 200, 200)
    veiled = desk.colour(40, 20)[0]
    assert 60 < veiled < 180, "what is under a box can be seen while it is edited"
    desk.editor.set_as_it_will_be(on=True)
    assert desk.colour(40, 20) == (0, 0, 0)
    desk.editor.set_boxes(())
    name = FoundText(Box(20, 60, 80, 80), "LINDQVIST", 1.0, Meaning.PERSON)
    desk.editor.set_found((name,))
    red, _, blue = desk.colour(20, 70)
    assert red > 200 > blue + 50, "framed in red"
    desk.editor.show_pixels(None, "Reading")
    assert desk.colour(1, 1) == (0, 0, 0)

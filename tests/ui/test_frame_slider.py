from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.factories.grid_desk import LEFT, GridDesk
from tests.factories.viewports import Recipe, flat, stack_of
from viewer.ui.colours import DARK


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[GridDesk]:
    desk = GridDesk(qtbot)
    yield desk
    desk.close()


def test_it_shows_the_position_and_asks_for_another(desk: GridDesk) -> None:
    desk.put(flat([1000] * 11))
    slider = desk.view.slider
    desk.model.go_to(4)
    assert slider.value() == 4
    QTest.mouseClick(slider, LEFT, pos=QPoint(7, slider.height() - 2))
    assert desk.state.index == 10
    QTest.mouseClick(slider, LEFT, pos=QPoint(7, slider.height() // 2))
    assert desk.state.index == 5


def test_it_can_be_moved_by_keys_down_is_onwards(desk: GridDesk) -> None:
    desk.put(flat([1000] * 11))
    QTest.keyClick(desk.view.slider, Qt.Key.Key_Down)
    assert desk.state.index == 1
    QTest.keyClick(desk.view.slider, Qt.Key.Key_Up)
    assert desk.state.index == 0


def test_a_single_image_has_no_slider(desk: GridDesk) -> None:
    desk.put(flat([1000]))
    assert not desk.view.slider.isVisible()


def test_scrolling_does_not_ask_back(desk: GridDesk) -> None:
    desk.put(flat([1000] * 5))
    asked: list[int] = []
    desk.view.slider.frame_requested.connect(asked.append)
    desk.model.go_to(3)
    assert asked == []


def test_loaded_seen_and_gaps_are_told_apart(desk: GridDesk) -> None:
    arrays = flat([1000] * 10)
    stack = replace(stack_of(arrays, Recipe("gap")), gaps=(6,))
    desk.source.add(stack, arrays)
    desk.session.workspace.show(stack)
    slider = desk.view.slider

    def colour(index: float) -> str:
        y = 6 + round((slider.height() - 12) * index / 9)
        return slider.grab().toImage().pixelColor(7, y).name()

    desk.inbox.take(len(arrays))  # one message a frame; the last may come after its pixels
    missing = DARK.hairline
    desk.qtbot.waitUntil(lambda: colour(8) != missing)
    loaded = colour(8)
    desk.model.go_to(3)
    desk.model.go_to(0)
    assert colour(3) not in {missing, loaded}
    assert colour(4) == loaded
    assert colour(6.5) == QColor("#000000").name()

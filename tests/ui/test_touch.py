from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QInputDevice, QPointingDevice
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.factories.grid_desk import GridDesk
from tests.factories.viewports import flat
from viewer.model.lut import Window
from viewer.tools.tool_mode import ToolMode


@pytest.fixture
def screen(qtbot: QtBot) -> QPointingDevice:
    del qtbot
    return QTest.createTouchDevice(QInputDevice.DeviceType.TouchScreen)


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[GridDesk]:
    desk = GridDesk(qtbot)
    desk.put(flat([1000] * 40))
    yield desk
    desk.close()


def swipe(desk: GridDesk, screen: QPointingDevice, *steps: tuple[tuple[int, int], ...]) -> None:
    """Put down, move and lift fingers; every step has a position for each finger."""
    canvas = desk.canvas
    events = QTest.touchEvent(canvas, screen)
    for finger, at in enumerate(steps[0]):
        events.press(finger, QPoint(*at), canvas)
    events.commit()
    for step in steps[1:]:
        events = QTest.touchEvent(canvas, screen)
        for finger, at in enumerate(step):
            events.move(finger, QPoint(*at), canvas)
        events.commit()
    events = QTest.touchEvent(canvas, screen)
    for finger, at in enumerate(steps[-1]):
        events.release(finger, QPoint(*at), canvas)
    events.commit()


def test_one_finger_down_leafs_through(desk: GridDesk, screen: QPointingDevice) -> None:
    swipe(desk, screen, ((300, 50),), ((300, 150),), ((300, 250),))
    assert desk.state.index == pytest.approx(200 * 40 / desk.canvas.height(), abs=1)


def test_one_finger_has_the_active_tool(desk: GridDesk, screen: QPointingDevice) -> None:
    desk.grid.set_tool(ToolMode.WINDOW)
    swipe(desk, screen, ((300, 200),), ((450, 200),))
    voi = desk.state.presentation.voi
    assert isinstance(voi, Window)
    assert voi.width == 800
    assert desk.state.index == 0


def test_two_fingers_pinch_about_their_middle_and_move(
    desk: GridDesk, screen: QPointingDevice
) -> None:
    before = desk.canvas.placement()
    assert before is not None
    under = before.image_from_screen((300, 200))
    swipe(
        desk,
        screen,
        ((250, 200), (350, 200)),
        ((200, 200), (400, 200)),
        ((220, 230), (420, 230)),
    )
    after = desk.canvas.placement()
    assert after is not None
    assert after.zoom == pytest.approx(before.zoom * 2)
    assert after.image_from_screen((320, 230)) == pytest.approx(under)
    assert desk.state.index == 0


def test_a_double_tap_fills_the_grid(desk: GridDesk, screen: QPointingDevice) -> None:
    desk.lay_out(1, 2)
    for _ in range(2):
        swipe(desk, screen, ((100, 100),))
    assert desk.session.workspace.state.maximised


def test_touch_makes_a_viewport_active(desk: GridDesk, screen: QPointingDevice) -> None:
    desk.lay_out(1, 2)
    canvas = desk.grid.views[1].canvas
    QTest.touchEvent(canvas, screen).press(0, QPoint(50, 50), canvas).commit()
    assert desk.session.workspace.state.active == 1
    QTest.touchEvent(canvas, screen).release(0, QPoint(50, 50), canvas).commit()


def test_fingers_on_tiles(desk: GridDesk, screen: QPointingDevice) -> None:
    """A tap activates the tile, a pinch zooms to what is between the fingers in it."""
    desk.model.set_tiles(2, 2)
    swipe(desk, screen, ((500, 400),), ((500, 400),))
    assert desk.state.index == 3
    placement = desk.canvas.placement()
    assert placement is not None
    tile = desk.canvas._active_tile()
    assert tile is not None
    middle = desk.canvas.device_point(QPointF(500, 400) - tile.origin)
    before = placement.image_from_screen(middle)
    swipe(desk, screen, ((480, 400), (520, 400)), ((460, 400), (540, 400)))
    placement = desk.canvas.placement()
    assert placement is not None
    assert placement.zoom > 2
    assert placement.image_from_screen(middle) == pytest.approx(before, abs=0.2)

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QNativeGestureEvent, QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.factories.grid_desk import LEFT, MIDDLE, RIGHT, GridDesk
from tests.factories.viewports import Recipe, flat
from viewer.model.lut import VoiSource, Window
from viewer.model.viewport import FitMode, Presentation, ViewState
from viewer.tools.tool_mode import ToolMode


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[GridDesk]:
    desk = GridDesk(qtbot)
    desk.put(flat([1000] * 40))
    yield desk
    desk.close()


def point_under(desk: GridDesk, at: tuple[int, int]) -> tuple[float, float]:
    placement = desk.canvas.placement()
    assert placement is not None
    return placement.image_from_screen((float(at[0]), float(at[1])))


def window(desk: GridDesk) -> Window:
    voi = desk.state.presentation.voi
    assert isinstance(voi, Window)
    return voi


def test_right_drag_to_the_right_is_wider_and_marked_user(desk: GridDesk) -> None:
    desk.drag(RIGHT, (150, 0))
    assert window(desk) == Window(40, 800, source=VoiSource.USER)


def test_right_drag_upwards_is_brighter(desk: GridDesk) -> None:
    before = desk.canvas.grab().toImage().pixelColor(300, 100).red()
    desk.drag(RIGHT, (0, -64))
    assert window(desk).center == pytest.approx(40 - 64 / 256 * 400)
    assert desk.canvas.grab().toImage().pixelColor(300, 100).red() > before


def test_right_drag_upwards_is_brighter_on_monochrome1_too(qtbot: QtBot) -> None:
    desk = GridDesk(qtbot)
    try:
        desk.put(flat([1024 + 40]), Recipe(photometric="MONOCHROME1"))
        before = desk.canvas.grab().toImage().pixelColor(300, 100).red()
        desk.drag(RIGHT, (0, -64))
        assert desk.canvas.grab().toImage().pixelColor(300, 100).red() > before
    finally:
        desk.close()


def test_a_drag_back_to_its_start_leaves_the_window_as_it_was(desk: GridDesk) -> None:
    desk.drag(RIGHT, (80, 60), release=False)
    desk.mouse(QMouseEvent.Type.MouseMove, QPoint(300, 240), Qt.MouseButton.NoButton, RIGHT)
    assert (window(desk).center, window(desk).width) == (40, 400)


def test_a_colour_image_is_marked_display_adjusted(qtbot: QtBot) -> None:
    desk = GridDesk(qtbot)
    try:
        desk.put([np.full((64, 64, 3), 100, np.uint8)], Recipe(voi=(), reference=""))
        desk.drag(RIGHT, (0, -40))
        assert desk.state.presentation.colour_window == (20.0, 1.0)
        image = desk.canvas.grab().toImage()
        assert image.pixelColor(300, 150).red() == 120
        text = desk.canvas.painted.text
        assert text is not None
        assert "display adjusted" in [line.text for line in text.bottom_left]
    finally:
        desk.close()


def test_left_drag_scrolls_with_the_stack_spread_over_the_height(desk: GridDesk) -> None:
    height = desk.canvas.height()
    desk.drag(LEFT, (0, height // 2), start=(300, 10))
    assert desk.state.index == pytest.approx(20, abs=1)


def test_middle_drag_moves_the_image_with_the_pointer(desk: GridDesk) -> None:
    desk.model.set_view(ViewState(FitMode.FREE, zoom=10.0))
    before = point_under(desk, (300, 240))
    desk.drag(MIDDLE, (40, 30))
    assert point_under(desk, (340, 270)) == pytest.approx(before)
    assert desk.state.view.zoom == 10.0


def test_space_and_left_drag_moves(desk: GridDesk) -> None:
    desk.model.set_view(ViewState(FitMode.FREE, zoom=10.0))
    before = point_under(desk, (300, 240))
    QTest.keyPress(desk.view, Qt.Key.Key_Space)
    desk.drag(LEFT, (40, 0))
    QTest.keyRelease(desk.view, Qt.Key.Key_Space)
    assert point_under(desk, (340, 240)) == pytest.approx(before)
    desk.drag(LEFT, (0, 200))
    assert desk.state.index > 0


def test_middle_and_right_zoom_and_letting_one_go_changes_the_drag(desk: GridDesk) -> None:
    fit = desk.canvas.placement()
    assert fit is not None
    start, up = QPoint(300, 240), QPoint(300, 120)
    both = MIDDLE | RIGHT
    desk.mouse(QMouseEvent.Type.MouseButtonPress, start, RIGHT, RIGHT)
    desk.mouse(QMouseEvent.Type.MouseButtonPress, start, MIDDLE, both)
    desk.mouse(QMouseEvent.Type.MouseMove, up, Qt.MouseButton.NoButton, both)
    assert desk.state.view.zoom == pytest.approx(fit.zoom * 2)
    assert desk.state.presentation == Presentation()
    desk.mouse(QMouseEvent.Type.MouseButtonRelease, up, MIDDLE, RIGHT)
    desk.mouse(QMouseEvent.Type.MouseMove, QPoint(450, 120), Qt.MouseButton.NoButton, RIGHT)
    assert window(desk).width == 800


def test_wheel_scrolls_down_and_up(desk: GridDesk) -> None:
    desk.wheel(-120)
    desk.wheel(-120)
    desk.wheel(120)
    assert desk.state.index == 1


def test_a_fine_wheel_adds_up(desk: GridDesk) -> None:
    for _ in range(4):
        desk.wheel(-40)
    assert desk.state.index == 1


def test_a_trackpad_scrolls_by_pixels(desk: GridDesk) -> None:
    for _ in range(6):
        desk.wheel(-30, pixels=-10)
    assert desk.state.index == 2


def test_control_wheel_zooms_to_the_pointer(desk: GridDesk) -> None:
    at = (200, 150)
    before = point_under(desk, at)
    fit = desk.canvas.placement()
    assert fit is not None
    desk.wheel(120, at=at, keys=Qt.KeyboardModifier.ControlModifier)
    assert point_under(desk, at) == pytest.approx(before)
    assert desk.state.view.zoom == pytest.approx(fit.zoom * 1.2)
    assert desk.state.index == 0


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_End])
def test_keys_are_those_of_the_actions_alone(desk: GridDesk, key: Qt.Key) -> None:
    """Else a key somebody gave to another action would still leaf through."""
    before = desk.state
    QTest.keyClick(desk.view, key)
    assert desk.state == before


def test_the_image_moves_by_a_step(desk: GridDesk) -> None:
    desk.model.set_view(ViewState(FitMode.FREE, zoom=10.0))
    before = point_under(desk, (300, 240))
    desk.commands.pan_by(1, 0)
    assert point_under(desk, (340, 240)) == pytest.approx(before)
    assert desk.state.index == 0


def test_double_right_click_resets_view_and_window_and_keeps_the_image(desk: GridDesk) -> None:
    desk.model.go_to(7)
    desk.drag(RIGHT, (50, 50))
    desk.drag(MIDDLE, (50, 50))
    QTest.mouseDClick(desk.canvas, RIGHT)
    assert desk.state.view == ViewState()
    assert desk.state.presentation == Presentation()
    assert desk.state.index == 7


def test_the_active_tool_is_on_the_left_button_and_shown_by_the_cursor(desk: GridDesk) -> None:
    with desk.qtbot.waitSignal(desk.grid.tool_changed) as told:
        desk.grid.set_tool(ToolMode.WINDOW)
    assert told.args == [ToolMode.WINDOW]
    desk.drag(LEFT, (150, 0))
    assert window(desk).width == 800
    assert desk.state.index == 0
    assert desk.canvas.cursor().shape() == Qt.CursorShape.CrossCursor


@pytest.mark.parametrize(("modality", "low"), [("PT", 0.0), ("NM", 0.0), ("CT", -360.0)])
def test_counts_keep_zero_black_while_the_window_is_dragged(
    desk: GridDesk, modality: str, low: float
) -> None:
    desk.put([np.full((60, 60), 100, np.uint16)], Recipe(uid=modality, modality=modality))
    desk.grid.set_tool(ToolMode.WINDOW)
    desk.drag(LEFT, (150, 0))
    found = window(desk)
    assert found.center - found.width / 2 == low
    desk.commands.toggle_from_zero()  # the other way round now
    desk.drag(LEFT, (150, 0))
    found = window(desk)
    assert (found.center - found.width / 2 == 0.0) == (modality == "CT")


def test_the_magnifier_is_black_where_there_is_no_picture(desk: GridDesk) -> None:
    """Beside a narrow picture nothing of it lies under the lens; it once ended the program."""
    desk.put([np.full((60, 8), 1000, np.uint16)], Recipe(uid="narrow"))
    desk.grid.set_tool(ToolMode.MAGNIFIER)
    desk.mouse(QMouseEvent.Type.MouseButtonPress, QPoint(40, 240), LEFT, LEFT)
    lens = desk.canvas.grab().toImage()
    assert lens.pixelColor(40, 240).red() == 0
    assert lens.pixelColor(40, 240 - 109).red() > 0  # its rim


def test_the_magnifier_shows_twice_the_zoom_while_held(desk: GridDesk) -> None:
    ramp = np.tile(np.arange(64, dtype=np.uint16) * 8 + 900, (64, 1))
    desk.put([ramp], Recipe(uid="ramp"))
    desk.grid.set_tool(ToolMode.MAGNIFIER)
    plain = desk.canvas.grab().toImage()
    desk.drag(LEFT, (0, 0), release=False)
    lens = desk.canvas.grab().toImage()
    # 60 px right of the pointer the lens shows what lies 30 px right of it
    assert lens.pixelColor(360, 240).red() == pytest.approx(plain.pixelColor(330, 240).red(), abs=1)
    assert lens.pixelColor(360, 240).red() < plain.pixelColor(360, 240).red()
    desk.mouse(QMouseEvent.Type.MouseButtonRelease, QPoint(300, 240), LEFT, Qt.MouseButton.NoButton)
    assert desk.canvas.grab().toImage() == plain


def test_the_probe_tells_value_and_unit_under_the_pointer(desk: GridDesk) -> None:
    told: list[str] = []
    desk.grid.probe_changed.connect(told.append)
    at = desk.canvas.rect().center()
    desk.mouse(QMouseEvent.Type.MouseMove, at, Qt.MouseButton.NoButton, Qt.MouseButton.NoButton)
    assert told[-1].endswith(": −24 HU")
    desk.canvas.hands.leave()
    assert told[-1] == ""


def test_hands_on_an_empty_viewport_do_nothing(qtbot: QtBot) -> None:
    desk = GridDesk(qtbot)
    try:
        before = desk.state
        for button in (LEFT, RIGHT, MIDDLE):
            desk.drag(button, (30, 40))
        desk.wheel(-120)
        desk.wheel(120, keys=Qt.KeyboardModifier.ControlModifier)
        assert desk.state == before
    finally:
        desk.close()


def pinch(desk: GridDesk, kind: Qt.NativeGestureType, value: float, at: QPointF) -> None:
    device = QPointingDevice.primaryPointingDevice()
    event = QNativeGestureEvent(kind, device, 2, at, at, at, value, QPointF())
    QApplication.sendEvent(desk.canvas, event)


def test_a_pinch_on_the_trackpad_zooms_to_the_pointer(desk: GridDesk) -> None:
    before = desk.canvas.placement()
    assert before is not None
    under = point_under(desk, (200, 150))
    pinch(desk, Qt.NativeGestureType.ZoomNativeGesture, 0.5, QPointF(200, 150))
    assert desk.state.view.zoom == pytest.approx(before.zoom * 1.5)
    assert point_under(desk, (200, 150)) == pytest.approx(under)


def test_other_gestures_mean_nothing(desk: GridDesk) -> None:
    before = desk.state
    pinch(desk, Qt.NativeGestureType.RotateNativeGesture, 10.0, QPointF(200, 150))
    assert desk.state == before


def test_the_wheel_over_the_slider_scrolls_too(desk: GridDesk) -> None:
    slider = desk.view.slider
    at = slider.mapTo(desk.window, slider.rect().center())
    QTest.wheelEvent(desk.window.windowHandle(), at, QPoint(0, -120))
    assert desk.state.index == 1


def test_a_drag_is_one_step_of_undo(desk: GridDesk) -> None:
    history = desk.session.history
    history.clear()
    desk.drag(RIGHT, (50, 50))
    desk.drag(RIGHT, (-20, 10))
    assert history.undo_words == "brightness"
    first = desk.state.presentation
    assert history.undo()
    assert desk.state.presentation not in {first, Presentation()}
    assert history.undo()
    assert desk.state.presentation == Presentation()
    assert not history.undo()


def test_a_run_of_the_wheel_is_one_step_of_undo(desk: GridDesk) -> None:
    history = desk.session.history
    history.clear()
    for _ in range(5):
        desk.wheel(-120)
        history.commit()
    assert desk.state.index == 5
    assert history.undo()
    assert desk.state.index == 0
    assert not history.undo()

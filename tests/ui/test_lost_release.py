"""A gesture ends when its button is up, also where Qt tells the release to others or to nobody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu
from pytestqt.qtbot import QtBot

from tests.factories.grid_desk import LEFT, NO_KEY, RIGHT, GridDesk
from tests.factories.viewports import Recipe, flat


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[GridDesk]:
    desk = GridDesk(qtbot)
    window = desk.window.windowHandle()
    for button in (LEFT, RIGHT, Qt.MouseButton.MiddleButton):  # a test before may have left it down
        QTest.mouseRelease(window, button, NO_KEY, QPoint(1, 1))
    assert QGuiApplication.mouseButtons() == Qt.MouseButton.NoButton
    yield desk
    desk.close()


def is_held(desk: GridDesk) -> bool:
    """Whether what changes now belongs to a gesture."""
    return desk.session.history._held


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@pytest.mark.parametrize("keys_in", ["another window", "another widget"])
def test_a_gesture_ends_when_a_menu_hears_the_button_go_up_and_the_keys_were_elsewhere(
    desk: GridDesk, keys_in: str
) -> None:
    """The viewport hears neither of the menu nor of the button: Qt tells both to others."""
    history, window = desk.session.history, desk.window.windowHandle()
    assert window is not None
    desk.put(flat([100, 200]), Recipe("one"))
    history.commit()
    history.clear()
    with ExitStack() as stack:
        if keys_in == "another window":
            dialog = QDialog(desk.window)
            dialog.open()
            QApplication.processEvents()
            dialog.close()  # on this platform no window has the keys now, as under some managers
            QApplication.processEvents()
            assert QApplication.focusWindow() is None
        QTest.mousePress(window, RIGHT, NO_KEY, QPoint(100, 100))
        QTest.mouseMove(window, QPoint(160, 100))
        dragged = desk.state.presentation
        assert is_held(desk)
        if keys_in == "another widget":
            desk.view.slider.setFocus(Qt.FocusReason.TabFocusReason)
        menu = QMenu(desk.window)
        stack.callback(menu.close)
        menu.addAction("Entry")
        menu.popup(desk.window.mapToGlobal(QPoint(400, 300)))
        assert is_held(desk)  # it is down still
        QTest.mouseRelease(window, RIGHT, NO_KEY, QPoint(160, 100))
        desk.qtbot.waitUntil(lambda: not is_held(desk))
        assert history.undo_words == "brightness"
    QTest.mouseMove(window, QPoint(220, 100))
    assert desk.state.presentation == dragged  # the drag is over too


def test_a_gesture_ends_when_the_button_it_began_on_goes_meanwhile(desk: GridDesk) -> None:
    """A right press on "Next picture" is the canvas's; Qt tells the release to nobody then."""
    history, window = desk.session.history, desk.window.windowHandle()
    assert window is not None
    desk.put(flat([100, 200]), Recipe("one"))
    history.commit()
    history.clear()
    button = desk.canvas.way_on
    button.place(QRectF(80, 80, 120, 40))
    at = button.mapTo(desk.window, QPoint(20, 20))
    QTest.mousePress(window, RIGHT, NO_KEY, at)
    QTest.mouseMove(window, at + QPoint(60, 0))
    assert is_held(desk)
    button.place(None)  # as when a picture comes that can be shown
    QTest.mouseRelease(window, RIGHT, NO_KEY, at + QPoint(60, 0))
    desk.qtbot.waitUntil(lambda: not is_held(desk))
    assert history.undo_words == "brightness"


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@pytest.mark.parametrize("still_down", [True, False])
def test_a_press_sent_anew_holds_only_while_the_button_is_down(
    desk: GridDesk, *, still_down: bool
) -> None:
    """On Windows Qt posts the press anew that closed a menu; the release may wait before it."""
    window, at = desk.window.windowHandle(), QPoint(100, 100)
    assert window is not None
    menu = QMenu(desk.window)
    menu.addAction("Entry")
    menu.popup(desk.window.mapToGlobal(QPoint(400, 300)))
    QTest.mousePress(window, LEFT, NO_KEY, at)
    assert not menu.isVisible()
    if not still_down:
        QTest.mouseRelease(window, LEFT, NO_KEY, at)
    assert not is_held(desk)  # this platform does not post it, so here it is as Qt posts it
    where, place = QPointF(at), QPointF(window.mapToGlobal(at))
    press = QMouseEvent(QEvent.Type.MouseButtonPress, where, place, LEFT, LEFT, NO_KEY)
    QApplication.postEvent(window, press)
    for _ in range(3):
        QApplication.processEvents()
    assert is_held(desk) is still_down
    if still_down:
        QTest.mouseRelease(window, LEFT, NO_KEY, at)
    assert not is_held(desk)

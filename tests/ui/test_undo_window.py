"""Undo in the grid: what is painted is always what the viewport asks for, or nothing (S-10)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFocusEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu
from pytestqt.qtbot import QtBot

from tests.factories.grid_desk import LEFT, NO_BUTTON, RIGHT, GridDesk
from tests.factories.viewports import Recipe, flat
from viewer.app.frames import LoadedFrame
from viewer.model.display_set import StackFrame
from viewer.model.image import FrameKey


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[GridDesk]:
    desk = GridDesk(qtbot)
    yield desk
    desk.close()


def painted(desk: GridDesk) -> tuple[FrameKey | None, ...]:
    """Draw every viewport now and say which frames were drawn."""
    for view in desk.grid.views:
        view.canvas.repaint()
    return tuple(view.canvas.painted.key for view in desk.grid.views)


def asked_for(desk: GridDesk) -> tuple[FrameKey | None, ...]:
    frames = [view.model.state.frame for view in desk.grid.views]
    return tuple(frame.key if frame is not None else None for frame in frames)


def is_held(desk: GridDesk) -> bool:
    """Whether what changes now belongs to a gesture."""
    return desk.session.history._held


def test_no_other_picture_is_painted_while_the_undone_one_is_loading(
    desk: GridDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    history, session = desk.session.history, desk.session
    gate, load = threading.Event(), desk.source.load

    def late(frame: StackFrame) -> LoadedFrame:
        assert gate.wait(20)
        return load(frame)

    desk.put(flat([100, 200]), Recipe("one"))
    history.commit()
    first = asked_for(desk)
    desk.put(flat([300, 400]), Recipe("two"))
    history.commit()
    assert painted(desk) == asked_for(desk) != first
    monkeypatch.setattr(desk.source, "load", late)
    session.frames.forget(1)  # as if memory had been needed for others
    session.frames._forgotten.discard(1)
    assert history.undo()
    assert asked_for(desk) == first
    assert painted(desk) == (None,)  # "loading", never the picture that was there
    gate.set()
    desk.inbox.until(lambda: desk.model.shown is not None)
    assert painted(desk) == first


def test_a_layout_comes_back_with_all_its_pictures(desk: GridDesk) -> None:
    history = desk.session.history
    desk.lay_out(1, 2)
    desk.put(flat([100, 200, 300]), Recipe("one"), 0)
    desk.put(flat([400, 500, 600]), Recipe("two", reference="1.8"), 1)
    history.commit()
    before = asked_for(desk)
    desk.lay_out(1, 1)
    history.commit()
    assert history.undo_words == "layout"
    assert history.undo()
    QApplication.processEvents()
    assert len(desk.grid.views) == 2
    assert asked_for(desk) == before
    desk.inbox.until(lambda: all(view.model.shown is not None for view in desk.grid.views))
    assert painted(desk) == before


def test_undo_in_the_middle_of_a_drag_keeps_what_comes_after_apart(desk: GridDesk) -> None:
    history = desk.session.history
    desk.put(flat([100, 200]), Recipe("one"))
    history.commit()
    history.clear()
    start = desk.state.presentation
    desk.drag(RIGHT, (60, 0), release=False)
    assert history.undo()
    assert desk.state.presentation == start
    assert history.redo()
    assert desk.state.presentation != start


def test_a_double_click_is_one_step(desk: GridDesk) -> None:
    history = desk.session.history
    desk.lay_out(1, 2)
    history.clear()
    QTest.mouseDClick(desk.canvas, LEFT)
    history.commit()  # the event is dealt with
    assert history.undo_words == "picture alone"
    assert history.undo()
    assert not desk.session.workspace.state.maximised
    assert not history.undo()


def test_undo_makes_that_viewport_active_that_was(desk: GridDesk) -> None:
    """Hiding a viewport that has the focus makes Qt give it to another one."""
    history = desk.session.history
    desk.grid.window().activateWindow()
    desk.lay_out(2, 2)
    QTest.mouseClick(desk.grid.views[1].canvas, LEFT)
    desk.commands.toggle_maximised()
    history.commit()
    desk.commands.toggle_maximised()
    history.commit()
    QTest.mouseClick(desk.grid.views[2].canvas, LEFT)
    assert desk.grid.views[2].hasFocus()
    assert history.undo()
    assert desk.session.workspace.state.active == 1
    assert desk.grid.views[1].hasFocus()
    assert [view.isVisible() for view in desk.grid.views] == [False, True, False, False]


@pytest.mark.parametrize("hide", ["layout", "picture alone"])
def test_a_gesture_ends_when_its_viewport_goes(desk: GridDesk, hide: str) -> None:
    """As when a hanging protocol comes while a finger is down: the button goes up elsewhere."""
    history = desk.session.history
    desk.lay_out(1, 2)
    QTest.mousePress(desk.grid.views[1].canvas, LEFT)
    desk.session.workspace.activate(0)
    if hide == "layout":
        desk.lay_out(1, 1)
    else:
        desk.session.workspace.set_maximised(maximised=True)
    assert history.undo_words == hide
    assert not is_held(desk)
    QTest.mouseRelease(desk.grid.views[0].canvas, LEFT)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@pytest.mark.parametrize("comes", ["dialog", "menu", "page"])
def test_a_gesture_ends_when_something_else_hears_the_button_go_up(
    desk: GridDesk, comes: str
) -> None:
    """As when a disc is read while a button is down, and holds somebody else's pictures."""
    history = desk.session.history
    desk.put(flat([100, 200]), Recipe("one"))
    history.commit()
    history.clear()
    desk.drag(RIGHT, (60, 0), release=False)
    dragged = desk.state.presentation
    assert is_held(desk)
    with ExitStack() as stack:
        if comes == "dialog":
            dialog = QDialog(desk.window)
            stack.callback(dialog.close)
            dialog.setModal(True)
            dialog.open()
        elif comes == "menu":
            menu = QMenu(desk.window)
            stack.callback(menu.close)
            menu.addAction("Entry")
            menu.popup(desk.window.mapToGlobal(QPoint(200, 200)))
        else:
            desk.grid.hide()
        assert not is_held(desk)
        assert history.undo_words == "brightness"
    desk.mouse(QMouseEvent.Type.MouseMove, QPoint(90, 90), NO_BUTTON, RIGHT)
    assert desk.state.presentation == dragged  # the drag is over too


def test_a_gesture_ends_at_the_latest_when_the_pointer_comes_back_without_a_button(
    desk: GridDesk,
) -> None:
    history = desk.session.history
    desk.put(flat([100, 200]), Recipe("one"))
    history.commit()
    desk.drag(RIGHT, (60, 0), release=False)
    dragged = desk.state.presentation
    assert is_held(desk)
    desk.hover((90, 90))  # it went up somewhere, and nobody said so
    assert not is_held(desk)
    assert desk.state.presentation == dragged


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_window_that_comes_back_or_goes_activates_no_viewport(desk: GridDesk) -> None:
    """The system activates a window that opens, and some other one when it closes."""
    history, workspace = desk.session.history, desk.session.workspace
    desk.lay_out(2, 2)
    history.commit()
    history.clear()
    states = [history.present]
    for number, then in ((1, 3), (2, 0)):
        workspace.activate(number)
        desk.grid.toggle_detached()
        QApplication.processEvents()
        QTest.mouseClick(desk.grid.views[then].canvas, LEFT)
        history.commit()
        states.append(history.present)
    for place in (1, 0, 1, 2, 1, 0):
        back = states.index(history.present) > place
        assert history.undo() if back else history.redo()
        for _ in range(3):
            QApplication.processEvents()
        assert workspace.state == states[place].workspace
        assert history._capture(None) == states[place]


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_hands_activate_again_after_a_window_came_back(desk: GridDesk) -> None:
    history, workspace = desk.session.history, desk.session.workspace
    desk.lay_out(1, 3)
    workspace.activate(2)
    desk.grid.toggle_detached()
    QTest.mouseClick(desk.grid.views[0].canvas, LEFT)
    history.commit()
    history.clear()
    workspace.set_detached(2, detached=False)
    history.commit()
    assert history.undo()
    QApplication.processEvents()
    assert workspace.state.active == 0
    assert desk.grid.window().isActiveWindow()  # the keys go where the frame is drawn
    QTest.mouseClick(desk.grid.views[2].canvas, LEFT)
    assert workspace.state.active == 2
    desk.grid.window().activateWindow()
    QTest.mouseClick(desk.grid.views[1].canvas, LEFT)
    desk.grid.views[2].window().activateWindow()  # as by its title bar
    desk.qtbot.waitUntil(lambda: workspace.state.active == 2)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_window_can_be_chosen_by_its_title_bar_once_all_have_settled(desk: GridDesk) -> None:
    history, workspace = desk.session.history, desk.session.workspace
    desk.lay_out(1, 3)
    workspace.activate(2)
    desk.grid.toggle_detached()
    QTest.mouseClick(desk.grid.views[0].canvas, LEFT)
    history.commit()
    history.clear()
    workspace.set_detached(2, detached=False)
    history.commit()
    settling = desk.grid._activation._settling
    with desk.qtbot.waitSignal(settling.timeout, timeout=20_000):
        assert history.undo()
    assert workspace.state.active == 0
    desk.grid.views[2].window().activateWindow()  # as by its title bar
    desk.qtbot.waitUntil(lambda: workspace.state.active == 2)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_menu_that_closes_is_no_hand_in_a_viewport(desk: GridDesk) -> None:
    """It gives the keys back: that is no leave for windows that open to make viewports active."""
    history, workspace = desk.session.history, desk.session.workspace
    desk.lay_out(1, 3)
    workspace.activate(2)
    desk.grid.toggle_detached()
    QTest.mouseClick(desk.grid.views[0].canvas, LEFT)
    history.commit()
    history.clear()
    workspace.set_detached(2, detached=False)
    history.commit()
    assert history.undo()
    given_back = QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.PopupFocusReason)
    QApplication.sendEvent(desk.grid.views[0], given_back)  # as Qt does when a menu closes
    for _ in range(3):
        QApplication.processEvents()
    assert workspace.state.active == 0
    assert desk.grid.views[0].hasFocus()


def test_the_size_of_the_window_is_a_matter_of_a_person(desk: GridDesk) -> None:
    """Right after undo, too, linked viewports follow when the window is made larger."""
    history, workspace = desk.session.history, desk.session.workspace
    desk.put(flat([100, 200]), Recipe("one"))
    workspace.following.aside = history.aside
    desk.model.go_to(1)
    history.commit()
    assert history.undo()
    assert workspace.following._kept
    desk.window.resize(700, 500)
    desk.qtbot.waitUntil(lambda: not workspace.following._kept)


def test_a_window_that_gets_the_keys_back_activates_no_other_viewport(desk: GridDesk) -> None:
    """Qt gives them to some widget where none had them; nobody chose that viewport."""
    workspace = desk.session.workspace
    desk.lay_out(2, 2)
    QTest.mouseClick(desk.grid.views[3].canvas, LEFT)
    desk.grid.views[3].clearFocus()
    other = QDialog(desk.window)
    other.show()
    other.activateWindow()
    QApplication.processEvents()
    other.close()
    desk.window.activateWindow()
    for _ in range(3):
        QApplication.processEvents()
    assert workspace.state.active == 3
    assert desk.grid.views[3].hasFocus()


def test_a_dialog_that_closes_after_undo_activates_no_other_viewport(desk: GridDesk) -> None:
    """The window it gives the keys back to has had its viewports changed meanwhile."""
    history, workspace = desk.session.history, desk.session.workspace
    desk.lay_out(2, 2)
    QTest.mouseClick(desk.grid.views[3].canvas, LEFT)
    history.commit()
    history.clear()
    desk.lay_out(1, 1)
    history.commit()
    QTest.mouseClick(desk.grid.views[0].canvas, LEFT)
    dialog = QDialog(desk.window)
    dialog.setModal(True)
    dialog.show()
    dialog.activateWindow()
    QApplication.processEvents()
    assert history.undo()
    assert workspace.state.active == 3
    QApplication.processEvents()
    dialog.close()
    desk.window.activateWindow()  # as the system does
    for _ in range(3):
        QApplication.processEvents()
    assert workspace.state.active == 3
    assert desk.grid.views[3].hasFocus()

"""Viewports in windows of their own, and dragging viewports, with real events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.factories.fake_session import MAX, small_catalog
from tests.factories.grid_desk import LEFT, GridDesk
from tests.factories.viewports import PATIENT, Recipe, flat
from tests.factories.window_desk import WindowDesk
from viewer.ui.detached import DetachedWindow
from viewer.ui.layout_grid import LayoutGrid
from viewer.ui.viewport.grip import VIEWPORT_MIME, dragged_viewport
from viewer.ui.viewport.viewport_widget import ITEM_MIME
from viewer.ui.words import NOT_DIAGNOSTIC

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
COPY = Qt.DropAction.CopyAction
NO_KEY = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[GridDesk]:
    desk = GridDesk(qtbot, (800, 600))
    yield desk
    desk.close()


def opened(desk: GridDesk, number: int) -> DetachedWindow | None:
    windows = desk.grid.windows
    return windows.window_of(number) if windows is not None else None


def window_of(desk: GridDesk, number: int) -> DetachedWindow:
    window = opened(desk, number)
    assert window is not None
    return window


def detach(desk: GridDesk, number: int) -> DetachedWindow:
    desk.session.workspace.activate(number)
    desk.grid.toggle_detached()
    QApplication.processEvents()
    return window_of(desk, desk.session.workspace.state.detached[-1])


def two(desk: GridDesk) -> None:
    desk.lay_out(1, 2)
    desk.put(flat([1000] * 10), Recipe("a"), viewport=0)
    desk.put(flat([2000] * 10), Recipe("b"), viewport=1)


def drop(target: QWidget, data: QMimeData) -> bool:
    """Drag over a widget and let go, as Qt delivers it: the first that takes it gets it."""
    point = target.rect().center()
    widget: QWidget | None = target
    while widget is not None:
        enter = QDragEnterEvent(point, COPY, data, LEFT, NO_KEY)
        if widget.acceptDrops():
            QApplication.sendEvent(widget, enter)
            if enter.isAccepted():
                QApplication.sendEvent(widget, QDropEvent(QPointF(point), COPY, data, LEFT, NO_KEY))
                return True
        widget = None if widget.isWindow() else widget.parentWidget()
    return False


def test_the_viewport_moves_out_and_the_others_take_its_room(desk: GridDesk) -> None:
    two(desk)
    view = desk.grid.views[1]
    window = detach(desk, 1)
    assert window.isVisible()
    assert view.window() is window
    assert view.isVisible()
    assert desk.grid.views[0].width() == desk.grid.width()
    assert desk.session.workspace.state.detached == (1,)


def test_closing_the_window_puts_it_back(desk: GridDesk) -> None:
    two(desk)
    window = detach(desk, 1)
    desk.session.workspace.viewports[1].go_to(4)
    window.close()
    QApplication.processEvents()
    assert desk.session.workspace.state.detached == ()
    assert opened(desk, 1) is None
    assert desk.grid.isAncestorOf(desk.grid.views[1])
    assert desk.grid.views[1].isVisible()
    assert desk.session.workspace.viewports[1].state.index == 4


def test_whose_it_is_and_what_it_is_not_for_is_always_there(desk: GridDesk) -> None:
    two(desk)
    window = detach(desk, 1)
    assert window.windowTitle() == "MUSTERMANN, Erika · *14 May 1961 · F — Lightbox"
    assert window.notice.text() == NOT_DIAGNOSTIC
    assert window.notice.isVisible()
    view = window.view
    view.canvas.grab()
    assert view.canvas.painted.text is not None
    assert view.canvas.painted.text.top_left[0].text == "MUSTERMANN, Erika"
    desk.session.workspace.viewports[1].show(None)
    assert window.windowTitle() == "Lightbox"


def test_two_people_are_warned_of_there_too(desk: GridDesk) -> None:
    two(desk)
    window = detach(desk, 1)
    assert not window.warning.isVisible()
    desk.put(flat([1] * 3), Recipe("max", patient=MAX), viewport=0)
    assert window.warning.isVisible()
    assert window.warning.text().startswith("Pictures of different people side by side: ")


def test_who_may_be_one_person_is_not_called_two_there(desk: GridDesk) -> None:
    """S-01: an outside disc gives the same person another number."""
    two(desk)
    window = detach(desk, 1)
    outside = replace(PATIENT, patient_id="A-99")
    desk.put(flat([1] * 3), Recipe("outside", patient=outside), viewport=0)
    assert window.warning.text().startswith(
        "Not known to be one person, the patient number differs"
    )


def test_links_tools_and_the_wheel_work_there(desk: GridDesk) -> None:
    two(desk)
    window = detach(desk, 1)
    QTest.mouseClick(window.view.canvas, LEFT)
    assert desk.session.workspace.state.active == 1
    desk.wheel(-240)
    assert [v.state.index for v in desk.session.workspace.viewports] == [2, 2]
    desk.drag(Qt.MouseButton.RightButton, (40, 0))
    assert desk.session.workspace.viewports[1].state.presentation.voi is not None


def test_double_click_fills_its_screen_and_leaves_the_grid_alone(desk: GridDesk) -> None:
    two(desk)
    window = detach(desk, 1)
    QTest.mouseDClick(window.view.canvas, LEFT)
    assert window.isFullScreen()
    assert desk.grid.views[0].isVisible()
    QTest.mouseClick(desk.grid.views[0].canvas, LEFT)
    assert not desk.session.workspace.state.maximised
    assert not window.isFullScreen()


def test_space_moves_the_image_there(desk: GridDesk) -> None:
    two(desk)
    window = detach(desk, 1)
    handle = window.windowHandle()
    assert handle is not None
    QTest.keyPress(handle, Qt.Key.Key_Space)
    desk.drag(LEFT, (40, 60))
    QTest.keyRelease(handle, Qt.Key.Key_Space)
    assert desk.session.workspace.viewports[1].state.index == 0
    assert desk.session.workspace.viewports[1].state.view.center is not None


def test_the_only_viewport_stays_and_is_shown_in_the_window_too(desk: GridDesk) -> None:
    desk.put(flat([1000] * 10), Recipe("a"))
    desk.model.go_to(3)
    window = detach(desk, 0)
    workspace = desk.session.workspace
    assert workspace.state.detached == (1,)
    assert [v.state.index for v in workspace.viewports] == [3, 3]
    assert desk.grid.views[0].isVisible()
    assert window.view is desk.grid.views[1]


def test_fewer_cells_close_the_window_of_what_is_gone(desk: GridDesk) -> None:
    two(desk)
    window = detach(desk, 1)
    desk.lay_out(1, 1)
    assert not window.isVisible()
    assert desk.session.workspace.state.detached == ()
    assert len(desk.grid.views) == 1


def test_two_windows_from_four_and_the_rest_without_a_hole(desk: GridDesk) -> None:
    desk.lay_out(2, 2)
    detach(desk, 0)
    detach(desk, 3)
    rects = [desk.grid.views[n].geometry() for n in (1, 2)]
    assert {rect.width() for rect in rects} == {desk.grid.width()}
    desk.grid.close_grid()
    assert opened(desk, 0) is None


def test_closing_the_medium_closes_the_windows(desk: GridDesk) -> None:
    two(desk)
    detach(desk, 0)
    desk.session.workspace.clear()
    assert desk.session.workspace.state.detached == ()
    assert opened(desk, 0) is None
    assert desk.grid.isAncestorOf(desk.grid.views[0])


def test_every_action_of_the_main_window_is_there(desk: GridDesk) -> None:
    action = QAction("Try", desk.window)
    action.setShortcut(QKeySequence("Ctrl+J"))
    desk.window.addAction(action)
    done: list[bool] = []
    action.triggered.connect(lambda: done.append(True))
    two(desk)
    window = detach(desk, 1)
    window.activateWindow()
    desk.qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert done == [True]


# Dragging


def test_a_viewport_dropped_on_another_changes_places_with_it(desk: GridDesk) -> None:
    two(desk)
    desk.session.workspace.activate(0)
    desk.session.workspace.viewports[0].go_to(5)
    uids = desk.session.workspace.state.layout.cells
    data = desk.grid.views[0].grip.mime_data()
    assert drop(desk.grid.views[1].canvas, data)
    state = desk.session.workspace.state
    assert state.layout.cells == uids[::-1]
    assert state.active == 1
    assert desk.session.workspace.viewports[1].state.index == 5


def test_a_viewport_is_not_dropped_on_itself_nor_carries_anything(desk: GridDesk) -> None:
    two(desk)
    data = desk.grid.views[0].grip.mime_data()
    assert data.formats() == [VIEWPORT_MIME]
    before = desk.session.workspace.state
    drop(desk.grid.views[0], data)
    assert desk.session.workspace.state == before


@pytest.mark.parametrize("number", [b"99", b"x", b"-1", b"", b"12345678901234567890", b"\xff"])
def test_numbers_that_are_none_change_nothing(desk: GridDesk, number: bytes) -> None:
    two(desk)
    before = desk.session.workspace.state
    data = QMimeData()
    data.setData(VIEWPORT_MIME, QByteArray(number))
    drop(desk.grid.views[1], data)
    assert desk.session.workspace.state.layout == before.layout
    assert dragged_viewport(QMimeData()) is None


def test_the_grip_comes_near_the_upper_edge_and_goes_again(desk: GridDesk) -> None:
    two(desk)
    view = desk.grid.views[0]
    QTest.mouseMove(view.canvas, QPoint(view.width() // 2, 300))
    assert not view.grip.isVisible()
    QTest.mouseMove(view.canvas, QPoint(20, 10))
    assert view.grip.isVisible()
    QTest.mouseMove(view.canvas, QPoint(20, 300))
    assert not view.grip.isVisible()
    desk.lay_out(1, 1)
    QTest.mouseMove(desk.grid.views[0].canvas, QPoint(20, 12))
    assert not desk.grid.views[0].grip.isVisible()  # nothing to change places with


def test_a_series_dropped_beside_the_viewports_goes_into_an_empty_one(desk: GridDesk) -> None:
    desk.lay_out(1, 3)
    desk.put(flat([1000]), viewport=0)
    wanted: list[tuple[str, int]] = []
    desk.grid.item_wanted.connect(lambda uid, number: wanted.append((uid, number)))
    data = QMimeData()
    data.setData(ITEM_MIME, QByteArray(b"1.2.3"))
    assert drop(desk.grid, data)
    assert wanted == [("1.2.3", 1)]


def test_a_series_can_be_dropped_on_a_window_of_a_viewport(desk: GridDesk) -> None:
    two(desk)
    window = detach(desk, 1)
    wanted: list[tuple[str, int]] = []
    desk.grid.item_wanted.connect(lambda uid, number: wanted.append((uid, number)))
    data = QMimeData()
    data.setData(ITEM_MIME, QByteArray(b"1.2.3"))
    assert drop(window.view.canvas, data)
    assert wanted == [("1.2.3", 1)]


def test_a_folder_can_be_dropped_on_a_window_of_a_viewport(desk: GridDesk, tmp_path: Path) -> None:
    two(desk)
    window = detach(desk, 1)
    opened: list[Path] = []
    desk.grid.path_dropped.connect(opened.append)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    assert drop(window.view.canvas, data)
    assert opened == [tmp_path]


def test_a_folder_can_be_dropped_anywhere_in_the_window(qtbot: QtBot, tmp_path: Path) -> None:
    del qtbot
    desk = WindowDesk(tmp_path)
    try:
        grid = LayoutGrid(desk.session, desk.window)
        desk.window.attach(grid, desk.viewport)
        desk.window.actions_set.make_targets()
        desk.session.make_ready(small_catalog())
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(tmp_path))])
        window = desk.window
        targets = (grid.views[0].canvas, grid, window.browser.viewport(), window.tool_bar,
                   window.status, window.centre)  # fmt: skip
        for count, target in enumerate(targets, 1):
            assert drop(target, data)
            assert len(desk.session.opened) == count
    finally:
        desk.close()

"""What others have marked, in the window: offered, chosen by menu and key, said in the corner."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from tests.factories.fake_session import small_catalog
from tests.factories.grid_desk import GridDesk
from tests.factories.states import header_with, state_about
from tests.factories.viewports import Recipe, flat, stack_of
from tests.factories.window_desk import WindowDesk
from viewer.app.frames import LoadedFrame
from viewer.model.display_set import ImageStack, StackFrame
from viewer.model.lut import Rescale, VoiSource, Window
from viewer.model.marks import TextMark
from viewer.model.presentation_state import (
    GraphicAnnotation,
    GraphicKind,
    GraphicLayer,
    GraphicObject,
    PresentationState,
    References,
)
from viewer.model.shutter import Shutter
from viewer.model.viewport import FitMode, ViewState
from viewer.render.placement import place
from viewer.ui.action_lists.marked import MARKED_MENU
from viewer.ui.marked_menu import NOBODY, ORIGINAL
from viewer.ui.viewport.mark_painter import MarkPainter
from viewer.ui.viewport.marked_chip import MarkedChip
from viewer.ui.viewport.scene import SHUTTER_CLOSED, SHUTTER_LIFTED

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


# In the window


@pytest.fixture(name="desk")
def desk_with_pictures(desk: WindowDesk) -> WindowDesk:
    desk.session.make_ready(small_catalog())
    return desk


def frame_on_show(desk: WindowDesk) -> StackFrame:
    frame = desk.session.workspace.active.state.frame
    assert frame is not None
    return frame


def offer(desk: WindowDesk, *states: PresentationState) -> None:
    """States in files of the study and person on show."""
    image = frame_on_show(desk).header
    desk.session.marked.set_headers(
        replace(header_with(state), patient=image.patient, study=image.study) for state in states
    )


def drawn_state(frame: StackFrame, **parts: Any) -> PresentationState:
    point = GraphicObject(GraphicKind.POINT, ((1.5, 1.5),))
    given: dict[str, Any] = {
        "layers": (GraphicLayer("Findings", 1), GraphicLayer("Unused", 2)),
        "annotations": (GraphicAnnotation(References(), "Findings", (point,)),),
    }
    return state_about(frame, **(given | parts))


def opened(desk: WindowDesk) -> QMenu:
    """The menu as it is when a person opens it."""
    (view,) = [a for a in desk.window.menuBar().actions() if a.text() == "&View"]
    parent = view.menu()
    assert isinstance(parent, QMenu)
    (action,) = [a for a in parent.actions() if a.text() == MARKED_MENU.partition("/")[2]]
    menu = action.menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    return menu


STANDING = ["Next marks", "Without marks", "Show what the shutter hides"]


def lines(menu: QMenu) -> list[str]:
    """Entries, those that are on with a plus before them."""
    shown = [a for a in menu.actions() if a.isVisible() and not a.isSeparator()]
    return [("+" if a.isChecked() else "") + a.text() for a in shown]


def choose(menu: QMenu, text: str) -> None:
    (action,) = [a for a in menu.actions() if a.text() == text]
    action.trigger()


def active(desk: WindowDesk) -> PresentationState | None:
    return desk.session.workspace.active.state.presentation.state


def test_a_picture_nobody_marked(desk: WindowDesk) -> None:
    assert lines(opened(desk)) == [NOBODY, *STANDING]
    desk.window.actions_set["next-marked"].trigger()
    assert active(desk) is None


def test_states_are_offered_and_chosen(desk: WindowDesk) -> None:
    """P-016: several, and the original at any time."""
    frame = frame_on_show(desk)
    old = drawn_state(frame, uid="1", label="OLD & GREY", date="20230102", time="")
    new = state_about(frame, uid="2", description="Second look", missing=("turning",))
    offer(desk, old, new)
    names = ["MARKED · 29 Feb 2024 11:00 · Second look · partially", "OLD && GREY · 2 Jan 2023"]
    menu = opened(desk)
    assert lines(menu) == [f"+{ORIGINAL}", *names, *STANDING]
    choose(menu, names[1])
    assert active(desk) is old
    menu = opened(desk)
    assert lines(menu) == [
        ORIGINAL, names[0], f"+{names[1]}", "Drawings", "+Findings", *STANDING,
    ]  # fmt: skip
    choose(menu, "Findings")
    presentation = desk.session.workspace.active.state.presentation
    assert presentation.hidden_layers == {"Findings"}
    assert "Findings" in lines(opened(desk))
    choose(opened(desk), "Findings")
    assert not desk.session.workspace.active.state.presentation.hidden_layers
    choose(opened(desk), ORIGINAL)
    assert active(desk) is None


def test_the_key_goes_round(desk: WindowDesk) -> None:
    frame = frame_on_show(desk)
    offer(desk, state_about(frame, uid="1", date="20230102"), state_about(frame, uid="2"))
    seen = []
    for _ in range(4):
        desk.window.actions_set["next-marked"].trigger()
        state = active(desk)
        seen.append(state.sop_instance_uid if state is not None else "")
    assert seen == ["2", "1", "", "2"]
    desk.window.actions_set["original"].trigger()
    assert active(desk) is None


def test_the_original_leaves_a_picture_without_marks_alone(desk: WindowDesk) -> None:
    viewport = desk.session.workspace.active
    viewport.set_view(replace(viewport.state.view, quarter_turns=1))
    desk.window.actions_set["original"].trigger()
    assert viewport.state.view.quarter_turns == 1


def test_brightness_of_the_file_under_a_state_is_the_files(desk: WindowDesk) -> None:
    """Without one of its own the first window of the file means that of the state."""
    viewport = desk.session.workspace.active
    stack = viewport.state.display_set
    assert isinstance(stack, ImageStack)
    window = Window(40, 400)
    frames = tuple(replace(f, facts=replace(f.facts, voi=(window,))) for f in stack.frames)
    viewport.refresh(replace(stack, frames=frames))
    viewport.show_state(state_about(frame_on_show(desk)))
    (image,) = [a for a in desk.window.menuBar().actions() if a.text() == "&Image"]
    parent = image.menu()
    assert isinstance(parent, QMenu)
    (action,) = [a for a in parent.actions() if a.text() == "Brightness"]
    menu = action.menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    choose(menu, "Window 1 · W 400 L 40")
    assert viewport.state.presentation.voi == window


def test_the_chips_menu_opens_where_it_was_asked_for(desk: WindowDesk) -> None:
    offer(desk, state_about(frame_on_show(desk)))
    desk.grid.marked_wanted.emit(QPoint(40, 40))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert lines(menu)[0] == f"+{ORIGINAL}"
    menu.close()


# In the viewport


@pytest.fixture
def grid(qtbot: QtBot) -> Iterator[GridDesk]:
    desk = GridDesk(qtbot)
    yield desk
    desk.close()


def put_marked(grid: GridDesk, **parts: Any) -> PresentationState:
    """A stack of three, the first two marked."""
    stack = grid.put(flat([1074, 1124, 1174]))
    state = drawn_state(stack.frames[0], **parts)
    uids = {f.header.sop_instance_uid: frozenset[int]() for f in stack.frames[:2]}
    state = replace(state, references=References(uids))
    grid.session.marked.set_headers([header_with(state)])
    repaint(grid)
    return state


def repaint(grid: GridDesk) -> None:
    grid.canvas.repaint()
    QApplication.processEvents()


def chip(grid: GridDesk) -> MarkedChip:
    (found,) = grid.canvas.findChildren(MarkedChip)
    return found


def corner(grid: GridDesk) -> list[str]:
    repaint(grid)
    text = grid.canvas.painted.text
    assert text is not None
    return [line.text for line in text.bottom_left]


def go_to(grid: GridDesk, index: int) -> None:
    grid.model.go_to(index)
    grid.inbox.until(lambda: grid.model.shown is not None)
    repaint(grid)


def test_the_chip_offers_and_does_not_force(grid: GridDesk) -> None:
    """P-001."""
    grid.put(flat([1000]))
    assert not chip(grid).isVisible()
    put_marked(grid)
    assert chip(grid).isVisible()
    assert chip(grid).text() == "Marked by others"
    assert grid.state.presentation.state is None
    go_to(grid, 2)
    assert not chip(grid).isVisible()


def test_the_chip_asks_for_the_menu_of_its_viewport(grid: GridDesk) -> None:
    grid.lay_out(1, 2)
    put_marked(grid)
    grid.session.workspace.activate(1)
    asked: list[QPoint] = []
    grid.grid.marked_wanted.connect(asked.append)
    QTest.mouseClick(
        grid.grid.views[0].canvas.findChildren(MarkedChip)[0], Qt.MouseButton.LeftButton
    )
    assert len(asked) == 1
    assert grid.session.workspace.state.active == 0


def test_the_chip_stands_clear_of_the_text(grid: GridDesk) -> None:
    put_marked(grid)
    painted = grid.canvas.painted
    lowest = grid.canvas.height() - 8 - painted.lines_below * painted.line_height
    assert painted.lines_below > 0
    assert chip(grid).geometry().bottom() < lowest
    grid.grid.resize(400, 300)
    repaint(grid)
    assert chip(grid).geometry().right() < grid.canvas.width()
    assert chip(grid).geometry().bottom() < grid.canvas.height() - 8


def test_the_chip_knows_the_text_of_a_picture_that_is_still_coming(grid: GridDesk) -> None:
    """What stands below it is the same before and after: nothing tells it to move later."""
    put_marked(grid)
    there = grid.canvas.painted
    arrays, let_go, load = flat([1000]), threading.Event(), grid.source.load

    def held(frame: StackFrame) -> LoadedFrame:
        assert let_go.wait(20)
        return load(frame)

    grid.source.load = held  # type: ignore[method-assign]
    try:
        grid.session.workspace.show(grid.source.add(stack_of(arrays, Recipe("later")), arrays))
        grid.canvas.repaint()
        assert grid.canvas.painted.key is None  # not there yet, its text is
        assert grid.canvas.painted.lines_below > 0
        assert grid.canvas.painted.line_height == there.line_height > 0
    finally:
        let_go.set()


def test_an_active_state_is_named_and_drawn(grid: GridDesk) -> None:
    state = put_marked(grid)
    grid.model.show_state(state)
    said = corner(grid)
    assert "PR: MARKED · 29 Feb 2024 · Muster, Anna" in said
    assert "W 100 L 50 (PR)" in said
    assert "PR changed" not in said
    assert chip(grid).text() == "MARKED · 29 Feb 2024"
    # 1074 is 50 of the state's window: middle grey.
    picture = grid.canvas.grab().toImage()
    assert picture.pixelColor(picture.width() // 2, picture.height() // 3).red() in range(124, 132)


def test_a_window_of_ones_own_on_top_is_said_and_reset(grid: GridDesk) -> None:
    """S-06."""
    state = put_marked(grid)
    grid.model.show_state(state)
    grid.drag(Qt.MouseButton.RightButton, (60, 0))
    said = corner(grid)
    assert "PR changed" in said
    assert any(line.endswith("(user)") for line in said)
    grid.commands.reset()
    assert "W 100 L 50 (PR)" in corner(grid)
    assert grid.state.view.fit is FitMode.AREA


def test_automatic_brightness_is_in_the_values_of_the_state(grid: GridDesk) -> None:
    grid.model.show_state(put_marked(grid, modality=Rescale()))
    grid.commands.auto_window()
    voi = grid.state.presentation.voi
    assert isinstance(voi, Window)
    assert (voi.center, voi.source) == (1074, VoiSource.AUTO)


def test_another_picture_of_the_stack_is_its_own(grid: GridDesk) -> None:
    state = put_marked(grid)
    grid.model.show_state(state)
    go_to(grid, 2)
    said = corner(grid)
    assert "PR MARKED: not about this picture" in said
    assert "W 400 L 40 (file)" in said


def test_another_series_drops_the_state(grid: GridDesk) -> None:
    """S-06."""
    grid.model.show_state(put_marked(grid))
    grid.put(flat([1000]), Recipe(uid="s2"))
    assert grid.state.presentation.state is None
    assert not any("PR" in line for line in corner(grid))


def test_a_shutter_is_said_and_can_be_lifted(grid: GridDesk) -> None:
    """D-093, S-12."""
    state = put_marked(grid, shutter=Shutter(rectangle=(20, 40, 20, 40), colour="#123456"))
    grid.model.show_state(state)
    assert SHUTTER_CLOSED in corner(grid)
    middle = grid.canvas.height() // 2
    left = grid.canvas.width() // 2 - middle + 60
    assert QColor(grid.canvas.grab().toImage().pixel(left, middle)).name() == "#123456"
    grid.model.set_presentation(replace(grid.state.presentation, show_shuttered=True))
    said = corner(grid)
    assert SHUTTER_LIFTED in said
    assert "PR changed" in said
    assert QColor(grid.canvas.grab().toImage().pixel(left, middle)).name() != "#123456"


def test_hidden_drawings_are_said(grid: GridDesk) -> None:
    grid.model.show_state(put_marked(grid))
    grid.commands.toggle_overlays()
    assert "overlays hidden" in corner(grid)


# Words in boxes


def words_in(bounds: tuple[float, float], at: tuple[float, float] = (50.0, 50.0)) -> QImage:
    """A picture of 100 x 100 with words from `at` in a box, white on black."""
    image = QImage(100, 100, QImage.Format.Format_RGB32)
    image.fill(QColor("#000000"))
    font = QFont()
    font.setPixelSize(10)
    placement = place(100, 100, 1.0, ViewState(), (100, 100))
    mark = TextMark((at[0] - 0.5, at[1] - 0.5), ("HHH",), bounds=bounds)
    with QPainter(image) as painter:
        MarkPainter(placement, QSizeF(100, 100), 1.0, font).paint(painter, [mark])
    return image


def extent(image: QImage) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what is bright."""
    bright = np.array(
        [[QColor(image.pixel(x, y)).red() > 120 for x in range(100)] for y in range(100)]
    )
    rows, columns = np.flatnonzero(bright.any(axis=1)), np.flatnonzero(bright.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]), int(rows[-1])


@pytest.mark.parametrize(
    ("bounds", "right", "down"),
    [
        ((40.0, 20.0), True, True),
        ((-20.0, 40.0), False, True),
        ((-40.0, -20.0), False, False),
        ((20.0, -40.0), True, False),
    ],
)
def test_words_read_from_the_first_corner_of_their_box_to_the_second(
    qtbot: QtBot, bounds: tuple[float, float], *, right: bool, down: bool
) -> None:
    """P-015: turned by quarters with the image."""
    del qtbot
    left, top, rightmost, bottom = extent(words_in(bounds))
    assert (left >= 50) == right
    assert (rightmost < 50) == (not right)
    assert (top >= 50) == down
    assert (bottom < 50) == (not down)
    lies = rightmost - left > bottom - top
    assert lies == (abs(bounds[0]) > abs(bounds[1]))

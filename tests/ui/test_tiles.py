"""Tile mode with real events: every tile draws its own frame and says which it is (S-10)."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.factories.grid_desk import LEFT, NO_BUTTON, GridDesk
from tests.factories.viewports import ArraySource, Recipe, flat
from viewer.app.frames import LoadedFrame
from viewer.app.viewport import ViewportModel
from viewer.model.display_set import StackFrame
from viewer.model.lut import Window
from viewer.model.marks import Mark, PathMark
from viewer.observe import Event
from viewer.tools.tool_mode import ToolMode
from viewer.ui.viewport.tiling import Tile, tile_at, tiles_on

VALUES = [1000 + 40 * n for n in range(20)]


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[GridDesk]:
    desk = GridDesk(qtbot, (800, 640))
    yield desk
    desk.close()


def show(desk: GridDesk, rows: int, columns: int) -> None:
    desk.put(flat(VALUES), Recipe(voi=(Window(400, 1000),)))
    desk.model.set_tiles(rows, columns)
    model = desk.model
    desk.inbox.until(lambda: all(model.shown_at(i) is not None for i in model.state.visible))
    desk.canvas.grab()


def tiles(desk: GridDesk) -> tuple[Tile, ...]:
    return tiles_on(desk.canvas.whole_surface(), desk.state, desk.canvas.font())


def middle(tile: Tile) -> QPoint:
    return tile.rect.center().toPoint()


def numbers(desk: GridDesk) -> list[str]:
    return [
        painted.text.bottom_right[-1].text
        for painted in desk.canvas.painted_tiles
        if painted.text is not None
    ]


@pytest.mark.parametrize(("rows", "columns"), [(2, 2), (3, 3), (4, 4)])
def test_every_tile_draws_its_own_frame_and_number(desk: GridDesk, rows: int, columns: int) -> None:
    show(desk, rows, columns)
    image = desk.canvas.grab().toImage()
    greys = [image.pixelColor(middle(tile)).red() for tile in tiles(desk)]
    assert greys == sorted(set(greys))  # each value is brighter than the one before
    assert numbers(desk) == [f"{n + 1}/20" for n in range(rows * columns)]
    stack = desk.state.stack
    assert stack is not None
    keys = [painted.key for painted in desk.canvas.painted_tiles]
    assert keys == [frame.key for frame in stack.frames[: rows * columns]]


def test_whose_they_are_is_said_once_above_all(desk: GridDesk) -> None:
    show(desk, 4, 4)
    head = desk.canvas.painted_head
    assert head is not None
    assert head.top_left[0].text == "MUSTERMANN, Erika"
    assert head.top_right[0].text == "12 Mar 2024"
    assert head.top_right[1].text == "W 1000 L 400 (file)"
    for painted in desk.canvas.painted_tiles:
        assert painted.text is not None
        assert painted.text.top_left == ()
        assert painted.edges is not None
        assert painted.edges.known
    desk.model.set_tiles(1, 1)
    desk.canvas.grab()
    assert desk.canvas.painted_head is None
    assert desk.canvas.painted.text is not None
    assert desk.canvas.painted.text.top_left[0].text == "MUSTERMANN, Erika"


def test_a_click_activates_a_tile_and_moves_nothing(desk: GridDesk) -> None:
    show(desk, 3, 3)
    before = [tile.index for tile in tiles(desk)]
    place = middle(tiles(desk)[7])  # sent as it is: a slow machine makes no double click of it
    desk.mouse(QMouseEvent.Type.MouseButtonPress, place, LEFT, LEFT)
    desk.mouse(QMouseEvent.Type.MouseButtonRelease, place, LEFT, NO_BUTTON)
    assert desk.state.index == 7
    assert [tile.index for tile in tiles(desk)] == before


def test_the_wheel_goes_by_rows_and_keys_by_pages(desk: GridDesk) -> None:
    show(desk, 2, 2)
    desk.wheel(-120)
    assert list(desk.state.visible) == [2, 3, 4, 5]
    desk.model.scroll_tiles(4)
    assert list(desk.state.visible) == [6, 7, 8, 9]


def test_the_value_told_is_that_of_the_tile_under_the_pointer(desk: GridDesk) -> None:
    show(desk, 2, 2)
    told: list[str] = []
    desk.canvas.probe_changed.connect(told.append)
    for place, value in ((3, VALUES[3]), (0, VALUES[0])):
        QTest.mouseMove(desk.canvas, middle(tiles(desk)[place]))
        assert desk.state.index == 0  # hovering activates nothing
        assert f"{value - 1024}".replace("-", "−") in told[-1]


def test_brightness_and_zoom_hold_for_all_tiles(desk: GridDesk) -> None:
    show(desk, 2, 2)
    desk.drag(Qt.MouseButton.RightButton, (40, 30), start=(300, 400))
    assert desk.state.presentation.voi is not None
    desk.canvas.grab()
    texts = [painted.text for painted in desk.canvas.painted_tiles]
    windows = {t.bottom_left[0].text for t in texts if t is not None}
    assert len(windows) == 1
    zoomed = desk.canvas.painted_tiles[0].placement
    desk.wheel(120, at=(600, 500), keys=Qt.KeyboardModifier.ControlModifier)
    desk.canvas.grab()
    assert zoomed is not None
    for painted in desk.canvas.painted_tiles:
        assert painted.placement is not None
        assert painted.placement.zoom == pytest.approx(zoomed.zoom * 1.2, rel=0.01)


def test_zoom_goes_to_what_is_under_the_pointer_in_its_tile(desk: GridDesk) -> None:
    show(desk, 2, 2)
    tile = tiles(desk)[3]
    at = QPointF(middle(tile) + QPoint(30, 20))
    placement = desk.canvas.placement()
    assert placement is not None
    before = placement.image_from_screen(desk.canvas.device_point(at - tile.origin))
    desk.wheel(120, at=(int(at.x()), int(at.y())), keys=Qt.KeyboardModifier.ControlModifier)
    placement = desk.canvas.placement()
    assert placement is not None
    after = placement.image_from_screen(desk.canvas.device_point(at - tile.origin))
    assert after == pytest.approx(before, abs=0.1)


def test_a_page_that_is_not_full_leaves_black_places(desk: GridDesk) -> None:
    show(desk, 3, 3)
    desk.model.go_to(19)
    desk.canvas.grab()
    model = desk.model
    desk.inbox.until(lambda: all(model.shown_at(i) is not None for i in model.state.visible))
    image = desk.canvas.grab().toImage()
    assert numbers(desk)[-1] == "20/20"
    assert image.pixelColor(image.width() - 20, image.height() - 20).red() == 0


class MarkEverywhere:
    """Draws in the middle of whatever frame it is asked for, and remembers which."""

    def __init__(self) -> None:
        self.changed: Event[None] = Event()
        self.asked: list[int] = []

    def marks(self, viewport: ViewportModel) -> tuple[Mark, ...]:
        self.asked.append(viewport.state.index)
        return (PathMark(points=((10.0, 32.0), (50.0, 32.0))),)


def test_marks_are_asked_for_each_tile_by_its_own_frame(desk: GridDesk) -> None:
    show(desk, 2, 2)
    source = MarkEverywhere()
    desk.session.workspace.mark_sources = (source,)
    desk.grid.surrounding.renew()
    source.asked.clear()
    desk.canvas.grab()
    assert {0, 1, 2, 3} <= set(source.asked)


def test_no_corresponding_slice_covers_the_whole_viewport(desk: GridDesk) -> None:
    show(desk, 2, 2)
    desk.model.set_message("No corresponding slice")
    desk.canvas.grab()
    assert desk.canvas.painted.words == "No corresponding slice"
    assert desk.canvas.painted_tiles == ()


def test_tiles_lie_on_whole_device_pixels_side_by_side(desk: GridDesk) -> None:
    show(desk, 3, 4)
    found = tiles(desk)
    whole = desk.canvas.whole_surface().pixels
    assert found[3].left_px + found[3].width_px == whole.width()
    assert found[-1].top_px + found[-1].height_px == whole.height()
    for left, right in pairwise(found[:4]):
        assert left.left_px + left.width_px + 1 == right.left_px
    assert tile_at(found, found[5].rect.center()) is found[5]
    assert tile_at(found, QPointF(-5, -5)) is None


class SlowSource(ArraySource):
    """Frames take a random time, so that they come out of order."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._random = random.Random(seed)  # noqa: S311  no secret
        self._pause = threading.Event()

    def load(self, frame: StackFrame) -> LoadedFrame:
        self._pause.wait(self._random.uniform(0, 0.01))
        return super().load(frame)


@pytest.mark.parametrize("seed", range(3))
def test_scrolled_fast_over_slow_frames_every_tile_agrees_with_its_number(
    qtbot: QtBot, seed: int
) -> None:
    """S-10: pixels and label of every tile of every painted page belong together."""
    desk = GridDesk(qtbot, (640, 520))
    try:
        slow = SlowSource(seed)
        desk.session.frames._source = slow
        desk.source.content = slow.content
        desk.put(flat(VALUES), Recipe(voi=(Window(400, 1000),)))
        stack = desk.state.stack
        assert stack is not None
        desk.model.set_tiles(2, 3)
        chance = random.Random(seed)  # noqa: S311  no secret
        for _ in range(60):
            desk.wheel(chance.choice((-120, 120, -240)))
            while not desk.inbox._queue.empty():
                desk.inbox.take()
            QApplication.processEvents()
            image = desk.canvas.grab().toImage()
            for tile, painted in zip(tiles(desk), desk.canvas.painted_tiles, strict=True):
                assert painted.text is not None
                assert painted.text.bottom_right[-1].text == f"{tile.index + 1}/20"
                if painted.key is not None:
                    assert painted.key == stack.frames[tile.index].key
                    value = VALUES[tile.index] - 1024
                    grey = round(((value - 399.5) / 999 + 0.5) * 255)
                    assert abs(image.pixelColor(middle(tile)).red() - grey) <= 1
    finally:
        desk.close()


def test_what_is_drawn_in_a_tile_belongs_to_its_image_and_is_seen_in_it_alone(
    desk: GridDesk,
) -> None:
    show(desk, 2, 2)
    desk.session.workspace.mark_sources = (desk.session.annotation_marks,)
    desk.grid.surrounding.renew()
    desk.grid.set_tool(ToolMode.LENGTH)
    tile = tiles(desk)[3]
    start, end = middle(tile) - QPoint(60, 40), middle(tile) + QPoint(50, 30)
    before = desk.canvas.grab().toImage()
    desk.drag(LEFT, (end - start).toTuple(), start.toTuple())
    (length,) = desk.session.annotations.state.annotations
    stack = desk.state.stack
    assert stack is not None
    assert desk.state.index == 3
    assert length.anchor.key == stack.frames[3].key
    placement = desk.canvas.placement()
    assert placement is not None
    for point, at in zip(length.points, (start, end), strict=True):
        local = desk.canvas.device_point(QPointF(at) - tile.origin)
        assert point == pytest.approx(placement.image_from_screen(local))
    desk.session.annotations.select("")
    after = desk.canvas.grab().toImage()
    for other in tiles(desk)[:3]:
        area = other.rect.toRect().adjusted(2, 2, -2, -2)
        assert after.copy(area) == before.copy(area)
    area = tile.rect.toRect().adjusted(2, 2, -2, -2)
    assert after.copy(area) != before.copy(area)

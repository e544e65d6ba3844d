"""Consecutive images in one viewport: the page, the active image, and what is asked for."""

from collections.abc import Iterator

import pytest

from tests.factories.viewports import ArraySource, Inbox, flat, stack_of, store_of
from viewer.app.viewport import ViewportModel
from viewer.model.display_set import ImageStack


class Desk:
    def __init__(self, count: int) -> None:
        self.inbox = Inbox()
        self.source = ArraySource()
        arrays = flat(range(count))
        self.stack: ImageStack = self.source.add(stack_of(arrays), arrays)
        self.store = store_of(self.source, self.inbox)
        self.model = ViewportModel(self.store)
        self.model.show(self.stack)

    @property
    def page(self) -> list[int]:
        return list(self.model.state.visible)

    def close(self) -> None:
        self.model.close()
        self.store.close()


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk(20)
    yield desk
    desk.close()


def test_one_image_is_in_sight_at_first(desk: Desk) -> None:
    assert desk.page == [0]
    desk.model.go_to(7)
    assert desk.page == [7]


def test_tiles_begin_with_the_image_on_show_or_end_with_the_stack(desk: Desk) -> None:
    desk.model.go_to(4)
    desk.model.set_tiles(2, 3)
    assert desk.page == [4, 5, 6, 7, 8, 9]
    desk.model.set_tiles(1, 1)
    desk.model.go_to(19)
    desk.model.set_tiles(2, 3)
    assert desk.page == [15, 16, 17, 18, 19]
    assert desk.model.state.index == 19


def test_scrolling_goes_by_rows_and_the_active_tile_stays_in_its_place(desk: Desk) -> None:
    desk.model.set_tiles(2, 3)
    desk.model.go_to(4)
    assert desk.page == [0, 1, 2, 3, 4, 5]  # in sight already: nothing jumps
    desk.model.scroll(1)
    assert desk.page == [3, 4, 5, 6, 7, 8]
    assert desk.model.state.index == 7
    desk.model.scroll(-1)
    assert (desk.page[0], desk.model.state.index) == (0, 4)


def test_scrolling_by_page(desk: Desk) -> None:
    desk.model.set_tiles(2, 3)
    desk.model.scroll_tiles(6)
    assert desk.page == [6, 7, 8, 9, 10, 11]


def test_at_the_end_the_active_tile_goes_on_to_the_last_image(desk: Desk) -> None:
    desk.model.set_tiles(2, 3)
    for _ in range(20):
        desk.model.scroll(1)
    assert desk.page == [15, 16, 17, 18, 19]
    assert desk.model.state.index == 19
    for _ in range(20):
        desk.model.scroll(-1)
    assert (desk.page[0], desk.model.state.index) == (0, 0)


def test_what_is_gone_to_comes_into_sight_by_whole_rows(desk: Desk) -> None:
    desk.model.set_tiles(2, 3)
    desk.model.go_to(10)
    assert desk.page == [6, 7, 8, 9, 10, 11]
    desk.model.go_to(2)
    assert desk.page == [0, 1, 2, 3, 4, 5]


def test_another_series_keeps_the_tiles_and_begins_anew(desk: Desk) -> None:
    desk.model.set_tiles(2, 2)
    desk.model.go_to(9)
    small = stack_of(flat(range(3)))
    desk.source.add(small, flat(range(3)))
    desk.model.show(small)
    assert desk.page == [0, 1, 2]


def test_every_tile_is_loaded_announced_and_counts_as_seen(desk: Desk) -> None:
    desk.model.set_tiles(2, 2)
    told: list[int] = []
    desk.model.changed.connect(lambda _: told.append(1))
    desk.inbox.until(lambda: len(told) >= 4)
    assert desk.model.visited_indices()[:5] == b"\1\1\1\1\0"


def test_a_tile_shows_its_own_frame_and_no_other(desk: Desk) -> None:
    desk.model.set_tiles(2, 2)
    desk.inbox.until(lambda: all(desk.model.shown_at(i) is not None for i in range(4)))
    for index in range(4):
        shown = desk.model.shown_at(index)
        assert shown is not None
        assert shown.key == desk.stack.frames[index].key
    assert desk.model.shown_at(99) is None
    assert desk.model.shown_at(-1) is None

"""The grid: layout, activation, linked scrolling, and one truth per viewport."""

from collections.abc import Iterator

import pytest

from tests.unit.app.stacks import GatedSource, make_stack
from viewer.app.following import NO_CORRESPONDING_SLICE
from viewer.app.frames import FrameStore
from viewer.app.link_state import Links
from viewer.app.workspace import Workspace
from viewer.model.viewport import Presentation, ViewState
from viewer.settings import DecodeSettings, Settings


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    settings = Settings(decode=DecodeSettings(workers=1))
    store = FrameStore(GatedSource(), settings, lambda _: None)
    grid = Workspace(store)
    yield grid
    grid.close()
    store.close()


def test_scrolling_the_active_viewport_moves_the_linked_one(workspace: Workspace) -> None:
    workspace.set_layout(1, 2)
    workspace.show(make_stack("1.2", positions=(0.0, 5.0, 10.0)), 1)
    workspace.show(make_stack("1.1", positions=(0.0, 2.5, 5.0, 7.5, 10.0), spacing=2.5), 0)
    workspace.viewports[0].go_to(4)
    assert workspace.viewports[1].state.index == 2
    workspace.set_links(Links(frozenset()))
    workspace.viewports[0].go_to(0)
    assert workspace.viewports[1].state.index == 2


def test_no_wrong_slice_is_shown_where_there_is_no_counterpart(workspace: Workspace) -> None:
    workspace.set_layout(1, 2)
    workspace.show(make_stack("1.2", positions=(0.0, 5.0)), 1)
    workspace.show(make_stack("1.1", positions=(0.0, 50.0, 55.0)), 0)
    workspace.viewports[0].go_to(1)
    assert workspace.viewports[1].state.message == NO_CORRESPONDING_SLICE
    workspace.viewports[0].go_to(0)
    assert workspace.viewports[1].state.message == ""


def test_a_linked_series_starts_where_the_other_is_and_moves_nothing(
    workspace: Workspace,
) -> None:
    workspace.set_layout(1, 3)
    workspace.show(make_stack("1.1", positions=(0.0, 5.0, 10.0)), 0)
    workspace.viewports[0].go_to(2)
    workspace.show(make_stack("1.2", positions=(0.0, 2.5, 5.0, 7.5, 10.0), spacing=2.5), 1)
    assert workspace.viewports[1].state.index == 4
    workspace.show(make_stack("1.3", positions=(90.0, 95.0)), 2)
    assert workspace.viewports[2].state.index == 0
    assert [v.state.message for v in workspace.viewports] == ["", "", ""]
    assert workspace.viewports[0].state.index == 2


def test_only_scrolling_moves_the_others_not_a_window_or_pixels_that_arrive(
    workspace: Workspace,
) -> None:
    workspace.set_layout(1, 2)
    workspace.show(make_stack("1.1", positions=(0.0, 5.0, 10.0)), 0)
    workspace.show(make_stack("1.2", positions=(20.0, 10.0, 0.0)), 1)  # at 20: nothing beside it
    active = workspace.active
    active.set_presentation(Presentation(inverted=True))
    active.changed.emit(active.state)  # as an arriving frame does
    assert workspace.viewports[0].state.message == ""
    assert workspace.viewports[0].state.index == 0
    active.go_to(1)
    assert workspace.viewports[0].state.index == 2


def test_a_new_series_starts_with_its_own_view_and_window(workspace: Workspace) -> None:
    viewport = workspace.active
    workspace.show(make_stack("1.1"))
    viewport.set_view(ViewState(zoom=4.0, quarter_turns=1))
    viewport.set_presentation(Presentation(inverted=True))
    workspace.show(make_stack("1.2"))
    assert viewport.state.view == ViewState()
    assert viewport.state.presentation == Presentation()


def test_what_is_chosen_again_keeps_its_place(workspace: Workspace) -> None:
    workspace.set_layout(1, 2)
    stack = make_stack("1.1")
    workspace.show(stack, 1)
    workspace.viewports[1].go_to(2)
    workspace.viewports[1].set_presentation(Presentation(inverted=True))
    workspace.activate(0)
    workspace.show(stack, 1)
    assert workspace.state.active == 1
    assert workspace.active.state.index == 2
    assert workspace.active.state.presentation.inverted


def test_a_grown_stack_keeps_the_image_on_screen(workspace: Workspace) -> None:
    stack = make_stack("1.1", positions=(10.0, 15.0))
    workspace.show(stack)
    workspace.active.go_to(1)
    grown = make_stack("1.1", positions=(0.0, 5.0, 10.0, 15.0))
    moved = type(grown)(
        grown.uid, "", grown.kind, (*grown.frames[2:], *stack.frames), is_volume=True
    )
    before = workspace.active.state.frame
    workspace.active.refresh(moved)
    after = workspace.active.state.frame
    assert before is not None
    assert after is not None
    assert (before.key, workspace.active.state.index) == (after.key, 3)


def test_a_smaller_grid_keeps_an_active_viewport(workspace: Workspace) -> None:
    workspace.set_layout(3, 4)
    workspace.activate(11)
    workspace.set_layout(1, 1)
    assert workspace.state.active == 0
    assert len(workspace.viewports) == 1


def test_positions_are_clamped_to_the_stack(workspace: Workspace) -> None:
    workspace.show(make_stack("1.1"))
    assert workspace.active.scroll(99)
    assert workspace.active.state.index == 2
    assert not workspace.active.scroll(1)

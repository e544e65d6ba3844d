"""Undo and room: viewports are laid out after the state is back, in later turns of the loop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.unit.app.stacks import make_stack
from tests.unit.app.test_undo import Desk
from viewer.app.link_state import LinkKind, Links
from viewer.model.display_set import ImageStack
from viewer.model.geometry import PixelSpacing, SpacingSource
from viewer.model.lut import Window
from viewer.model.viewport import FitMode, Presentation, ViewState


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    made.close()


def with_mm(stack: ImageStack) -> ImageStack:
    """With millimetres views are linked by scale, else by the share of the whole."""
    spacing = PixelSpacing(0.5, 0.5, SpacingSource.PATIENT)
    frames = tuple(replace(f, facts=replace(f.facts, spacing=spacing)) for f in stack.frames)
    return replace(stack, frames=frames)


def hang_linked(desk: Desk) -> None:
    """Two series side by side, pan and zoom linked, each with its room; nothing to undo yet."""
    workspace = desk.workspace
    desk.open |= {uid: with_mm(make_stack(uid)) for uid in ("2.1", "2.2")}
    workspace.set_layout(1, 2)
    for number, uid in enumerate(("2.1", "2.2")):
        workspace.show(desk.open[uid], number)
    give_room(desk, 400)
    workspace.set_links(Links(frozenset({LinkKind.VIEW})))
    desk.turn()
    desk.history.clear()


def give_room(desk: Desk, size_px: int) -> None:
    """Lay out the viewports one after the other, each in a turn of its own."""
    for viewport in desk.workspace.viewports:
        viewport.set_room(size_px, size_px)
        desk.turn()


def test_room_that_comes_after_undo_or_redo_changes_no_view(desk: Desk) -> None:
    hang_linked(desk)
    states = [desk.history.present]
    for rows, columns, room in ((2, 2, 200), (1, 2, 350), (3, 2, 100)):
        desk.workspace.set_layout(rows, columns)
        desk.turn()
        give_room(desk, room)
        states.append(desk.history.present)
    rooms = (400, 200, 350, 100)
    for place in (2, 1, 0, 1, 2, 3, 2, 1, 0):
        back = states.index(desk.history.present) > place
        assert desk.history.undo() if back else desk.history.redo()
        for room in (rooms[place] // 2, rooms[place]):  # Qt lays out more than once
            give_room(desk, room)
        assert desk.history.present == states[place]
        assert desk.history._capture(None) == states[place]
    assert not desk.history.undo_words  # room was no step of its own


def test_what_a_change_of_room_does_to_others_is_no_step(desk: Desk) -> None:
    hang_linked(desk)
    give_room(desk, 800)  # a person makes the window larger
    desk.workspace.viewports[0].go_to(1)
    desk.turn()
    assert desk.history.undo()
    desk.workspace.following.release_views()
    before = desk.workspace.viewports[1].state.view
    give_room(desk, 300)
    assert desk.workspace.viewports[1].state.view != before  # it follows
    assert not desk.history.undo_words
    assert desk.history.redo_words == "scrolling"  # and ends no redo


def test_room_in_the_turn_of_a_step_is_part_of_it(desk: Desk) -> None:
    """Else an action that changes several things came apart where Qt lays out in between."""
    hang_linked(desk)
    desk.workspace.set_layout(2, 2)
    desk.workspace.viewports[0].set_room(200, 200)
    desk.workspace.show(desk.open["1.1"], 2)
    desk.turn()
    assert desk.history.undo()
    assert not desk.history.undo_words


def test_a_viewport_that_comes_back_does_not_join_the_others(desk: Desk) -> None:
    """It was made anew and has no room yet, but a view and a window of its own."""
    hang_linked(desk)
    desk.workspace.set_links(Links(frozenset({LinkKind.VIEW, LinkKind.WINDOW})))
    with desk.workspace.following.held():
        desk.workspace.viewports[1].set_view(ViewState(FitMode.FREE, zoom=9.0, center=(1.0, 1.0)))
        desk.workspace.viewports[1].set_presentation(Presentation(voi=Window(1, 2)))
    desk.turn()
    wanted = desk.history.present
    desk.workspace.set_layout(1, 1)
    desk.turn()
    assert desk.history.undo()
    give_room(desk, 400)
    assert desk.history._capture(None) == wanted


def test_views_follow_again_once_a_hand_is_at_work(desk: Desk) -> None:
    hang_linked(desk)
    desk.workspace.set_layout(1, 1)
    desk.turn()
    assert desk.history.undo()
    give_room(desk, 400)
    desk.workspace.viewports[0].go_to(1)
    desk.workspace.viewports[0].set_room(800, 800)
    assert desk.workspace.viewports[1].state.view.zoom == pytest.approx(200.0)  # 4 columns
    desk.workspace.viewports[0].set_view(ViewState(FitMode.FREE, zoom=50.0, center=(1.0, 2.0)))
    assert desk.workspace.viewports[1].state.view.zoom == pytest.approx(50.0)

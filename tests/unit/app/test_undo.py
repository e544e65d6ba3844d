"""Undo: every earlier state comes back exactly, one gesture is one step, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.app.stacks import CORONAL, GatedSource, make_stack
from viewer.app.annotations import AnnotationState, AnnotationStore, describe_annotations
from viewer.app.following import NO_CORRESPONDING_SLICE
from viewer.app.frames import FrameStore
from viewer.app.link_state import LinkKind, Links
from viewer.app.screen_state import GONE
from viewer.app.session import READING_SERIES
from viewer.app.undo import MOST_STEPS, History
from viewer.app.viewport import ViewportState
from viewer.app.workspace import Workspace, WorkspaceState
from viewer.model.annotation import Anchor, Annotation, AnnotationKind
from viewer.model.display_set import DisplaySet, ImageStack
from viewer.model.image import FileKey, FrameKey
from viewer.model.lut import Window
from viewer.model.viewport import AnnotationLevel, FilmWay, FitMode, Presentation, ViewState
from viewer.settings import DecodeSettings, Settings

Seen = tuple[WorkspaceState, tuple[ViewportState, ...], AnnotationState]


class Desk:
    """A workspace with three stacks to show, its history, and the turns of an event loop."""

    def __init__(self) -> None:
        stacks = [
            make_stack("1.1", positions=(0.0, 5.0, 10.0, 15.0)),
            make_stack("1.2", positions=(0.0, 2.5, 5.0, 90.0), spacing=2.5),
            make_stack("1.3", directions=CORONAL, reference=""),
        ]
        self.open: dict[str, DisplaySet] = {stack.uid: stack for stack in stacks}
        self.store = FrameStore(
            GatedSource(), Settings(decode=DecodeSettings(workers=1)), lambda _: None
        )
        self.workspace = Workspace(self.store)
        self.annotations = AnnotationStore()
        self.posted: list[Callable[[], None]] = []
        self.history = History(
            self.workspace, self.find, self.posted.append, passing=frozenset({READING_SERIES})
        )
        self.history.add("annotations", self.annotations, describe_annotations)

    def find(self, uid: str, key: FrameKey | None) -> tuple[DisplaySet, int] | None:
        found = self.open.get(uid)
        if isinstance(found, ImageStack) and key is not None:
            keys = [frame.key for frame in found.frames]
            return (found, keys.index(key)) if key in keys else None
        return (found, 0) if found is not None else None

    def turn(self) -> None:
        """End the turn of the event loop."""
        while self.posted:
            self.posted.pop(0)()

    def seen(self) -> Seen:
        shown = tuple(v.state for v in self.workspace.viewports)
        return self.workspace.state, shown, self.annotations.state

    def close(self) -> None:
        self.history.close()
        self.workspace.close()
        self.store.close()


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    made.close()


def drawing(name: str) -> Annotation:
    anchor = Anchor(FrameKey(FileKey(1, "1.1/0"), 0), "1.1.0")
    return Annotation(name, AnnotationKind.LENGTH, ((0.0, 0.0), (1.0, float(len(name)))), anchor)


def act(desk: Desk, kind: str, a: int, b: int) -> None:
    """One thing a person can do, chosen by numbers."""
    workspace, viewport = desk.workspace, desk.workspace.active
    names = [annotation.id for annotation in desk.annotations.state.annotations]
    actions: dict[str, Callable[[], Any]] = {
        "layout": lambda: workspace.set_layout(1 + a % 3, 1 + b % 4),
        "activate": lambda: workspace.activate(a),
        "show": lambda: workspace.show(desk.open[f"1.{1 + a % 3}"], b % len(workspace.viewports)),
        "scroll": lambda: viewport.scroll(a - 4),
        "zoom": lambda: viewport.set_view(
            replace(viewport.state.view, fit=FitMode.FREE, zoom=1.0 + a)
        ),
        "turn": lambda: viewport.set_view(replace(viewport.state.view, quarter_turns=a % 4)),
        "window": lambda: viewport.set_presentation(
            replace(viewport.state.presentation, voi=Window(a, 1 + b))
        ),
        "invert": lambda: viewport.set_presentation(Presentation(inverted=bool(a % 2))),
        "maximise": lambda: workspace.set_maximised(maximised=bool(a % 2)),
        "link": lambda: workspace.set_links(
            Links().switched(list(LinkKind)[a % 4], on=bool(b % 2))
        ),
        "tiles": lambda: viewport.set_tiles(1 + a % 3, 1 + b % 3),
        "page": lambda: viewport.scroll_tiles(a - 4),
        "detach": lambda: workspace.set_detached(
            a % len(workspace.viewports), detached=bool(b % 2)
        ),
        "swap": lambda: workspace.swap(a % len(workspace.viewports), b % len(workspace.viewports)),
        "text": lambda: workspace.set_annotations(list(AnnotationLevel)[a % 3]),
        "draw": lambda: desk.annotations.add(drawing(f"{a}{b}{len(names)}")),
        "select": lambda: desk.annotations.select(names[0] if names else ""),
        "erase": lambda: desk.annotations.remove(names[a % len(names)]) if names else None,
        "reset": viewport.reset,
        "empty": lambda: viewport.show(None),
    }
    actions[kind]()


KINDS = [
    *("layout", "activate", "show", "scroll", "zoom", "turn", "window", "invert"),
    *("tiles", "page", "detach", "swap"),
    *("maximise", "link", "text", "draw", "select", "erase", "reset", "empty"),
]


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.lists(
            st.tuples(st.sampled_from(KINDS), st.integers(0, 9), st.integers(0, 9)), max_size=3
        ),
        max_size=25,
    )
)
def test_every_step_can_be_undone_and_done_again_exactly(
    turns: list[list[tuple[str, int, int]]],
) -> None:
    desk = Desk()
    try:
        befores: list[Seen] = []  # of each step, taken right before it
        after = desk.seen()
        for turn in turns:
            steps = desk.history.undo_words, len(befores)
            before = desk.seen()
            for kind, a, b in turn:
                act(desk, kind, a, b)
            desk.turn()
            depth = len(desk.history._past)
            if depth > len(befores):
                befores.append(before)
            elif depth < len(befores):  # scrolled back to where the run began
                befores.pop()
            assert depth == len(befores), steps
            after = desk.seen()
        afters = [after]
        for before in reversed(befores):
            assert desk.history.undo()
            assert desk.seen() == before
            afters.append(before)
        assert not desk.history.undo()
        for later in reversed(afters[:-1]):
            assert desk.history.redo()
            assert _content(desk.seen()) == _content(later)
        assert not desk.history.redo()
        assert desk.seen() == after or not befores
    finally:
        desk.close()


def _content(seen: Seen) -> object:
    """Without what is no step of its own: the active viewport and the selection."""
    workspace, viewports, drawn = seen
    return replace(workspace, active=0), viewports, drawn.annotations


def test_a_gesture_is_one_step_however_much_changes(desk: Desk) -> None:
    viewport = desk.workspace.active
    desk.workspace.show(desk.open["1.1"])
    desk.turn()
    desk.history.hold()
    for width in range(100, 150):
        viewport.set_presentation(Presentation(voi=Window(40, width)))
        desk.turn()
    desk.history.let_go()
    assert desk.history.undo_words == "brightness"
    desk.history.undo()
    assert viewport.state.presentation == Presentation()
    assert desk.history.redo_words == "brightness"
    desk.history.redo()
    assert viewport.state.presentation.voi == Window(40, 149)


def test_two_drags_of_the_window_are_two_steps(desk: Desk) -> None:
    viewport = desk.workspace.active
    for width in (100, 200):
        desk.history.hold()
        viewport.set_presentation(Presentation(voi=Window(40, width)))
        desk.history.let_go()
    desk.history.undo()
    assert viewport.state.presentation.voi == Window(40, 100)


def test_scrolling_on_is_one_step_and_back_to_the_start_is_none(desk: Desk) -> None:
    desk.workspace.show(desk.open["1.1"])
    desk.turn()
    for _ in range(3):
        desk.workspace.active.scroll(1)
        desk.turn()
    assert desk.history.undo_words == "scrolling"
    desk.history.undo()
    assert desk.workspace.active.state.index == 0
    assert desk.history.undo_words == "change of series"
    desk.workspace.active.scroll(1)
    desk.turn()
    desk.workspace.active.scroll(-1)
    desk.turn()
    assert desk.history.undo_words == "change of series"


def test_one_action_that_changes_much_is_one_step(desk: Desk) -> None:
    before = desk.seen()
    desk.workspace.set_layout(1, 2)
    desk.workspace.show(desk.open["1.1"], 0)
    desk.workspace.show(desk.open["1.2"], 1)
    desk.turn()
    assert desk.history.undo()
    assert desk.seen() == before
    assert not desk.history.undo()


def test_a_series_that_grows_is_no_step_and_stays_grown(desk: Desk) -> None:
    stack = make_stack("1.1", positions=(5.0, 10.0))
    desk.open["1.1"] = stack
    desk.workspace.show(stack)
    desk.workspace.active.go_to(1)
    desk.turn()
    desk.workspace.active.set_view(ViewState(quarter_turns=1))
    desk.turn()
    grown = make_stack("1.1", positions=(0.0, 5.0, 10.0))
    grown = replace(grown, frames=(grown.frames[2], *stack.frames))
    desk.open["1.1"] = grown
    with desk.history.unrecorded():
        desk.workspace.active.refresh(grown)
    desk.turn()
    assert desk.history.undo_words == "turning"
    desk.history.undo()
    state = desk.workspace.active.state
    assert state.display_set is grown
    assert state.frame is not None
    assert state.frame.key == stack.frames[1].key


def test_what_is_being_read_is_not_waited_for_after_undo(desk: Desk) -> None:
    desk.workspace.show(desk.open["1.1"])
    desk.turn()
    desk.workspace.active.show(None)
    desk.workspace.active.set_message(READING_SERIES)
    desk.turn()
    with desk.history.unrecorded():  # it came
        desk.workspace.show(desk.open["1.2"])
    desk.turn()
    assert desk.history.undo_words == "change of series"
    desk.history.undo()
    assert desk.workspace.active.state.display_set is desk.open["1.1"]
    desk.history.redo()
    assert desk.workspace.active.state.display_set is desk.open["1.2"]


def test_closed_pictures_leave_words_and_never_another_picture(desk: Desk) -> None:
    desk.workspace.show(desk.open["1.1"])
    desk.turn()
    desk.workspace.show(desk.open["1.2"])
    desk.turn()
    del desk.open["1.1"]
    desk.history.undo()
    state = desk.workspace.active.state
    assert (state.display_set, state.message) == (None, GONE)
    desk.history.redo()
    assert desk.workspace.active.state.display_set is desk.open["1.2"]


def test_a_frame_that_is_gone_is_not_replaced_by_its_neighbour(desk: Desk) -> None:
    desk.workspace.show(desk.open["1.1"])
    desk.workspace.active.go_to(2)
    desk.turn()
    desk.workspace.show(desk.open["1.2"])
    desk.turn()
    stack = desk.open["1.1"]
    assert isinstance(stack, ImageStack)
    desk.open["1.1"] = replace(stack, frames=stack.frames[:2])
    desk.history.undo()
    assert desk.workspace.active.state.message == GONE


def test_key_images_alone_and_a_subtraction_come_back_as_they_were(desk: Desk) -> None:
    whole = desk.open["1.1"]
    assert isinstance(whole, ImageStack)
    desk.workspace.show(whole)
    desk.workspace.active.go_to(1)
    desk.turn()
    picked = replace(whole, frames=whole.frames[1:3], is_selection=True)
    masked = tuple(replace(f, key=replace(f.key, derived="mask 1")) for f in whole.frames)
    subtracted = replace(whole, frames=masked)
    for made, words in ((picked, "choice of key images"), (subtracted, "subtraction")):
        desk.workspace.active.refresh(made)
        desk.turn()
        assert desk.history.undo_words == words
        desk.workspace.active.scroll(1)
        desk.turn()
        shown = desk.workspace.active.state
        desk.history.undo()
        desk.history.undo()
        assert desk.workspace.active.state.display_set == whole
        desk.history.redo()
        desk.history.redo()
        assert desk.workspace.active.state == shown
        desk.history.undo()
        desk.history.undo()
    del desk.open["1.1"]
    desk.history.redo()
    assert desk.workspace.active.state.message == GONE


def test_drawings_survive_the_undo_of_everything_else(desk: Desk) -> None:
    desk.annotations.add(drawing("first"))
    desk.turn()
    assert desk.history.undo_words == "adding a distance"
    desk.workspace.show(desk.open["1.1"])
    desk.turn()
    desk.history.undo()
    assert [a.id for a in desk.annotations.state.annotations] == ["first"]
    desk.history.undo()
    assert not desk.annotations.state.annotations
    desk.history.redo()
    assert [a.id for a in desk.annotations.state.annotations] == ["first"]


def test_selecting_and_activating_keep_what_could_be_done_again(desk: Desk) -> None:
    desk.workspace.set_layout(1, 2)
    desk.annotations.add(drawing("first"))
    desk.turn()
    desk.workspace.active.set_view(ViewState(flipped=True))
    desk.turn()
    desk.history.undo()
    desk.workspace.activate(1)
    desk.annotations.select("")
    desk.turn()
    assert desk.history.redo_words == "mirroring"
    desk.workspace.viewports[0].set_view(ViewState(quarter_turns=2))
    desk.turn()
    assert desk.history.redo_words == ""


def test_a_film_is_one_step_when_it_stops(desk: Desk) -> None:
    desk.workspace.show(desk.open["1.1"])
    desk.turn()
    viewport = desk.workspace.active
    viewport.set_playing(playing=True)
    for index in (1, 2, 3):
        viewport.go_to(index)
        desk.turn()
    assert desk.history.undo_words == "change of series"
    viewport.set_playing(playing=False)
    desk.turn()
    assert desk.history.undo_words == "scrolling"
    desk.history.undo()
    assert (viewport.state.index, viewport.state.playing) == (0, False)


def test_how_a_film_is_played_comes_back(desk: Desk) -> None:
    desk.workspace.show(desk.open["1.1"])
    desk.turn()
    viewport, told = desk.workspace.active, []
    for way in (
        FilmWay(backwards=True),
        FilmWay(backwards=True, shows_all=True),
        FilmWay(2.0, backwards=True, shows_all=True),
        FilmWay(4.0, backwards=True, shows_all=True),  # faster still: the same step
    ):
        viewport.set_film(way)
        desk.turn()
        told.append(desk.history.undo_words)
    assert told == ["direction of the film", "length of the film", *["speed of the film"] * 2]
    for way in (
        FilmWay(backwards=True, shows_all=True),
        FilmWay(backwards=True),
        FilmWay(),
    ):
        assert desk.history.undo()
        assert viewport.state.film == way
    assert desk.history.undo_words == "change of series"
    desk.history.redo()
    desk.workspace.show(desk.open["1.2"])
    assert viewport.state.film == FilmWay()  # another series has its own rate (S-06)


def test_linked_viewports_come_back_together(desk: Desk) -> None:
    desk.workspace.set_layout(1, 2)
    desk.workspace.show(desk.open["1.2"], 1)
    desk.workspace.show(desk.open["1.1"], 0)
    desk.turn()
    before = desk.seen()
    for index in (1, 2, 3):  # to 15 mm, where the other has nothing
        desk.workspace.active.go_to(index)
        desk.turn()
    assert desk.workspace.viewports[1].state.message == NO_CORRESPONDING_SLICE
    desk.history.undo()
    assert desk.seen() == before
    desk.history.redo()
    assert desk.workspace.viewports[1].state.message == NO_CORRESPONDING_SLICE


def test_nobody_is_told_of_half_a_restored_screen(desk: Desk) -> None:
    desk.workspace.set_layout(2, 2)
    for number in range(3):
        desk.workspace.show(desk.open[f"1.{number + 1}"], number)
    desk.turn()
    whole = desk.seen()
    desk.workspace.set_layout(1, 1)
    desk.workspace.show(desk.open["1.3"])
    desk.turn()
    told: list[Seen] = []
    desk.workspace.changed.connect(lambda _: told.append(desk.seen()))
    desk.workspace.viewports[0].changed.connect(lambda _: told.append(desk.seen()))
    desk.history.undo()
    assert len(told) == 2  # the grid, and the one viewport that was there before
    assert set(map(repr, told)) == {repr(whole)}


def test_memory_is_bounded_and_the_newest_steps_stay(desk: Desk) -> None:
    desk.workspace.show(desk.open["1.1"])
    desk.turn()
    for number in range(MOST_STEPS + 50):
        desk.workspace.active.set_presentation(Presentation(voi=Window(number, 400)))
        desk.turn()
    count = 0
    while desk.history.undo():
        count += 1
    assert count == MOST_STEPS
    assert desk.workspace.active.state.presentation.voi == Window(49, 400)


def test_states_hold_no_pictures_and_share_what_is_the_same(desk: Desk) -> None:
    desk.workspace.set_layout(1, 2)
    desk.workspace.show(desk.open["1.1"], 1)
    desk.workspace.show(desk.open["1.2"], 0)
    desk.turn()
    first = desk.history.present
    desk.workspace.active.set_view(ViewState(flipped=True))
    desk.turn()
    second = desk.history.present
    assert second.viewports[1] is first.viewports[1]
    assert second.workspace is first.workspace
    assert all(moment.rest.display_set is None for moment in second.viewports)


def test_tiles_and_windows_are_steps_with_names(desk: Desk) -> None:
    desk.workspace.show(desk.open["1.1"])
    desk.turn()
    for change, words in (
        (lambda: desk.workspace.active.set_tiles(1, 2), "tiles"),
        (lambda: desk.workspace.active.scroll_tiles(1), "scrolling"),
        (lambda: desk.workspace.set_detached(0, detached=True), "window of its own"),
    ):
        change()
        desk.turn()
        assert desk.history.undo_words == words
    for _ in range(3):
        assert desk.history.undo()
    assert desk.workspace.state.detached == ()
    assert desk.workspace.active.state.tiles.count == 1

"""What one viewport does, the linked ones do in the same call; what is not linked stays."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.unit.app.stacks import CORONAL, GatedSource, make_stack
from viewer.app.following import NO_CORRESPONDING_SLICE
from viewer.app.frames import FrameStore
from viewer.app.link_state import LinkKind, Links
from viewer.app.link_words import NOT_REGISTERED, link_labels
from viewer.app.workspace import Workspace
from viewer.model.display_set import ImageStack, StackKind
from viewer.model.geometry import PixelSpacing, SpacingSource
from viewer.model.header import CineFacts
from viewer.model.lut import LutTable, Rescale, VoiLut, VoiSource, Window
from viewer.model.viewport import FitMode, Presentation, ViewState
from viewer.settings import DecodeSettings, Settings

LUNG = Window(-600, 1500)


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    store = FrameStore(GatedSource(), Settings(decode=DecodeSettings(workers=1)), lambda _: None)
    grid = Workspace(store)
    yield grid
    grid.close()
    store.close()


def hang(workspace: Workspace, *stacks: ImageStack) -> None:
    workspace.set_layout(1, len(stacks))
    for number, stack in enumerate(stacks):
        workspace.show(stack, number)
        workspace.viewports[number].set_room(400, 400)
    workspace.activate(0)


def indices(workspace: Workspace) -> list[int]:
    return [v.state.index for v in workspace.viewports]


def link(workspace: Workspace, *kinds: LinkKind) -> None:
    workspace.set_links(Links(frozenset(kinds)))


def of_person(stack: ImageStack, patient_id: str) -> ImageStack:
    patient = replace(stack.frames[0].header.patient, patient_id=patient_id)
    frames = tuple(replace(f, header=replace(f.header, patient=patient)) for f in stack.frames)
    return replace(stack, frames=frames)


def of_modality(stack: ImageStack, modality: str, unit: str = "") -> ImageStack:
    frames = []
    for f in stack.frames:
        series = replace(f.header.series, modality=modality)
        facts = replace(f.facts, modality_lut=Rescale(unit=unit))
        frames.append(replace(f, header=replace(f.header, series=series), facts=facts))
    return replace(stack, frames=tuple(frames))


def with_mm(stack: ImageStack) -> ImageStack:
    spacing = PixelSpacing(0.5, 0.5, SpacingSource.PATIENT)
    frames = tuple(replace(f, facts=replace(f.facts, spacing=spacing)) for f in stack.frames)
    return replace(stack, frames=frames)


def film(uid: str, count: int, rate: float) -> ImageStack:
    stack = make_stack(uid, positions=tuple(map(float, range(count))), reference="")
    frames = []
    for f in stack.frames:
        assert f.header.image is not None
        image = replace(f.header.image, cine=CineFacts(frame_rate=rate, source="Cine Rate"))
        frames.append(replace(f, header=replace(f.header, image=image)))
    return replace(stack, kind=StackKind.CINE, frames=tuple(frames))


def test_every_viewport_leads_when_a_hand_moves_it(workspace: Workspace) -> None:
    """The slider of a viewport that is not active moves the others too."""
    hang(workspace, make_stack("1.1"), make_stack("1.2"), make_stack("1.3"))
    workspace.viewports[2].go_to(2)
    assert indices(workspace) == [2, 2, 2]


def test_everything_has_moved_before_anybody_hears_of_the_step(workspace: Workspace) -> None:
    """S-10: whoever paints on `viewport_changed` paints one step in all viewports."""
    hang(workspace, *(make_stack(f"1.{n}") for n in range(4)))
    seen: list[list[int]] = []
    workspace.viewport_changed.connect(lambda _: seen.append(indices(workspace)))
    workspace.viewports[0].go_to(1)
    assert seen[-1] == [1, 1, 1, 1]


def test_a_match_by_hand_moves_to_it_at_once_and_says_so(workspace: Workspace) -> None:
    now = make_stack("1.1", positions=tuple(5.0 * n for n in range(8)))
    before = make_stack("2.1", positions=tuple(12.5 + 5.0 * n for n in range(8)), reference="2.9")
    hang(workspace, now, before)
    assert link_labels(workspace, 0) == link_labels(workspace, 1) == ()
    workspace.viewports[0].go_to(3)
    assert indices(workspace) == [3, 0]  # nothing links them: G-042
    workspace.match_slices(0, 1)
    workspace.viewports[0].go_to(5)
    assert indices(workspace) == [5, 2]
    assert link_labels(workspace, 0) == (f"{NOT_REGISTERED} · +2.5 mm",)
    assert link_labels(workspace, 1) == (f"{NOT_REGISTERED} · −2.5 mm",)
    workspace.viewports[1].go_to(7)  # 25 mm on: beyond the end
    assert workspace.viewports[0].state.message == NO_CORRESPONDING_SLICE
    workspace.viewports[1].go_to(3)
    assert (indices(workspace), workspace.viewports[0].state.message) == ([6, 3], "")


def test_unlinking_takes_the_message_away(workspace: Workspace) -> None:
    hang(workspace, make_stack("1.1", positions=(0.0, 50.0)), make_stack("1.2"))
    workspace.viewports[0].go_to(1)
    assert workspace.viewports[1].state.message == NO_CORRESPONDING_SLICE
    link(workspace)
    assert workspace.viewports[1].state.message == ""


def test_linking_again_brings_all_to_one_place(workspace: Workspace) -> None:
    hang(workspace, make_stack("1.1"), make_stack("1.2"))
    link(workspace)
    workspace.viewports[0].go_to(2)
    assert indices(workspace) == [2, 0]
    link(workspace, LinkKind.SCROLL)
    assert indices(workspace) == [2, 2]


def test_each_link_is_switched_by_itself(workspace: Workspace) -> None:
    hang(workspace, make_stack("1.1"), make_stack("1.2"))
    view = ViewState(FitMode.FREE, zoom=50.0, center=(1.0, 2.0))
    for kinds in ((), (LinkKind.VIEW,), (LinkKind.WINDOW,)):
        link(workspace, *kinds)
        for viewport in workspace.viewports:
            viewport.reset()
        workspace.viewports[0].go_to(2 - workspace.viewports[0].state.index)
        workspace.viewports[0].set_view(view)
        workspace.viewports[0].set_presentation(Presentation(voi=LUNG))
        other = workspace.viewports[1].state
        assert other.index == 0
        assert (other.view != ViewState()) is (LinkKind.VIEW in kinds)
        assert (other.presentation.voi is not None) is (LinkKind.WINDOW in kinds)


def test_a_linked_window_is_no_window_of_the_other_file(workspace: Workspace) -> None:
    """S-06: where a window comes from stays true."""
    hang(workspace, make_stack("1.1"), make_stack("1.2"))
    link(workspace, LinkKind.WINDOW)
    workspace.viewports[0].set_presentation(Presentation(voi=LUNG, inverted=True))
    shown = workspace.viewports[1].state.presentation
    assert shown.voi == replace(LUNG, source=VoiSource.USER)
    assert not shown.inverted
    table = VoiLut(LutTable(0, 8, None))  # type: ignore[arg-type]  # never looked into
    workspace.viewports[0].set_presentation(Presentation(voi=table))
    assert workspace.viewports[1].state.presentation.voi == shown.voi
    workspace.viewports[0].reset()
    assert workspace.viewports[1].state.presentation.voi is None


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (of_modality(make_stack("1.2"), "MR"), "window not linked: MR and CT differ"),
        (of_modality(make_stack("1.2"), "CT", "US"), "window not linked: units differ"),
    ],
)
def test_windows_of_other_values_are_not_linked_and_it_is_said(
    workspace: Workspace, other: ImageStack, words: str
) -> None:
    hang(workspace, of_modality(make_stack("1.1"), "CT", "HU"), other)
    link(workspace, LinkKind.WINDOW)
    workspace.viewports[0].set_presentation(Presentation(voi=LUNG))
    assert workspace.viewports[1].state.presentation.voi is None
    assert link_labels(workspace, 1) == (words.replace("CT and MR", "MR and CT"),)
    assert link_labels(workspace, 0) == (words.replace("MR and CT", "CT and MR"),)


def test_nothing_links_two_people_by_itself(workspace: Workspace) -> None:
    """S-02, G-042: not even one frame of reference; a match by hand is an explicit act."""
    hang(workspace, make_stack("1.1"), of_person(make_stack("1.2"), "other"))
    link(workspace, *LinkKind)
    workspace.viewports[0].go_to(2)
    workspace.viewports[0].set_view(ViewState(FitMode.FREE, zoom=9.0))
    workspace.viewports[0].set_presentation(Presentation(voi=LUNG))
    other = workspace.viewports[1].state
    assert (other.index, other.view, other.presentation) == (0, ViewState(), Presentation())
    assert link_labels(workspace, 1) == ()
    workspace.match_slices(0, 1)
    workspace.viewports[0].go_to(0)
    assert workspace.viewports[1].state.message == NO_CORRESPONDING_SLICE  # 10 mm before its first
    assert any(NOT_REGISTERED in label for label in link_labels(workspace, 1))


def test_a_new_series_takes_the_view_only_where_that_is_linked(workspace: Workspace) -> None:
    """S-06: its own defaults unless a link is on."""
    hang(workspace, make_stack("1.1"), make_stack("1.2"))
    workspace.viewports[0].set_view(ViewState(FitMode.FREE, zoom=50.0, center=(1.0, 2.0)))
    workspace.show(make_stack("1.3"), 1)
    assert workspace.viewports[1].state.view == ViewState()
    workspace.activate(0)
    link(workspace, LinkKind.VIEW)
    workspace.show(make_stack("1.4"), 1)
    assert workspace.viewports[1].state.view.zoom == pytest.approx(50.0)


def test_a_viewport_that_gets_its_room_later_follows_and_does_not_lead(
    workspace: Workspace,
) -> None:
    """A new cell of the grid is laid out after its series was put in."""
    hang(workspace, with_mm(make_stack("1.1")))
    link(workspace, LinkKind.VIEW)
    enlarged = ViewState(FitMode.FREE, zoom=300.0, center=(1.0, 2.0))
    workspace.viewports[0].set_view(enlarged)
    workspace.set_layout(1, 2)
    workspace.show(with_mm(make_stack("1.2")), 1)
    workspace.viewports[0].set_room(200, 400)
    workspace.viewports[1].set_room(200, 400)
    assert [v.state.view for v in workspace.viewports] == [enlarged, enlarged]


def test_a_fitted_picture_takes_linked_ones_along_when_its_room_grows(workspace: Workspace) -> None:
    hang(workspace, with_mm(make_stack("1.1")), with_mm(make_stack("1.2")))
    link(workspace, LinkKind.VIEW)
    workspace.viewports[0].set_room(800, 800)
    other = workspace.viewports[1].state.view
    assert other.fit is FitMode.FREE
    assert other.zoom == pytest.approx(200.0)  # 4 columns in 800


def test_swapped_viewports_take_everything_along(workspace: Workspace) -> None:
    hang(workspace, make_stack("1.1"), make_stack("1.2", directions=CORONAL))
    first, second = workspace.viewports
    first.go_to(2)
    first.set_presentation(Presentation(voi=LUNG))
    before = first.state, second.state
    workspace.swap(0, 1)
    assert (second.state, first.state) == before
    assert workspace.state.layout.cells == ("1.2", "1.1")
    assert workspace.state.active == 1  # with its picture


def test_films_run_together_by_time(workspace: Workspace) -> None:
    """Each at its own rate; the shorter waits at its end, both begin anew together."""
    hang(workspace, film("1.1", 20, 10.0), film("1.2", 8, 5.0))
    link(workspace, LinkKind.FILM)
    leader = workspace.film_leader()
    assert leader is workspace.viewports[0]  # 2 s against 1.6 s
    workspace.activate(1)
    assert workspace.film_leader() is leader
    leader.set_playing(playing=True)
    found = []
    for index in (1, 2, 3, 15, 16, 19, 0):
        leader.go_to(index)
        found.append(workspace.viewports[1].state.index)
    assert found == [0, 1, 1, 7, 7, 7, 0]
    assert link_labels(workspace, 0) == link_labels(workspace, 1) == ("film linked",)


def test_one_of_two_linked_films_leads(workspace: Workspace) -> None:
    hang(workspace, make_stack("1.1"), make_stack("1.2"))
    for viewport in workspace.viewports:
        viewport.set_playing(playing=True)
    assert [v.state.playing for v in workspace.viewports] == [False, True]

"""P-001, P-002, S-06: which states are offered at which images, and what is said of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.factories.dicom import image_dataset, save
from tests.factories.presentation import annotation, graphic, state_dataset, window
from tests.factories.session_desk import FaultyDesk
from tests.factories.states import header_with, of_somebody_else, state_about
from tests.factories.viewports import ArraySource, Inbox, flat, stack_of, store_of
from viewer.app.marked import (
    TRUE_SIZE,
    MarkedStates,
    is_changed,
    state_line,
    state_name,
    state_notices,
    view_under,
)
from viewer.app.viewport import ViewportModel
from viewer.limits import STATES_OFFERED
from viewer.model.lut import Window
from viewer.model.presentation_state import (
    DisplayedArea,
    PresentationState,
    References,
    SizeMode,
)
from viewer.model.viewport import FitMode, Presentation, ViewState

STACK = stack_of(flat([0, 1, 2]))
FIRST, SECOND, THIRD = STACK.frames


def index_of(*states: PresentationState) -> MarkedStates:
    marked = MarkedStates()
    marked.set_headers(header_with(state) for state in states)
    return marked


def test_states_are_offered_at_the_images_they_name_newest_first() -> None:
    old = state_about(FIRST, SECOND, uid="1", date="20230101")
    new = state_about(FIRST, uid="2", date="20240101")
    later = state_about(FIRST, uid="3", date="20240101", time="120000")
    marked = index_of(old, later, new)
    assert marked.all_for(FIRST) == (later, new, old)
    assert marked.all_for(SECOND) == (old,)
    assert marked.all_for(THIRD) == ()


def test_frames_that_are_not_named_are_not_offered_the_state() -> None:
    uid = FIRST.header.sop_instance_uid
    state = replace(state_about(FIRST), references=References({uid: frozenset({1})}))
    assert index_of(state).all_for(FIRST) == ()


def test_states_of_other_people_and_studies_are_not_offered() -> None:
    """P-001, S-01."""
    header = header_with(state_about(FIRST))
    marked = MarkedStates()
    marked.set_headers([of_somebody_else(header)])
    assert marked.all_for(FIRST) == ()
    marked.set_headers([replace(header, study=replace(header.study, uid="9"))])
    assert marked.all_for(FIRST) == ()
    marked.set_headers([header])
    assert len(marked.all_for(FIRST)) == 1


def test_a_copy_is_offered_once() -> None:
    state = state_about(FIRST)
    marked = MarkedStates()
    marked.set_headers([header_with(state, "a"), header_with(state, "b")])
    assert marked.all_for(FIRST) == (state,)


def test_news_are_told_once() -> None:
    told: list[None] = []
    marked = MarkedStates()
    marked.changed.connect(told.append)
    headers = (header_with(state_about(FIRST)),)
    marked.set_headers(headers)
    marked.set_headers(headers)
    assert len(told) == 1


def test_of_very_many_states_the_newest_are_offered() -> None:
    many = [
        state_about(FIRST, uid=f"1.{n}", date=f"{1900 + n}0101") for n in range(STATES_OFFERED + 5)
    ]
    marked = index_of(*many)
    assert len(marked.all_for(FIRST)) == STATES_OFFERED + 5
    assert marked.offered(FIRST) == tuple(many[: -STATES_OFFERED - 1 : -1])


def test_names() -> None:
    state = state_about(FIRST)
    assert state_name(state) == "MARKED · 29 Feb 2024"
    assert state_line(state) == "PR: MARKED · 29 Feb 2024 · Muster, Anna"
    assert state_line(state_about(FIRST, label="", date="", creator="")) == "PR: no name"


def notices(state: PresentationState, view: ViewState | None = None, **more: Any) -> list[str]:
    presentation = Presentation(state=state, **more)
    return list(state_notices(FIRST, view or view_under(state), presentation))


def test_an_exact_state_as_it_is_needs_no_words() -> None:
    assert notices(state_about(FIRST)) == []
    assert notices(state_about(FIRST), smooth=False) == []


def test_what_is_missing_is_listed() -> None:
    state = state_about(FIRST, missing=("mask subtraction", "turning"))
    assert notices(state) == ["PR partially applied, without: mask subtraction, turning"]


def test_true_size_needs_a_measured_screen() -> None:
    area = DisplayedArea(References(), 0, 0, 9, 9, SizeMode.TRUE_SIZE, spacing_mm=(0.5, 0.5))
    state = state_about(FIRST, areas=(area,))
    assert notices(state) == [f"PR partially applied, without: {TRUE_SIZE}"]
    assert notices(state, view_under(state, 0.25)) == []


def test_another_image_of_the_stack_says_so() -> None:
    assert notices(state_about(SECOND)) == ["PR MARKED: not about this picture"]


@pytest.mark.parametrize(
    "more",
    [
        {"voi": Window(1, 2)},
        {"inverted": True},
        {"hidden_layers": frozenset({"L1"})},
        {"show_shuttered": True},
        {"show_overlays": False},
    ],
)
def test_what_a_person_changes_is_said(more: dict[str, Any]) -> None:
    """S-06."""
    assert notices(state_about(FIRST), **more) == ["PR changed"]


def test_a_moved_view_is_a_changed_state() -> None:
    state = state_about(FIRST, quarter_turns=1)
    assert notices(state, replace(view_under(state), fit=FitMode.FREE)) == ["PR changed"]
    assert is_changed(replace(view_under(state), quarter_turns=2), Presentation(state=state))


@pytest.fixture
def model() -> Any:
    source, inbox = ArraySource(), Inbox()
    store = store_of(source, inbox)
    arrays = flat([0, 1, 2])
    model = ViewportModel(store)
    model.show(source.add(stack_of(arrays), arrays))
    yield model
    model.close()
    store.close()


def test_a_state_brings_view_and_presentation_and_reset_returns_to_it(
    model: ViewportModel,
) -> None:
    state = state_about(FIRST, quarter_turns=3, flipped=True)
    model.set_presentation(Presentation(voi=Window(1, 2), smooth=False))
    model.show_state(state, 0.2)
    view = model.state.view
    assert (view.fit, view.quarter_turns, view.flipped) == (FitMode.AREA, 3, True)
    assert (view.state, view.screen_pixel_mm) == (state, 0.2)
    assert model.state.presentation == Presentation(state=state, smooth=False)
    model.set_view(ViewState())
    model.set_presentation(replace(model.state.presentation, voi=Window(3, 4)))
    model.reset()
    assert model.state.presentation == Presentation(state=state)
    assert model.state.view.quarter_turns == 3
    model.show_state(None)
    assert (model.state.view, model.state.presentation) == (ViewState(), Presentation())


def test_scrolling_keeps_the_state_and_another_series_drops_it(model: ViewportModel) -> None:
    """S-06."""
    model.show_state(state_about(FIRST, SECOND))
    model.scroll(1)
    assert model.state.presentation.state is not None
    arrays = flat([5])
    model.show(stack_of(arrays))
    assert (model.state.presentation, model.state.view) == (Presentation(), ViewState())


def test_states_come_with_the_disc_and_go_with_it(tmp_path: Path) -> None:
    """From files to offers, a broken state among them."""
    image = image_dataset()
    save(image, tmp_path / "disc" / "image")
    drawn = annotation("L1", [graphic("POINT", [1, 2])])
    good = state_dataset(
        [image], SoftcopyVOILUTSequence=[window(40, 400)], GraphicAnnotationSequence=[drawn]
    )
    save(good, tmp_path / "disc" / "good")
    save(
        state_dataset([image], number=2, ReferencedSeriesSequence=[]), tmp_path / "disc" / "broken"
    )
    desk = FaultyDesk(None)
    try:
        session = desk.open(tmp_path / "disc")
        desk.run_until(lambda: session.workspace.active.shown is not None)
        frame = session.workspace.active.state.frame
        assert frame is not None
        (state,) = session.marked.all_for(frame)
        assert state.label == "MARKED"
        codes = [finding.code.value for finding in session.report.findings]
        assert codes.count("state-unusable") == 1
        session.workspace.active.show_state(state)
        (mark,) = session.marked.graphics.marks(session.workspace.active)
        assert mark is session.marked.graphics.marks(session.workspace.active)[0]
        session.close_media()
        assert session.marked.all_for(frame) == ()
    finally:
        desk.close()

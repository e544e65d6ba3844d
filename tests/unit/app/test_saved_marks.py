"""What others marked comes back with an arrangement as it was on show, and only that."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.factories import presentation as made
from tests.factories.dicom import image_dataset, save
from tests.factories.session_desk import FaultyDesk
from tests.unit.app.test_subtraction import film
from viewer.app.arranging import put_up, take
from viewer.app.key_selections import key_facts, only_key_images
from viewer.app.session_file import decode, encode
from viewer.app.subtraction import is_subtracted, native_stack
from viewer.errors import ArrangementError
from viewer.model.viewport import FitMode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from viewer.app.arranging import Outcome
    from viewer.app.viewport import ViewportModel


@pytest.fixture
def desk() -> Iterator[FaultyDesk]:
    desk = FaultyDesk(None)
    yield desk
    desk.close()


def marked_disc(desk: FaultyDesk, folder: Path) -> ViewportModel:
    images = [image_dataset(number=n) for n in range(1, 5)]
    state = made.state_dataset(
        images[1:2],
        ImageHorizontalFlip="Y",
        DisplayedAreaSelectionSequence=[made.area(2, 2, 8, 8)],
    )
    for number, ds in enumerate([*images, state]):
        save(ds, folder / f"F{number}")
    desk.open(folder)
    viewport = desk.session.workspace.active
    viewport.go_to(1)
    return viewport


def again(desk: FaultyDesk, folder: Path) -> Outcome:
    """Save, close everything, open the same disc, put it up."""
    data = encode(take(desk.session))
    desk.session.close_media()
    desk.open(folder)
    return put_up(decode(data), desk.session)


def test_a_presentation_state_is_active_again(desk: FaultyDesk, tmp_path: Path) -> None:
    viewport = marked_disc(desk, tmp_path)
    assert viewport.state.frame is not None
    (state,) = desk.session.marked.all_for(viewport.state.frame)
    viewport.show_state(state)
    shown = replace(viewport.state.presentation, hidden_layers=frozenset({"L1"}))
    viewport.set_presentation(replace(shown, show_shuttered=True))
    before = viewport.state
    assert again(desk, tmp_path).is_whole
    after = desk.session.workspace.active.state
    assert after.index == 1
    assert after.presentation.state is not None
    assert after.presentation.state.sop_instance_uid == state.sop_instance_uid
    assert after.presentation.hidden_layers == before.presentation.hidden_layers
    assert after.presentation.show_shuttered
    assert after.view.state is after.presentation.state
    assert (after.view.fit, after.view.flipped) == (FitMode.AREA, True)


def test_a_state_that_is_gone_is_counted_and_its_area_is_none(
    desk: FaultyDesk, tmp_path: Path
) -> None:
    viewport = marked_disc(desk, tmp_path)
    assert viewport.state.frame is not None
    (state,) = desk.session.marked.all_for(viewport.state.frame)
    viewport.show_state(state)
    data = encode(take(desk.session))
    desk.session.close_media()
    (tmp_path / "F4").unlink()
    desk.open(tmp_path)
    outcome = put_up(decode(data), desk.session)
    assert (outcome.pictures, outcome.missing_others) == (1, 1)
    after = desk.session.workspace.active.state
    assert after.presentation.state is None
    assert after.view.fit is FitMode.FIT


def test_only_key_pictures_are_leafed_through_again(desk: FaultyDesk, tmp_path: Path) -> None:
    viewport = marked_disc(desk, tmp_path)
    stack, frame = viewport.state.stack, viewport.state.frame
    assert stack is not None
    assert frame is not None
    desk.session.key_images.toggle(frame.key, frame.header)
    facts = key_facts(desk.session.catalog.patients[0])
    picked = only_key_images(stack, facts, desk.session.key_images.state.keys)
    assert picked is not None
    viewport.refresh(picked)
    again(desk, tmp_path)
    after = desk.session.workspace.active.state
    assert after.stack is not None
    assert after.stack.is_selection
    assert len(after.stack.frames) == 1


@pytest.mark.parametrize("subtracted", [True, False])
def test_a_film_is_subtracted_again_or_not(
    desk: FaultyDesk,
    tmp_path: Path,
    subtracted: bool,  # noqa: FBT001  a parameter
) -> None:
    save(film(RecommendedViewingMode="SUB"), tmp_path / "XA1")
    desk.open(tmp_path)
    viewport = desk.session.workspace.active
    viewport.go_to(3)
    assert is_subtracted(viewport.state.stack)
    if not subtracted:
        assert viewport.state.stack is not None
        viewport.show_variant(native_stack(viewport.state.stack))
    again(desk, tmp_path)
    after = desk.session.workspace.active.state
    assert after.index == 3
    assert is_subtracted(after.stack) is subtracted


@pytest.mark.parametrize(
    "wrong",
    [
        "all",
        [1],
        [{"viewport": 99}],
        [{"viewport": 0, "state": "1" * 65}],
        [{"viewport": 0, "state": "", "hidden_layers": ["L" * 999]}],
    ],
)
def test_what_is_none_is_refused_and_changes_nothing(
    desk: FaultyDesk, tmp_path: Path, wrong: object
) -> None:
    viewport = marked_disc(desk, tmp_path)
    file = json.loads(encode(take(desk.session)))
    file["parts"]["marked"] = wrong
    viewport.go_to(2)
    with pytest.raises(ArrangementError):
        put_up(decode(json.dumps(file).encode()), desk.session)
    assert viewport.state.index == 2

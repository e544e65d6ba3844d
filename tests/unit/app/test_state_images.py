"""A presentation state that is chosen in the list is shown at its picture (P-001)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.factories import presentation as made
from tests.factories.dicom import image_dataset, save
from tests.factories.session_desk import FaultyDesk
from viewer.app.state_images import image_of_state, show_under_state

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def desk() -> Iterator[FaultyDesk]:
    desk = FaultyDesk(None)
    yield desk
    desk.close()


def opened(desk: FaultyDesk, folder: Path, *, about: slice) -> str:
    """Four images and a state about some of them; the item of the state."""
    images = [image_dataset(number=n) for n in range(1, 5)]
    for number, ds in enumerate(images):
        save(ds, folder / f"F{number}")
    save(made.state_dataset(images[about]), folder / "PR")
    session = desk.open(folder)
    return next(i.uid for i in session.catalog.items() if i.series.modality == "PR")


def test_its_picture_comes_as_the_state_has_it(desk: FaultyDesk, tmp_path: Path) -> None:
    uid = opened(desk, tmp_path, about=slice(2, 3))
    session = desk.session
    found = image_of_state(session.catalog, uid, session.workspace.active.state.frame)
    assert found is not None
    show_under_state(session, found, 0)
    shown = session.workspace.active.state
    assert shown.index == 2
    assert shown.presentation.state == found.state
    assert shown.view.state == found.state


def test_the_picture_on_show_stays_if_it_is_one_of_them(desk: FaultyDesk, tmp_path: Path) -> None:
    uid = opened(desk, tmp_path, about=slice(1, 4))
    session = desk.session
    frames = session.workspace.active.state.stack
    assert frames is not None
    indices = []
    for frame in (None, *frames.frames):
        found = image_of_state(session.catalog, uid, frame)
        assert found is not None
        indices.append(found.index)
    assert indices == [1, 1, 1, 2, 3]


def test_other_items_and_states_without_their_pictures_are_as_ever(
    desk: FaultyDesk, tmp_path: Path
) -> None:
    uid = opened(desk, tmp_path, about=slice(0, 1))
    catalog = desk.session.catalog
    series = next(i.uid for i in catalog.items() if i.series.modality != "PR")
    assert image_of_state(catalog, series, None) is None
    desk.session.close_media()
    (tmp_path / "F0").unlink()
    catalog = desk.open(tmp_path).catalog
    uid = next(i.uid for i in catalog.items() if i.series.modality == "PR")
    assert image_of_state(catalog, uid, None) is None

"""Matches by hand and windows of viewports come back with a saved arrangement."""

import queue
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from tests.factories.fake_session import FakeSession, small_catalog
from viewer.app.arranging import put_up, take
from viewer.app.catalog import Catalog
from viewer.app.link_state import LinkKind, Links
from viewer.app.session_file import decode, encode
from viewer.errors import ArrangementError


@pytest.fixture
def session() -> Iterator[FakeSession]:
    posted: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
    made = FakeSession(posted.put)
    made.make_ready(small_catalog())
    made.workspace.set_layout(1, 2)
    made.show_item("1.2.1.2", 0)
    made.show_item("1.2.1.3", 1)
    yield made
    made.close()


def without(catalog: Catalog, uid: str) -> Catalog:
    patients = tuple(
        replace(
            patient,
            studies=tuple(
                replace(study, items=tuple(item for item in study.items if item.uid != uid))
                for study in patient.studies
            ),
        )
        for patient in catalog.patients
    )
    return Catalog(patients)


@pytest.mark.parametrize("on", [True, False])
def test_slices_matched_by_hand_are_matched_again(session: FakeSession, *, on: bool) -> None:
    workspace = session.workspace
    workspace.viewports[0].go_to(3)
    assert workspace.match_slices(0, 1)
    workspace.viewports[0].go_to(5)
    workspace.set_links(workspace.state.links.switched(LinkKind.SCROLL, on=on))
    before = workspace.state.links, [v.state.index for v in workspace.viewports]
    assert len(before[0].matches) == 1
    data = encode(take(session))
    workspace.set_links(Links())
    workspace.viewports[0].go_to(0)
    session.history.commit()
    assert put_up(decode(data), session).is_whole
    assert (workspace.state.links, [v.state.index for v in workspace.viewports]) == before
    session.history.undo()  # one step
    assert workspace.state.links == Links()


def test_a_match_with_what_is_not_there_is_counted_and_left_out(session: FakeSession) -> None:
    session.workspace.match_slices(0, 1)
    arrangement = decode(encode(take(session)))
    session.set_catalog(without(session.catalog, "1.2.1.3"))
    assert put_up(arrangement, session).missing_others == 1
    assert session.workspace.state.links.matches == ()


def test_windows_open_again_with_what_they_showed(session: FakeSession) -> None:
    session.workspace.set_detached(1, detached=True)
    data = encode(take(session))
    session.workspace.set_detached(1, detached=False)
    assert put_up(decode(data), session).is_whole
    assert session.workspace.state.detached == (1,)
    session.set_catalog(without(session.catalog, "1.2.1.3"))
    put_up(decode(data), session)
    assert not session.workspace.state.detached  # an empty window would say nothing


def test_one_viewport_stays_in_the_grid(session: FakeSession) -> None:
    arrangement = replace(take(session), parts={"windows": [0, 1]})
    put_up(arrangement, session)
    assert session.workspace.state.detached == ()


@pytest.mark.parametrize(
    "parts",
    [
        {"matches": {}},
        {"matches": [{"first": 1, "second": 2}]},
        {"matches": [{}] * 101},
        {"windows": [True]},
        {"windows": ["1"]},
        {"windows": list(range(13))},
        {"windows": 1},
    ],
)
def test_what_is_none_is_refused_as_a_whole(session: FakeSession, parts: dict[str, object]) -> None:
    before = session.workspace.state
    with pytest.raises(ArrangementError):
        put_up(replace(take(session), parts=parts), session)
    assert session.workspace.state == before

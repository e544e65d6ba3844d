"""Reads that hang: nobody but the reading thread waits for them (M-042)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factories.dicom import make_ct_series
from tests.factories.faulty_source import FaultPlan
from tests.factories.session_desk import FaultyDesk
from viewer.app import closing
from viewer.app.frames import LoadedFrame
from viewer.app.stage import Stage

PATIENCE_S = 30


@pytest.fixture
def plan() -> FaultPlan:
    return FaultPlan()


@pytest.fixture
def desk(plan: FaultPlan) -> Iterator[FaultyDesk]:
    desk = FaultyDesk(plan, frames_mib=0)
    yield desk
    plan.release.set()
    desk.close()


def test_another_medium_opens_beside_one_that_hangs(
    desk: FaultyDesk, plan: FaultPlan, tmp_path: Path
) -> None:
    make_ct_series(tmp_path / "stuck" / "HANGS", slices=2)
    make_ct_series(tmp_path / "good", slices=2)
    plan.stalled = frozenset({"HANGS/0000"})
    desk.session.open(tmp_path / "stuck")
    assert plan.reached.wait(PATIENCE_S)
    assert desk.session.waiting_s > 0.0
    session = desk.session
    session.open(tmp_path / "good")
    desk.run_until(lambda: isinstance(session.workspace.active.shown, LoadedFrame))
    assert len(session.catalog.items()) == 1
    assert session.load.stage is Stage.READING  # not all is read: the first one owes an answer
    session.close_media()
    desk.run_until(lambda: session.load.stage is Stage.NO_MEDIUM)


def test_a_frame_that_hangs_comes_when_the_drive_answers(
    desk: FaultyDesk, plan: FaultPlan, tmp_path: Path
) -> None:
    make_ct_series(tmp_path / "disc", slices=8)
    session = desk.open(tmp_path / "disc")
    viewport = session.workspace.active
    desk.run_until(lambda: viewport.shown is not None)
    plan.stalled = frozenset({"0007"})
    viewport.go_to(7)
    assert plan.reached.wait(PATIENCE_S)
    assert viewport.shown is None  # the window goes on, and shows no other picture here
    plan.release.set()
    desk.run_until(lambda: isinstance(viewport.shown, LoadedFrame))


def test_quitting_leaves_a_hanging_read_behind(
    plan: FaultPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closing, "PATIENCE_S", 0.05)
    make_ct_series(tmp_path / "disc", slices=3)
    desk = FaultyDesk(plan)
    plan.stalled = frozenset({"0001"})
    desk.session.open(tmp_path / "disc")
    assert plan.reached.wait(PATIENCE_S)
    desk.close()  # returns although the read does not
    assert not plan.release.is_set()
    plan.release.set()
    desk.close()  # now everything ends


def test_a_medium_that_hung_while_it_was_taken_out_goes_on(
    desk: FaultyDesk, plan: FaultPlan, tmp_path: Path
) -> None:
    make_ct_series(tmp_path / "disc", slices=5)
    plan.stalled = frozenset({"0002"})
    session = desk.session
    session.open(tmp_path / "disc")
    assert plan.reached.wait(PATIENCE_S)
    desk.run_until(lambda: session.load.stage is Stage.READING)
    session.medium_taken_out(tmp_path / "disc")
    desk.wait_for(Stage.REMOVED)
    session.medium_back(tmp_path / "disc")
    plan.stalled = frozenset()
    plan.release.set()
    desk.wait_for(Stage.READY)
    assert session.report.counts.readable == 5

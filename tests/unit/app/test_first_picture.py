"""What is read of a disc until its first picture is on show, and in which order (M-042)."""

from pathlib import Path

import pytest

from tests.factories.dicom import image_dataset, make_disc
from tests.factories.faulty_source import FaultPlan
from tests.factories.session_desk import PATIENCE_S, FaultyDesk
from viewer.app import open_medium
from viewer.boot.queue import PROGRAM_FIRST

NUMBERS = (4, 2, 1, 3, 5)  # of the images, in the order of their names
FOLDER = "DICOM/PT000000/ST000000/SE000000"
FIRST = f"{FOLDER}/IM000002"  # number 1
OTHERS = [f"{FOLDER}/IM00000{n}" for n in (0, 1, 3, 4)]


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine too nobody gives up waiting for the picture."""
    for name in ("_PATIENCE_S", "_SERIES_PATIENCE_S"):
        monkeypatch.setattr(open_medium, name, PATIENCE_S)


def disc(folder: Path) -> Path:
    objects = [image_dataset(series=1, number=n) for n in NUMBERS]
    make_disc(folder, [*objects, *(image_dataset(series=2, number=n) for n in (1, 2))])
    return folder


@pytest.mark.usefixtures("patient")
def test_nothing_is_read_but_the_first_picture_until_it_is_there(tmp_path: Path) -> None:
    plan = FaultPlan()
    desk = FaultyDesk(plan)
    session = desk.open(disc(tmp_path / "disc"))
    assert plan.opened[:3] == ["DICOMDIR", FIRST, FIRST]  # the header, then the pixels
    headers = list(dict.fromkeys(plan.opened))
    series = [path for path in headers if path.startswith(FOLDER)]
    assert series == [FIRST, *OTHERS]  # what follows comes as it lies on the disc
    stack = session.workspace.active.state.stack
    assert stack is not None
    order = [frame.header.sort.instance_number for frame in stack.frames]
    assert order == [1, 2, 3, 4, 5]
    assert session.workspace.active.state.index == 0
    desk.close()


@pytest.mark.usefixtures("patient")
def test_who_wants_another_series_does_not_wait_for_the_first(tmp_path: Path) -> None:
    plan = FaultPlan(stalled=frozenset({FIRST}))
    desk = FaultyDesk(plan)
    session = desk.session
    session.open(disc(tmp_path / "disc"))
    desk.run_until(lambda: bool(session.catalog.items()))
    assert plan.reached.wait(PATIENCE_S)
    other = next(item for item in session.catalog.items() if item.series.uid.endswith(".2"))
    session.show_item(other.uid)
    plan.release.set()
    desk.run_until(lambda: session.workspace.active.state.stack is not None)
    desk.close()


@pytest.mark.usefixtures("patient")
def test_the_rest_of_a_disc_waits_while_the_program_reads_itself(tmp_path: Path) -> None:
    plan = FaultPlan()
    desk = FaultyDesk(plan)
    PROGRAM_FIRST.hold()
    try:
        desk.session.open(disc(tmp_path / "disc"))
        desk.run_until(lambda: bool(desk.session.catalog.items()))
        assert plan.opened == ["DICOMDIR"]
        PROGRAM_FIRST.give_way()
        desk.run_until(lambda: desk.session.workspace.active.shown is not None)
        PROGRAM_FIRST.release()
    finally:
        PROGRAM_FIRST.release()
    assert plan.opened[:3] == ["DICOMDIR", FIRST, FIRST]
    desk.close()

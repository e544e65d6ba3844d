"""Media faults through a real file system: what the kernel says of them (M-042, S-01)."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factories.dicom import make_ct_series, make_disc
from tests.factories.fuse_mount import FaultyMount
from tests.factories.media import codes
from tests.factories.session_desk import FaultyDesk
from tests.faults.test_vanishing import other_disc
from viewer.app.frames import FailedFrame, LoadedFrame
from viewer.app.stage import Stage
from viewer.model.findings import FindingCode

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="FUSE is tried on Linux")


@pytest.fixture
def mount(tmp_path: Path) -> Iterator[FaultyMount]:
    make_ct_series(tmp_path / "disc", slices=8)
    with FaultyMount(tmp_path / "disc", tmp_path / "mnt") as mount:
        yield mount


@pytest.fixture
def desk() -> Iterator[FaultyDesk]:
    desk = FaultyDesk(None, frames_mib=0)
    yield desk
    desk.close()


@pytest.mark.parametrize("word", ["EIO", "ENOENT", "ESTALE", "ENXIO", "ENODEV", "ENOTCONN"])
def test_whatever_the_system_calls_it_the_disc_was_taken_out(
    mount: FaultyMount, desk: FaultyDesk, word: str
) -> None:
    session = desk.open(mount.point)
    viewport = session.workspace.active
    desk.run_until(lambda: isinstance(viewport.shown, LoadedFrame))
    mount.say(f"mode {word}")
    viewport.go_to(7)
    desk.wait_for(Stage.REMOVED)
    assert not session.replaced
    desk.run_until(lambda: isinstance(viewport.shown, FailedFrame))
    assert FindingCode.FILE_UNREADABLE not in codes(session.report)
    session.medium_back(mount.point)  # it is not: nothing changes
    mount.say("mode fine")
    session.medium_back(mount.point)
    desk.wait_for(Stage.READY)
    desk.run_until(lambda: isinstance(viewport.shown, LoadedFrame))
    assert viewport.state.index == 7


def test_a_disc_ejected_and_put_in_again_goes_on(mount: FaultyMount, desk: FaultyDesk) -> None:
    session = desk.open(mount.point)
    viewport = session.workspace.active
    desk.run_until(lambda: isinstance(viewport.shown, LoadedFrame))
    mount.eject()
    viewport.go_to(6)
    desk.wait_for(Stage.REMOVED)
    mount.mount()
    session.medium_back(mount.point)
    desk.wait_for(Stage.READY)
    desk.run_until(lambda: isinstance(viewport.shown, LoadedFrame))


def test_another_disc_mounted_at_the_same_place(
    mount: FaultyMount, desk: FaultyDesk, tmp_path: Path
) -> None:
    first = mount.folder
    session = desk.open(mount.point)
    viewport = session.workspace.active
    desk.run_until(lambda: isinstance(viewport.shown, LoadedFrame))
    mount.eject()
    other_disc(tmp_path / "other")
    make_ct_series(tmp_path / "other", slices=8, PatientName="Other^Two", PatientID="8")
    mount.folder = tmp_path / "other"
    mount.mount()
    viewport.go_to(5)
    desk.wait_for(Stage.REMOVED)  # that it is gone may have been seen before the other one came
    session.medium_back(mount.point)
    desk.run_until(lambda: session.replaced == (mount.point,))
    desk.run_until(lambda: isinstance(viewport.shown, FailedFrame))
    mount.eject()
    mount.folder = first
    mount.mount()
    session.medium_back(mount.point)
    desk.wait_for(Stage.READY)
    desk.run_until(lambda: isinstance(viewport.shown, LoadedFrame))


def test_scratches_lose_files_and_not_the_disc(tmp_path: Path, desk: FaultyDesk) -> None:
    make_disc(tmp_path / "disc")
    victim = next(p for p in sorted((tmp_path / "disc" / "DICOM").rglob("*")) if p.is_file())
    with FaultyMount(tmp_path / "disc", tmp_path / "mnt") as mount:
        mount.say(f"scratch 0 4096 {victim.relative_to(tmp_path / 'disc')}")
        session = desk.open(mount.point)
        assert codes(session.report)[FindingCode.FILE_UNREADABLE] == 1
        assert session.report.counts.readable == 2
        session.close_media()


def test_a_drive_that_hangs_holds_up_nobody(mount: FaultyMount, tmp_path: Path) -> None:
    desk = FaultyDesk(None)
    make_ct_series(tmp_path / "good", slices=2)
    mount.say("mode stall")
    desk.session.open(mount.point)
    desk.run_until(lambda: desk.session.load.stage is Stage.READING)
    desk.session.close_media()
    session = desk.open(tmp_path / "good")
    assert len(session.catalog.items()) == 1
    desk.close()
    mount.say("mode fine")
    desk.close()

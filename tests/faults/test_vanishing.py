"""Media that vanish and come back, and others in their place (S-01, S-05, M-042)."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.factories.dicom import image_dataset, make_ct_series, make_disc
from tests.factories.faulty_source import FaultPlan
from tests.factories.media import codes
from tests.factories.session_desk import FaultyDesk
from viewer.app.frames import FailedFrame, LoadedFrame
from viewer.app.link_state import Links
from viewer.app.session import Session
from viewer.app.stage import Stage
from viewer.errors import FileChangedError, MediumNotFoundError, MediumReplacedError
from viewer.media.cancel import CancelToken
from viewer.media.medium import Medium
from viewer.media.source import FolderSource
from viewer.model.display_set import ImageStack
from viewer.model.findings import FindingCode
from viewer.model.image import FileKey, FrameKey
from viewer.model.lut import Window
from viewer.settings import Settings


@pytest.fixture
def desk() -> Iterator[FaultyDesk]:
    desk = FaultyDesk(FaultPlan())
    yield desk
    desk.close()


@pytest.fixture
def plain_desk() -> Iterator[FaultyDesk]:
    desk = FaultyDesk(None, frames_mib=0)
    yield desk
    desk.close()


def plan_of(desk: FaultyDesk) -> FaultPlan:
    assert desk.plan is not None
    return desk.plan


def pictures(session: Session) -> int:
    """How many pictures the catalog offers."""
    sets = [item.display_set for item in session.catalog.items()]
    return sum(len(stack.frames) for stack in sets if isinstance(stack, ImageStack))


@pytest.mark.parametrize("opened_before", [1, 2, 7, 12])
@pytest.mark.parametrize("with_directory", [True, False])
def test_a_scan_goes_on_where_the_medium_vanished(
    desk: FaultyDesk, tmp_path: Path, opened_before: int, *, with_directory: bool
) -> None:
    if with_directory:
        make_disc(
            tmp_path / "disc",
            [image_dataset(series=s, number=n) for s in (1, 2) for n in range(1, 8)],
        )
    else:
        make_ct_series(tmp_path / "disc", slices=14)
    plan = plan_of(desk)
    plan.vanish_after = opened_before
    session = desk.open(tmp_path / "disc", Stage.REMOVED)
    known = session.report.counts.readable
    plan.vanish_after, plan.away = -1, False
    session.medium_back(tmp_path / "disc")
    desk.wait_for(Stage.READY)
    assert session.report.counts.readable == session.report.counts.found == 14
    assert FindingCode.FILE_UNREADABLE not in codes(session.report)
    assert known > 0 or opened_before <= 2
    desk.run_until(lambda: pictures(session) == 14)  # those of a series that was asked for too


def test_layout_position_and_window_stay(desk: FaultyDesk, tmp_path: Path) -> None:
    make_disc(
        tmp_path / "disc", [image_dataset(series=s, number=n) for s in (1, 2) for n in (1, 2, 3)]
    )
    plan = plan_of(desk)
    session = desk.open(tmp_path / "disc")
    workspace = session.workspace
    workspace.set_layout(1, 2)
    workspace.set_links(Links(frozenset()))
    first, second = (item.uid for item in session.catalog.items())
    session.show_item(first, 0)
    session.show_item(second, 1)
    desk.run_until(lambda: all(v.shown is not None for v in workspace.viewports))
    workspace.viewports[0].go_to(2)
    presentation = workspace.viewports[0].state.presentation
    workspace.viewports[0].set_presentation(replace(presentation, voi=Window(40.0, 400.0)))
    states = [v.state for v in workspace.viewports]
    plan.away = True
    session.medium_taken_out(tmp_path / "disc")
    desk.wait_for(Stage.REMOVED)
    plan.away = False
    session.medium_back(tmp_path / "disc")
    desk.wait_for(Stage.READY)
    assert [v.state for v in workspace.viewports] == states
    assert workspace.state.layout.columns == 2


def test_frames_that_failed_meanwhile_are_read_when_it_is_back(tmp_path: Path) -> None:
    desk = FaultyDesk(FaultPlan(), frames_mib=0)  # nothing is kept that is not on screen
    make_ct_series(tmp_path / "disc", slices=6)
    session = desk.open(tmp_path / "disc")
    viewport = session.workspace.active
    desk.run_until(lambda: viewport.shown is not None)
    plan = plan_of(desk)
    plan.away = True
    viewport.go_to(5)
    desk.wait_for(Stage.REMOVED)
    desk.run_until(lambda: isinstance(viewport.shown, FailedFrame))
    assert isinstance(getattr(viewport.shown, "error", None), MediumNotFoundError)
    plan.away = False
    session.medium_back(tmp_path / "disc")
    desk.run_until(lambda: isinstance(viewport.shown, LoadedFrame))
    assert viewport.state.index == 5
    desk.close()


def test_a_drive_that_is_not_there_is_left_alone(desk: FaultyDesk, tmp_path: Path) -> None:
    make_ct_series(tmp_path / "disc", slices=12)
    session = desk.open(tmp_path / "disc")
    viewport = session.workspace.active
    plan = plan_of(desk)
    session.medium_taken_out(tmp_path / "disc")
    desk.wait_for(Stage.REMOVED)
    frames = viewport.state.stack
    assert frames is not None
    desk.run_until(lambda: all(viewport.loaded_indices()))
    opened = len(plan.opened)
    session.frames.retry(1)
    for index in range(12):
        viewport.go_to(index)
    desk.run_until(lambda: viewport.shown is not None)
    assert len(plan.opened) == opened


def other_disc(folder: Path) -> None:
    """Somebody else's pictures under the same names, of the same size and time."""
    make_disc(folder, [image_dataset(number=n, PatientName="Other^One", PatientID="9",
                                     SeriesInstanceUID="2.25.77", StudyInstanceUID="2.25.78",
                                     SOPInstanceUID=f"2.25.79{n}") for n in (1, 2, 3)])  # fmt: skip


def test_another_disc_in_its_place_is_never_read_under_the_old_names(
    plain_desk: FaultyDesk, tmp_path: Path
) -> None:
    disc, other = tmp_path / "disc", tmp_path / "other"
    make_disc(disc)
    other_disc(other)
    session = plain_desk.open(disc)
    viewport = session.workspace.active
    plain_desk.run_until(lambda: viewport.shown is not None)
    disc.rename(tmp_path / "first")
    other.rename(disc)
    session.workspace.active.go_to(2)
    plain_desk.wait_for(Stage.REMOVED)
    assert session.replaced == (disc,)
    plain_desk.run_until(lambda: viewport.shown is not None)
    error = getattr(viewport.shown, "error", None)
    assert isinstance(error, MediumNotFoundError)
    session.medium_back(disc)  # still the other one
    plain_desk.run_until(lambda: session.load.stage is Stage.REMOVED)
    disc.rename(other)
    (tmp_path / "first").rename(disc)
    session.medium_back(disc)
    plain_desk.wait_for(Stage.READY)
    plain_desk.run_until(lambda: isinstance(viewport.shown, LoadedFrame))
    (patient,) = session.catalog.patients
    assert "Other" not in patient.facts.name


def test_a_medium_is_known_by_its_content_not_by_its_folder(tmp_path: Path) -> None:
    make_disc(tmp_path / "disc")
    source = FolderSource(tmp_path / "disc")
    source.open("DICOMDIR").close()
    shutil.copytree(tmp_path / "disc", tmp_path / "copy")
    (tmp_path / "disc").rename(tmp_path / "away")
    with pytest.raises(MediumNotFoundError):
        source.restore()
    other_disc(tmp_path / "disc")
    with pytest.raises(MediumReplacedError):
        source.restore()
    shutil.rmtree(tmp_path / "disc")
    (tmp_path / "disc").mkdir()  # the empty mount point
    with pytest.raises(MediumNotFoundError) as caught:
        source.restore()
    assert not isinstance(caught.value, MediumReplacedError)
    (tmp_path / "disc").rmdir()
    (tmp_path / "copy").rename(tmp_path / "disc")  # other inodes, as after mounting again
    source.restore()


def test_a_folder_may_change_while_it_is_looked_at(tmp_path: Path) -> None:
    make_ct_series(tmp_path / "disc", slices=3)
    source = FolderSource(tmp_path / "disc")
    for name in ("0000", "0001", "0002"):
        source.open(name).close()
    (tmp_path / "disc" / "0000").unlink()
    (tmp_path / "disc" / "letter.txt").write_text("hello")
    source.open("0002").close()
    with pytest.raises(FileNotFoundError):
        source.open("0000")


def test_an_archive_goes_on_after_its_medium_was_away(tmp_path: Path) -> None:
    make_ct_series(tmp_path / "pictures", slices=3)
    (tmp_path / "disc").mkdir()
    shutil.make_archive(str(tmp_path / "disc" / "cd"), "zip", tmp_path / "pictures")
    for place in (tmp_path / "disc", tmp_path / "disc" / "cd.zip"):
        medium = Medium.open(place, 1, Settings())
        medium.read_directory()
        medium.complete(lambda _: None, CancelToken())
        (file, *_) = [i.file for i in medium.file_set().instances()]
        before = medium.read_frame(FrameKey(file, 0)).data
        (tmp_path / "disc").rename(tmp_path / "away")
        with pytest.raises(MediumNotFoundError):
            medium.come_back()
        (tmp_path / "away").rename(tmp_path / "disc")
        medium.come_back()
        assert medium.read_frame(FrameKey(file, 0)).data == before
        medium.close()


def test_what_was_scratched_is_tried_again_after_the_disc_was_out(tmp_path: Path) -> None:
    desk = FaultyDesk(plan := FaultPlan(errors={"0003": (0, 1 << 20)}))
    make_ct_series(tmp_path / "disc", slices=6)
    session = desk.open(tmp_path / "disc")
    assert codes(session.report)[FindingCode.FILE_UNREADABLE] == 1
    session.medium_taken_out(tmp_path / "disc")
    desk.wait_for(Stage.REMOVED)
    plan.errors.clear()  # wiped clean
    session.medium_back(tmp_path / "disc")
    desk.wait_for(Stage.READY)
    assert session.report.counts.readable == 6
    assert FindingCode.FILE_UNREADABLE not in codes(session.report)
    desk.close()


def test_listed_files_that_failed_are_counted_once_when_tried_again(tmp_path: Path) -> None:
    make_disc(tmp_path / "disc")
    victim = next(p for p in sorted((tmp_path / "disc" / "DICOM").rglob("*")) if p.is_file())
    name = victim.relative_to(tmp_path / "disc").as_posix()
    desk = FaultyDesk(plan := FaultPlan(errors={name: (0, 1 << 20)}))
    session = desk.open(tmp_path / "disc")
    assert (session.report.counts.found, session.report.counts.readable) == (3, 2)
    session.medium_taken_out(tmp_path / "disc")
    desk.wait_for(Stage.REMOVED)
    plan.errors.clear()
    session.medium_back(tmp_path / "disc")
    desk.wait_for(Stage.READY)
    counts = session.report.counts
    assert counts.referenced == counts.found == counts.readable == 3
    (item,) = session.catalog.items()
    assert isinstance(item.display_set, ImageStack)
    assert len(item.display_set.frames) == 3
    desk.close()


@pytest.mark.parametrize("change", ["shrink", "grow", "replace", "overwrite"])
def test_a_file_that_changed_gives_no_pixels(tmp_path: Path, change: str) -> None:
    """The header of one content never describes the pixels of another (S-01)."""
    files = make_ct_series(tmp_path / "disc", slices=2)
    medium = Medium.open(tmp_path / "disc", 1, Settings())
    medium.read_directory()
    medium.complete(lambda _: None, CancelToken())
    key = FrameKey(FileKey(1, "0001"), 0)
    assert medium.read_frame(key).data
    data = files[1].read_bytes()
    match change:
        case "shrink":
            files[1].write_bytes(data[:-100])
        case "grow":
            files[1].write_bytes(data + b"\0" * 100)
        case "replace":
            (tmp_path / "new").write_bytes(data)
            (tmp_path / "new").replace(files[1])
        case "overwrite":
            files[1].write_bytes(data[::-1])
    with pytest.raises(FileChangedError):
        medium.read_frame(key)
    assert medium.read_frame(FrameKey(FileKey(1, "0000"), 0)).data
    medium.close()


def test_a_file_that_shrinks_in_the_middle_of_a_read_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "disc").mkdir()
    place = tmp_path / "disc" / "file"
    place.write_bytes(b"a" * 100_000)
    with FolderSource(tmp_path / "disc").open("file") as stream:
        assert stream.read(10) == b"a" * 10
        place.write_bytes(b"b" * 50_000)
        with pytest.raises(FileChangedError):
            stream.read()

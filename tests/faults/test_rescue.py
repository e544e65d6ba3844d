"""Rescue through a real file system whose sectors fail (M-042)."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.factories.dicom import make_ct_series
from tests.factories.disc_tree import OPTIONS
from tests.factories.fuse_mount import FaultyMount
from tests.factories.media import report_of
from tests.factories.rescue import SECTOR, copied, images
from viewer.cli.exit_code import ExitCode
from viewer.cli.main import run
from viewer.errors import FileReadError, MediumNotFoundError
from viewer.publish.image import write_iso
from viewer.publish.image_check import read_tree
from viewer.publish.rescue.job import Rescue, RescueRequest
from viewer.publish.rescue.passes import Pass
from viewer.publish.rescue.work import Work

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="FUSE is tried on Linux")


@pytest.fixture
def mount(tmp_path: Path, demo_disc: Path) -> Iterator[FaultyMount]:
    copied(demo_disc, tmp_path / "disc")
    with FaultyMount(tmp_path / "disc", tmp_path / "mnt") as mount:
        yield mount


def test_a_scratched_disc_is_rescued_and_whole_after_cleaning(
    mount: FaultyMount, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    third, fifth = images(mount.folder)[2], images(mount.folder)[4]
    mount.say(f"scratch 0 100000 {third}")
    size = (mount.folder / fifth).stat().st_size
    mount.say(f"scratch {size - 1} {size} {fifth}")
    command = ["rescue", str(mount.point), "--to", str(tmp_path / "copy"), "--retries", "1"]
    assert run(command) == ExitCode.FINDINGS
    said = capsys.readouterr().out
    assert "2 images or objects lost, 3, 5" in said
    assert str(tmp_path / "copy.rescue") in said
    report = report_of(tmp_path / "copy")
    assert report.findings == ()
    assert report.counts.readable == report_of(mount.folder).counts.readable - 2
    mount.say(f"scratch 0 0 {third}")
    mount.say(f"scratch 0 0 {fifth}")
    assert run(command) == ExitCode.OK
    assert report_of(tmp_path / "copy").counts == report_of(mount.folder).counts
    assert not (tmp_path / "copy.rescue").exists()
    assert "Nothing: all that is listed was read." in capsys.readouterr().out


@pytest.mark.parametrize("start", [0, 3000])
def test_behind_a_scratch_at_its_beginning_a_file_is_read(tmp_path: Path, start: int) -> None:
    """Also of the few by whose beginnings a disc is recognised while it is read."""
    make_ct_series(tmp_path / "disc", 3, pixels=np.zeros((200, 200), np.uint16))
    with FaultyMount(tmp_path / "disc", tmp_path / "mnt") as mount:
        mount.say(f"scratch {start} {start + 1} 0001")
        request = RescueRequest(mount.point, tmp_path / "copy", retries=0)
        Rescue(request).run(lambda _: "")
    assert 0 < Work.open(request.work).missing <= SECTOR


def test_a_scratched_directory_does_not_hide_what_it_lists(
    mount: FaultyMount, tmp_path: Path
) -> None:
    mount.say("scratch 0 4096 DICOMDIR")
    command = ["rescue", str(mount.point), "--to", str(tmp_path / "copy"), "--retries", "0"]
    assert run(command) == ExitCode.FINDINGS
    report = report_of(tmp_path / "copy")
    assert report.findings == ()
    assert report.counts.referenced == report_of(mount.folder).counts.readable


@pytest.mark.parametrize("hit", ["image", "folders", "descriptor"])
def test_a_scratched_image_is_rescued(
    demo_disc: Path, tmp_path: Path, hit: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "disc").mkdir()
    image = tmp_path / "disc" / "demo.iso"
    write_iso(demo_disc, image, OPTIONS, ["DICOMDIR"])
    lost = read_tree(image).rock_ridge[images(demo_disc)[2]]
    place = {
        "image": (lost.sector * SECTOR, lost.sector * SECTOR + 1),
        "folders": (28 * SECTOR, 29 * SECTOR),  # the root of the first tree of names
        "descriptor": (16 * SECTOR, 17 * SECTOR),
    }[hit]
    with FaultyMount(tmp_path / "disc", tmp_path / "mnt") as mount:
        mount.say(f"scratch {place[0]} {place[1]} demo.iso")
        command = ["rescue", str(mount.point / "demo.iso"), "--to", str(tmp_path / "copy.iso")]
        code = run([*command, "--retries", "1"])
    report, whole = report_of(tmp_path / "copy.iso"), report_of(demo_disc)
    assert report.findings == ()
    missing = 1 if hit == "image" else 0
    assert report.counts.readable == whole.counts.readable - missing
    assert (code == ExitCode.FINDINGS) == bool(missing)
    assert ("1 image or object lost, 3" in capsys.readouterr().out) == bool(missing)


def test_names_that_come_to_light_later_do_not_make_two_files_of_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of an image whose folder of long names is scratched, the short ones are taken."""
    (tmp_path / "disc").mkdir()
    image = tmp_path / "disc" / "long.iso"
    folder = tmp_path / "folder" / "IMAGES"
    for path in make_ct_series(folder, 3):
        path.rename(folder / (path.name + "x" * 70))
    making = ["xorriso", "-as", "mkisofs", "-quiet", "-J", "-r", "-o", str(image)]
    if shutil.which(making[0]) is None:
        pytest.skip("no xorriso on this machine")
    subprocess.run([*making, str(folder.parent)], check=True, capture_output=True)  # noqa: S603
    data = image.read_bytes()
    names = data.index("0000xxx".encode("utf-16-be")) // SECTOR * SECTOR
    second = data.index(b"DICM", data.index(b"DICM") + 1)
    command = ["rescue", "", "--to", str(tmp_path / "copy"), "--retries", "0"]
    with FaultyMount(tmp_path / "disc", tmp_path / "mnt") as mount:
        command[1] = str(mount.point / "long.iso")
        mount.say(f"scratch {names} {names + 1} long.iso")
        mount.say(f"also {second} {second + 1} long.iso")
        assert run(command) == ExitCode.FINDINGS
        mount.say(f"scratch {second} {second + 1} long.iso")
        assert run(command) == ExitCode.FINDINGS
        capsys.readouterr()
        mount.say("scratch 0 0 long.iso")
        assert run(command) == ExitCode.OK
    said = capsys.readouterr().out
    assert "3 objects" in said
    assert "copies" not in said


def test_a_drive_that_does_not_answer_is_said_and_can_be_tried_again(
    mount: FaultyMount, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mount.say("mode EIO")
    command = ["rescue", str(mount.point), "--to", str(tmp_path / "copy")]
    assert run(command) == ExitCode.USAGE
    assert "does not answer" in capsys.readouterr().err
    mount.say("mode fine")
    assert run(command) == ExitCode.OK
    assert report_of(tmp_path / "copy").counts == report_of(mount.folder).counts


def test_an_image_taken_out_is_not_called_scratched(demo_disc: Path, tmp_path: Path) -> None:
    (tmp_path / "disc").mkdir()
    write_iso(demo_disc, tmp_path / "disc" / "demo.iso", OPTIONS, ["DICOMDIR"])
    with FaultyMount(tmp_path / "disc", tmp_path / "mnt") as mount:
        request = RescueRequest(mount.point / "demo.iso", tmp_path / "copy", retries=0)

        def take_out(what: str, done: int, _total: int | None) -> None:
            if what == Pass.SWEEP and done > 200_000:
                mount.say("mode ENODEV")

        with pytest.raises(MediumNotFoundError):
            Rescue(request, take_out).run(lambda _: "")
        with pytest.raises(MediumNotFoundError):  # nor can it be opened now
            Rescue(request).run(lambda _: "")
        mount.say("mode EIO")
        with pytest.raises(FileReadError):
            Rescue(request).run(lambda _: "")
        mount.say("mode fine")
        assert Rescue(request).run(lambda _: "").losses.lost == ()


def test_a_disc_taken_out_leaves_what_was_read_for_the_next_run(
    mount: FaultyMount, tmp_path: Path
) -> None:
    request = RescueRequest(mount.point, tmp_path / "copy", retries=0)

    def take_out(what: str, done: int, _total: int | None) -> None:
        if what == Pass.SWEEP and done > 20_000:
            mount.say("mode ENODEV")

    with pytest.raises(MediumNotFoundError):
        Rescue(request, take_out).run(lambda _: "")
    assert Work.open(request.work).missing > 0
    mount.say("mode fine")
    rescued = Rescue(request).run(lambda _: "")
    assert rescued.losses.lost == ()
    assert report_of(tmp_path / "copy").counts == report_of(mount.folder).counts

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.factories.disc_tree import ORDER, disc_tree
from viewer.errors import CancelledError, WriteError
from viewer.media.cancel import CancelToken
from viewer.publish.copying import DIFFERS, NO_ROOM, OCCUPIED, copy_disc


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return disc_tree(tmp_path / "tree")


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / "holiday.jpg").write_bytes(b"own picture")
    return tmp_path / "stick"


def contents(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def untouched(stick: Path) -> bool:
    return [p.name for p in stick.rglob("*")] == ["holiday.jpg"]


def test_everything_is_copied_beside_what_is_there(tree: Path, stick: Path) -> None:
    copy_disc(tree, stick, ORDER)
    assert contents(stick) == contents(tree) | {"holiday.jpg": b"own picture"}


def test_what_may_be_run_may_be_run_from_the_stick(tree: Path, stick: Path) -> None:
    copy_disc(tree, stick)
    assert os.access(stick / "VIEWER" / "start", os.X_OK)
    assert (stick / "README.TXT").stat().st_mode & 0o777 == (
        tree / "README.TXT"
    ).stat().st_mode & 0o777


def test_the_directory_comes_last_so_that_a_part_is_no_disc(tree: Path, stick: Path) -> None:
    seen: list[bool] = []

    def look(done: int, total: int) -> None:
        if done <= total // 2:
            files = {p.name for p in stick.rglob("*") if p.is_file()}
            seen.append("DICOMDIR" in files and "start" not in files)

    copy_disc(tree, stick, ORDER, look)
    assert seen
    assert not any(seen)


def test_it_works_where_the_system_cannot_be_told_to_forget(
    tree: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "posix_fadvise")
    copy_disc(tree, stick)
    assert (stick / "DICOMDIR").is_file()


def test_progress_goes_to_the_end(tree: Path, stick: Path) -> None:
    seen: list[tuple[int, int]] = []
    copy_disc(tree, stick, progress=lambda done, total: seen.append((done, total)))
    assert seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1]


@pytest.mark.parametrize("name", ["DICOMDIR", "dicomdir", "DICOM", "Viewer"])
def test_what_is_there_is_never_replaced(tree: Path, stick: Path, name: str) -> None:
    (stick / name).write_bytes(b"mine")
    with pytest.raises(WriteError, match=OCCUPIED):
        copy_disc(tree, stick)
    assert (stick / name).read_bytes() == b"mine"


def test_a_place_that_is_not_there_is_said(tree: Path, tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="not there"):
        copy_disc(tree, tmp_path / "nowhere")


def test_too_little_room_is_noticed_before_anything_is_written(tree: Path, stick: Path) -> None:
    with (tree / "huge").open("wb") as stream:
        stream.truncate(shutil.disk_usage(stick).free + (1 << 36))  # a hole; others free some
    with pytest.raises(WriteError, match=NO_ROOM):
        copy_disc(tree, stick)
    assert untouched(stick)


@pytest.mark.parametrize("part", [0.2, 0.8])
def test_cancelled_nothing_of_it_is_left(tree: Path, stick: Path, part: float) -> None:
    token = CancelToken()

    def stop(done: int, total: int) -> None:
        if done > part * total:
            token.cancel()

    with pytest.raises(CancelledError):
        copy_disc(tree, stick, progress=stop, cancel=token)
    assert untouched(stick)


def after_writing(act: Callable[[], object]) -> Callable[[int, int], None]:
    acted: list[bool] = []

    def watch(done: int, total: int) -> None:
        if done * 2 >= total and not acted:
            acted.append(True)
            act()

    return watch


def test_a_stick_that_changes_what_it_was_given_is_noticed(tree: Path, stick: Path) -> None:
    spoil = after_writing(lambda: (stick / "README.TXT").write_bytes(b"READ ME"))
    with pytest.raises(WriteError, match=DIFFERS):
        copy_disc(tree, stick, progress=spoil)
    assert untouched(stick)


def test_a_stick_that_refuses_is_said_and_left_as_it_was(tree: Path, stick: Path) -> None:
    def refuse(_done: int, _total: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with pytest.raises(WriteError, match="Input/output"):
        copy_disc(tree, stick, progress=refuse)
    assert untouched(stick)


def test_a_stick_pulled_out_leaves_an_error_and_no_crash(tree: Path, stick: Path) -> None:
    def pull_out(_done: int, _total: int) -> None:
        stick.rename(stick.with_name("gone"))
        stick.write_bytes(b"no folder any more")
        raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))

    with pytest.raises(WriteError, match="No such device"):
        copy_disc(tree, stick, progress=pull_out)

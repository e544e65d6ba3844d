"""A medium as it is: every file, byte for byte, as a folder or an image."""

import sys
from pathlib import Path

import pytest

from tests.factories.dicom import make_disc
from tests.factories.discs import witness
from tests.factories.media import report_of
from viewer.errors import CancelledError, MediumNotFoundError
from viewer.media.cancel import CancelToken
from viewer.publish.errors import TargetError
from viewer.publish.exact import ExactPlan, make_exact, plan_exact, root_of
from viewer.publish.publisher import Request


@pytest.fixture
def disc(tmp_path: Path) -> Path:
    """With a program, a name for people, and a file nobody can make sense of."""
    folder = tmp_path / "disc"
    make_disc(folder)
    (folder / "AUTORUN.INF").write_text("[autorun]")
    (folder / "Übersicht zum Lesen.html").write_text("<p>")
    (folder / "DAMAGED").write_bytes(b"\0" * 50)
    return folder


def everything(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def copied(disc: Path, target: Path, cancel: CancelToken | None = None) -> list[str]:
    told: list[str] = []
    make_exact(disc, Request((disc,), target), lambda phase, *_: told.append(phase),
               cancel or CancelToken())  # fmt: skip
    return told


def test_a_folder_holds_the_same(disc: Path, tmp_path: Path) -> None:
    told = copied(disc, tmp_path / "copy")
    assert everything(tmp_path / "copy") == everything(disc)
    assert set(told) == {"copying everything"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy", "disc"]


def test_an_empty_folder_may_be_there(disc: Path, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    copied(disc, tmp_path / "copy")
    assert everything(tmp_path / "copy") == everything(disc)


def test_an_image_holds_the_same(disc: Path, tmp_path: Path) -> None:
    told = copied(disc, tmp_path / "copy.iso")
    out = tmp_path / "out"
    options = ("-osirrox", "on", "-indev", "copy.iso", "-extract", "/", str(out))
    assert witness("xorriso", *options, folder=tmp_path)[0] == 0
    assert everything(out) == everything(disc)
    assert set(told) == {"writing the image"}
    assert report_of(tmp_path / "copy.iso").counts.readable == report_of(disc).counts.readable


def test_a_place_that_refuses_is_said(
    disc: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object) -> Path:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "rename", refuses)
    with pytest.raises(TargetError, match="Read-only"):
        copied(disc, tmp_path / "copy")
    assert [path.name for path in tmp_path.iterdir()] == ["disc"]


def test_a_plan_counts(disc: Path) -> None:
    files = everything(disc)
    expected = ExactPlan(len(files), sum(map(len, files.values())))
    assert plan_exact(disc, CancelToken()) == expected


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(MediumNotFoundError):
        plan_exact(tmp_path / "gone", CancelToken())


@pytest.mark.parametrize("name", ["copy", "copy.iso"])
def test_nothing_is_replaced(disc: Path, tmp_path: Path, name: str) -> None:
    target = tmp_path / name
    if name == "copy":
        target.mkdir()
        (target / "there").write_text("x")
    else:
        target.write_text("x")
    with pytest.raises(TargetError, match="already"):
        copied(disc, target)


@pytest.mark.parametrize("name", ["copy", "copy.iso"])
def test_stopped_nothing_is_left(disc: Path, tmp_path: Path, name: str) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(CancelledError):
        copied(disc, tmp_path / name, cancel)
    assert [path.name for path in tmp_path.iterdir()] == ["disc"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_out_of_the_medium_brings_nothing_of_this_computer(
    disc: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("of the host")
    (disc / "LINK").symlink_to(tmp_path / "secret")
    copied(disc, tmp_path / "copy")
    assert "LINK" not in everything(tmp_path / "copy")


def test_the_root_is_a_folder_or_that_of_a_directory(disc: Path, tmp_path: Path) -> None:
    assert root_of(disc) == disc
    assert root_of(disc / "DICOMDIR") == disc
    assert root_of(tmp_path / "disc.zip") is None

import os
import re
import shutil
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.factories.disc_tree import MADE, OPTIONS, ORDER, disc_tree, isoinfo, listed
from viewer.errors import CancelledError, WriteError
from viewer.media.cancel import CancelToken
from viewer.publish.image import IsoOptions, write_iso

needs_isoinfo = pytest.mark.skipif(
    shutil.which("isoinfo") is None and "CI" not in os.environ, reason="isoinfo is not installed"
)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return disc_tree(tmp_path / "tree")


@pytest.fixture
def target(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    return tmp_path / "out" / "disc.iso"


@needs_isoinfo
@pytest.mark.parametrize("udf", [False, True])
def test_another_program_reads_all_names_and_bytes(tree: Path, target: Path, *, udf: bool) -> None:
    write_iso(tree, target, replace(OPTIONS, udf=udf), ORDER)
    files = [p.relative_to(tree).as_posix() for p in tree.rglob("*") if p.is_file()]
    assert set(listed(target, "-R")) == {f"/{name}" for name in files}
    assert set(listed(target, "-J")) == {f"/{name}" for name in files}
    for name in files:
        assert isoinfo(target, "-R", "-x", f"/{name}") == (tree / name).read_bytes()
    assert set(listed(target)) == {
        "/DICOMDIR.;1",
        "/README.TXT;1",
        "/DICOM/PT000000/IM000000.;1",
        "/DICOM/PT000000/IM000001.;1",
        "/VIEWER/QT6WIDGE.DLL;1",
        "/VIEWER/QT6WIDG0.DLL;1",
        "/VIEWER/LEER.TXT;1",
        "/VIEWER/GR_SSE.TXT;1",
        "/VIEWER/START.;1",
    }


@pytest.mark.skipif(shutil.which("7z") is None, reason="7z is not installed")
def test_another_program_reads_udf(tree: Path, target: Path, tmp_path: Path) -> None:
    write_iso(tree, target, replace(OPTIONS, udf=True), ORDER)
    unpack = ["7z", "x", "-tudf", f"-o{tmp_path / 'unpacked'}", str(target)]
    subprocess.run(unpack, check=True, capture_output=True)  # noqa: S603  as named above
    for path in (p for p in tree.rglob("*") if p.is_file()):
        assert (tmp_path / "unpacked" / path.relative_to(tree)).read_bytes() == path.read_bytes()


@needs_isoinfo
def test_files_lie_in_the_order_asked_for_and_others_behind_them(tree: Path, target: Path) -> None:
    write_iso(tree, target, OPTIONS, ORDER)
    places = {path.lstrip("/"): place for path, place in listed(target, "-R").items()}
    by_place = sorted((p for p in places if places[p][1]), key=lambda p: places[p][0])
    assert tuple(by_place[: len(ORDER)]) == ORDER
    assert by_place[len(ORDER) :] == sorted(by_place[len(ORDER) :])


@needs_isoinfo
def test_rights_are_to_read_and_where_a_program_is_to_run(tree: Path, target: Path) -> None:
    write_iso(tree, target, OPTIONS)
    rows = [row.strip() for row in isoinfo(target, "-l", "-R").decode().splitlines()]
    assert next(r for r in rows if r.endswith(" start")).startswith("-r-xr-xr-x")
    assert next(r for r in rows if r.endswith(" DICOMDIR")).startswith("-r--r--r--")


@needs_isoinfo
@pytest.mark.parametrize("start", [b"\x7fELF\x02", b"#!/bin/sh", b"\xcf\xfa\xed\xfe\x07"])
def test_programs_may_be_run_though_the_system_here_does_not_know_it(
    tree: Path, target: Path, start: bytes
) -> None:
    (tree / "VIEWER" / "start").chmod(0o644)
    (tree / "VIEWER" / "start").write_bytes(start)
    write_iso(tree, target, OPTIONS)
    rows = [row.strip() for row in isoinfo(target, "-l", "-R").decode().splitlines()]
    assert next(r for r in rows if r.endswith(" start")).startswith("-r-xr-xr-x")


@pytest.mark.parametrize("udf", [False, True])
def test_the_same_tree_gives_the_same_bytes_wherever_and_whenever(
    tmp_path: Path, target: Path, *, udf: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    images = []
    for number, zone in enumerate(("UTC", "Asia/Tokyo")):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        place = tmp_path / f"somewhere{number}"
        os.utime(disc_tree(place) / "DICOMDIR", (number, number))
        write_iso(place, target, replace(OPTIONS, udf=udf), ORDER)
        images.append(target.read_bytes())
    monkeypatch.undo()
    time.tzset()
    assert images[0] == images[1]
    assert b"somewhere" not in images[0]
    assert os.uname().nodename.encode() not in images[0]


@needs_isoinfo
def test_the_volume_has_the_name_and_says_what_made_it(tree: Path, target: Path) -> None:
    write_iso(tree, target, OPTIONS)
    described = isoinfo(target, "-d").decode()
    assert "Volume id: PATIENT01" in described
    assert "Application id: LIGHTBOX" in described
    assert "Joliet with UCS level 3 found" in described


@pytest.mark.parametrize("volume_id", ["", "lower", "A" * 17, "ÄRZTE", "A B"])
def test_a_volume_id_that_readers_choke_on_is_refused(
    tree: Path, target: Path, volume_id: str
) -> None:
    with pytest.raises(ValueError, match="volume ID"):
        write_iso(tree, target, IsoOptions(volume_id, MADE))


def test_progress_goes_to_the_end(tree: Path, target: Path) -> None:
    seen: list[tuple[int, int]] = []
    write_iso(tree, target, OPTIONS, progress=lambda done, total: seen.append((done, total)))
    assert seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1]


def test_cancelled_while_writing_nothing_is_left(tree: Path, target: Path) -> None:
    token = CancelToken()
    with pytest.raises(CancelledError):
        write_iso(tree, target, OPTIONS, progress=lambda *_: token.cancel(), cancel=token)
    assert list(target.parent.iterdir()) == []


def test_cancelled_while_reading_back_the_old_image_stays(tree: Path, target: Path) -> None:
    target.write_bytes(b"old")
    token = CancelToken()

    def late(done: int, total: int) -> None:
        if done > total * 0.9:
            token.cancel()

    with pytest.raises(CancelledError):
        write_iso(tree, target, OPTIONS, progress=late, cancel=token)
    assert [p.name for p in target.parent.iterdir()] == ["disc.iso"]
    assert target.read_bytes() == b"old"


def test_a_place_that_refuses_is_said(tree: Path, target: Path) -> None:
    with pytest.raises(WriteError, match="No such file"):
        write_iso(tree, target / "nowhere" / "disc.iso", OPTIONS)


def test_a_file_that_shrinks_meanwhile_makes_no_image(tree: Path, target: Path) -> None:
    def shrink(_done: int, _total: int) -> None:
        (tree / "DICOMDIR").write_bytes(b"")

    with pytest.raises(WriteError):
        write_iso(tree, target, OPTIONS, progress=shrink)
    assert list(target.parent.iterdir()) == []


def test_a_link_becomes_a_copy_of_its_file(tree: Path, target: Path) -> None:
    (tree / "VIEWER" / "link").symlink_to("Qt6Widgets.dll")
    write_iso(tree, target, OPTIONS)
    assert target.exists()


@pytest.mark.parametrize("to", ["/etc/hostname", "../DICOM"])
def test_a_link_elsewhere_is_refused(tree: Path, target: Path, to: str) -> None:
    (tree / "VIEWER" / "link").symlink_to(to)
    with pytest.raises(WriteError, match="link"):
        write_iso(tree, target, OPTIONS)


def test_what_is_no_file_is_refused(tree: Path, target: Path) -> None:
    os.mkfifo(tree / "pipe")
    with pytest.raises(WriteError, match="no file"):
        write_iso(tree, target, OPTIONS)


def test_a_name_too_long_for_joliet_is_refused(tree: Path, target: Path) -> None:
    (tree / ("n" * 65)).write_bytes(b"x")
    with pytest.raises(WriteError, match="name"):
        write_iso(tree, target, OPTIONS)
    assert list(target.parent.iterdir()) == []


def test_a_file_longer_than_readers_take_is_refused(tree: Path, target: Path) -> None:
    with (tree / "long").open("wb") as stream:
        stream.truncate(1 << 32)
    with pytest.raises(WriteError, match="longer"):
        write_iso(tree, target, OPTIONS)


def test_a_drive_may_read_on_behind_the_last_file(tree: Path, target: Path) -> None:
    write_iso(tree, target, OPTIONS)
    assert target.read_bytes().endswith(bytes(150 * 2048))


def test_an_empty_tree_is_an_image(tmp_path: Path, target: Path) -> None:
    (tmp_path / "tree").mkdir()
    write_iso(tmp_path / "tree", target, OPTIONS)
    assert target.stat().st_size > 16 * 2048


@needs_isoinfo
@pytest.mark.parametrize("udf", [False, True])
def test_what_nobody_need_see_is_hidden_in_both_trees_of_names(
    tree: Path, target: Path, *, udf: bool
) -> None:
    """Windows looks at Joliet, old readers at level 1; by its name it is found as before."""
    name = "VIEWER/Qt6Widgets.dll"
    write_iso(tree, target, replace(OPTIONS, udf=udf, hidden=frozenset({name})), ORDER)
    assert _hidden(target) == {"QT6WIDGE.DLL;1"}
    assert _hidden(target, "-J") == {"Qt6Widgets.dll"}
    assert isoinfo(target, "-R", "-x", f"/{name}") == (tree / name).read_bytes()


def _hidden(image: Path, *names: str) -> set[str]:
    """Files whose flags (ISO 9660 9.1.6) have bit 0, as `isoinfo -l` prints them."""
    rows = isoinfo(image, "-l", *names).decode("latin-1").splitlines()
    found = (re.search(r"\[ *\d+ (\d\d)\] +(.*)$", row) for row in rows)
    return {row[2].strip() for row in found if row is not None and int(row[1]) & 1}

"""Which viewers are at hand for a disc: those that were built, or what the program runs from."""

from pathlib import Path

import pytest

from tests.factories.kits import FILES, make_kit
from viewer.boot.copied import hold
from viewer.publish import kits
from viewer.publish.contents import System
from viewer.publish.kits import kits_at_hand, load_kit


@pytest.fixture(autouse=True)
def _no_kits(monkeypatch: pytest.MonkeyPatch) -> None:
    """None were built beside this checkout."""
    monkeypatch.setattr(kits, "_own_places", list)


def carrying(root: Path) -> Path:
    """A medium with the viewer for two systems, and other things."""
    for name in (
        "START.EXE",
        "START._pth",
        "python311.dll",
        "VIEWER/WINDOWS/load.lst",
        "VIEWER/WINDOWS/app.zip",
        "START-LINUX.sh",
        "VIEWER/LINUX/_internal/load.lst",
        "VIEWER/LINUX/lightbox",
        "START-MAC.DMG",
        "DICOMDIR",
        "INDEX.HTM",
        "OTHER.EXE",
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"x" * 2049)
    return root


def test_built_ones_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built = make_kit(tmp_path / "kits", files=FILES)
    monkeypatch.setattr(kits, "_own_places", lambda: [built.parent])
    program = carrying(tmp_path / "disc") / "START.EXE"
    assert [kit.system for kit in kits_at_hand(program)] == [System.WINDOWS]


@pytest.mark.parametrize("program", ["START.EXE", "VIEWER/LINUX/lightbox"])
def test_what_the_program_runs_from_is_handed_on(tmp_path: Path, program: str) -> None:
    windows, linux, macos = kits_at_hand(carrying(tmp_path) / program)
    assert windows.start == "START.EXE"
    assert set(windows.files) == {
        "START.EXE", "START._pth", "python311.dll", "VIEWER/WINDOWS/load.lst",
        "VIEWER/WINDOWS/app.zip",
    }  # fmt: skip
    assert set(linux.files) == {
        "START-LINUX.sh",
        "VIEWER/LINUX/_internal/load.lst",
        "VIEWER/LINUX/lightbox",
    }
    assert linux.length == 3 * 4096  # whole blocks
    assert (macos.system, macos.files) == (System.MACOS, ("START-MAC.DMG",))


def test_what_nobody_need_see_is_told_by_the_kit_or_by_where_it_lies(tmp_path: Path) -> None:
    """Never what a person starts, or what is not there."""
    place = make_kit(tmp_path / "a", files=FILES, hidden='"VIEWER/a.bin", "START.EXE", "gone", 7')
    assert load_kit(place).hidden == {"VIEWER/a.bin"}
    windows, linux, *_ = kits_at_hand(carrying(tmp_path / "b") / "START.EXE")
    assert windows.hidden == {"START._pth", "python311.dll"}
    assert linux.hidden == frozenset()


@pytest.mark.parametrize("program", ["START.EXE", "VIEWER/LINUX/lightbox"])
def test_a_copy_on_this_computer_hands_on_what_its_medium_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    """Only while it is one, and the medium is in."""
    copy, medium = carrying(tmp_path / "copy"), carrying(tmp_path / "medium")
    for name in ("WINDOWS/load.lst", "LINUX/_internal/load.lst"):
        (copy / "VIEWER" / name).unlink()  # not read ahead, so not copied
    (copy / "START-MAC.DMG").unlink()
    monkeypatch.setenv("LIGHTBOX_FROM", str(medium))
    assert kits_at_hand(copy / program) == ()
    with hold(str(copy)):
        found = kits_at_hand(copy / program)
        assert {kit.tree for kit in found} == {medium}
        assert len(found) == 3
        monkeypatch.setenv("LIGHTBOX_FROM", str(tmp_path / "taken out"))
        assert kits_at_hand(copy / program) == ()


def test_half_a_viewer_is_none(tmp_path: Path) -> None:
    carrying(tmp_path)
    (tmp_path / "VIEWER/WINDOWS/load.lst").unlink()
    (tmp_path / "START-LINUX.sh").unlink()
    (tmp_path / "START-MAC.DMG").unlink()
    assert kits_at_hand(tmp_path / "START.EXE") == ()


def test_its_files_keep_the_order_in_which_they_are_read(tmp_path: Path) -> None:
    """The starts of a copy of the disc are as fast as those of the disc."""
    root = carrying(tmp_path)
    inside = root / "VIEWER/LINUX/_internal"
    for name in ("a.so", "b.so", "z/c.so", "libpython3.11.so.1.0", "base_library.zip"):
        (inside / name).parent.mkdir(exist_ok=True)
        (inside / name).write_bytes(b"x")
    (inside / "load.lst").write_text(
        "A 0 9 ../lightbox\nA 0 - z/c.so\nI 0 - a.so\nB 0 - b.so\nB 9 - z/c.so\n"
        "B 0 - ../../../DICOMDIR\nB 0 - gone\nno line\n"
    )
    (root / "VIEWER/WINDOWS/load.lst").write_text("A 0 - b.dll\nA 0 - a.dll\n")
    for name in ("a.dll", "b.dll"):
        (root / "VIEWER/WINDOWS" / name).write_bytes(b"x")
    windows, linux, *_ = kits_at_hand(root / "START.EXE")
    assert linux.files == (
        "START-LINUX.sh",
        "VIEWER/LINUX/lightbox",
        "VIEWER/LINUX/_internal/libpython3.11.so.1.0",
        "VIEWER/LINUX/_internal/base_library.zip",
        "VIEWER/LINUX/_internal/load.lst",
        "VIEWER/LINUX/_internal/z/c.so",
        "VIEWER/LINUX/_internal/b.so",
        "VIEWER/LINUX/_internal/a.so",
    )
    assert [name.rpartition("/")[2] for name in windows.files[3:]] == [
        "app.zip", "load.lst", "b.dll", "a.dll",
    ]  # fmt: skip


def test_an_installed_program_has_none(tmp_path: Path) -> None:
    assert kits_at_hand(tmp_path / "bin" / "python") == ()

import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.factories.disc_tree import OPTIONS, disc_tree
from viewer.errors import CancelledError, WriteError
from viewer.media.cancel import CancelToken
from viewer.publish.burning import (
    Burner,
    burn,
    burner_at_hand,
    burners,
    compare_with_disc,
    drives,
)
from viewer.publish.image import write_iso

needs_xorriso = pytest.mark.skipif(
    shutil.which("xorriso") is None and "CI" not in os.environ, reason="xorriso is not installed"
)


def program(code: str, *, asks: bool = False) -> Burner:
    return Burner("Test", sys.executable, ("-c", code, "{image}", "{drive}"), asks)


@pytest.fixture
def image(tmp_path: Path) -> Path:
    write_iso(disc_tree(tmp_path / "tree"), tmp_path / "disc.iso", OPTIONS)
    return tmp_path / "disc.iso"


@needs_xorriso
def test_a_disc_is_burned_and_compared(image: Path, tmp_path: Path) -> None:
    disc = tmp_path / "disc"  # a file that plays a drive
    disc.touch()
    burner = next(b for b in burners("linux") if b.program == "xorriso")
    burn(image, burner, f"stdio:{disc}")
    compare_with_disc(image, disc)


@pytest.mark.parametrize(
    ("system", "present", "names"),
    [
        ("win32", {"isoburn.exe"}, ["Windows Disc Image Burner"]),
        ("darwin", {"hdiutil"}, ["macOS"]),
        ("linux", {"wodim", "brasero"}, ["wodim", "Brasero"]),
        ("linux2", {"xorriso"}, ["xorriso"]),
        ("linux", set(), []),
        ("aix", {"xorriso"}, []),
    ],
)
def test_the_programs_that_are_there_are_offered(
    system: str, present: set[str], names: list[str]
) -> None:
    found = burners(system, lambda name: name if name in present else None)
    assert [burner.name for burner in found] == names


def test_image_and_drive_stand_where_the_program_wants_them() -> None:
    windows = burners("win32", lambda name: name)[0]
    assert windows.command(Path("my disc.iso"), "D:") == ("isoburn.exe", "D:", "my disc.iso")
    mac = burners("darwin", lambda name: name)[0]
    assert mac.command(Path("a.iso"), "") == ("hdiutil", "burn", "-verifyburn", "-noeject", "a.iso")


def test_a_program_gets_its_arguments_and_its_success_is_believed(tmp_path: Path) -> None:
    code = "import sys, pathlib; pathlib.Path(sys.argv[2]).write_text(sys.argv[1])"
    burn(tmp_path / "a.iso", program(code), str(tmp_path / "out"))
    assert (tmp_path / "out").read_text() == str(tmp_path / "a.iso")


def test_a_program_that_fails_is_said(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="could not burn"):
        burn(tmp_path / "a.iso", program("raise SystemExit(3)"), "")


def test_a_program_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="does not start"):
        burn(tmp_path / "a.iso", Burner("Test", "/no/such/program", ()), "")


def test_a_program_with_a_window_of_its_own_is_not_waited_for(tmp_path: Path) -> None:
    mark = tmp_path / "go"
    code = "import sys, os, time\nwhile not os.path.exists(sys.argv[2]): time.sleep(0.01)"
    burn(tmp_path / "a.iso", program(code, asks=True), str(mark))  # returns, or this hangs
    mark.touch()


def test_a_program_can_be_stopped(tmp_path: Path) -> None:
    class StopsLater(CancelToken):
        """Cancelled the second time it is asked while the program runs."""

        asked = 0

        @property
        def cancelled(self) -> bool:
            self.asked += 1
            if self.asked > 1:
                self.cancel()
            return self.asked > 1

    with pytest.raises(CancelledError):
        burn(tmp_path / "a.iso", program("import time; time.sleep(600)"), "", StopsLater())


def test_a_disc_that_differs_is_noticed(image: Path, tmp_path: Path) -> None:
    disc = tmp_path / "disc"
    data = bytearray(image.read_bytes())
    data[-1] ^= 1
    disc.write_bytes(data)
    with pytest.raises(WriteError, match="differs"):
        compare_with_disc(image, disc)
    disc.write_bytes(image.read_bytes()[:-2048])
    with pytest.raises(WriteError, match="differs"):
        compare_with_disc(image, disc)


def test_padding_behind_the_image_is_none_of_its_business(image: Path, tmp_path: Path) -> None:
    disc = tmp_path / "disc"
    disc.write_bytes(image.read_bytes() + bytes(300_000))
    seen: list[tuple[int, int]] = []
    compare_with_disc(image, disc, lambda done, total: seen.append((done, total)))
    assert seen[-1][0] == seen[-1][1] == image.stat().st_size


def test_an_empty_drive_is_said(image: Path, tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="cannot be read back"):
        compare_with_disc(image, tmp_path / "nothing")


def test_comparing_can_be_stopped(image: Path) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(CancelledError):
        compare_with_disc(image, image, cancel=token)


def test_a_program_that_finds_the_drive_itself_is_told_of_none() -> None:
    windows = burners("win32", lambda name: name)[0]
    assert windows.command(Path("a.iso"), "") == ("isoburn.exe", "a.iso")


def test_one_that_asks_comes_last_and_one_without_a_drive_is_none() -> None:
    plain, asking = program(""), program("", asks=True)
    assert burner_at_hand((asking, plain), ("/dev/sr0",), "linux") == (plain, "/dev/sr0")
    assert burner_at_hand((asking, plain), (), "linux") == (asking, "")
    assert burner_at_hand((plain,), (), "linux") is None
    assert burner_at_hand((plain,), (), "darwin") == (plain, "")
    assert burner_at_hand((), ("/dev/sr0",), "linux") is None


def test_drives_are_those_that_are_there(tmp_path: Path) -> None:
    for name in ("sr1", "sr0", "sda", "srx"):
        (tmp_path / name).touch()
    assert drives("linux", tmp_path) == (str(tmp_path / "sr0"), str(tmp_path / "sr1"))
    assert drives("win32", tmp_path) == ()

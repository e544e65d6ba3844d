"""A copy of the program: unpacked whole, run, taken away, and found again if it was left behind."""

from __future__ import annotations

import lzma
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from viewer.boot import copied, pack
from viewer.boot.copied import Copy, Program
from viewer.boot.load_list import Part
from viewer.boot.process import Process, _quoted
from viewer.boot.start import CopyWantedError, Start

POSIX = pytest.mark.skipif(os.name != "posix", reason="a shell script is the program")
PROGRAM = b"""#!/bin/sh
touch "$(dirname "$0")/../../shown"
echo "$1" > "$SEEN"
echo "$LIGHTBOX_FROM" >> "$SEEN"
exit 7
"""


def _medium(tmp_path: Path, entries: list[tuple[str, str, bytes]]) -> Path:
    """A medium with an archive of these and a file that is not in it."""
    medium = tmp_path / "Röntgen & mehr"
    (medium / "VIEWER" / "LINUX").mkdir(parents=True)
    (medium / "START").write_bytes(b"of the medium")
    lines = [f"{mode} {len(data)} {name}" for mode, name, data in entries]
    plain = "\n".join(["lightbox-pack 1", *lines, "", ""]).encode()
    plain += b"".join(data for _, _, data in entries)
    (medium / "VIEWER" / "LINUX.PAK").write_bytes(lzma.compress(plain))
    return medium


def _program(medium: Path) -> Program:
    return Program(str(medium / "VIEWER" / "LINUX" / "_internal"))


LARGE = os.urandom(700_000)
ENTRIES = [
    ("=", "START", b""),
    ("x", "VIEWER/LINUX/lightbox", PROGRAM),
    ("-", "VIEWER/LINUX/_internal/large", LARGE),
    ("-", "VIEWER/LINUX/_internal/empty", b""),
]


def test_what_was_packed_comes_out(tmp_path: Path) -> None:
    medium = _medium(tmp_path, ENTRIES)
    told: list[tuple[int, int]] = []
    copy = Copy(str(tmp_path), _program(medium))
    copy.fill(lambda done, total: told.append((done, total)))
    made = Path(copy.folder)
    assert (made / "VIEWER/LINUX/_internal/large").read_bytes() == LARGE
    assert (made / "VIEWER/LINUX/_internal/empty").read_bytes() == b""
    assert (made / "START").read_bytes() == b"of the medium"
    assert told[-1][0] == told[-1][1] == (medium / "VIEWER/LINUX.PAK").stat().st_size
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    if os.name == "posix":
        assert made.stat().st_mode & 0o777 == 0o700
        assert (made / "VIEWER/LINUX/lightbox").stat().st_mode & 0o777 == 0o700
        assert (made / "VIEWER/LINUX/_internal/large").stat().st_mode & 0o777 == 0o600
    copy.remove()
    assert not made.exists()


@pytest.mark.parametrize("name", ["../out", "/etc/out", "a\\..\\out", "C:/out", "a/../../out"])
def test_nothing_is_written_elsewhere(tmp_path: Path, name: str) -> None:
    medium = _medium(tmp_path, [("-", name, b"x")])
    copy = Copy(str(tmp_path), _program(medium))
    with pytest.raises(pack.PackError):
        copy.fill(lambda *_: None)
    copy.remove()
    assert not list(tmp_path.rglob("*out*"))


@pytest.mark.parametrize("damage", ["short", "bit", "other", "list"])
def test_a_damaged_archive_is_told(tmp_path: Path, damage: str) -> None:
    medium = _medium(tmp_path, ENTRIES)
    archive = medium / "VIEWER" / "LINUX.PAK"
    data = bytearray(archive.read_bytes())
    if damage == "bit":
        data[len(data) // 2] ^= 0x10
    made = {
        "short": bytes(data[:-1000]),
        "bit": bytes(data),
        "other": b"PK\3\4" + bytes(1000),
        "list": lzma.compress(b"lightbox-pack 1\nno list\n\n"),
    }[damage]
    archive.write_bytes(made)
    copy = Copy(str(tmp_path), _program(medium))
    with pytest.raises(pack.PackError):
        copy.fill(lambda *_: None)
    copy.remove()
    assert not list(tmp_path.glob(f"{copied.PREFIX}*"))


@POSIX
def test_a_copy_runs_with_the_medium_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    medium = _medium(tmp_path, ENTRIES)
    here = tmp_path / "computer"
    here.mkdir()
    monkeypatch.setenv("SEEN", str(tmp_path / "seen"))
    monkeypatch.setattr(sys, "executable", str(medium / "VIEWER" / "LINUX" / "lightbox"))
    monkeypatch.setattr(sys, "argv", ["lightbox"])
    monkeypatch.setattr(copied, "places", lambda: iter([str(tmp_path / "absent"), str(here)]))
    monkeypatch.delenv("DISPLAY", raising=False)
    start = Start(str(medium / "VIEWER" / "LINUX" / "_internal"), [])
    assert start.copies_first
    assert start.copy() == 7
    assert (tmp_path / "seen").read_text().splitlines() == [str(medium)] * 2
    assert list(here.iterdir()) == []


@POSIX
def test_what_may_not_run_is_told_and_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    medium = _medium(tmp_path, [("-", "VIEWER/LINUX/lightbox", PROGRAM)])
    here = tmp_path / "computer"
    here.mkdir()
    monkeypatch.setattr(sys, "executable", str(medium / "VIEWER" / "LINUX" / "lightbox"))
    monkeypatch.setattr(copied, "places", lambda: iter([str(here)]))
    monkeypatch.delenv("DISPLAY", raising=False)
    with pytest.raises(OSError, match="Permission"):
        Start(str(medium / "VIEWER" / "LINUX" / "_internal"), []).copy()
    assert list(here.iterdir()) == []


def test_what_was_left_behind_is_taken_away_but_nothing_that_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    medium = _medium(tmp_path, ENTRIES)
    here = tmp_path / "computer"
    here.mkdir()
    (here / "lightbox-copy.txt").write_text("a person's")
    program = _program(medium)
    running, left = Copy(str(here), program), Copy(str(here), program)
    for copy in (running, left):
        copy.fill(lambda *_: None)
    left._lock.close()  # as the end of a process does
    (here / f"{copied.PREFIX}new").mkdir()  # somebody just makes one
    monkeypatch.setattr(copied, "places", lambda: iter([str(here)]))
    copied.clean()
    names = {path.name for path in here.iterdir()}
    assert names == {
        Path(running.folder).name, f"{copied.PREFIX}new", "lightbox-copy.txt",
    }  # fmt: skip
    assert (Path(running.folder) / "VIEWER/LINUX/_internal/large").read_bytes() == LARGE
    running.remove()


@POSIX
def test_a_link_is_not_followed_when_cleaning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, other = tmp_path / "computer", tmp_path / "other"
    for folder in (here, other):
        folder.mkdir()
    (other / "in-use").write_bytes(b"")
    (other / "letter").write_text("a person's")
    (here / f"{copied.PREFIX}0").symlink_to(other)
    monkeypatch.setattr(copied, "places", lambda: iter([str(here)]))
    copied.clean()
    assert (other / "letter").exists()


def test_a_program_knows_whether_it_is_a_copy(tmp_path: Path) -> None:
    medium = _medium(tmp_path, ENTRIES)
    assert _program(medium).can_be_copied
    assert not _program(medium).is_copy
    copy = Copy(str(tmp_path), _program(medium))
    copy.fill(lambda *_: None)
    own = Program(str(Path(copy.folder) / "VIEWER" / "LINUX" / "_internal"))
    assert own.is_copy
    assert not own.can_be_copied
    start = Start(str(Path(copy.folder) / "VIEWER" / "LINUX" / "_internal"), [])
    start.window_is_there()
    assert (Path(copy.folder) / "shown").exists()
    assert start._lock is not None
    start._lock.close()
    copy.remove()


def test_the_button_ends_reading(tmp_path: Path) -> None:
    medium = _medium(tmp_path, ENTRIES)
    folder = medium / "VIEWER" / "LINUX"
    (folder / "file").write_bytes(bytes(3 << 20))
    offered: list[bool] = []

    class Pressed:
        def show(self, *, offers_copy: bool) -> None:
            offered.append(offers_copy)

        def progress(self, done: int, total: int) -> None:
            pass

        def is_chosen(self) -> bool:
            return True

    start = Start(str(folder), [Part("A", 0, None, "file"), Part("B", 0, None, "file")])
    start._splash = Pressed()  # type: ignore[assignment]
    start._began -= 10
    assert not start.copies_first
    with pytest.raises(CopyWantedError):
        start.read_window()
    assert offered == [True]


@POSIX
def test_a_process_tells_its_status_and_ends(tmp_path: Path) -> None:
    script = tmp_path / "with blank"
    script.write_text('#!/bin/sh\n[ "$1" = "a b" ] && exit 3\nsleep 60\n')
    script.chmod(0o700)
    try:
        assert Process(str(script), ["a b"]).wait() == 3
        other = Process(str(script), [])
        assert other.runs()
        other.end()
        assert other.wait() == 128 + 15
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.mark.parametrize(
    ("word", "expected"), [("D:\\", '"D:\\\\"'), ("a b", '"a b"'), ("x\\y\\\\", '"x\\y\\\\\\\\"')]
)
def test_arguments_come_through_on_windows(word: str, expected: str) -> None:
    assert _quoted(word) == expected
    if " " in word:
        assert subprocess.list2cmdline([word]) == expected


def test_reading_ends_with_the_copy(tmp_path: Path) -> None:
    """A progress that raises leaves no thread that reads on."""
    medium = _medium(tmp_path, [("-", "VIEWER/LINUX/a", os.urandom(5 << 20))])

    def stop(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    before = threading.active_count()
    copy = Copy(str(tmp_path), _program(medium))
    with pytest.raises(KeyboardInterrupt):
        copy.fill(stop)
    for thread in threading.enumerate():
        if thread.daemon and thread.name.endswith("(_reading)"):
            thread.join(10)
    assert threading.active_count() <= before
    copy.remove()


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux how far a file was read")
def test_the_mediums_own_files_are_copied_before_the_archive_is_read_on(tmp_path: Path) -> None:
    medium = _medium(tmp_path, [("=", "START", b""), ("-", "VIEWER/LINUX/a", os.urandom(5 << 20))])
    (medium / "START").unlink()
    os.mkfifo(medium / "START")
    read: list[int] = []

    def give() -> None:
        with (medium / "START").open("wb") as stream:  # when the other end asks for it
            read.append(_read_of(medium / "VIEWER/LINUX.PAK"))
            stream.write(b"of the medium")

    giver = threading.Thread(target=give)
    giver.start()
    copy = Copy(str(tmp_path), _program(medium))
    copy.fill(lambda *_: None)
    giver.join()
    assert read == [pack.PIECE_BYTES]
    assert (Path(copy.folder) / "START").read_bytes() == b"of the medium"
    copy.remove()


def _read_of(file: Path) -> int:
    """How many bytes of a file this process has read where it is open."""
    for number in Path("/proc/self/fd").iterdir():
        if number.resolve() == file:
            told = Path("/proc/self/fdinfo", number.name).read_text().split()
            return int(told[told.index("pos:") + 1])
    raise AssertionError(f"{file} is not open")

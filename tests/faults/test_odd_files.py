"""Names in every script, links in circles, pipes, devices and locked files (M-030, M-032, S-05)."""

import os
import shutil
import socket
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.factories.dicom import make_disc, make_image
from tests.factories.media import codes, load, report_of
from viewer.cli.main import run
from viewer.errors import FileReadError, MediumNotFoundError
from viewer.media import source
from viewer.media.medium import Medium
from viewer.media.presence import open_descriptor
from viewer.media.source import FolderSource
from viewer.model.findings import FindingCode, LoadReport
from viewer.model.safe_text import visible
from viewer.settings import Settings
from viewer.ui.panels.load_report import technical_text
from viewer.ui.words import short_name

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows allows no such names or files")

NAMES = (
    "Ärzte Übersicht", "Снимок", "تصوير", "תמונה", "画像", "영상", "ภาพถ่าย", "छवि", "εικόνα",
    "👩‍⚕️ scan", "e\u0301te\u0301", "\u202egnp.TI", "a\nb", "a\tb", "bell\x07", "\x1b[31mred",
    " front", "back ", "back.", "...dots", "-rf", "quote'\"", "back\\slash", "col:on", "CON",
    "per%cent", "<b>bold</b>", "zero\u200bwidth", "x" * 255, "é" * 127, "画" * 85,
    os.fsdecode(b"latin-\xe9"), os.fsdecode(b"\xff\xfe\x80"), "line\u2028end", "a!", "b.zip!",
)  # fmt: skip


def names_folder(folder: Path) -> Path:
    for number, name in enumerate(NAMES):
        make_image(folder / name, number=number, SOPInstanceUID=f"2.25.{number}")
        place = folder / f"F{name}"[:80] / name
        make_image(place, number=number, SOPInstanceUID=f"2.25.9{number}")
    return folder


def test_every_name_is_read(tmp_path: Path) -> None:
    names_folder(tmp_path / "disc")
    report = report_of(tmp_path / "disc")
    assert report.counts.readable == 2 * len(NAMES)


def broken(folder: Path) -> LoadReport:
    """All of them damaged, so that each is named in the report."""
    for number, name in enumerate(NAMES):
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"\0" * 128 + b"DICM\x02\0" + bytes([number]))
    return report_of(folder)


def test_names_in_the_report_take_one_line_each_and_hide_nothing(tmp_path: Path) -> None:
    report = broken(tmp_path / "disc")
    damaged = [f for f in report.findings if f.code is FindingCode.FILE_UNREADABLE]
    assert len(damaged) == len(NAMES)
    text = technical_text(report)
    assert len(text.splitlines()) == 1 + len(report.findings)
    assert not {"\u202e", "\x1b", "\x07", "\u200b"} & set(text)
    text.encode()  # no half characters
    assert "latin-\\xe9" in text
    assert "\\u202egnp.TI" in text
    assert max(map(len, text.splitlines())) < 300


def test_check_prints_every_name_safely(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken(tmp_path / "disc")
    assert run(["check", str(tmp_path / "disc")]) == 3
    printed = capsys.readouterr().out
    assert not {"\u202e", "\x1b", "\x07", "\u200b"} & set(printed)
    lines = [line for line in printed.splitlines() if line.startswith("   - ")]
    assert len(lines) == len(NAMES) + 2  # and two about the folder
    printed.encode()


def test_every_name_can_be_a_word_of_the_window(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    for name in NAMES:
        label.setText(short_name(name))
        assert label.text() == short_name(name)
        assert len(label.text()) <= 42


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("IM0001", "IM0001"),
        ("画像 1", "画像 1"),
        ("👩\u200d⚕️", "👩\u200d⚕️"),
        ("\u202egnp.TI", "\\u202egnp.TI"),
        ("a\nb\x7f", "a\\x0ab\\x7f"),
        ("end  ", "end␣␣"),
        (os.fsdecode(b"\xff"), "\\xff"),
        ("x" * 200, "x" * 111 + "…" + "x" * 48),
    ],
)
def test_what_is_shown_of_a_name(name: str, shown: str) -> None:
    assert visible(name) == shown


def test_paths_longer_than_the_system_opens_are_told(tmp_path: Path) -> None:
    """A folder can be deeper than any path may be long."""
    make_image(tmp_path / "disc" / "A")
    here = os.open(tmp_path / "disc", os.O_RDONLY)
    for _ in range(18):
        os.mkdir("d" * 250, dir_fd=here)
        below = os.open("d" * 250, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    report = report_of(tmp_path / "disc")
    assert report.counts.readable == 1
    assert codes(report)[FindingCode.FOLDER_UNREADABLE] == 1
    shutil.rmtree(tmp_path / "disc")


def make_fifo(place: Path) -> None:
    os.mkfifo(place)


def make_socket(place: Path) -> None:
    os.chdir(place.parent)  # a socket's name is short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(place.name)


def make_device(place: Path) -> None:
    try:
        os.mknod(place, stat.S_IFCHR | 0o666, os.makedev(1, 5))  # /dev/zero never ends
    except PermissionError:
        pytest.skip("device nodes need rights")


def link_to_device(place: Path) -> None:
    place.symlink_to("/dev/zero")


def link_to_itself(place: Path) -> None:
    place.symlink_to(place)


def link_out(place: Path) -> None:
    (place.parent.parent / "secret").write_bytes(b"s")
    place.symlink_to("../secret")


def dangling_link(place: Path) -> None:
    place.symlink_to("nowhere")


ODD = (
    make_fifo, make_socket, make_device, link_to_device, link_to_itself, link_out, dangling_link
)  # fmt: skip


@pytest.mark.parametrize("make", ODD)
@pytest.mark.parametrize("name", ["IM0001", "DICOMDIR"])
def test_what_is_no_plain_file_is_told_and_not_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], None], name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    make_image(tmp_path / "disc" / "IMAGE")
    make(tmp_path / "disc" / name)
    report = report_of(tmp_path / "disc")
    assert report.counts.readable == 1
    told = [f.path for f in report.findings if f.code is FindingCode.PATH_REFUSED]
    assert told == [name] or report.other_files == 1  # a link that leads nowhere inside


@pytest.mark.parametrize("make", [make_fifo, make_socket, make_device, link_to_itself])
def test_what_is_no_plain_file_cannot_be_opened_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], None]
) -> None:
    monkeypatch.chdir(tmp_path)
    make(tmp_path / "DICOMDIR")
    with pytest.raises(MediumNotFoundError):
        Medium.open(tmp_path / "DICOMDIR", 1, Settings())


def test_a_folder_called_dicomdir(tmp_path: Path) -> None:
    make_image(tmp_path / "disc" / "DICOMDIR" / "IM0001")
    report = report_of(tmp_path / "disc")
    assert report.counts.readable == 1
    assert FindingCode.DIRECTORY_MISSING in codes(report)


@pytest.mark.parametrize("target", [".", "..", "A/B"])
def test_loops_of_folders_end(tmp_path: Path, target: str) -> None:
    make_image(tmp_path / "disc" / "A" / "B" / "IM0001")
    (tmp_path / "disc" / "A" / "B" / "again").symlink_to(tmp_path / "disc" / target)
    (tmp_path / "disc" / "x").symlink_to("y")
    (tmp_path / "disc" / "y").symlink_to("x")
    report = report_of(tmp_path / "disc")
    assert report.counts.readable == report.counts.found == 1
    assert codes(report)[FindingCode.PATH_REFUSED] >= 2


def test_a_pipe_that_takes_the_place_of_a_file_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between looking at a name and opening it anything may happen."""
    place = tmp_path / "disc" / "IM0001"
    make_image(place)

    def swapped(name: str, *, follow: bool = False) -> int:
        place.unlink()
        os.mkfifo(place)
        return open_descriptor(name, follow=follow)

    monkeypatch.setattr(source, "open_descriptor", swapped)
    with pytest.raises(FileReadError, match="not a plain file"):
        FolderSource(tmp_path / "disc").open("IM0001")


def test_a_link_that_takes_the_place_of_a_file_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "disc" / "IM0001"
    make_image(place)
    (tmp_path / "secret").write_bytes(b"s")

    def swapped(name: str, *, follow: bool = False) -> int:
        place.unlink()
        place.symlink_to(tmp_path / "secret")
        return open_descriptor(name, follow=follow)

    monkeypatch.setattr(source, "open_descriptor", swapped)
    with pytest.raises(OSError, match="symbolic links"):
        FolderSource(tmp_path / "disc").open("IM0001")


@contextmanager
def as_nobody() -> Iterator[None]:
    """Without root's rights, by which nothing is locked."""
    if os.geteuid() != 0:
        yield
        return
    os.setegid(65534)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that others may enter, unlike those of pytest."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def test_locked_files_and_folders_are_each_told(open_folder: Path) -> None:
    disc = open_folder / "disc"
    make_disc(disc)
    make_image(disc / "LOCKED" / "IM0001", SOPInstanceUID="2.25.71")
    make_image(disc / "EXTRA" / "IM0001", SOPInstanceUID="2.25.72")
    victim = next(p for p in sorted((disc / "DICOM").rglob("*")) if p.is_file())
    load(disc, scan_all=True)[0].close()  # all modules, which nobody else may read
    victim.chmod(0)
    (disc / "EXTRA" / "IM0001").chmod(0)
    (disc / "LOCKED").chmod(0)
    with as_nobody():
        medium, _ = load(disc, scan_all=True)
    report = medium.report()
    medium.close()
    (disc / "LOCKED").chmod(0o755)
    found = codes(report)
    assert found[FindingCode.FILE_UNREADABLE] == 2
    assert found[FindingCode.FOLDER_UNREADABLE] == 1
    assert report.counts.readable == 2
    assert report.counts.referenced == 3

"""M-030, M-032, M-042: only plain files inside the medium, in order, never written."""

import os
import shutil
from pathlib import Path
from threading import Event, Thread

import pytest

from viewer.errors import CancelledError, FileReadError, UnsafePathError
from viewer.media.cancel import CancelToken
from viewer.media.file_id import split_file_id
from viewer.media.gate import ReadGate
from viewer.media.source import FileEntry, FolderSource
from viewer.model.findings import Finding, FindingCode, Severity

needs_links = pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")


@pytest.fixture
def disc(tmp_path: Path) -> Path:
    root = tmp_path / "disc"
    for name in ("B/2", "B/1", "A/x", "root"):
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(name.encode())
    return root


def paths(source: FolderSource) -> list[str]:
    return [item.path for item in source.walk(CancelToken()) if isinstance(item, FileEntry)]


def test_files_come_before_folders_by_name(disc: Path) -> None:
    assert paths(FolderSource(disc)) == ["root", "A/x", "B/1", "B/2"]


def test_a_single_file_hides_its_neighbours(disc: Path) -> None:
    source = FolderSource(disc / "B", only="2")
    assert list(source.walk(CancelToken())) == [FileEntry("2", 3)]
    assert source.label == "2"


def test_reading(disc: Path) -> None:
    source = FolderSource(disc)
    with source.open("B/2") as stream:
        assert stream.read() == b"B/2"
    assert source.size("A/x") == 3


@pytest.mark.parametrize("path", ["../secret", "A/../../secret", "/etc/passwd", "A//x", "", "."])
def test_paths_that_are_no_paths_of_the_medium(disc: Path, path: str) -> None:
    (disc.parent / "secret").write_bytes(b"s")
    with pytest.raises((UnsafePathError, FileReadError)):
        FolderSource(disc).open(path)


@needs_links
def test_links_out_of_the_medium_are_refused_and_told(disc: Path) -> None:
    secret = disc.parent / "secret"
    secret.mkdir()
    (secret / "file").write_bytes(b"s")
    (disc / "out").symlink_to(secret / "file")
    (disc / "outside").symlink_to(secret)
    (disc / "A" / "again").symlink_to(disc / "B" / "1")  # inside: found at its own place, and named
    (disc / "loop").symlink_to(disc)
    source = FolderSource(disc)
    items = list(source.walk(CancelToken()))
    refused = [item.path for item in items if isinstance(item, Finding)]
    assert refused == ["loop", "out", "outside"]
    assert paths(source) == ["root", "A/x", "A/again", "B/1", "B/2"]
    assert [i.path for i in items if isinstance(i, FileEntry) and i.is_link] == ["A/again"]
    assert {i.code for i in items if isinstance(i, Finding)} == {FindingCode.PATH_REFUSED}
    for path in ("out", "outside/file"):
        with pytest.raises(UnsafePathError):
            source.open(path)
    with source.open("A/again") as stream:
        assert stream.read() == b"B/1"


def test_a_folder_that_cannot_be_listed_is_told(tmp_path: Path) -> None:
    """Nothing on a medium is passed over in silence (M-042)."""
    (tmp_path / "a").write_bytes(b"1")
    (tmp_path / "IMAGES").mkdir()
    (tmp_path / "IMAGES" / "b").write_bytes(b"2")
    walk = FolderSource(tmp_path).walk(CancelToken())
    assert next(walk) == FileEntry("a", 1)
    shutil.rmtree(tmp_path / "IMAGES")  # as unreadable as a scratched or locked one
    (finding,) = walk
    assert isinstance(finding, Finding)
    assert (finding.code, finding.path) == (FindingCode.FOLDER_UNREADABLE, "IMAGES")
    assert finding.severity is Severity.ERROR


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs here")
def test_fifos_are_neither_opened_nor_waited_for(disc: Path) -> None:
    os.mkfifo(disc / "pipe")
    source = FolderSource(disc)
    assert "pipe" not in paths(source)
    with pytest.raises(FileReadError):
        source.open("pipe")


def test_walking_can_be_cancelled(disc: Path) -> None:
    cancel = CancelToken()
    walk = FolderSource(disc).walk(cancel)
    next(walk)
    cancel.cancel()
    with pytest.raises(CancelledError):
        list(walk)


@pytest.mark.parametrize(
    ("raw", "parts"),
    [
        ("DICOM\\PAT00\\IM0001 ", ("DICOM", "PAT00", "IM0001")),
        ("a/b\\c\0", ("a", "b", "c")),
        ("IM0001.", ("IM0001",)),
        ("X. \\Y..", ("X", "Y")),
    ],
)
def test_file_ids_are_split(raw: str, parts: tuple[str, ...]) -> None:
    assert split_file_id(raw) == parts


@pytest.mark.parametrize(
    "raw",
    ["", "  ", "..\\x", "a\\..\\b", "a\\.\\b", "a\\\\b", "\\a", "/etc/passwd", "C:\\a", "a:b",
     "\\\\server\\share", "a\nb", "a\\\x7f", "CON", "x\\nul.dcm", "...", "a\\... "],
)  # fmt: skip
def test_unsafe_file_ids_are_refused(raw: str) -> None:
    with pytest.raises(UnsafePathError):
        split_file_id(raw)


def test_an_urgent_reader_overtakes_the_background() -> None:
    gate, order = ReadGate(), list[str]()
    held, go = Event(), Event()

    def background() -> None:
        with gate.turn():
            held.set()
            go.wait(60)
            order.append("background")
        with gate.turn():
            order.append("background again")

    def urgent() -> None:
        with gate.turn(urgent=True):
            order.append("urgent")

    first = Thread(target=background)
    first.start()
    held.wait(60)
    second = Thread(target=urgent)
    second.start()
    while not gate._urgent:
        pass
    go.set()
    first.join(60)
    second.join(60)
    assert order == ["background", "urgent", "background again"]


def test_a_series_read_in_a_hurry_lets_a_picture_in_between() -> None:
    gate, order = ReadGate(patience_s=0.0), list[str]()
    held, go = Event(), Event()

    def headers() -> None:
        with gate.turn(urgent=True):
            held.set()
            go.wait(60)
            order.append("header")
        for _ in range(50):
            with gate.turn(urgent=True):
                order.append("header")

    def picture() -> None:
        with gate.turn(urgent=True):
            order.append("picture")

    first, second = Thread(target=headers), Thread(target=picture)
    first.start()
    held.wait(60)
    second.start()
    while not gate._urgent:
        pass
    go.set()
    first.join(60)
    second.join(60)
    assert order == ["header", "picture", *["header"] * 50]


def test_turns_nest_in_one_thread() -> None:
    gate = ReadGate()
    with gate.turn(), gate.turn(urgent=True):
        pass
    with gate.turn():
        pass

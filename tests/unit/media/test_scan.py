"""M-003, M-042: by content, with patience for read errors, cancellable."""

import io
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from threading import Event, Thread
from typing import BinaryIO

import pytest

from tests.factories.dicom import make_image
from viewer.errors import CancelledError, FileReadError
from viewer.media.cancel import CancelToken
from viewer.media.header_reader import HeaderReader
from viewer.media.nested import NestedSource
from viewer.media.scan import OtherFile, scan
from viewer.media.source import FolderSource
from viewer.model.findings import Finding, FindingCode
from viewer.model.header import InstanceHeader
from viewer.settings import Settings

SETTINGS = Settings()


class Scratched(FolderSource):
    """A disc on which some files fail a number of times."""

    def __init__(self, root: Path, failures: dict[str, int]) -> None:
        super().__init__(root)
        self.failures = failures
        self.opened: list[str] = []

    def open(self, path: str) -> BinaryIO:
        self.opened.append(path)
        if self.failures.get(path, 0) > 0:
            self.failures[path] -= 1
            raise OSError(5, "Input/output error")
        return super().open(path)


def run(
    source: FolderSource,
    wanted: Callable[[str], bool] = lambda _: True,
    cancel: CancelToken | None = None,
) -> tuple[list[InstanceHeader | Finding | OtherFile], list[tuple[int, int]]]:
    nested = NestedSource(source, SETTINGS.archive)
    reader = HeaderReader(nested, 1, SETTINGS.decode)
    told: list[tuple[int, int]] = []
    items = scan(nested, reader, wanted, cancel or CancelToken(), lambda *p: told.append(p))
    return list(items), told


def test_content_decides_not_the_name(tmp_path: Path) -> None:
    make_image(tmp_path / "picture.txt")
    (tmp_path / "real.dcm").write_text("not DICOM at all, whatever its name says")
    (tmp_path / "empty.dcm").write_bytes(b"")
    items, told = run(FolderSource(tmp_path))
    assert [type(item) for item in items] == [OtherFile, InstanceHeader, OtherFile]
    assert told[0] == (0, 3)
    assert told[-1] == (3, 3)


@pytest.mark.parametrize(("failures", "readable"), [(0, True), (2, True), (3, False), (99, False)])
def test_read_errors_are_retried_twice(tmp_path: Path, failures: int, *, readable: bool) -> None:
    make_image(tmp_path / "a")
    make_image(tmp_path / "b", SOPInstanceUID="9.2")
    source = Scratched(tmp_path, {"a": failures})
    items, _ = run(source)
    assert isinstance(items[0], InstanceHeader) is readable
    assert isinstance(items[1], InstanceHeader)
    assert source.opened.count("a") == min(failures, 2) + 1
    if not readable:
        assert isinstance(items[0], Finding)
        assert (items[0].code, items[0].path) == (FindingCode.FILE_UNREADABLE, "a")


def test_a_file_that_failed_is_not_tried_again(tmp_path: Path) -> None:
    make_image(tmp_path / "a")
    source = Scratched(tmp_path, {"a": 99})
    reader = HeaderReader(source, 1, SETTINGS.decode)
    for _ in range(2):
        with pytest.raises(FileReadError):
            reader.read("a")
    assert source.opened == ["a"] * 3


def test_only_wanted_files_are_opened(tmp_path: Path) -> None:
    make_image(tmp_path / "a")
    make_image(tmp_path / "b")
    source = Scratched(tmp_path, {})
    items, _ = run(source, lambda path: path == "b")
    assert len(items) == 1
    assert source.opened == ["b"]


def test_cancelling_stops_at_once(tmp_path: Path) -> None:
    make_image(tmp_path / "a")
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(CancelledError):
        run(FolderSource(tmp_path), cancel=cancel)


def test_the_same_data_set_has_one_digest_whatever_is_in_front(tmp_path: Path) -> None:
    path = make_image(tmp_path / "a")
    data = path.read_bytes()
    (tmp_path / "b").write_bytes(b"P" * 128 + data[128:])
    (tmp_path / "c").write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    reader = HeaderReader(FolderSource(tmp_path), 1, SETTINGS.decode)
    assert reader.digest("a") == reader.digest("b")
    assert reader.digest("a") != reader.digest("c")


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege")
def test_links_inside_the_medium_are_accounted_for_and_read_once(tmp_path: Path) -> None:
    """M-041, M-043: an account of every file names them too."""
    make_image(tmp_path / "D" / "one")
    (tmp_path / "again").symlink_to(tmp_path / "D" / "one")
    (tmp_path / "folder").symlink_to(tmp_path / "D")
    items, _ = run(FolderSource(tmp_path))
    others = [item for item in items if isinstance(item, OtherFile)]
    assert [(item.path, item.reason) for item in others] == [
        ("again", "a link to another place of the medium"),
        ("folder", "a link to another place of the medium"),
    ]
    assert [item.file.path for item in items if isinstance(item, InstanceHeader)] == ["D/one"]


class Interrupted(io.BytesIO):
    """A long file; somebody in a hurry comes while its second piece is read."""

    def __init__(self, reader: HeaderReader) -> None:
        super().__init__(bytes(5 << 20))
        self._reader = reader
        self._pieces = 0
        self.served = Event()
        self.served_in_between = False

    def read(self, size: int | None = -1, /) -> bytes:
        self._pieces += 1
        if self._pieces == 3:
            hurry = Thread(target=self._hurry, daemon=True)
            hurry.start()
            while not self._reader.gate._urgent and hurry.is_alive():
                pass  # until it waits for its turn
        elif self._pieces == 4:
            self.served_in_between = self.served.is_set()
        return super().read(size)

    def _hurry(self) -> None:
        with self._reader.gate.turn(urgent=True):
            self.served.set()


def test_a_long_comparison_lets_somebody_in_a_hurry_in(tmp_path: Path) -> None:
    """M-042: one turn for each piece of the file."""

    class Source(FolderSource):
        def open(self, path: str) -> BinaryIO:
            assert path == "long"
            return stream

    nested = NestedSource(Source(tmp_path), SETTINGS.archive)
    reader = HeaderReader(nested, 1, SETTINGS.decode)
    stream = Interrupted(reader)
    assert reader.digest("long") == sha256(bytes(5 << 20)).digest()
    assert stream.served_in_between

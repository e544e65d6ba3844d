"""M-043, M-081: archives within limits, damaged and encrypted ones, archives in archives."""

import io
import stat
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from viewer.errors import CancelledError, EncryptedError
from viewer.media.archive import ZipSource, is_zip, other_archive
from viewer.media.cancel import CancelToken
from viewer.media.nested import NestedSource
from viewer.media.source import FileEntry, FolderSource
from viewer.model.findings import Finding, FindingCode
from viewer.settings import MIB, ArchiveSettings

LIMITS = ArchiveSettings()
FILES = {f"A/F{n}": bytes(range(256)) * 40 * n for n in range(5)}


class Pipe(io.RawIOBase):
    """A target that cannot seek: sizes are written behind the data."""

    def __init__(self) -> None:
        self.data = io.BytesIO()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        return self.data.write(data)


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


def opened(data: bytes, settings: ArchiveSettings = LIMITS) -> ZipSource:
    return ZipSource(io.BytesIO(data), "x.zip", settings)


def contents(source: ZipSource) -> dict[str, bytes]:
    entries = source.walk(CancelToken())
    return {e.path: source.open(e.path).read() for e in entries if isinstance(e, FileEntry)}


def codes(source: ZipSource) -> list[FindingCode]:
    return [f.code for f in source.findings]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_entries_are_files(method: int) -> None:
    source = opened(zipped(FILES, method))
    assert contents(source) == FILES
    assert source.names("A").files == ("F0", "F1", "F2", "F3", "F4")
    assert source.names("").folders == ("A",)
    assert source.size("A/F2") == len(FILES["A/F2"])
    assert source.findings == []


def test_a_large_entry_is_read_and_rewound_in_pieces() -> None:
    data = bytes(range(256)) * (20 * 1024)  # 5 MiB
    with opened(zipped({"BIG": data})).open("BIG") as stream:
        assert stream.read(512) == data[:512]
        stream.seek(4 * MIB)
        assert stream.read(10) == data[4 * MIB :][:10]
        stream.seek(0)
        assert stream.read(10) == data[:10]


def test_unsafe_names_and_links_are_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("../evil", b"e")
        archive.writestr("/abs", b"e")
        archive.writestr("good", b"g")
        link = zipfile.ZipInfo("link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    source = opened(target.getvalue())
    assert contents(source) == {"good": b"g"}
    assert codes(source) == [FindingCode.PATH_REFUSED] * 3


@pytest.mark.parametrize("writer", [io.BytesIO, Pipe], ids=["plain", "streamed"])
@pytest.mark.parametrize("lost", [10, 200])
def test_without_its_directory_an_archive_gives_all_entries(
    writer: Callable[[], io.BytesIO | Pipe], lost: int
) -> None:
    target = writer()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in FILES.items():
            archive.writestr(name, content)
    data = target.data if isinstance(target, Pipe) else target
    source = opened(data.getvalue()[:-lost])
    assert contents(source) == FILES
    assert codes(source) == [FindingCode.FILE_UNREADABLE]


def test_half_an_archive_gives_half_the_entries() -> None:
    data = zipped(FILES, zipfile.ZIP_STORED)
    cut = data.index(b"A/F3") + 100
    assert contents(opened(data[:cut])) == {n: FILES[n] for n in ("A/F0", "A/F1", "A/F2")}


def test_no_entry_at_all_is_an_error() -> None:
    with pytest.raises(zipfile.BadZipFile):
        opened(b"PK\x03\x04" + b"\0" * 100)


def test_impossible_offsets_are_a_damaged_archive() -> None:
    data = bytearray(zipped(FILES))
    at = data.index(b"PK\x05\x06") + 16  # where the directory is said to start
    struct.pack_into("<I", data, at, struct.unpack_from("<I", data, at)[0] + 1000)
    with pytest.raises(zipfile.BadZipFile):
        opened(bytes(data)).open("A/F1")


def test_an_encrypted_entry_says_so() -> None:
    data = bytearray(zipped({"S": b"secret"}))
    flags = data.index(b"PK\x01\x02") + 8
    struct.pack_into("<H", data, flags, 1)
    struct.pack_into("<H", data, 6, 1)
    with pytest.raises(EncryptedError):
        opened(bytes(data)).open("S")


def test_limits_on_entries_size_and_ratio() -> None:
    many = opened(zipped(FILES), ArchiveSettings(max_entries=3))
    assert len(contents(many)) == 3
    assert codes(many) == [FindingCode.ARCHIVE_LIMIT]
    large = opened(zipped({"a": b"x" * MIB, "b": b"y" * MIB}), ArchiveSettings(max_expanded_mib=1))
    assert list(contents(large)) == ["a"]
    bomb = opened(zipped({"bomb": bytes(65 * MIB), "black": bytes(MIB)}))
    assert list(contents(bomb)) == ["black"]
    assert codes(bomb) == [FindingCode.ARCHIVE_LIMIT]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"7z\xbc\xaf\x27\x1c", "7z archive"),
        (b"\0" * 0x8001 + b"CD001", "ISO image"),
        (b"\0" * 257 + b"ustar", "tar archive"),
        (b"plain text", ""),
        (b"", ""),
    ],
)
def test_other_archives_are_named(data: bytes, name: str) -> None:
    assert other_archive(io.BytesIO(data)) == name
    assert not is_zip(data)


def test_archives_inside_archives_to_a_depth_of_two(tmp_path: Path) -> None:
    third = zipped({"c": b"3"})
    second = zipped({"b": b"2", "third.zip": third})
    (tmp_path / "first.zip").write_bytes(zipped({"a": b"1", "second.zip": second}))
    source = NestedSource(FolderSource(tmp_path), LIMITS)
    cancel = CancelToken()
    assert [e.path for e in source.walk(cancel)] == ["first.zip"]
    inside = list(source.expand("first.zip", cancel))
    assert [e.path for e in inside] == ["first.zip!/a", "first.zip!/second.zip"]
    deeper = list(source.expand("first.zip!/second.zip", cancel))
    names = [e.path for e in deeper]
    assert names == ["first.zip!/second.zip!/b", "first.zip!/second.zip!/third.zip"]
    assert source.open(names[0]).read() == b"2"
    assert source.size(names[0]) == 1
    (limit,) = source.expand(names[1], cancel)
    assert isinstance(limit, Finding)
    assert (limit.code, limit.path) == (FindingCode.ARCHIVE_LIMIT, names[1])
    assert list(source.expand("first.zip!/a", cancel)) == []
    source.close()


def test_an_iso_image_that_is_damaged_is_reported(tmp_path: Path) -> None:
    (tmp_path / "disc.iso").write_bytes(b"\0" * 0x8001 + b"CD001")
    source = NestedSource(FolderSource(tmp_path), LIMITS)
    (found,) = source.expand("disc.iso", CancelToken())
    assert isinstance(found, Finding)
    assert found.code is FindingCode.FILE_UNREADABLE


class Counted(io.BytesIO):
    """A file that knows how much of it was read, more than once if need be."""

    bytes_read = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.bytes_read += len(data)
        return data


def local_header(name: bytes, flags: int = 0x8) -> bytes:
    sizes = (20, flags, 0, 0, 0, 0, 0, 0, len(name), 0)
    return struct.pack("<4s5H3I2H", b"PK\x03\x04", *sizes) + name


@pytest.mark.parametrize("flags", [0x8, 0x0])
def test_a_flood_of_headers_is_not_read_again_for_each_of_them(flags: int) -> None:
    stream = Counted(local_header(b"x", flags) * 2_000 + b"PK\x07\x08" * 2_000)
    with suppress(zipfile.BadZipFile):
        ZipSource(stream, "x.zip", LIMITS)
    assert stream.bytes_read < 10 * len(stream.getvalue())


def test_of_a_damaged_archive_too_no_more_than_the_limit_is_taken() -> None:
    source = opened(zipped(FILES)[:-10], ArchiveSettings(max_entries=2))
    assert len(contents(source)) == 2
    assert codes(source) == [FindingCode.FILE_UNREADABLE, FindingCode.ARCHIVE_LIMIT]


def test_the_search_for_entries_can_be_cancelled() -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(CancelledError):
        ZipSource(io.BytesIO(zipped(FILES)[:-10]), "x.zip", LIMITS, cancel)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_entries_with_the_name_of_another_are_told() -> None:
    """M-043: nothing is left out in silence."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for content in (b"first", b"second", b"third"):
            archive.writestr("A", content)
    source = opened(target.getvalue())
    assert contents(source) == {"A": b"first"}
    (finding,) = source.findings
    assert (finding.code, finding.path) == (FindingCode.FILE_UNREADABLE, "A")
    assert finding.detail.startswith("2 more")

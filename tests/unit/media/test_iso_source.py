"""An image of a disc is a medium like the disc itself (M-043)."""

import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factories.disc_tree import OPTIONS, ORDER, disc_tree
from tests.factories.media import load, report_of
from viewer.errors import FileReadError, MediumError
from viewer.media.cancel import CancelToken
from viewer.media.iso_source import IsoSource
from viewer.media.medium import Medium
from viewer.media.source import FileEntry
from viewer.publish.image import write_iso
from viewer.settings import ArchiveSettings, Settings

LIMITS = ArchiveSettings()


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return disc_tree(tmp_path / "tree")


@pytest.fixture
def image(tree: Path, tmp_path: Path) -> Path:
    write_iso(tree, tmp_path / "disc.iso", OPTIONS, ORDER)
    return tmp_path / "disc.iso"


@pytest.fixture
def source(image: Path) -> Iterator[IsoSource]:
    made = IsoSource(image.open("rb"), "disc.iso", LIMITS, reopen=lambda: image.open("rb"))
    yield made
    made.close()


def test_every_file_is_there_with_its_bytes_in_the_order_of_the_disc(
    source: IsoSource, tree: Path
) -> None:
    entries = [e for e in source.walk(CancelToken()) if isinstance(e, FileEntry)]
    assert len(entries) == sum(p.is_file() for p in tree.rglob("*"))
    assert [e.path for e in entries if e.size][: len(ORDER)] == list(ORDER)
    for entry in entries:
        with source.open(entry.path) as stream:
            assert stream.read() == (tree / entry.path).read_bytes()
        assert source.size(entry.path) == entry.size


def test_folders_are_listed(source: IsoSource) -> None:
    assert source.names("").folders == ("DICOM", "VIEWER")
    assert source.names("").files == ("DICOMDIR", "README.TXT")
    assert source.names("DICOM/PT000000").files == ("IM000000", "IM000001")
    assert source.names("nothing").files == ()
    assert source.label == "PATIENT01"


def test_one_can_go_to_any_place_of_a_file(source: IsoSource, tree: Path) -> None:
    whole = (tree / "DICOM/PT000000/IM000000").read_bytes()
    with source.open("DICOM/PT000000/IM000000") as stream:
        assert stream.seek(0, io.SEEK_END) == len(whole)
        assert stream.read() == b""
        assert stream.seek(-100, io.SEEK_END) == len(whole) - 100
        assert stream.read(50) == whole[-100:-50]
        assert stream.tell() == len(whole) - 50
        assert stream.seek(-10, io.SEEK_CUR) == len(whole) - 60
        stream.seek(5)
        assert stream.read(7) == whole[5:12]
        assert not stream.writable()


def test_two_files_can_be_read_side_by_side(source: IsoSource, tree: Path) -> None:
    with source.open("README.TXT") as one, source.open("DICOM/PT000000/IM000001") as other:
        assert other.read(10) == (tree / "DICOM/PT000000/IM000001").read_bytes()[:10]
        assert one.read() == b"read me"
        assert other.read(5) == (tree / "DICOM/PT000000/IM000001").read_bytes()[10:15]


def test_what_is_not_there_is_said(source: IsoSource) -> None:
    with pytest.raises(FileReadError):
        source.open("NOTHING")


def test_a_file_behind_the_end_of_the_image_is_no_short_file(image: Path) -> None:
    data = image.read_bytes()
    stream = io.BytesIO(data)
    whole = IsoSource(stream, "x", LIMITS)
    at = whole.extents("VIEWER/start")[0].start
    cut = IsoSource(io.BytesIO(data[:at]), "x", LIMITS)
    with cut.open("VIEWER/start") as start, pytest.raises(OSError, match="ends before"):
        start.read()


def test_it_goes_on_after_the_medium_was_away(source: IsoSource) -> None:
    source.close()
    source.restore()
    assert source.open("README.TXT").read() == b"read me"


def test_without_a_way_back_nothing_is_tried(image: Path) -> None:
    source = IsoSource(image.open("rb"), "x", LIMITS)
    source.restore()
    assert source.open("README.TXT").read() == b"read me"
    source.close()


def test_an_image_opens_like_the_disc_it_is_of(demo_disc: Path, tmp_path: Path) -> None:
    write_iso(demo_disc, tmp_path / "demo.iso", OPTIONS)
    from_disc, from_image = report_of(demo_disc), report_of(tmp_path / "demo.iso")
    assert from_image.counts == from_disc.counts
    assert from_image.findings == from_disc.findings
    medium, events = load(tmp_path / "demo.iso")
    assert medium.label == "PATIENT01"
    assert events
    medium.close()


def test_an_image_lying_on_a_medium_is_looked_into(demo_disc: Path, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    write_iso(demo_disc, tmp_path / "stick" / "demo.iso", OPTIONS)
    assert report_of(tmp_path / "stick").counts.readable == report_of(demo_disc).counts.readable


def test_an_image_in_a_zip_is_named_and_left(image: Path, tmp_path: Path) -> None:
    shutil.make_archive(str(tmp_path / "packed"), "zip", image.parent, image.name)
    medium, _ = load(tmp_path / "packed.zip")
    assert any("ISO image" in f.detail for f in medium.report().findings)
    medium.close()


def test_an_image_of_nothing_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "bad.iso").write_bytes(b"\0" * 0x8001 + b"CD001")
    with pytest.raises(MediumError):
        Medium.open(tmp_path / "bad.iso", 1, Settings())

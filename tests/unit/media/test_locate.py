"""M-012, M-043: what a path stands for."""

import sys
import zipfile
from pathlib import Path

import pytest

from tests.factories.dicomdir import small_tree, write_dicomdir
from viewer.errors import MediumError, MediumNotFoundError
from viewer.media.locate import Located, locate
from viewer.settings import ArchiveSettings


def find(path: Path) -> Located:
    return locate(path, ArchiveSettings())


@pytest.mark.parametrize("name", ["DICOMDIR", "dicomdir", "DicomDir", "DICOMDIR;1", "dicomdir."])
@pytest.mark.parametrize("folder", ["", "CD/", "export/CD 1/"])
def test_directories_of_any_spelling_two_levels_deep(
    tmp_path: Path, folder: str, name: str
) -> None:
    place = tmp_path / folder / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(b"x")
    assert find(tmp_path).directories == (folder + name,)


def test_several_file_sets_are_all_found_and_deeper_ones_not(tmp_path: Path) -> None:
    for folder in ("", "B", "A/x", "A/x/deep"):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / folder / "DICOMDIR").write_bytes(b"x")
    (tmp_path / "DICOMDIR.bak").write_bytes(b"x")
    assert find(tmp_path).directories == ("DICOMDIR", "B/DICOMDIR", "A/x/DICOMDIR")


def test_a_directory_file_stands_for_its_folder(tmp_path: Path) -> None:
    (tmp_path / "D").mkdir()
    (tmp_path / "D" / "A1").write_bytes(b"x")
    for name in ("DICOMDIR", "index.dcm"):
        data = bytearray(write_dicomdir(small_tree()))
        data = data.replace(b"1.2.840.10008.5.1.4.1.1.2\0", b"1.2.840.10008.1.3.10\0     ", 1)
        (tmp_path / name).write_bytes(data)
        located = find(tmp_path / name)
        assert located.directories == (name,)
        assert not located.single
        assert located.source.names("D").files == ("A1",)


def test_a_single_file_is_just_that(tmp_path: Path) -> None:
    (tmp_path / "image").write_bytes(b"x")
    (tmp_path / "other").write_bytes(b"x")
    located = find(tmp_path / "image")
    assert located.single
    assert located.directories == ()
    assert located.source.names("").files == ("image",)


def test_an_archive_with_a_directory(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "cd.zip", "w") as archive:
        archive.writestr("CD/DICOMDIR", b"x")
    located = find(tmp_path / "cd.zip")
    assert located.directories == ("CD/DICOMDIR",)
    assert located.source.label == "cd.zip"
    located.source.close()


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(MediumNotFoundError):
        find(tmp_path / "gone")


def test_an_archive_without_any_entry_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "bad.zip").write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(MediumError):
        find(tmp_path / "bad.zip")


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege")
def test_a_link_the_user_names_is_followed(tmp_path: Path) -> None:
    """M-032 is about links on the medium, not about the way to it."""
    (tmp_path / "disc").mkdir()
    (tmp_path / "disc" / "one").write_bytes(b"1")
    (tmp_path / "disc" / "DICOMDIR").write_bytes(write_dicomdir(small_tree()))
    (tmp_path / "home").mkdir()
    for name in ("one", "DICOMDIR"):
        (tmp_path / "home" / name).symlink_to(tmp_path / "disc" / name)
    found = locate(tmp_path / "home" / "one", ArchiveSettings())
    with found.source.open("one") as stream:
        assert stream.read() == b"1"
    found = locate(tmp_path / "home" / "DICOMDIR", ArchiveSettings())
    assert found.directories == ("DICOMDIR",)
    assert found.source.names("").files == ("DICOMDIR", "one")

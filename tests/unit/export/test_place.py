"""Where nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.export.place import is_on_medium, new_folder

if TYPE_CHECKING:
    from pathlib import Path


def test_the_medium_and_all_below_it(tmp_path: Path) -> None:
    """M-042."""
    disc = tmp_path / "disc"
    (disc / "DICOM").mkdir(parents=True)
    assert is_on_medium(disc, disc)
    assert is_on_medium(disc, disc / "DICOM")
    assert is_on_medium(disc, disc / "DICOM" / ".." / "new")
    assert not is_on_medium(disc, tmp_path)
    assert not is_on_medium(disc, tmp_path / "disc 2")


def test_what_a_directory_file_is_about(tmp_path: Path) -> None:
    directory = tmp_path / "disc" / "DICOMDIR"
    directory.parent.mkdir()
    directory.write_bytes(b"")
    assert is_on_medium(directory, tmp_path / "disc" / "new")
    assert not is_on_medium(directory, tmp_path)


def test_an_archive_is_no_folder_to_write_into(tmp_path: Path) -> None:
    archive = tmp_path / "scans.zip"
    archive.write_bytes(b"")
    assert not is_on_medium(archive, tmp_path)


def test_new_folders_have_names_of_their_own(tmp_path: Path) -> None:
    names = [new_folder(tmp_path, "MARKED").name for _ in range(3)]
    assert names == ["MARKED", "MARK0002", "MARK0003"]

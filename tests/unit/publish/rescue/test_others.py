from pathlib import Path

import pytest

from tests.factories.dicom import make_image
from viewer.errors import WriteError
from viewer.publish.rescue.others import copy_others, kind_of_file, second_name


def test_files_are_told_apart_by_what_is_in_them(tmp_path: Path, demo_disc: Path) -> None:
    (tmp_path / "note.txt").write_text("a note")
    assert kind_of_file(tmp_path / "note.txt") == "other"
    assert kind_of_file(demo_disc / "DICOMDIR") == "directory"
    assert kind_of_file(make_image(tmp_path / "image")) == "object"
    damaged = (tmp_path / "image").read_bytes()[:140]
    (tmp_path / "damaged").write_bytes(damaged)
    assert kind_of_file(tmp_path / "damaged") == "object"


def test_a_second_name_is_the_same_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1")
    second_name(tmp_path / "a", tmp_path / "b" / "c")
    assert (tmp_path / "b" / "c").samefile(tmp_path / "a")


def test_others_do_not_replace_anything_nor_lie_among_objects(tmp_path: Path) -> None:
    for name in ("DICOM/x", "dicom/y", "RESCUE.TXT", "there", "free/z"):
        (tmp_path / "root" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "root" / name).write_text(name)
    (tmp_path / "disc").mkdir()
    (tmp_path / "disc" / "there").write_text("ours")
    paths = ["DICOM/x", "dicom/y", "RESCUE.TXT", "there", "free/z"]
    assert copy_others(tmp_path / "root", paths, tmp_path / "disc") == paths[:4]
    assert (tmp_path / "disc" / "free" / "z").read_text() == "free/z"
    assert (tmp_path / "disc" / "there").read_text() == "ours"


def test_a_place_that_refuses_is_said(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(WriteError):
        second_name(tmp_path / "a", tmp_path / "file" / "b")

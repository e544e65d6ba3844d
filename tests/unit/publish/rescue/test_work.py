import io
import json
import os
from pathlib import Path

import pytest

from viewer.errors import WriteError
from viewer.publish.rescue.gaps import Gaps
from viewer.publish.rescue.work import RescuedFile, Work


def test_notes_are_there_again_the_next_time(tmp_path: Path) -> None:
    work = Work.open(tmp_path / "w")
    first, empty = work.take([("A/1", 5000), ("empty", 0)])
    first.gaps.fill(0, 2048)
    work.unlisted = ["B"]
    work.save()
    again = Work.open(tmp_path / "w")
    assert [(f.path, f.size, list(f.gaps)) for f in again.files.values()] == [
        ("A/1", 5000, [(2048, 5000)]),
        ("empty", 0, []),
    ]
    assert again.unlisted == ["B"]
    assert again.missing == 2952
    assert empty.is_whole
    assert (tmp_path / "w" / "files" / "empty").read_bytes() == b""
    assert (tmp_path / "w" / "parts" / "A" / "1").stat().st_size == 5000


def test_a_file_that_becomes_whole_moves(tmp_path: Path) -> None:
    work = Work.open(tmp_path / "w")
    (file,) = work.take([("A/1", 10)])
    work.settle(file)
    assert work.place(file).is_relative_to(tmp_path / "w" / "parts")
    file.gaps.fill(0, 10)
    work.settle(file)
    work.settle(file)
    assert (work.root / "A" / "1").stat().st_size == 10
    assert not (tmp_path / "w" / "parts" / "A" / "1").exists()


@pytest.mark.parametrize("entries", [[("A", 11)], [("B", 10)], []])
def test_another_disc_is_not_mixed_into_it(tmp_path: Path, entries: list[tuple[str, int]]) -> None:
    work = Work.open(tmp_path / "w")
    work.take([("A", 10)])
    with pytest.raises(WriteError, match="another disc"):
        work.take(entries)


def test_what_comes_to_light_later_is_taken(tmp_path: Path) -> None:
    work = Work.open(tmp_path / "w")
    work.take([("A", 10)])
    assert [f.path for f in work.take([("B", 5), ("A", 10)])] == ["B", "A"]


@pytest.mark.parametrize(
    "notes",
    ["{", "[]", json.dumps({"version": 2}), json.dumps({"version": 1, "files": [["a"]]}), "ä"],
)
def test_damaged_notes_are_said(tmp_path: Path, notes: str) -> None:
    Work.open(tmp_path / "w")
    (tmp_path / "w" / "state.json").write_text(notes, "utf-8")
    with pytest.raises(WriteError):
        Work.open(tmp_path / "w")


def test_names_that_are_no_text_are_kept(tmp_path: Path) -> None:
    work = Work.open(tmp_path / "w")
    name = os.fsdecode(b"r\xe9port")
    work.take([(name, 3)])
    work.save()
    assert list(Work.open(tmp_path / "w").files) == [name]


def test_places_that_refuse_are_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(WriteError):
        Work.open(tmp_path / "file" / "w")
    work = Work.open(tmp_path / "w")
    (tmp_path / "w" / "parts" / "A").write_bytes(b"in the way")
    with pytest.raises(WriteError):
        work.take([("A/1", 10)])
    (file,) = work.take([("B/1", 10)])
    file.gaps.fill(0, 10)
    (work.root / "B").write_bytes(b"in the way")
    with pytest.raises(WriteError):
        work.settle(file)
    (tmp_path / "w" / "state.json.part").mkdir()
    with pytest.raises(WriteError):
        work.save()


def test_missing_bytes_cannot_be_read_and_all_others_can(tmp_path: Path) -> None:
    work = Work.open(tmp_path / "w")
    data = bytes(range(256)) * 100
    file = RescuedFile("A", len(data), Gaps([(10_000, 12_000), (20_000, 21_000)]))
    work.place(file).write_bytes(data)
    with work.stream(file) as stream:
        assert stream.read(10_000) == data[:10_000]
        with pytest.raises(OSError, match="could not be rescued"):
            stream.read(1)
        assert stream.seek(12_000) == 12_000
        assert stream.read(100) == data[12_000:12_100]
        assert stream.seek(-100, io.SEEK_END) == len(data) - 100
        assert stream.read() == data[-100:]
        assert stream.read(1) == b""
        stream.seek(0)
        with pytest.raises(OSError, match="could not be rescued"):
            stream.read()


def test_a_file_that_moved_after_the_last_notes_is_whole(tmp_path: Path) -> None:
    """As after a kill: it is where only whole files are."""
    work = Work.open(tmp_path / "w")
    (file,) = work.take([("A/1", 4)])
    work.save()
    work.place(file).write_bytes(b"read")
    file.gaps.fill(0, 4)
    work.settle(file)
    again = Work.open(tmp_path / "w").files["A/1"]
    assert again.is_whole
    assert (tmp_path / "w" / "files" / "A" / "1").read_bytes() == b"read"


@pytest.mark.parametrize("end", [4, 2])
def test_a_file_that_is_gone_is_read_anew(tmp_path: Path, end: int) -> None:
    work = Work.open(tmp_path / "w")
    (file,) = work.take([("A", 4)])
    file.gaps.fill(0, end)
    work.settle(file)
    work.save()
    work.place(file).unlink()
    again = Work.open(tmp_path / "w")
    assert again.missing == 4
    assert again.place(again.files["A"]).stat().st_size == 4


def test_what_is_left_of_a_rescue_without_notes_is_not_of_this_disc(tmp_path: Path) -> None:
    work = Work.open(tmp_path / "w")
    (work.root / "A").write_bytes(b"of another")
    work.take([("A", 10)])
    work.save()
    assert Work.open(tmp_path / "w").missing == 10

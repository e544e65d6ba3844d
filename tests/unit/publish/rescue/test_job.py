"""A whole rescue, of folders and of images that end too early; `tests/faults` has scratches."""

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pydicom
import pytest

from tests.factories.dicom import image_dataset, make_disc
from tests.factories.disc_tree import OPTIONS
from tests.factories.media import report_of
from tests.factories.rescue import copied, images
from viewer.cli.exit_code import ExitCode
from viewer.cli.main import run
from viewer.deid.packing import pack
from viewer.deid.request import Work, silent
from viewer.demo.pixels import JPEG_LS_LOSSLESS
from viewer.errors import (
    CancelledError,
    FileReadError,
    LockedMediumError,
    MediumNotFoundError,
    WriteError,
    WrongPasswordError,
)
from viewer.media.cancel import CancelToken
from viewer.media.keyring import KEYRING
from viewer.publish.errors import PublishError, RefusedError, TargetError
from viewer.publish.image import write_iso
from viewer.publish.image_check import SECTOR, read_tree
from viewer.publish.rescue.account import account, lost_lines
from viewer.publish.rescue.job import Rescue, Rescued, RescueRequest
from viewer.publish.rescue.others import LOG
from viewer.settings import Settings

MADE = datetime(2026, 11, 27, tzinfo=UTC)


def rescue(source: Path, target: Path, cancel: CancelToken | None = None) -> Rescued:
    request = RescueRequest(source, target, retries=0, made=MADE)
    return Rescue(request, cancel=cancel).run(lambda found: account(found, MADE))


@pytest.mark.parametrize("password", ["", "correct horse 7"])
def test_a_zip_that_ends_too_early_gives_what_it_has(
    disc: Path, target: Path, tmp_path: Path, password: str
) -> None:
    """Without its directory an archive is read entry by entry; protected ones need theirs."""
    packed = tmp_path / "disc.zip"
    pack(disc, packed, password, Work(silent, CancelToken(), Settings()))
    KEYRING.add(packed, password)
    whole = rescue(packed, target)
    assert uids(target) == uids(disc)
    assert whole.losses.lost == ()
    with packed.open("r+b") as stream:  # a hole in the middle, and the same place to go on from
        stream.seek(packed.stat().st_size // 2)
        stream.write(bytes(2048))
    spoilt = rescue(packed, target.with_name("spoilt"))
    assert spoilt.losses.lost
    assert 0 < len(uids(spoilt.place)) < len(uids(disc))


def test_a_protected_zip_needs_its_password(disc: Path, target: Path, tmp_path: Path) -> None:
    packed = tmp_path / "disc.zip"
    pack(disc, packed, "correct horse 7", Work(silent, CancelToken(), Settings()))
    with pytest.raises(LockedMediumError):
        rescue(packed, target)
    KEYRING.add(packed, "another one 8")
    with pytest.raises(WrongPasswordError):
        rescue(packed, target)
    status = run(["rescue", str(packed), "--to", str(target), "--source-password", "wrong 9 9"])
    assert status == ExitCode.UNREADABLE


def assert_adds_up(rescued: Rescued, disc: Path, directories: int) -> None:
    """Read and lost are all, and all that was read is somewhere."""
    files = sum(path.is_file() for path in disc.rglob("*"))
    unread = [loss for loss in rescued.losses.lost if (disc / loss.path).is_file()]
    assert rescued.losses.files == files == rescued.losses.whole + len(unread)
    copied = len(rescued.changes) + rescued.others + len(rescued.others_left)
    assert rescued.losses.whole == copied + rescued.aside.count + directories


def uids(folder: Path) -> Counter[str]:
    records = pydicom.dcmread(folder / "DICOMDIR").DirectoryRecordSequence
    leaves = [record for record in records if "ReferencedFileID" in record]
    assert all(folder.joinpath(*record.ReferencedFileID).is_file() for record in leaves)
    return Counter(str(record.ReferencedSOPInstanceUIDInFile) for record in leaves)


@pytest.fixture(autouse=True)
def _keyring() -> Iterator[None]:
    yield
    KEYRING.clear()


@pytest.fixture
def disc(demo_disc: Path, tmp_path: Path) -> Path:
    return copied(demo_disc, tmp_path / "disc")


@pytest.fixture
def target(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    return tmp_path / "out" / "copy"


def test_a_sound_disc_becomes_a_copy_and_nothing_else_is_left(disc: Path, target: Path) -> None:
    rescued = rescue(disc, target)
    assert uids(target) == uids(disc)
    assert report_of(target).counts == report_of(disc).counts
    assert rescued.losses.lost == ()
    assert rescued.work is None
    assert [p.name for p in target.parent.iterdir()] == ["copy"]
    assert (target / "README.TXT").read_bytes() == (disc / "README.TXT").read_bytes()


def test_objects_are_byte_for_byte_behind_the_start_of_the_file(disc: Path, target: Path) -> None:
    def data_set(path: Path) -> bytes:
        data = path.read_bytes()
        return data[144 + int.from_bytes(data[140:144], "little") :]  # PS3.10 7.1

    changes = [change for change in rescue(disc, target).changes if not change.mended]
    assert changes
    for change in changes:
        assert data_set(target / change.new) == data_set(disc / change.old)


def test_the_disc_itself_is_only_read(demo_disc: Path, target: Path) -> None:
    before = {p: (p.stat().st_mtime_ns, p.stat().st_size) for p in demo_disc.rglob("*")}
    rescue(demo_disc, target)
    assert before == {p: (p.stat().st_mtime_ns, p.stat().st_size) for p in demo_disc.rglob("*")}


def test_names_are_made_legal_and_the_account_says_from_what(disc: Path, target: Path) -> None:
    first, second, *_ = images(disc)
    (disc / first).rename(disc / f"{first.lower().rpartition('/')[2]}.dcm")
    (disc / second).rename(disc / f"{second};1")
    rescued = rescue(disc, target)
    assert uids(target) == uids_of_files(disc)
    old = {change.old for change in rescued.changes}
    assert "im000000.dcm" in old
    text = (target / LOG).read_bytes().decode("ascii")
    assert "im000000.dcm -> DICOM/" in text
    assert "The directory (DICOMDIR) was made anew" in text
    assert text.count("\n") == text.count("\r\n")


def uids_of_files(folder: Path) -> Counter[str]:
    files = (p for p in folder.rglob("*") if p.is_file())
    named = (p for p in files if p.name not in {"DICOMDIR", "README.TXT"})
    return Counter(str(pydicom.dcmread(p, stop_before_pixels=True).SOPInstanceUID) for p in named)


def test_undeclared_letters_are_declared_in_the_copy(tmp_path: Path, target: Path) -> None:
    disc = make_disc(tmp_path / "d", [image_dataset(PatientName="Mxxller")]).parent
    (file,) = disc.rglob("IM*")
    data = (
        file.read_bytes()
        .replace(b"Mxxller", b"M\xc3\xbcller")
        .replace(b"ISO_IR 192", b"ISO_IR 6  ")
    )
    file.write_bytes(data)
    rescued = rescue(disc, target)
    (copy,) = target.rglob("IM*")
    assert str(pydicom.dcmread(copy).PatientName) == "Müller"
    (change,) = rescued.changes
    assert "-> ISO_IR 192" in change.mended[0]
    assert file.read_bytes() == data


def test_what_is_listed_and_not_there_is_named_by_series_and_number(
    disc: Path, target: Path
) -> None:
    third = images(disc)[2]
    (disc / third).unlink()
    rescued = rescue(disc, target)
    (loss,) = rescued.losses.lost
    assert loss.path == third
    assert rescued.work == target.with_name("copy.rescue")
    assert any("1 image or object lost, 3" in line for line in lost_lines(rescued.losses))
    assert report_of(target).counts.referenced == report_of(disc).counts.readable


def cut(disc: Path, image: Path, keep: float) -> bytes:
    """An image of `disc` that ends too early; gives the whole one."""
    write_iso(disc, image, OPTIONS, ["DICOMDIR"])
    data = image.read_bytes()
    tree = read_tree(image)
    files = sorted(tree.rock_ridge.values(), key=lambda f: f.sector)
    image.write_bytes(data[: files[round(len(files) * keep)].sector * SECTOR + 100])
    return data


def test_an_image_that_ends_too_early_gives_what_it_has(
    disc: Path, target: Path, tmp_path: Path
) -> None:
    cut(disc, tmp_path / "disc.iso", keep=0.5)
    rescued = rescue(tmp_path / "disc.iso", target)
    there = uids(target)
    assert there
    assert there < uids(disc)
    assert len(there) + len([x for x in rescued.losses.lost if x.whose]) == len(uids(disc))
    assert all(loss.reason.endswith("cannot be read") for loss in rescued.losses.lost)
    assert report_of(target).findings == ()


def test_another_run_with_a_better_image_makes_the_copy_whole(
    disc: Path, target: Path, tmp_path: Path
) -> None:
    image = tmp_path / "disc.iso"
    whole = cut(disc, image, keep=0.5)
    image_size = image.stat().st_size
    rescue(image, target)
    before = uids(target)
    image.write_bytes(whole[:image_size])  # the same drive, the same disc
    assert uids(rescue(image, target).place) == before
    assert (target / LOG).is_file()


def test_a_copy_as_an_image_is_one_that_opens(disc: Path, target: Path) -> None:
    image = target.with_name("copy.iso")
    rescue(disc, image)
    assert report_of(image).counts == report_of(disc).counts
    assert [p.name for p in target.parent.iterdir()] == ["copy.iso"]
    names = read_tree(image).rock_ridge
    assert min(names, key=lambda n: names[n].sector if names[n].length else 1 << 40) == "DICOMDIR"


def test_an_image_copy_is_replaced_by_a_better_one(disc: Path, target: Path) -> None:
    third = images(disc)[2]
    (disc / third).rename(disc.with_name("lost"))
    image = target.with_name("copy.iso")
    rescue(disc, image)
    (disc.with_name("lost")).rename(disc / third)
    rescue(disc, image)
    assert report_of(image).counts == report_of(disc).counts


def test_several_people_stay_on_one_disc(tmp_path: Path, target: Path) -> None:
    people = [
        image_dataset(
            number=n, series=n, PatientID=str(n), PatientName=f"P{n}", StudyInstanceUID=f"1.2.{n}"
        )
        for n in (1, 2)
    ]
    disc = make_disc(tmp_path / "d", people).parent
    assert len(rescue(disc, target).changes) == 2
    assert (target / "DICOMDIR").is_file()


def test_people_with_one_number_get_a_folder_each(tmp_path: Path, target: Path) -> None:
    people = [
        image_dataset(
            number=n, series=n, PatientID="1", PatientName=f"P{n}", PatientBirthDate=f"195{n}0101",
            StudyInstanceUID=f"1.2.{n}",
        )
        for n in (1, 2)
    ]  # fmt: skip
    disc = make_disc(tmp_path / "d", people).parent
    (disc / "NOTE.TXT").write_text("a note")
    rescued = rescue(disc, target)
    assert {change.new.split("/")[0] for change in rescued.changes} == {"DISC1", "DISC2"}
    assert (target / "DISC2" / "DICOMDIR").is_file()
    assert rescued.others_left == ("NOTE.TXT",)
    with pytest.raises(RefusedError):
        rescue(disc, target.with_name("copy.iso"))


def test_other_files_are_copied_but_not_among_images(disc: Path, target: Path) -> None:
    (disc / "VIEWER").mkdir()
    (disc / "VIEWER" / "Start.exe").write_bytes(b"MZ")
    (disc / "DICOM" / "thumbs.db").write_bytes(b"thumbs")
    rescued = rescue(disc, target)
    assert (target / "VIEWER" / "Start.exe").read_bytes() == b"MZ"
    assert rescued.others_left == ("DICOM/thumbs.db",)
    assert not (target / "DICOM" / "thumbs.db").exists()
    assert "not copied: DICOM/thumbs.db" in (target / LOG).read_text()


def test_a_copy_is_taken_once_and_one_that_differs_is_counted(disc: Path, target: Path) -> None:
    first, second, *_ = images(disc)
    shutil.copyfile(disc / first, disc / "COPY")
    rescued = rescue(disc, target)
    assert not rescued.left_out
    assert "note: copies of the same objects, taken once: 1" in (target / LOG).read_text()
    data = bytearray((disc / second).read_bytes())
    data[-1] ^= 1
    (disc / "DIFFERS").write_bytes(data)
    rescued = rescue(disc, target.with_name("other"))
    assert sum(rescued.left_out.values()) == 1
    assert "1 object left out" in (target.with_name("other") / LOG).read_text()
    ((missing,), (same,)) = rescued.aside.missing, rescued.aside.same
    assert {missing.path, same.path} <= {"DIFFERS", "COPY", first, second}
    assert missing.whose is not None
    assert missing.whose.number == 2
    assert_adds_up(rescued, disc, directories=1)


def test_objects_that_turn_out_to_be_damaged_on_the_way_are_counted(
    tmp_path: Path, target: Path
) -> None:
    series = [image_dataset(number=n, syntax=JPEG_LS_LOSSLESS) for n in (1, 2)]
    disc = make_disc(tmp_path / "d", series).parent
    damaged = max(disc.rglob("IM*"))
    data = bytearray(damaged.read_bytes())
    data[data.rindex(b"\xfe\xff\x00\xe0") + 2] = 9  # no longer the start of a fragment
    damaged.write_bytes(data + b"\0\0")
    rescued = rescue(disc, target)
    assert len(rescued.changes) == 1
    assert sum(rescued.left_out.values()) == 1
    (missing,) = rescued.aside.missing
    assert missing.path == damaged.relative_to(disc).as_posix()
    assert_adds_up(rescued, disc, directories=1)


@pytest.mark.parametrize("kind", ["folder", "file", "link", "other copy"])
def test_nothing_at_the_place_is_ever_replaced(disc: Path, target: Path, kind: str) -> None:
    match kind:
        case "folder":
            target.mkdir()
            (target / "own.txt").write_text("mine")
        case "file":
            target.write_text("mine")
        case "link":
            target.symlink_to("elsewhere")
        case "other copy":
            target.mkdir()
            (target / LOG).write_text("of another disc, its folder is gone")
    with pytest.raises(TargetError):
        rescue(disc, target)


def test_a_copy_to_which_somebody_has_added_is_not_replaced(disc: Path, target: Path) -> None:
    (disc / images(disc)[0]).unlink()
    rescue(disc, target)
    rescue(disc, target)
    (target / "notes.txt").write_text("mine")
    with pytest.raises(TargetError):
        rescue(disc, target)
    assert (target / "notes.txt").read_text() == "mine"


def test_a_place_that_refuses_the_copy_is_said_and_what_was_read_is_kept(
    disc: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.rename

    def refuse(self: Path, to: Path) -> Path:
        if Path(to) == target:
            raise OSError(28, "No space left on device")
        return real(self, to)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(WriteError, match="No space"):
        rescue(disc, target)
    assert not target.exists()
    assert target.with_name("copy.rescue").is_dir()


def test_an_empty_folder_is_filled(disc: Path, target: Path) -> None:
    target.mkdir()
    rescue(disc, target)
    assert (target / "DICOMDIR").is_file()


def test_a_folder_is_not_replaced_by_an_image_nor_an_image_by_a_folder(
    disc: Path, target: Path
) -> None:
    (disc / images(disc)[0]).unlink()
    rescue(disc, target)
    shutil.rmtree(target)
    target.write_text("an image of another program")
    with pytest.raises(TargetError):
        rescue(disc, target)


def test_where_nothing_is_whole_there_is_no_copy(tmp_path: Path, target: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "NOTE.TXT").write_text("only a note")
    with pytest.raises(PublishError):
        rescue(tmp_path / "d", target)
    assert not target.exists()


def test_what_is_no_image_is_said(tmp_path: Path, target: Path) -> None:
    (tmp_path / "file").write_bytes(bytes(100_000))
    with pytest.raises(FileReadError, match="no directory"):
        rescue(tmp_path / "file", target)


def test_a_source_that_is_gone_is_said(tmp_path: Path, target: Path) -> None:
    with pytest.raises(MediumNotFoundError):
        rescue(tmp_path / "nothing", target)


def test_cancelled_there_is_no_copy(disc: Path, target: Path) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(CancelledError):
        rescue(disc, target, token)
    assert not target.exists()


def test_it_works_where_files_cannot_have_two_names(
    disc: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    rescue(disc, target)
    assert uids(target) == uids(disc)


def test_a_place_that_refuses_is_said(disc: Path, target: Path) -> None:
    target.with_name("copy.rescue").write_text("in the way")
    with pytest.raises(WriteError):
        rescue(disc, target)

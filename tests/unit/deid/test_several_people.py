"""Of several people in one job, nobody is named in a file of another, nor in what is told of it."""

from pathlib import Path
from typing import Any

import pytest
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.tag import Tag

from tests.factories.dicom import image_dataset, save
from viewer.deid.account import Account
from viewer.deid.identity import Identity
from viewer.deid.job import Request, run
from viewer.deid.profile import PRESETS
from viewer.media.directory_writer import DirectoryWriter

ONE: dict[str, Any] = {
    "PatientName": "Lindqvist^Margareta",
    "PatientID": "A-7784512",
    "StudyInstanceUID": "1.2.3.1",
    "SeriesInstanceUID": "1.2.3.1.1",
}
OTHER: dict[str, Any] = {
    "PatientName": "",
    "PatientID": "Q-99",
    "StudyInstanceUID": "1.2.3.2",
    "SeriesInstanceUID": "1.2.3.2.1",
}


def copy_of(folder: Path, *datasets: Dataset) -> tuple[Account, dict[str, bytes]]:
    """The account of a copy of these, and its files by name."""
    (folder / "in").mkdir()
    for number, ds in enumerate(datasets):
        save(ds, folder / "in" / str(number))
    account = run(Request((folder / "in",), folder / "out", PRESETS["share"]))
    files = (path for path in (folder / "out").rglob("*") if path.is_file())
    return account, {str(path.relative_to(folder / "out")): path.read_bytes() for path in files}


@pytest.mark.parametrize(
    "keyword", ["SequenceName", "ManufacturerModelName", "SoftwareVersions", "ImageType"]
)
@pytest.mark.parametrize("named_first", [True, False])
def test_nobody_is_named_in_the_technical_text_of_another(
    tmp_path: Path, keyword: str, *, named_first: bool
) -> None:
    """A-070: every value of the source is searched for in every file, whoever it is of."""
    pair = [image_dataset(number=1, **ONE)]
    named: dict[str, Any] = {**OTHER, keyword: "LINDQVIST"}
    pair.append(image_dataset(number=2, **named))
    account, files = copy_of(tmp_path, *(pair if named_first else pair[::-1]))
    assert (account.written, account.patients) == (2, 2)
    assert [name for name, data in files.items() if b"lindqvist" in data.lower()] == []


def test_bare_numbers_and_makers_are_no_names_of_another(tmp_path: Path) -> None:
    """A number of one person is the version of another's scanner by chance."""
    numbered = ONE | {"PatientID": "20241", "PatientName": "Siemens^Margareta"}
    other = OTHER | {"SoftwareVersions": "20241", "Manufacturer": "SIEMENS"}
    account, files = copy_of(
        tmp_path, image_dataset(number=1, **numbered), image_dataset(number=2, **other)
    )
    assert account.written == 2
    assert sum(b"20241" in data for data in files.values()) == 1
    assert Identity({"siemens"}, {"siemens"}, {"20241", "A-7"}).telling().identifiers == {"A-7"}


def test_a_kind_of_image_that_is_somebodys_name_is_in_no_report(tmp_path: Path) -> None:
    """A-072: what waits to be looked at is described by known words alone."""
    waiting = image_dataset(number=2, **ONE, Modality="LINDQVIST", ConversionType="WSD")
    account, files = copy_of(tmp_path, image_dataset(number=1, **ONE), waiting)
    assert [layout.risk.about for layout in account.layouts.values()] == ["image, 20 x 16"]
    assert [name for name, data in files.items() if b"lindqvist" in data.lower()] == []


def test_what_cannot_be_listed_is_not_in_the_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is in no directory is not proven either (A-021)."""
    add = DirectoryWriter.add
    calls = []

    def add_but_one(self: DirectoryWriter, *args: Any) -> Any:
        calls.append(args)
        if len(calls) == 2:
            raise ValueError("some fault")
        return add(self, *args)

    monkeypatch.setattr(DirectoryWriter, "add", add_but_one)
    pair = (image_dataset(number=1, **ONE), image_dataset(number=2, **ONE))
    account, files = copy_of(tmp_path, *pair)
    assert (account.written, len(account.excluded)) == (1, 1)
    assert sum(name.startswith("DICOM/") for name in files) == 1


@pytest.mark.filterwarnings("ignore:Invalid value for VR IS")
def test_what_is_said_to_be_left_out_is_not_in_the_copy(tmp_path: Path) -> None:
    """A number of frames that only looks like one."""
    head = image_dataset(
        number=1, **ONE, BodyPartExamined="HEAD", SpecificCharacterSet="ISO_IR 100"
    )
    head[0x0028_0008] = RawDataElement(Tag(0x0028_0008), "IS", 2, b"\xb2 ", 0, False, True)  # noqa: FBT003
    account, files = copy_of(tmp_path, head)
    assert (account.written, account.excluded) == (1, [])
    assert sum(name.startswith("DICOM/") for name in files) == 1


def test_two_people_with_one_number_stay_two_after_a_file_without_a_name(tmp_path: Path) -> None:
    """A-014: the first file of a number need not say whose it is."""
    people: tuple[dict[str, Any], ...] = (
        {},
        {"PatientName": "Lindqvist^Margareta", "PatientBirthDate": "19481130"},
        {"PatientName": "Sonderling^Kunigunde", "PatientBirthDate": "19610203"},
    )
    nobody: dict[str, Any] = {"PatientID": "1", "PatientName": "", "PatientBirthDate": ""}
    account, _ = copy_of(
        tmp_path, *(image_dataset(number=n, **(nobody | one)) for n, one in enumerate(people, 1))
    )
    assert (account.written, [reason for _, reason, _ in account.excluded]) == (
        2,
        ["another person"],
    )


@pytest.mark.parametrize(
    ("first", "second", "copied"),
    [
        ("19610203", "", 1),
        ("", "", 1),
        ("19610203", "19720304", 1),
        ("19610203", "19610203", 2),
    ],
)
def test_other_names_with_one_number_are_other_people_unless_the_birth_date_is_one(
    tmp_path: Path, first: str, second: str, copied: int
) -> None:
    """A-014: different people never share a pseudonym; a new surname is no other person."""
    pair = [
        image_dataset(number=number, **{**ONE, "PatientName": name, "PatientBirthDate": born})
        for number, name, born in ((1, "Lindqvist^Margareta", first), (2, "Anders^Greta", second))
    ]
    account, _ = copy_of(tmp_path, *pair)
    assert account.written == copied
    assert [reason for _, reason, _ in account.excluded] == ["another person"] * (2 - copied)

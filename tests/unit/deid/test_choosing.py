"""Only what was chosen goes into the copy, and what is about it and nothing else."""

from pathlib import Path
from typing import Any

import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset

from tests.factories.dicom import image_dataset, save
from tests.factories.key_objects import key_object
from tests.factories.presentation import state_dataset
from viewer.deid.errors import DeidError
from viewer.deid.job import Request, preview, run
from viewer.deid.profile import PRESETS

PERSON: dict[str, Any] = {"PatientName": "Lindqvist^Margareta", "PatientID": "A-7784512"}


@pytest.fixture
def images() -> list[Dataset]:
    return [image_dataset(number=n, **PERSON) for n in (1, 2, 3)]


def written(tmp_path: Path, datasets: list[Dataset], only: frozenset[str] | None) -> Request:
    folder = tmp_path / "source"
    for number, ds in enumerate(datasets):
        save(ds, folder / f"{number:04d}")
    return Request((folder,), tmp_path / "copy", PRESETS["share"], only=only)


def uids(*datasets: Dataset) -> frozenset[str]:
    return frozenset(str(ds.SOPInstanceUID) for ds in datasets)


def numbers(request: Request) -> list[tuple[str, int]]:
    found = [dcmread(path) for path in sorted(request.target.rglob("IM*"))]
    return [(str(ds.Modality), int(ds.InstanceNumber)) for ds in found]


def test_only_the_chosen_pictures_are_copied(tmp_path: Path, images: list[Dataset]) -> None:
    request = written(tmp_path, images, uids(images[0], images[2]))
    account = run(request)
    assert numbers(request) == [("CT", 1), ("CT", 3)]
    assert (account.objects, account.written, account.not_chosen) == (2, 2, 1)
    assert account.excluded == []


def test_nothing_chosen_in_particular_is_everything(tmp_path: Path, images: list[Dataset]) -> None:
    account = run(written(tmp_path, images, None))
    assert (account.written, account.not_chosen) == (3, 0)


@pytest.mark.parametrize("make", [key_object, state_dataset])
def test_marks_go_along_with_all_they_are_about(
    tmp_path: Path,
    images: list[Dataset],
    make: Any,
) -> None:
    marks = make(images[:2])
    request = written(tmp_path, [*images, marks], uids(*images[:2]))
    run(request)
    assert [modality for modality, _ in numbers(request)] == ["CT", "CT", marks.Modality]


@pytest.mark.parametrize("make", [key_object, state_dataset])
def test_marks_stay_behind_where_a_part_of_it_does(
    tmp_path: Path,
    images: list[Dataset],
    make: Any,
) -> None:
    request = written(tmp_path, [*images, make(images[:2])], uids(images[0]))
    run(request)
    assert numbers(request) == [("CT", 1)]


def test_marks_that_were_chosen_need_one_picture(tmp_path: Path, images: list[Dataset]) -> None:
    marks = key_object(images[:2])
    request = written(tmp_path, [*images, marks], uids(images[0], marks))
    run(request)
    assert [modality for modality, _ in numbers(request)] == ["CT", "KO"]


def test_marks_alone_are_nothing(tmp_path: Path, images: list[Dataset]) -> None:
    marks = key_object(images[:2])
    request = written(tmp_path, [*images, marks], uids(marks))
    with pytest.raises(DeidError):
        run(request)
    assert not request.target.exists()


def test_what_was_chosen_and_is_not_there_is_told(tmp_path: Path, images: list[Dataset]) -> None:
    request = written(tmp_path, images, uids(images[0]) | {"1.2.3.4"})
    account = run(request)
    assert (account.objects, account.written) == (2, 1)
    assert [reason for _, reason, _ in account.excluded] == ["missing"]


def test_a_damaged_file_nobody_chose_is_no_ones_loss(tmp_path: Path, images: list[Dataset]) -> None:
    request = written(tmp_path, images, uids(images[0]))
    whole = (request.sources[0] / "0002").read_bytes()
    (request.sources[0] / "0002").write_bytes(whole[:200])
    assert run(request).excluded == []


def test_octets_are_those_of_what_is_copied(tmp_path: Path, images: list[Dataset]) -> None:
    request = written(tmp_path, images, uids(images[0]))
    size = (request.sources[0] / "0000").stat().st_size
    assert preview(request).account.octets == size


def test_a_preview_of_nothing_but_pictures_at_risk_tells_of_them(tmp_path: Path) -> None:
    risky = image_dataset(**PERSON, Modality="US", BurnedInAnnotation="YES")
    account = preview(written(tmp_path, [risky], None)).account
    assert [layout.images for layout in account.layouts.values()] == [1]
    assert account.written == 0

from pathlib import Path

import pytest

from tests.factories.faulty_source import FaultPlan
from tests.factories.rescue import copied, images, rescue
from viewer.publish.rescue.losses import IN_LOST_FOLDER, NOT_THERE, Loss, Losses, losses, numbers


def of_work(disc: Path, work: Path, **errors: tuple[int, int]) -> Losses:
    plan = FaultPlan(errors={path.replace("__", "/"): span for path, span in errors.items()})
    return losses(rescue(disc, work, plan))


def test_of_a_sound_disc_nothing_is_lost(demo_disc: Path, tmp_path: Path) -> None:
    found = of_work(demo_disc, tmp_path / "w")
    assert found.lost == ()
    assert found.listed == len(list(demo_disc.rglob("IM*")))
    assert found.whole == found.listed + 2


def test_a_lost_image_is_named_by_series_and_number_though_nothing_of_it_was_read(
    demo_disc: Path, tmp_path: Path
) -> None:
    third = images(demo_disc)[2]
    found = losses(rescue(demo_disc, tmp_path / "w", FaultPlan(errors={third: (0, 1 << 30)})))
    (loss,) = found.lost
    assert loss.path == third
    assert loss.reason.endswith("cannot be read")
    assert loss.whose is not None
    assert loss.whose.number == 3
    assert loss.whose.series.description
    assert loss.whose.patient.patient_id == "LIGHTBOX-DEMO"
    (key,) = found.by_series
    assert key is not None
    assert key.series == loss.whose.series
    assert key.number is None


def test_without_a_directory_the_images_own_header_tells(demo_disc: Path, tmp_path: Path) -> None:
    disc = copied(demo_disc, tmp_path / "disc")
    (disc / "DICOMDIR").unlink()
    first = images(disc)[0]
    size = (disc / first).stat().st_size
    found = losses(rescue(disc, tmp_path / "w", FaultPlan(errors={first: (size - 1, size)})))
    assert found.listed == 0
    assert found.lost[0].whose is not None
    assert found.lost[0].whose.number == 1


def test_of_a_header_that_is_cut_off_only_what_is_there_is_believed(
    demo_disc: Path, tmp_path: Path
) -> None:
    disc = copied(demo_disc, tmp_path / "disc")
    (disc / "DICOMDIR").unlink()
    first = images(disc)[0]
    at = (disc / first).read_bytes().index(b"\x20\x00\x0d\x00UI")  # Study Instance UID
    file = disc / first
    file.write_bytes(file.read_bytes()[:at] + bytes(4096))
    found = losses(rescue(disc, tmp_path / "w", FaultPlan(errors={first: (at + 3000, at + 3001)})))
    assert [loss.whose for loss in found.lost] == [None]


def test_where_nothing_tells_the_path_is_all_there_is(demo_disc: Path, tmp_path: Path) -> None:
    disc = copied(demo_disc, tmp_path / "disc")
    (disc / "DICOMDIR").unlink()
    first = images(disc)[0]
    found = losses(rescue(disc, tmp_path / "w", FaultPlan(errors={first: (0, 1)})))
    assert found.lost[0].whose is None
    assert found.lost[0].is_dicom
    assert list(found.by_series) == [None]


def test_other_files_are_no_images(demo_disc: Path, tmp_path: Path) -> None:
    disc = copied(demo_disc, tmp_path / "disc")
    (disc / "VIEWER.EXE").write_bytes(bytes(10_000))
    found = losses(rescue(disc, tmp_path / "w", FaultPlan(errors={"VIEWER.EXE": (9000, 9001)})))
    (loss,) = found.lost
    assert not loss.is_dicom


def test_a_directory_with_a_hole_still_tells_what_it_can(demo_disc: Path, tmp_path: Path) -> None:
    third = images(demo_disc)[2]
    size = (demo_disc / "DICOMDIR").stat().st_size
    spans = {"DICOMDIR": (size - 10, size), third: (0, 1 << 30)}
    found = losses(rescue(demo_disc, tmp_path / "w", FaultPlan(errors=spans)))
    by_path = {loss.path: loss for loss in found.lost}
    assert set(by_path) == {"DICOMDIR", third}
    assert by_path["DICOMDIR"].whose is None
    assert by_path[third].whose is not None


def test_a_directory_of_which_the_start_is_lost_is_a_loss_itself(
    demo_disc: Path, tmp_path: Path
) -> None:
    disc = copied(demo_disc, tmp_path / "disc")
    (disc / "DICOMDIR").rename(disc / "DIRECTRY")  # no longer found by its name
    size = (disc / "DIRECTRY").stat().st_size
    found = losses(rescue(disc, tmp_path / "w", FaultPlan(errors={"DIRECTRY": (size - 1, size)})))
    assert [loss.whose for loss in found.lost] == [None]


def test_what_is_listed_and_not_there_is_lost(demo_disc: Path, tmp_path: Path) -> None:
    disc = copied(demo_disc, tmp_path / "disc")
    first, second, *_ = images(disc)
    (disc / first).unlink()
    found = losses(rescue(disc, tmp_path / "w"))
    assert [(loss.path, loss.reason) for loss in found.lost] == [(first, NOT_THERE)]
    work = rescue(disc, tmp_path / "v")
    work.unlisted = [second.rpartition("/")[0], "OTHER"]
    found = losses(work)
    assert [loss.reason for loss in found.lost if loss.path == first] == [IN_LOST_FOLDER]
    assert {loss.path for loss in found.lost} == {first, *work.unlisted}


def test_names_that_lead_elsewhere_are_not_followed(demo_disc: Path, tmp_path: Path) -> None:
    disc = copied(demo_disc, tmp_path / "disc")
    data = (disc / "DICOMDIR").read_bytes()
    (disc / "DICOMDIR").write_bytes(data.replace(b"DICOM\\PT000000", b"..\\..\\.\\PT000"))
    found = losses(rescue(disc, tmp_path / "w"))
    assert len(found.lost) == found.listed
    assert {loss.reason for loss in found.lost} == {NOT_THERE}


def test_records_without_a_file_are_no_losses(demo_disc: Path, tmp_path: Path) -> None:
    disc = copied(demo_disc, tmp_path / "disc")
    data = (disc / "DICOMDIR").read_bytes()
    (disc / "DICOMDIR").write_bytes(data.replace(b"\x04\x00\x00\x15CS", b"\x04\x00\x01\x15CS", 1))
    found = losses(rescue(disc, tmp_path / "w"))
    assert found.lost == ()
    assert found.listed == len(list(demo_disc.rglob("IM*"))) - 1


@pytest.mark.parametrize(
    ("present", "line"),
    [([3], "3"), ([1, 2, 3], "1-3"), ([6, 1, 2, 4], "1-2, 4, 6"), ([], "")],
)
def test_numbers_are_said_in_runs(
    demo_disc: Path, tmp_path: Path, present: list[int], line: str
) -> None:
    disc = copied(demo_disc, tmp_path / "disc")
    names = images(disc)
    for number in present:
        (disc / names[number - 1]).unlink()
    lost = losses(rescue(disc, tmp_path / "w")).lost
    assert numbers([*lost, Loss("nobody's", "lost")]) == line


def test_what_is_known_though_it_cannot_be_looked_at_now_is_no_loss(
    demo_disc: Path, tmp_path: Path
) -> None:
    work = rescue(demo_disc, tmp_path / "w")
    work.unlisted = [images(demo_disc)[0]]
    assert losses(work).lost == ()


def test_records_marked_as_not_in_use_are_no_losses(demo_disc: Path, tmp_path: Path) -> None:
    disc = copied(demo_disc, tmp_path / "disc")
    first = images(disc)[0]
    (disc / first).unlink()
    data = (disc / "DICOMDIR").read_bytes()
    at = data.index(first.replace("/", "\\").encode())
    flag = data.rindex(b"\x04\x00\x10\x14US\x02\x00", 0, at) + 8
    (disc / "DICOMDIR").write_bytes(data[:flag] + b"\0\0" + data[flag + 2 :])
    assert losses(rescue(disc, tmp_path / "w")).lost == ()


def test_a_file_that_only_begins_like_an_object_is_lost_without_a_name(tmp_path: Path) -> None:
    disc = tmp_path / "disc"
    disc.mkdir()
    (disc / "ODD").write_bytes(bytes(128) + b"DICM" + b"\xff" * 9000)
    (loss,) = losses(rescue(disc, tmp_path / "w", FaultPlan(errors={"ODD": (8000, 8001)}))).lost
    assert loss.whose is None
    assert loss.is_dicom


def test_an_object_of_which_only_the_start_of_the_file_is_there(tmp_path: Path) -> None:
    disc = tmp_path / "disc"
    disc.mkdir()
    head = bytes(128) + b"DICM" + b"\x02\x00\x02\x01OB\0\0" + (2048 - 144).to_bytes(4, "little")
    (disc / "ODD").write_bytes(head.ljust(2048, b"\0") + bytes(2000))
    (loss,) = losses(rescue(disc, tmp_path / "w", FaultPlan(errors={"ODD": (3000, 3001)}))).lost
    assert loss.whose is None
    assert loss.is_dicom

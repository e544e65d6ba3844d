"""The place for discs: everything at once, or nothing (M-076)."""

from pathlib import Path

import pytest

from viewer.publish.delivery import check_target, deliver, folder_beside, label_of, may_be_left
from viewer.publish.disc_maker import Made
from viewer.publish.errors import TargetError
from viewer.publish.publisher import Request
from viewer.publish.stage import Staged


def made(folder: Path, *names: str, label: bool = False) -> list[Made]:
    """Finished discs below `folder`, files for names with a dot."""
    found = []
    folder.mkdir(exist_ok=True)
    for name in names:
        place = folder / name
        if place.suffix:
            place.write_text(name)
        else:
            place.mkdir()
        page = None
        if label:
            page = folder / f"{name}.page"
            page.write_text("label")
        found.append(Made(place, Staged(place), (), label=page))
    return found


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*"))


def test_one_disc_takes_the_place_of_an_empty_folder(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()
    (one,) = made(tmp_path / "stage", "DISC1")
    (one.place / "DICOMDIR").write_text("x")
    assert deliver(Request((), target), [one]) == (target,)
    assert names(target) == ["DICOMDIR"]


def test_several_discs_are_beside_each_other(tmp_path: Path) -> None:
    discs = made(tmp_path / "stage", "DISC1", "DISC2", label=True)
    deliver(Request((), tmp_path / "out"), discs)
    assert names(tmp_path / "out") == ["DISC1", "DISC1-label.html", "DISC2", "DISC2-label.html"]


def test_what_cannot_be_delivered_whole_is_not_there_at_all(tmp_path: Path) -> None:
    images = made(tmp_path / "stage", "DISC1.iso", "DISC2.iso")
    (tmp_path / "out-2.iso").write_text("somebody's")
    with pytest.raises(TargetError, match="something at the place"):
        deliver(Request((), tmp_path / "out.iso"), images)
    assert [path.name for path in tmp_path.glob("*.iso")] == ["out-2.iso"]
    assert (tmp_path / "out-2.iso").read_text() == "somebody's"


def test_a_disc_that_cannot_be_moved_is_told_of(tmp_path: Path) -> None:
    discs = made(tmp_path / "stage", "DISC1", "DISC2")
    discs[1].place.rmdir()
    with pytest.raises(TargetError):
        deliver(Request((), tmp_path / "out"), discs)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("target", ["out", "out.iso"])
def test_nothing_is_replaced(tmp_path: Path, target: str) -> None:
    place = tmp_path / target
    place.symlink_to(tmp_path / "nowhere")
    with pytest.raises(TargetError):
        check_target(Request((), place))


def test_the_folder_for_work_is_gone_whatever_happens(tmp_path: Path) -> None:
    def work() -> None:
        with folder_beside(tmp_path / "new" / "out") as folder:
            assert folder.parent == tmp_path / "new"
            (folder / "half").write_text("x")
            raise KeyError

    with pytest.raises(KeyError):
        work()
    assert names(tmp_path / "new") == []


def test_a_place_that_refuses(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(TargetError), folder_beside(tmp_path / "file" / "out"):
        pytest.fail("there is no such place")


def test_what_the_system_refuses_meanwhile_is_the_places_fault(tmp_path: Path) -> None:
    with (
        pytest.raises(TargetError, match="No such file"),
        folder_beside(tmp_path / "disc") as folder,
    ):
        (folder / "gone" / "CHECK").unlink()
    assert not may_be_left(tmp_path)


def test_what_may_be_left_is_known_by_its_name_or_by_a_place_that_is_gone(tmp_path: Path) -> None:
    assert not may_be_left(tmp_path)
    with folder_beside(tmp_path / "disc"):
        assert may_be_left(tmp_path)
    assert not may_be_left(tmp_path)
    assert may_be_left(tmp_path / "pulled out")


def test_labels_have_names_of_their_own(tmp_path: Path) -> None:
    assert label_of(tmp_path / "a.iso", is_file=True).name == "a-label.html"
    assert label_of(tmp_path / "v1.2", is_file=False).name == "v1.2-label.html"

"""Media of a plan are known again, and others at their place are not taken for them (S-01)."""

import shutil
from pathlib import Path

import pytest

from tests.factories.dicom import image_dataset, make_disc
from viewer.app.seen_media import SeenMedia
from viewer.errors import MediumNotFoundError, MediumReplacedError
from viewer.media.cancel import CancelToken


def disc(folder: Path, uid: str) -> Path:
    """The same names and sizes, whoever it is of."""
    make_disc(folder, [image_dataset(number=n, SOPInstanceUID=f"1.2.{uid}.{n}") for n in (1, 2)])
    return folder


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return disc(tmp_path / "mnt", "10")


def seen(*places: Path) -> SeenMedia:
    return SeenMedia(places, CancelToken())


def test_what_stays_is_the_same_also_when_it_is_taken_out_and_back(
    place: Path, tmp_path: Path
) -> None:
    looked = seen(place)
    looked.check()
    place.rename(tmp_path / "away")
    with pytest.raises(MediumNotFoundError):
        looked.check()
    (tmp_path / "away").rename(place)
    looked.check()


@pytest.mark.parametrize("named", ["", "DICOMDIR"])
def test_another_disc_at_its_place_is_noticed(place: Path, tmp_path: Path, named: str) -> None:
    looked = seen(place / named)
    shutil.rmtree(place)
    disc(tmp_path / "other", "20").rename(place)
    with pytest.raises(MediumReplacedError, match="another disc is where"):
        looked.check()


def test_another_archive_of_the_same_name_is_noticed(place: Path, tmp_path: Path) -> None:
    packed = Path(shutil.make_archive(str(tmp_path / "a"), "zip", place))
    looked = seen(packed)
    looked.check()
    shutil.make_archive(str(tmp_path / "a"), "zip", disc(tmp_path / "other", "20"))
    with pytest.raises(MediumReplacedError):
        looked.check()


def test_one_of_several_is_enough(place: Path, tmp_path: Path) -> None:
    second = disc(tmp_path / "second", "30")
    looked = seen(place, second)
    shutil.rmtree(second)
    disc(second, "40")
    with pytest.raises(MediumReplacedError):
        looked.check()

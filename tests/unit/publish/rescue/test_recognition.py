"""People must not be mixed (S-01): another disc is told from the one that is being rescued."""

from pathlib import Path

import pytest

from tests.factories.dicom import make_image
from tests.factories.faulty_source import FaultPlan
from tests.factories.rescue import copied, images, rescue
from viewer.errors import WriteError
from viewer.media.cancel import CancelToken
from viewer.publish.rescue.one_file import OneFile
from viewer.publish.rescue.reading import Patience, read_medium
from viewer.publish.rescue.work import Work

PROGRAMS = 8


def disc_of(folder: Path, person: str, names: str = "IM") -> Path:
    """A disc of one maker: the same programs before the images, all of the same sizes."""
    for number in range(3):
        uids = {"PatientID": person, "SOPInstanceUID": f"1.2.3.{person}.{number}"}
        make_image(folder / "DICOM" / f"{names}{number}", number=number, **uids)
    for number in range(PROGRAMS):
        (folder / "APP").mkdir(exist_ok=True)
        (folder / "APP" / f"{number}.DLL").write_bytes(b"program" * 1000)
    return folder


@pytest.mark.parametrize("names", ["IM", "XX"])
def test_the_same_programs_do_not_make_it_the_same_disc(tmp_path: Path, names: str) -> None:
    first = disc_of(tmp_path / "first", "11")
    rescue(first, tmp_path / "w", FaultPlan(errors={"DICOM/IM0": (0, 1)}))
    kept = (tmp_path / "w" / "state.json").read_bytes()
    other = disc_of(tmp_path / "other", "22", names)
    with pytest.raises(WriteError, match="another disc"):
        rescue(other, tmp_path / "w")
    assert (tmp_path / "w" / "state.json").read_bytes() == kept
    assert rescue(first, tmp_path / "w").missing == 0


def test_programs_alone_are_recognised(tmp_path: Path) -> None:
    disc = disc_of(tmp_path / "disc", "11")
    lost = {f"DICOM/IM{number}": (0, 1) for number in range(3)}
    rescue(disc, tmp_path / "w", FaultPlan(errors=lost))
    assert rescue(disc, tmp_path / "w").missing == 0


def test_without_a_look_at_what_was_read_nobody_can_tell(tmp_path: Path) -> None:
    disc = disc_of(tmp_path / "disc", "11")
    rescue(disc, tmp_path / "w", FaultPlan(errors={"DICOM/IM0": (0, 1)}))
    worse = FaultPlan(errors={f"DICOM/IM{number}": (0, 1) for number in (1, 2)})
    with pytest.raises(WriteError, match="nobody can tell"):
        rescue(disc, tmp_path / "w", worse)


def test_an_image_of_another_disc_is_told_by_its_middle(tmp_path: Path) -> None:
    """All images begin with noughts, and a device is as long whatever disc is in it."""
    image = tmp_path / "disc.iso"
    begin = bytes(32768) + b"\1CD001" + bytes(2042)
    image.write_bytes(begin + b"a" * 200_000)
    read = (lambda *_: None, CancelToken())
    work = Work.open(tmp_path / "w")
    read_medium(OneFile(image), work, Patience(0), *read)
    (file,) = work.files.values()
    image.write_bytes(begin + b"b" * 200_000)
    with pytest.raises(WriteError, match="another disc"):
        read_medium(OneFile(image), Work.open(tmp_path / "w"), Patience(0), *read)
    assert (work.root / file.path).read_bytes().endswith(b"a" * 200_000)
    image.write_bytes(begin + b"a" * 200_000)
    read_medium(OneFile(image), Work.open(tmp_path / "w"), Patience(0), *read)


def test_few_files_are_looked_at_however_many_there_are(demo_disc: Path, tmp_path: Path) -> None:
    disc = copied(demo_disc, tmp_path / "disc")
    bad = images(disc)[0]
    rescue(disc, tmp_path / "w", FaultPlan(errors={bad: (0, 1)}))
    dead = FaultPlan(errors=dict.fromkeys(Work.open(tmp_path / "w").files, (0, 1 << 30)))
    with pytest.raises(WriteError, match="nobody can tell"):
        rescue(disc, tmp_path / "w", dead)
    assert len(dead.opened) < 2 * 40

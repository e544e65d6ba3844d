"""A first file-set on a stick: beside what is there, and whole or not at all."""

import shutil
from pathlib import Path

import pytest

from tests.factories.dicom import make_ct_series
from tests.factories.discs import data_set_digests, listed_by_pydicom, witness
from tests.factories.media import report_of
from viewer.errors import CancelledError
from viewer.media.cancel import CancelToken
from viewer.publish import verify
from viewer.publish.errors import TargetError, VerifyError
from viewer.publish.founding import Founder
from viewer.publish.profiles import CARRIERS, profile_named
from viewer.publish.publisher import Request


@pytest.fixture
def source(tmp_path: Path) -> Path:
    make_ct_series(tmp_path / "source", 3)
    return tmp_path / "source"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A stick with a letter."""
    folder = tmp_path / "stick"
    folder.mkdir()
    (folder / "letter.txt").write_text("Dear …")
    return folder


def request(source: Path, stick: Path) -> Request:
    profile = profile_named("usb")
    assert profile is not None
    return Request((source,), stick, profile, with_tools=False)


def test_the_letter_stays_and_the_stick_is_a_file_set(source: Path, stick: Path) -> None:
    made = Founder(request(source, stick)).run()
    assert made is not None
    assert made.places == (stick,)
    assert {path.name for path in stick.iterdir()} == {"letter.txt", "DICOM", "DICOMDIR"}
    assert data_set_digests(stick / "DICOM") == data_set_digests(source)
    assert listed_by_pydicom(stick) == 3
    assert report_of(stick).counts.readable == 3
    assert witness("dcmdump", "DICOMDIR", folder=stick)[0] == 0
    assert "Error" not in witness("dciodvfy", "-new", "DICOMDIR", folder=stick)[1]


def test_a_plan_writes_nothing(source: Path, stick: Path) -> None:
    assert len(Founder(request(source, stick)).plan().objects) == 3
    assert Founder(request(source, stick)).run(lambda _: False) is None
    assert [path.name for path in stick.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("name", ["DICOM", "dicom", "Dicomdir"])
def test_a_name_that_is_there_is_not_touched(source: Path, stick: Path, name: str) -> None:
    (stick / name).write_text("somebody's")
    with pytest.raises(TargetError, match="already"):
        Founder(request(source, stick)).run()
    assert {path.name for path in stick.iterdir()} == {"letter.txt", name}
    assert (stick / name).read_text() == "somebody's"


def test_a_stick_that_is_gone_is_said(source: Path, stick: Path) -> None:
    shutil.rmtree(stick)
    with pytest.raises(TargetError):
        Founder(request(source, stick)).run()


def test_stopped_nothing_is_left(source: Path, stick: Path) -> None:
    cancel = CancelToken()

    def tell(phase: str, *_: object) -> None:
        if phase == "checking":
            cancel.cancel()

    with pytest.raises(CancelledError):
        Founder(request(source, stick), tell, cancel).run()
    assert [path.name for path in stick.iterdir()] == ["letter.txt"]


def test_what_cannot_be_moved_is_taken_back(
    source: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def refuses_directories(self: Path, target: Path) -> Path:
        if target == stick / "DICOMDIR":
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuses_directories)
    with pytest.raises(TargetError, match="No space left"):
        Founder(request(source, stick)).run()
    assert [path.name for path in stick.iterdir()] == ["letter.txt"]


def test_what_vanishes_after_it_was_moved_is_no_success(
    source: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def loses_it() -> None:
        (stick / "DICOMDIR").unlink(missing_ok=True)

    monkeypatch.setattr(verify, "flush", loses_it)
    with pytest.raises(VerifyError):
        Founder(request(source, stick)).run()
    assert [path.name for path in stick.iterdir()] == ["letter.txt"]


def test_without_room_nothing_is_begun(
    source: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = type(shutil.disk_usage(stick))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(1, 1, 0))
    with pytest.raises(TargetError, match="are needed"):
        Founder(request(source, stick)).run()
    assert [path.name for path in stick.iterdir()] == ["letter.txt"]


def test_more_than_it_holds_is_refused(
    source: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usb = CARRIERS["usb"]
    monkeypatch.setitem(CARRIERS, "usb", type(usb)("usb", "small", (4 << 20) + 30_000))
    make_ct_series(source, 60)
    with pytest.raises(TargetError, match="more than the medium holds"):
        Founder(request(source, stick)).run()

"""What a disc has beside its objects: viewers, pages, icons; and images of it (M-060, V-09)."""

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pydicom import dcmread

from tests.factories.dicom import make_ct_series, make_image
from tests.factories.discs import published, witness
from tests.factories.kits import FILES, make_kit
from tests.factories.media import report_of
from viewer.demo.pixels import JPEG_LOSSLESS
from viewer.publish import verify
from viewer.publish.contents import System
from viewer.publish.errors import PublishError, TargetError, VerifyError
from viewer.publish.furnish import Wanted
from viewer.publish.image_check import read_tree
from viewer.publish.kits import find_kit, load_kit
from viewer.publish.pages import PageOptions
from viewer.publish.profiles import CARRIERS, profile_named

PERSON: dict[str, Any] = {"PatientName": "Berg^Anna", "PatientID": "A1"}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    make_ct_series(tmp_path / "source", 3, **PERSON)
    return tmp_path / "source"


def grey(file: Path, frame: int, size: tuple[int, int]) -> NDArray[np.uint8]:  # noqa: ARG001
    return np.full((size[1], size[0], 3), 90, np.uint8)


def test_a_kit_is_read_with_its_files_in_load_order(tmp_path: Path) -> None:
    kit = load_kit(make_kit(tmp_path, files=FILES))
    assert kit.files == ("VIEWER/b.bin", "START.EXE", "VIEWER/a.bin")
    assert (kit.system, kit.start, kit.length) == (System.WINDOWS, "START.EXE", 4 * 2048)


def test_kits_are_found_by_their_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_kit(tmp_path / "kits", "linux", "START.SH")
    monkeypatch.setenv("LIGHTBOX_KITS", str(tmp_path / "kits"))
    assert find_kit("linux").system is System.LINUX
    assert find_kit(str(tmp_path / "kits" / "linux")).start == "START.SH"
    with pytest.raises(PublishError, match="no viewer kit"):
        find_kit("amiga")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ('format = 2\nsystem = "linux"\nstart = "S"', "does not know"),
        ('format = 1\nsystem = "amiga"\nstart = "S"', "does not know"),
        ('format = 1\nsystem = "linux"\nstart = "S"', "nothing to start"),
        ("no toml at all [", "cannot be read"),
    ],
)
def test_a_kit_that_is_none(tmp_path: Path, change: str, words: str) -> None:
    kit = make_kit(tmp_path)
    (kit / "kit.toml").write_text(change)
    with pytest.raises(PublishError, match=words):
        load_kit(kit)


def test_a_kit_may_not_have_what_is_the_discs_own(tmp_path: Path) -> None:
    kit = make_kit(tmp_path, files={"DICOM/x": b"1"})
    with pytest.raises(PublishError, match="name that discs need"):
        load_kit(kit)


def test_a_disc_with_viewer_and_pages(source: Path, tmp_path: Path) -> None:
    kit = load_kit(make_kit(tmp_path / "kits", files=FILES))
    wanted = Wanted((kit,), PageOptions(), grey)
    disc = tmp_path / "disc"
    made = published(source, target=disc, wanted=wanted, institution="Clinic <b>")
    assert (disc / "VIEWER" / "a.bin").read_bytes() == b"a" * 3000
    assert "START.EXE" in (disc / "AUTORUN.INF").read_text()
    assert "START.EXE" in (disc / "INDEX.HTM").read_text()
    assert "Clinic <b>" in (disc / "README.TXT").read_text()
    assert list((disc / "IHE_PDI").glob("*.JPG"))
    assert made.notices == ()
    report = report_of(disc)
    assert (report.counts.readable, report.has_problems) == (3, False)


def test_selected_images_are_called_so(source: Path, tmp_path: Path) -> None:
    spoilt = source / "0001"
    spoilt.write_bytes(spoilt.read_bytes()[:-50])
    published(source, target=tmp_path / "disc", wanted=Wanted(pages=PageOptions(web=False)))
    words = (tmp_path / "disc" / "README.TXT").read_text().lower()
    assert "selected" in words or "not all" in words  # M-074


def test_two_viewers_share_what_is_the_same(source: Path, tmp_path: Path) -> None:
    more = {**FILES, "VIEWER/WINDOWS.PAK": b"all of it", "VIEWER/WINDOWS/LIGHTBOX.ICO": b"ico"}
    one = {**FILES, "VIEWER/WINDOWS/LIGHTBOX.ICO": b"ico"}
    kits = [make_kit(tmp_path / "one", files=one), make_kit(tmp_path / "other", files=more)]
    wanted = Wanted(tuple(map(load_kit, kits)), PageOptions())
    disc = tmp_path / "disc"
    published(source, target=disc, wanted=wanted)
    assert (disc / "VIEWER" / "WINDOWS.PAK").read_bytes() == b"all of it"
    assert (disc / "README.TXT").read_text().count("START.EXE") == 1
    assert (disc / "INDEX.HTM").read_text().count("START.EXE") == 1
    assert "icon=VIEWER\\WINDOWS\\LIGHTBOX.ICO" in (disc / "AUTORUN.INF").read_text()


def test_two_viewers_with_one_file_are_refused(source: Path, tmp_path: Path) -> None:
    one = load_kit(make_kit(tmp_path / "one", files=FILES))
    spoilt = {**FILES, "VIEWER/a.bin": b"another"}
    other = load_kit(make_kit(tmp_path / "other", "linux", "START.SH", files=spoilt))
    with pytest.raises(TargetError, match="same name"):
        published(source, target=tmp_path / "disc", wanted=Wanted((one, other)))
    assert not (tmp_path / "disc").exists()


def test_a_viewer_that_changed_on_the_medium_is_noticed(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spoil() -> None:
        (path,) = tmp_path.glob(".lightbox-*/DISC1/VIEWER/a.bin")
        path.write_bytes(b"a" * 2999 + b"b")

    monkeypatch.setattr(verify, "flush", spoil)
    kit = load_kit(make_kit(tmp_path / "kits", files=FILES))
    with pytest.raises(VerifyError, match="beside the images"):
        published(source, target=tmp_path / "disc", wanted=Wanted((kit,)))
    assert not (tmp_path / "disc").exists()


def test_series_have_pictures_in_the_directory(tmp_path: Path) -> None:
    """64 x 64, 8 bits, of the image in the middle (M-050)."""
    bright = np.full((40, 60), 4000, np.uint16)
    bright[:20] = 0
    make_image(tmp_path / "source" / "a", pixels=bright, WindowCenter=1000, WindowWidth=4000)
    make_image(tmp_path / "source" / "b", series=2, number=2, Modality="SR",
               SOPClassUID="1.2.840.10008.5.1.4.1.1.88.11", PixelData=None)  # fmt: skip
    published(tmp_path / "source", target=tmp_path / "disc", icons=True)
    records = dcmread(tmp_path / "disc" / "DICOMDIR").DirectoryRecordSequence
    icons = {r.Modality: "IconImageSequence" in r for r in records if "Modality" in r}
    assert icons == {"CT": True, "SR": False}
    (icon,) = next(r for r in records if "IconImageSequence" in r).IconImageSequence
    picture = np.frombuffer(icon.PixelData, np.uint8).reshape(icon.Rows, icon.Columns)
    assert (icon.Rows, icon.Columns, icon.PhotometricInterpretation) == (64, 64, "MONOCHROME2")
    assert picture[40, 32] > 200
    assert picture[20, 32] < 60
    assert not report_of(tmp_path / "disc").has_problems


def test_an_image_of_a_disc_holds_it_in_order(source: Path, tmp_path: Path) -> None:
    kit = load_kit(make_kit(tmp_path / "kits", files=FILES))
    wanted = Wanted((kit,), PageOptions(), grey)
    image = tmp_path / "disc.iso"
    made = published(source, target=image, wanted=wanted, with_tools=True, volume_id="TEST_1")
    assert made.places == (image,)
    tree = read_tree(image)
    order = sorted(tree.rock_ridge, key=lambda name: tree.rock_ridge[name].sector)
    assert order[:7] == [
        "DICOMDIR",
        "README.TXT",
        "INDEX.HTM",
        "AUTORUN.INF",
        "START.EXE",
        "VIEWER/b.bin",
        "VIEWER/a.bin",
    ]
    assert [name[-8:] for name in order[7:10]] == ["IM000000", "IM000001", "IM000002"]
    if shutil.which("isoinfo") is None:
        pytest.skip("isoinfo is not on this machine")
    assert {gate.name: gate.passed for gate in made.gates}["isoinfo"] is True
    code, words = witness("isoinfo", "-d", "-i", str(image), folder=tmp_path)
    assert (code, "Volume id: TEST_1" in words) == (0, True)


def test_an_image_that_fails_leaves_nothing(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("viewer.publish.image._write", full)
    with pytest.raises(Exception, match="No space"):
        published(source, target=tmp_path / "disc.iso")
    assert [path.name for path in tmp_path.iterdir()] == ["source"]


def test_images_of_several_discs_are_numbered(tmp_path: Path) -> None:
    make_image(tmp_path / "source" / "a", **PERSON)
    other = {"PatientName": "Cole^Bea", "PatientID": "B2", "PatientBirthDate": "19600202"}
    make_image(tmp_path / "source" / "b", number=2, StudyInstanceUID="1.2.3", **other)
    made = published(tmp_path / "source", target=tmp_path / "disc.iso", disc_for_each=True)
    assert [place.name for place in made.places] == ["disc-1.iso", "disc-2.iso"]


def test_a_dvd_has_udf(tmp_path: Path) -> None:
    make_image(tmp_path / "source" / "a", syntax=JPEG_LOSSLESS, **PERSON)
    image = tmp_path / "disc.iso"
    published(tmp_path / "source", target=image, profile=profile_named("dvd-jpeg"))
    assert b"NSR02" in image.read_bytes()[: 64 * 2048]
    assert CARRIERS["dvd"].is_udf

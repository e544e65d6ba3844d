"""From studies to a verified disc, or to nothing at all (M-052, M-075, M-076, V-12)."""

import resource
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom import dcmread

from tests.factories.dicom import gradient, image_dataset, make_ct_series, make_image, save
from tests.factories.discs import (
    data_set_digests,
    listed_by_pydicom,
    objects_of,
    published,
    witness,
)
from tests.factories.media import codes, report_of
from viewer.demo.pixels import EXPLICIT_LITTLE_ENDIAN, JPEG_2000_LOSSLESS, JPEG_LS_LOSSLESS
from viewer.errors import CancelledError, MediumError
from viewer.media.cancel import CancelToken
from viewer.publish import verify
from viewer.publish.errors import RefusedError, TargetError, VerifyError
from viewer.publish.profiles import Carrier, profile_named
from viewer.publish.publisher import Publisher, Request

ANNA: dict[str, Any] = {
    "PatientName": "Berg^Anna",
    "PatientID": "A1",
    "PatientBirthDate": "19500101",
}
BEA: dict[str, Any] = {"PatientName": "Cole^Bea", "PatientID": "B2", "PatientBirthDate": "19600202"}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    make_ct_series(tmp_path / "source", 3, **ANNA)
    return tmp_path / "source"


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_disc_is_made_that_the_viewer_opens_without_a_finding(source: Path) -> None:
    made = published(source, target=source.parent / "disc")
    assert (made.objects, made.has_findings, made.places) == (3, False, (source.parent / "disc",))
    report = report_of(source.parent / "disc")
    assert not report.has_problems
    assert report.counts.readable == 3


def test_data_sets_that_may_stay_stay_as_they_are_byte_for_byte(source: Path) -> None:
    published(source, target=source.parent / "disc")
    assert data_set_digests(source.parent / "disc" / "DICOM") == data_set_digests(source)


def test_published_again_the_data_sets_are_the_same_v_12(demo_disc: Path, tmp_path: Path) -> None:
    published(demo_disc, target=tmp_path / "one")
    published(tmp_path / "one", target=tmp_path / "two")
    one, two = data_set_digests(tmp_path / "one"), data_set_digests(tmp_path / "two")
    assert one == two
    assert len(one) == 25


def test_names_are_counted_and_say_nothing(source: Path) -> None:
    disc = source.parent / "disc"
    published(source, target=disc)
    assert [str(path.relative_to(disc)) for path in objects_of(disc)] == [
        f"DICOM/PT000000/ST000000/SE000000/IM00000{number}" for number in range(3)
    ]
    assert left(disc) == ["DICOM", "DICOMDIR"]


def test_the_start_of_a_file_is_ours_and_empty(source: Path) -> None:
    path = source / "0000"
    path.write_bytes(b"MZ" + b"\x90" * 126 + path.read_bytes()[128:])
    published(source, target=source.parent / "disc")
    for one in objects_of(source.parent / "disc"):
        assert one.read_bytes()[:132] == bytes(128) + b"DICM"
        assert str(dcmread(one).file_meta.ImplementationVersionName).startswith("LIGHTBOX_")


@pytest.mark.parametrize("syntax", [JPEG_LS_LOSSLESS, JPEG_2000_LOSSLESS])
def test_std_gen_cd_has_no_compressed_pixels_and_the_same_values(
    tmp_path: Path, syntax: str
) -> None:
    pixels = np.stack([gradient(20, 30), gradient(20, 30)[::-1]])
    make_image(tmp_path / "source" / "a", pixels=pixels, syntax=syntax, **ANNA)
    published(tmp_path / "source", target=tmp_path / "disc")
    (path,) = objects_of(tmp_path / "disc")
    ds = dcmread(path)
    assert ds.file_meta.TransferSyntaxUID == EXPLICIT_LITTLE_ENDIAN
    assert np.array_equal(ds.pixel_array, pixels)


def test_a_profile_with_jpeg_2000_keeps_it(tmp_path: Path) -> None:
    make_image(tmp_path / "source" / "a", syntax=JPEG_2000_LOSSLESS, **ANNA)
    make_image(tmp_path / "source" / "b", syntax=JPEG_LS_LOSSLESS, number=2, **ANNA)
    profile = profile_named("usb-j2k")
    published(tmp_path / "source", target=tmp_path / "disc", profile=profile)
    syntaxes = [str(dcmread(p).file_meta.TransferSyntaxUID) for p in objects_of(tmp_path / "disc")]
    assert syntaxes == [JPEG_2000_LOSSLESS, EXPLICIT_LITTLE_ENDIAN]


def test_a_disc_is_for_one_patient_unless_somebody_says_otherwise(tmp_path: Path) -> None:
    make_image(tmp_path / "source" / "a", **ANNA)
    make_image(tmp_path / "source" / "b", number=2, StudyInstanceUID="1.2.3", **BEA)
    with pytest.raises(RefusedError, match="2 patients"):
        published(tmp_path / "source", target=tmp_path / "disc")
    assert left(tmp_path) == ["source"]
    made = published(tmp_path / "source", target=tmp_path / "disc", several_patients=True)
    assert [facts.name for facts in made.plan.patients] == ["Berg, Anna", "Cole, Bea"]


def test_a_disc_for_each_patient(tmp_path: Path) -> None:
    make_image(tmp_path / "source" / "a", **ANNA)
    make_image(tmp_path / "source" / "b", number=2, StudyInstanceUID="1.2.3", **BEA)
    made = published(tmp_path / "source", target=tmp_path / "discs", disc_for_each=True)
    assert [place.name for place in made.places] == ["DISC1", "DISC2"]
    names = [str(dcmread(objects_of(place)[0]).PatientName) for place in made.places]
    assert names == ["Berg^Anna", "Cole^Bea"]
    assert not any(report_of(place).has_problems for place in made.places)


def test_two_people_with_one_number_are_never_on_one_disc(tmp_path: Path) -> None:
    make_image(tmp_path / "source" / "a", **ANNA)
    other = {**BEA, "PatientID": "A1"}
    make_image(tmp_path / "source" / "b", number=2, StudyInstanceUID="1.2.3", **other)
    with pytest.raises(RefusedError, match="same number"):
        published(tmp_path / "source", target=tmp_path / "disc", several_patients=True)


def test_too_much_for_a_disc_goes_onto_several_each_whole_in_itself(tmp_path: Path) -> None:
    for series in range(3):
        folder = tmp_path / "source" / str(series)
        make_ct_series(folder, 2, series=series + 1, pixels=gradient(700, 1000), **ANNA)
    small = Carrier("cd", "a small one", (4 << 20) + 5_900_000)
    made = published(tmp_path / "source", target=tmp_path / "discs", carrier=small)
    counts = [report_of(place).counts.readable for place in made.places]
    assert counts == [4, 2]
    assert [list(disc.left_out_of.values()) for disc in made.plan.discs] == [[2], [4]]
    assert not any(report_of(place).has_problems for place in made.places)


def test_an_object_may_be_too_large_for_a_disc_or_for_its_file_system(source: Path) -> None:
    for carrier, words in (
        (Carrier("x", "tiny", (4 << 20) + 500), "larger than a disc"),
        (Carrier("x", "old", None, largest_file=500), "larger than a file"),
    ):
        with pytest.raises(RefusedError, match=words):
            published(source, target=source.parent / "disc", carrier=carrier)


def test_what_cannot_be_published_is_counted_and_told(source: Path) -> None:
    whole = (source / "0001").read_bytes()
    (source / "0001").write_bytes(whole[:-100])
    (source / "notes.txt").write_text("hello")
    save(image_dataset(number=9, SeriesInstanceUID=None, **ANNA), source / "nobody")
    made = published(source, target=source.parent / "disc")
    assert made.objects == 2
    assert made.left_out == {
        "its pixel data ends early": 1,
        "it has no identifiers to tell it from others": 1,
    }
    assert made.plan.other_files == 1
    assert made.plan.discs[0].left_out_of  # the study is not complete (M-074)


def test_compressed_pixels_that_do_not_decode_cost_that_object_only(tmp_path: Path) -> None:
    make_image(tmp_path / "source" / "a", syntax=JPEG_LS_LOSSLESS, **ANNA)
    path = make_image(tmp_path / "source" / "b", syntax=JPEG_LS_LOSSLESS, number=2, **ANNA)
    data = path.read_bytes()
    at = data.rindex(b"\xff\xd8\xff")
    path.write_bytes(data[: at + 12] + b"\xff" * 60 + data[at + 72 :])
    made = published(tmp_path / "source", target=tmp_path / "disc")
    assert made.objects == 1
    assert made.left_out == {"its pixels cannot be read": 1}
    assert len(objects_of(tmp_path / "disc")) == 1
    assert not report_of(tmp_path / "disc").has_problems


def test_nothing_is_ever_replaced(source: Path) -> None:
    target = source.parent / "disc"
    target.mkdir()
    (target / "mine").write_text("x")
    with pytest.raises(TargetError):
        published(source, target=target)
    assert left(target) == ["mine"]


def test_a_cancelled_job_leaves_nothing(source: Path) -> None:
    cancel = CancelToken()

    def progress(what: str, done: int, _: int | None) -> None:
        if (what, done) == ("writing", 2):
            cancel.cancel()

    with pytest.raises(CancelledError):
        Publisher(Request((source,), source.parent / "disc"), progress, cancel).run()
    assert left(source.parent) == ["source"]


def test_a_full_disk_leaves_nothing(source: Path) -> None:
    make_image(source / "large", number=9, pixels=gradient(400, 400), **ANNA)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(TargetError, match="large"):
            published(source, target=source.parent / "disc")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert left(source.parent) == ["source"]


def test_a_place_without_room_is_refused_before_anything_is_written(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(source)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1000))
    with pytest.raises(TargetError, match="needed"):
        published(source, target=source.parent / "disc")
    assert left(source.parent) == ["source"]


@pytest.mark.parametrize("where", ["in the header", "in the pixels", "at the end"])
def test_a_byte_that_changed_on_the_medium_is_noticed_and_nothing_is_left(
    source: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """The disc is spoilt between writing and reading back, as a bad medium would (M-076)."""

    def spoil() -> None:
        (path,) = source.parent.glob(".lightbox-*/DISC1/DICOM/PT000000/ST000000/SE000000/IM000001")
        data = bytearray(path.read_bytes())
        at = {"in the header": 200, "in the pixels": len(data) - 300, "at the end": -1}[where]
        data[at] ^= 1
        path.write_bytes(data)

    monkeypatch.setattr(verify, "flush", spoil)
    with pytest.raises(VerifyError, match="not what was written"):
        published(source, target=source.parent / "disc")
    assert left(source.parent) == ["source"]


@pytest.mark.parametrize(("built_in", "flushes"), [(True, 4), (False, 1)])
def test_nothing_is_read_back_before_it_was_flushed(
    source: Path, monkeypatch: pytest.MonkeyPatch, flushes: int, *, built_in: bool
) -> None:
    """On a disk of this computer in parts, elsewhere once all is written."""
    monkeypatch.setattr(verify, "is_built_in", lambda _: built_in)
    monkeypatch.setattr(verify, "_PART", 1)
    done = []
    monkeypatch.setattr(verify, "flush", lambda: done.append(1))
    published(source, target=source.parent / "disc")
    assert len(done) == flushes


def test_a_directory_that_does_not_list_everything_is_noticed(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spoil() -> None:
        (path,) = source.parent.glob(".lightbox-*/DISC1/DICOMDIR")
        path.write_bytes(path.read_bytes().replace(b"IM000002", b"IM0000Z2"))

    monkeypatch.setattr(verify, "flush", spoil)
    with pytest.raises(VerifyError, match="did not pass the check"):
        published(source, target=source.parent / "disc")
    assert left(source.parent) == ["source"]


def test_a_place_that_is_no_medium(tmp_path: Path) -> None:
    with pytest.raises(MediumError):
        published(tmp_path / "nowhere", target=tmp_path / "disc")


def test_nothing_to_publish(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "a.txt").write_text("x")
    with pytest.raises(RefusedError, match="no DICOM objects"):
        published(tmp_path / "source", target=tmp_path / "disc")


def test_copies_of_an_object_are_there_once(source: Path) -> None:
    shutil.copy(source / "0000", source / "again")
    made = published(source, target=source.parent / "disc")
    assert (made.objects, codes(report_of(source.parent / "disc"))) == (3, {})
    assert (made.has_findings, made.plan.warnings) == (
        False,
        ("copies of the same objects, taken once: 1",),
    )


def test_two_objects_with_one_identifier_are_told_of(source: Path) -> None:
    other = (source / "0000").read_bytes()
    (source / "other").write_bytes(other[:-2] + b"\x07\0")
    made = published(source, target=source.parent / "disc")
    assert made.left_out == {"another object with its identifier is on the disc": 1}
    assert made.has_findings


def test_other_programs_take_it_for_what_it_is(demo_disc: Path, tmp_path: Path) -> None:
    """DCMTK, dicom3tools and pydicom beside our own reader (V-02, V-04, V-05)."""
    disc = tmp_path / "disc"
    made = published(demo_disc, target=disc, with_tools=True)
    if shutil.which("dciodvfy") is None or shutil.which("dcmmkdir") is None:
        pytest.skip("dicom3tools or DCMTK is not on this machine")
    assert {gate.name: gate.passed for gate in made.gates} == {
        "names": True,
        "dciodvfy DICOMDIR": True,
        "dcentvfy": True,
        "dcmmkdir -Pgp": True,
    }
    assert listed_by_pydicom(disc) == 25
    code, words = witness("dcdirdmp", "-v", "DICOMDIR", folder=disc)
    assert (code, words.count("Referenced File ID")) == (0, 25)


def test_what_was_read_once_serves_many_plans_and_the_disc(tmp_path: Path) -> None:
    """Chosen examinations of sources that are not read again, with what was left out of them."""
    one, other = "1.2.826.0.1.3680043.8.498.81", "1.2.826.0.1.3680043.8.498.82"
    source = tmp_path / "source"
    make_ct_series(source / "a", 3, StudyInstanceUID=one)
    make_ct_series(source / "b", 2, series=2, StudyInstanceUID=other)
    (damaged,) = make_ct_series(source / "c", 1, series=3, StudyInstanceUID=other)
    damaged.write_bytes(damaged.read_bytes()[:-100])
    publisher = Publisher(Request((source,), tmp_path / "disc", with_tools=False))
    known = publisher.survey()
    assert len(publisher.plan(known).objects) == 5
    assert sum(publisher.plan(known).left_out.values()) == 1
    first, second = known.only(frozenset({one})), known.only(frozenset({other}))
    assert publisher.plan(first).left_out == {}
    assert sum(publisher.plan(second).left_out.values()) == 1
    looked: list[str] = []
    made = Publisher(
        Request((source,), tmp_path / "disc", with_tools=False),
        lambda phase, *_: looked.append(phase),
    ).run(known=second)
    assert made is not None
    assert "looking" not in looked
    assert made.objects == 2
    assert sum(made.left_out.values()) == 1
    assert made.plan.discs[0].left_out_of == {other: 1}

"""A whole job: all or nothing, never over anything, with an account (A-017 to A-021, A-070)."""

import json
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset

from tests.factories.dicom import image_dataset, make_ct_series, save
from viewer.deid import copying, engine
from viewer.deid.account import REPORT_DATA, REPORT_PAGE
from viewer.deid.boxes import Box
from viewer.deid.errors import DeidError, LeakError, OutputError
from viewer.deid.job import Request, preview, run
from viewer.deid.key import JobKey
from viewer.deid.output import Output
from viewer.deid.profile import PRESETS, Profile
from viewer.deid.risk import Review
from viewer.demo.pixels import EXPLICIT_LITTLE_ENDIAN, JPEG_2000_LOSSLESS
from viewer.errors import CancelledError, MediumError
from viewer.media.cancel import CancelToken
from viewer.media.medium import Medium
from viewer.settings import Settings

NAME = "Lindqvist^Margareta"
PERSON: dict[str, Any] = {
    "PatientName": NAME,
    "PatientID": "A-7784512",
    "PatientBirthDate": "19481130",
}
US: dict[str, Any] = {
    "SOPClassUID": "1.2.840.10008.5.1.4.1.1.6.1",
    "Modality": "US",
    "Manufacturer": "Sono",
}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "Lindqvist"
    make_ct_series(folder, 3, **PERSON)
    return folder


def request(source: Path, **more: Any) -> Request:
    return Request((source,), source.parent / "copy", PRESETS["share"], **more)


def left_behind(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != "Lindqvist")


def test_the_copy_is_a_disc_that_the_viewer_opens_without_a_finding(source: Path) -> None:
    account = run(request(source))
    assert (account.written, account.excluded, account.patients) == (3, [], 1)
    medium = Medium.open(source.parent / "copy", 1, Settings())
    medium.read_directory()
    medium.complete(lambda _: None, CancelToken())
    report = medium.report()
    medium.close()
    assert not report.has_problems
    assert report.counts.readable == 3


def test_what_cannot_be_blacked_out_is_left_out_and_said_before(tmp_path: Path) -> None:
    source = tmp_path / "source"
    ds = image_dataset(BurnedInAnnotation="YES", BitsAllocated=32, **PERSON)
    ds.FloatPixelData = np.zeros((16, 20), "<f4").tobytes()
    for keyword in ("PixelData", "BitsStored", "HighBit", "PixelRepresentation"):
        delattr(ds, keyword)
    save(ds, source / "map")
    save(image_dataset(number=2, **PERSON), source / "plain")
    (layout,) = preview(request(source)).account.layouts.values()
    assert not layout.can_mask
    masked = {layout.risk.layout: Review((Box(0, 0, 5, 5),))}
    account = run(request(source, reviews=masked))
    assert account.written == 1
    assert dict(account.reasons) == {"pixels of this kind cannot be changed": 1}


@pytest.mark.parametrize("first_mapped", [0, 3])
def test_with_a_palette_the_darkest_of_its_colours_is_taken(
    tmp_path: Path, first_mapped: int
) -> None:
    source = tmp_path / "source"
    ds = image_dataset(pixels=np.full((16, 20), 9, np.uint16), **US, **PERSON)
    ds.PhotometricInterpretation = "PALETTE COLOR"
    colours = np.full((16, 3), 200, np.uint8)
    colours[5] = (10, 0, 10)
    for number, name in enumerate(("Red", "Green", "Blue")):
        setattr(ds, f"{name}PaletteColorLookupTableDescriptor", [16, first_mapped, 8])
        setattr(ds, f"{name}PaletteColorLookupTableData", colours[:, number].tobytes())
    save(ds, source / "us")
    (layout,) = preview(request(source)).account.layouts
    run(request(source, reviews={layout: Review((Box(2, 1, 5, 3),))}))
    (copy,) = (tmp_path / "copy").rglob("IM*")
    expected = np.full((16, 20), 9)
    expected[1:4, 2:6] = first_mapped + 5
    assert np.array_equal(dcmread(copy).pixel_array, expected)


def test_the_report_says_what_became_of_images_that_may_hold_text(tmp_path: Path) -> None:
    source = tmp_path / "source"
    for number in range(4):
        save(image_dataset(number=number, Rows=16, **US, **PERSON, StationName=str(number),
                           ManufacturerModelName=f"M{number}"), source / str(number))  # fmt: skip
    names = list(preview(request(source)).account.layouts)
    decided = [Review((Box(0, 0, 5, 5),)), Review(), Review(left_out=True)]
    run(request(source, reviews=dict(zip(names, decided, strict=False))))
    page = (tmp_path / "copy" / REPORT_PAGE).read_text(encoding="utf-8")
    for words in ("1 boxes black", "looked at: no text", "looked at and left out", "not reviewed"):
        assert page.count(words) == 1


def test_names_are_counted_and_tell_nothing(source: Path) -> None:
    run(request(source))
    copy = source.parent / "copy"
    files = sorted(str(path.relative_to(copy)) for path in copy.rglob("*") if path.is_file())
    assert files[:2] == ["DICOM/PT000000/ST000000/SE000000/IM000000".replace("/", "/"),
                         "DICOM/PT000000/ST000000/SE000000/IM000001"]  # fmt: skip
    assert files[3:] == ["DICOMDIR", REPORT_PAGE, REPORT_DATA]


def test_pixels_are_those_of_the_source(source: Path) -> None:
    run(request(source))
    copies = sorted((source.parent / "copy" / "DICOM").rglob("IM*"))
    for original, copy in zip(sorted(source.iterdir()), copies, strict=True):
        assert dcmread(copy).PixelData == dcmread(original).PixelData


def test_the_report_says_what_was_done_and_not_to_whom(source: Path) -> None:
    (source / "notes.txt").write_text("no DICOM")
    run(request(source))
    text = (source.parent / "copy" / REPORT_DATA).read_text()
    data = json.loads(text)
    assert data["in"] == {
        "files": 4,
        "objects": 3,
        "other_files": 1,
        "directories": 0,
        "not_chosen": 0,
    }
    assert data["out"]["objects"] == 3
    assert data["proof"]["findings"] == 0
    page = (source.parent / "copy" / REPORT_PAGE).read_text()
    assert not [word for word in ("Lindqvist", "7784512", "1948") if word in text + page]


def test_the_source_is_only_read(source: Path) -> None:
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in source.iterdir()}
    run(request(source))
    assert {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in source.iterdir()} == before


def test_nothing_is_written_over(source: Path) -> None:
    target = source.parent / "copy"
    target.mkdir()
    (target / "mine").write_text("keep")
    with pytest.raises(OutputError):
        run(request(source))
    assert [path.name for path in target.iterdir()] == ["mine"]


def test_an_empty_folder_may_be_filled(source: Path) -> None:
    (source.parent / "copy").mkdir()
    assert run(request(source)).written == 3


def test_cancel_leaves_nothing(source: Path) -> None:
    cancel = CancelToken()

    def stop(phase: str, done: int, _: int | None) -> None:
        if (phase, done) == ("checking", 2):
            cancel.cancel()

    with pytest.raises(CancelledError):
        run(request(source), stop, cancel)
    assert left_behind(source.parent) == []


def test_a_leak_blocks_the_copy_and_leaves_nothing(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine made to forget something: the proof does not take its word."""
    honest = engine.deidentify

    def forgetful(dataset, *arguments, **options):  # type: ignore[no-untyped-def]
        out, report = honest(dataset, *arguments, **options)
        out.SeriesDescription = "seen with Margareta today"
        return out, report

    monkeypatch.setattr(copying, "deidentify", forgetful)
    with pytest.raises(LeakError) as caught:
        run(request(source))
    assert "Margareta" not in str(caught.value)
    assert left_behind(source.parent) == []


def test_a_name_only_one_file_knows_is_taken_out_of_the_others(tmp_path: Path) -> None:
    folder = tmp_path / "Lindqvist"
    person = {**PERSON, "ConvolutionKernel": "Oberholzer 7"}
    save(image_dataset(number=1, **person), folder / "0")
    save(image_dataset(number=2, ReferringPhysicianName="Oberholzer^Reto", **person), folder / "1")
    assert run(request(folder)).written == 2
    kernels = {dcmread(path).ConvolutionKernel for path in (tmp_path / "copy").rglob("IM*")}
    assert kernels == {"ANONYMIZED"}


def test_a_full_disk_is_told_and_leaves_nothing(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("viewer.deid.writing.copy_pixels", full)
    with pytest.raises(OutputError, match="No space left"):
        run(request(source))
    assert left_behind(source.parent) == []


def test_damaged_and_doubled_objects_are_left_out_and_counted(source: Path) -> None:
    (source / "0007").write_bytes((source / "0000").read_bytes())
    for number, length in ((8, -100), (9, 400)):
        path = save(image_dataset(number=number, **PERSON), source / f"{number:04d}")
        path.write_bytes(path.read_bytes()[:length])
    account = run(request(source))
    assert account.written == 3
    assert [reason for _, reason, _ in account.excluded] == ["duplicate", "damaged", "damaged"]


def test_nothing_to_copy_is_an_error(tmp_path: Path) -> None:
    empty = tmp_path / "Lindqvist"
    empty.mkdir()
    with pytest.raises(DeidError, match="no DICOM objects"):
        run(request(empty))
    with pytest.raises(MediumError):
        run(request(tmp_path / "nowhere"))
    assert left_behind(tmp_path) == []


def test_two_people_with_one_pseudonym_are_refused(source: Path) -> None:
    make_ct_series(source / "other", 1, series=9, PatientID="B-2", StudyInstanceUID="1.2.3.9",
                   SOPInstanceUID="1.2.3.9.1")  # fmt: skip
    profile = Profile("custom", "Custom", pseudonym="Nobody")
    with pytest.raises(DeidError, match="same pseudonym"):
        run(Request((source,), source.parent / "copy", profile))


def test_two_people_with_one_id_do_not_become_one(source: Path) -> None:
    other = {"PatientName": "Muster^Max", "PatientBirthDate": "19700101"}
    save(image_dataset(number=9, **{**PERSON, **other}), source / "other")
    account = run(request(source))
    assert account.written == 3
    assert [reason for _, reason, _ in account.excluded] == ["another person"]


def test_a_new_name_does_not_make_another_person(source: Path) -> None:
    married = {"PatientName": "Muster^Margareta"}
    save(image_dataset(number=9, **{**PERSON, **married}), source / "other")
    account = run(request(source))
    assert (account.written, account.patients) == (4, 1)


def test_a_zip_is_one_file(source: Path) -> None:
    run(request(source, output=Output(as_zip=True)))
    assert left_behind(source.parent) == ["copy.zip"]
    with zipfile.ZipFile(source.parent / "copy.zip") as archive:
        assert archive.testzip() is None
        assert "DICOMDIR" in archive.namelist()


def test_a_kept_key_gives_the_same_identifiers(source: Path) -> None:
    key = JobKey(b"z" * 32)
    first, second = source.parent / "copy", source.parent / "again"
    run(Request((source,), first, PRESETS["share"], key))
    run(Request((source,), second, PRESETS["share"], key))
    uids = [{dcmread(p).SOPInstanceUID for p in folder.rglob("IM*")} for folder in (first, second)]
    assert uids[0] == uids[1]
    assert len(uids[0]) == 3


def test_what_if_writes_nothing_and_shows_values(source: Path) -> None:
    found = preview(request(source))
    assert left_behind(source.parent) == []
    assert found.account.written == 3
    assert ("PatientName", NAME) in {(c.name, c.before) for c in found.examples[0]}


def ultrasound(folder: Path, **more: Any) -> Path:
    pixels = np.full((2, 40, 60), 2000, np.uint16)
    pixels[:, 10:20, 10:20] = 77
    return save(image_dataset(pixels=pixels, number=9, **PERSON, **US, **more), folder / "us")


def test_images_at_risk_are_left_out_until_somebody_looked(source: Path) -> None:
    ultrasound(source)
    account = run(request(source))
    assert [reason for _, reason, _ in account.excluded] == ["burned in"]
    assert account.written == 3
    [layout] = account.layouts.values()
    assert (layout.images, layout.reviewed) == (1, False)


@pytest.mark.parametrize("syntax", [EXPLICIT_LITTLE_ENDIAN, JPEG_2000_LOSSLESS])
def test_masks_change_the_stored_pixels_of_all_frames_and_nothing_else(
    source: Path, syntax: str
) -> None:
    ultrasound(source, syntax=syntax)
    [layout] = preview(request(source)).account.layouts
    boxes = (Box(0, 0, 59, 9), Box(50, 5, 59, 39))
    account = run(request(source, reviews={layout: Review(boxes)}))
    assert account.excluded == []
    [copy] = [p for p in (source.parent / "copy").rglob("IM*") if dcmread(p).Modality == "US"]
    ds = dcmread(copy)
    expected = np.full((2, 40, 60), 2000, np.uint16)
    expected[:, 10:20, 10:20] = 77
    expected[:, 0:10, :] = 0
    expected[:, 5:40, 50:60] = 0
    assert np.array_equal(ds.pixel_array, expected)
    assert ds.BurnedInAnnotation == "NO"
    assert "113101" in {item.CodeValue for item in ds.DeidentificationMethodCodeSequence}


def test_copies_pass_dcentvfy(source: Path) -> None:
    run(request(source))
    files = [str(path) for path in (source.parent / "copy").rglob("IM*")]
    done = subprocess.run(["dcentvfy", *files], capture_output=True, text=True, check=False)  # noqa: S603, S607
    assert done.returncode == 0, done.stderr


def test_references_lead_to_the_copies_or_are_counted(tmp_path: Path) -> None:
    """What points at an instance of the job points at its copy (A-040, A-071)."""
    folder = tmp_path / "Lindqvist"
    first = image_dataset(number=1, **PERSON)
    second = image_dataset(number=2, **PERSON)
    for named in (first.SOPInstanceUID, "1.2.3.4.5"):
        item = Dataset()
        item.ReferencedSOPClassUID, item.ReferencedSOPInstanceUID = first.SOPClassUID, named
        second.ReferencedImageSequence = [*second.get("ReferencedImageSequence", []), item]
    save(first, folder / "a")
    save(second, folder / "b")
    account = run(request(folder))
    assert (account.references, account.dangling) == (1, 1)
    copies = [dcmread(path) for path in sorted((tmp_path / "copy").rglob("IM*"))]
    named = {
        i.ReferencedSOPInstanceUID for c in copies for i in c.get("ReferencedImageSequence", ())
    }
    assert {copy.SOPInstanceUID for copy in copies} & named == {copies[0].SOPInstanceUID}

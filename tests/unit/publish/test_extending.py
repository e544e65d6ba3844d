"""Adding to a medium: nothing that is there is lost, whatever happens (M-011, M-020)."""

import shutil
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pydicom import dcmread, dcmwrite
from pydicom.dataset import Dataset
from pydicom.uid import ImplicitVRLittleEndian

from tests.factories.dicom import make_ct_series, make_disc, make_image
from tests.factories.discs import data_set_digests, listed_by_pydicom, witness
from tests.factories.media import codes, report_of
from tests.shared_data import shared_data
from viewer.errors import CancelledError, MediumError
from viewer.media.cancel import CancelToken
from viewer.media.dicomdir_records import read_records
from viewer.media.directory_existing import read_existing
from viewer.model.findings import FindingCode
from viewer.publish import verify
from viewer.publish.errors import RefusedError, TargetError, VerifyError
from viewer.publish.extending import Extender
from viewer.publish.publisher import Published, Publisher, Request
from viewer.settings import DecodeSettings

LAST = 0xFFFF_FFF0  # stands for the place of the last record


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A medium of the same patient with things of others on it."""
    folder = tmp_path / "stick"
    make_disc(folder)
    (folder / "HOLIDAY.JPG").write_bytes(b"not ours")
    (folder / "README.TXT").write_text("somebody else's")
    return folder


@pytest.fixture
def source(tmp_path: Path) -> Path:
    make_ct_series(tmp_path / "source", 2, series=7, StudyInstanceUID="1.2.840.7")
    return tmp_path / "source"


def added(source: Path, stick: Path, **more: Any) -> Published:
    made = Extender(Request((source,), stick, with_tools=False, **more)).run()
    assert made is not None
    return made


def everything(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_what_is_there_stays_byte_for_byte_and_the_new_is_listed(source: Path, stick: Path) -> None:
    before = everything(stick)
    made = added(source, stick)
    after = everything(stick)
    assert made.objects == 2
    changed = {name for name in before if after[name] != before[name]}
    assert changed == {"DICOMDIR"}
    assert set(after) - set(before) == {
        f"DICOM/PT000001/ST000000/SE000000/IM00000{number}" for number in (0, 1)
    }
    report = report_of(stick)
    assert (report.counts.readable, report.has_problems) == (5, False)
    assert listed_by_pydicom(stick) == 5
    assert data_set_digests(source).items() <= data_set_digests(stick / "DICOM").items()


def test_a_study_of_a_patient_who_is_there_goes_below_that_patient(
    source: Path, stick: Path
) -> None:
    added(source, stick)
    records = list(dcmread(stick / "DICOMDIR").DirectoryRecordSequence)
    kinds = [record.DirectoryRecordType for record in records]
    assert (kinds.count("PATIENT"), kinds.count("STUDY"), kinds.count("IMAGE")) == (1, 2, 5)


def relinked(ds: Dataset, path: Path, *, implicit: bool = False) -> None:
    """Write a changed directory: links are to the old places of records, new ones come last."""
    links = ("OffsetOfTheNextDirectoryRecord", "OffsetOfReferencedLowerLevelDirectoryEntity")
    old = list(read_records(path.read_bytes()).records)
    data = BytesIO()
    how: dict[str, Any] = {"implicit_vr": implicit, "little_endian": True}
    dcmwrite(data, ds, **how, enforce_file_format=not implicit)
    places = list(read_records(data.getvalue()).records)
    moved = dict(zip([0, *old], [0, *places], strict=False)) | {LAST: places[-1]}
    ds.OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity = places[0]
    for record in ds.DirectoryRecordSequence:
        for keyword in links:
            setattr(record, keyword, moved[getattr(record, keyword)])
    dcmwrite(path, ds, **how, enforce_file_format=not implicit)
    assert FindingCode.DIRECTORY_DAMAGED not in codes(report_of(path.parent))


def test_records_of_kinds_nobody_knows_are_kept(source: Path, stick: Path) -> None:
    ds = dcmread(stick / "DICOMDIR")
    private = Dataset()
    private.OffsetOfTheNextDirectoryRecord = 0
    private.RecordInUseFlag = 0
    private.OffsetOfReferencedLowerLevelDirectoryEntity = 0
    private.DirectoryRecordType = "PRIVATE"
    private.PrivateRecordUID = "1.2.3.4.5"
    private.add_new(0x0009_0010, "LO", "SOMEBODY")
    private.add_new(0x0009_1001, "OB", b"\1\2\3\4")
    ds.DirectoryRecordSequence[0].OffsetOfTheNextDirectoryRecord = LAST
    ds.DirectoryRecordSequence.append(private)
    ds.FileSetDescriptorFileID = ["README"]
    relinked(ds, stick / "DICOMDIR")
    added(source, stick)
    after = dcmread(stick / "DICOMDIR")
    assert after.FileSetDescriptorFileID == "README"
    (kept,) = [r for r in after.DirectoryRecordSequence if r.DirectoryRecordType == "PRIVATE"]
    assert (kept.PrivateRecordUID, kept[0x0009_1001].value) == ("1.2.3.4.5", b"\1\2\3\4")
    assert kept.RecordInUseFlag == 0


def test_an_implicit_directory_is_extended_and_keeps_its_values(source: Path, stick: Path) -> None:
    ds = dcmread(stick / "DICOMDIR")
    values = [str(r.get("SeriesDescription", "")) for r in ds.DirectoryRecordSequence]
    ds.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian
    relinked(ds, stick / "DICOMDIR", implicit=True)
    added(source, stick)
    after = dcmread(stick / "DICOMDIR")
    kept = [str(r.get("SeriesDescription", "")) for r in after.DirectoryRecordSequence]
    assert kept[: len(values)] == values
    assert report_of(stick).counts.readable == 5


def test_somebody_else_is_added_only_if_that_is_wanted(tmp_path: Path, stick: Path) -> None:
    other = {"PatientName": "Berg^Anna", "PatientID": "A1", "PatientBirthDate": "19500101"}
    make_image(
        tmp_path / "source" / "a", StudyInstanceUID="1.2.9", SOPInstanceUID="1.2.10", **other
    )
    before = everything(stick)
    with pytest.raises(RefusedError, match="2 patients"):
        added(tmp_path / "source", stick)
    assert everything(stick) == before
    added(tmp_path / "source", stick, several_patients=True)
    assert listed_by_pydicom(stick) == 4


def test_what_is_there_already_is_not_copied_again(source: Path, stick: Path) -> None:
    added(source, stick)
    before = everything(stick)
    with pytest.raises(RefusedError, match="already"):
        added(source, stick)
    make_image(source / "new", series=7, number=3, StudyInstanceUID="1.2.840.7")
    made = added(source, stick)
    assert made.objects == 1
    assert "on the medium already, not copied again: 2" in made.plan.warnings
    assert before.keys() < everything(stick).keys()


@pytest.mark.parametrize("how", ["cancelled", "spoilt", "misread", "refused"])
def test_whatever_fails_the_medium_is_what_it_was(
    source: Path, stick: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    before = everything(stick)
    cancel = CancelToken()

    def flush() -> None:
        if how == "cancelled" and (stick / "DICOM" / "PT000001").exists():
            cancel.cancel()  # after the new directory took the place of the old one
        if how == "spoilt":
            (path,) = stick.glob(".lightbox-*/NEW/DICOM/PT000001/ST000000/SE000000/IM000001")
            path.write_bytes(path.read_bytes()[:-10])
        if how == "misread" and (place := stick / "DICOM" / "PT000001").exists():
            (place / "ST000000" / "SE000000" / "IM000001").unlink()

    if how == "refused":
        (stick / "DICOM" / "PT000001").mkdir()  # found free, and in use when it comes to it
        before = everything(stick)
        names = ("DICOM", 1)
        monkeypatch.setattr("viewer.publish.extending._free_names", lambda _: names)
    monkeypatch.setattr(verify, "flush", flush)
    with pytest.raises((CancelledError, VerifyError, TargetError)):
        Extender(Request((source,), stick, with_tools=False), cancel=cancel).run()
    assert everything(stick) == before
    assert [path.name for path in stick.glob(".lightbox*")] == []


def test_a_damaged_directory_is_left_alone(source: Path, stick: Path) -> None:
    data = (stick / "DICOMDIR").read_bytes()
    (stick / "DICOMDIR").write_bytes(data[: len(data) // 2])
    before = everything(stick)
    with pytest.raises(MediumError, match="damaged"):
        added(source, stick)
    assert everything(stick) == before


def test_a_place_without_a_directory_is_none_to_add_to(source: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(MediumError, match="no DICOMDIR"):
        added(source, tmp_path / "empty")


@pytest.mark.parametrize("taken", ["dicom", "DICOM"])
def test_a_name_that_is_taken_is_not_used(source: Path, stick: Path, taken: str) -> None:
    """FAT knows no case; and a file may have the name of our folder."""
    shutil.move(stick / "DICOM", stick / "IMAGES")
    if taken == "dicom":
        shutil.move(stick / "IMAGES", stick / "dicom")
    else:
        (stick / "DICOM").write_text("a file")
        ds = dcmread(stick / "DICOMDIR")
        for record in ds.DirectoryRecordSequence:
            if "ReferencedFileID" in record:
                record.ReferencedFileID = ["IMAGES", *record.ReferencedFileID[1:]]
        relinked(ds, stick / "DICOMDIR")
    added(source, stick)
    assert (stick / "DICOM001" / "PT000000").is_dir()


def test_directories_of_real_discs_are_kept_record_by_record() -> None:
    """Every directory that is in order is taken apart and put together with all of its values."""
    from viewer.media.directory_file import directory_bytes  # noqa: PLC0415

    taken = 0
    for path in sorted((shared_data() / "media").rglob("DICOMDIR*")):
        data = path.read_bytes()
        try:
            found = read_existing(data, DecodeSettings())
        except MediumError:
            continue
        taken += 1
        again = directory_bytes(found.roots, found.file_set_id, "1.2.3", found.elements)
        before, after = dcmread(path, force=True), dcmread(BytesIO(again))
        assert _values(after) == _values(before), path
    assert taken >= 5


def _values(directory: Dataset) -> list[str]:
    """Everything but the links, sorted: a tree may be written in another order."""
    found = []
    for record in directory.DirectoryRecordSequence:
        for keyword in ("OffsetOfTheNextDirectoryRecord",
                        "OffsetOfReferencedLowerLevelDirectoryEntity"):  # fmt: skip
            if keyword in record:
                del record[keyword]
        found.append(str(record))
    return sorted(found)


def test_other_programs_read_the_extended_directory(source: Path, stick: Path) -> None:
    if shutil.which("dciodvfy") is None or shutil.which("dcdirdmp") is None:
        pytest.skip("dicom3tools or DCMTK is not on this machine")
    added(source, stick)
    code, words = witness("dciodvfy", "-new", "DICOMDIR", folder=stick)
    assert (code, [line for line in words.splitlines() if line.startswith("Error")]) == (0, [])
    code, words = witness("dcdirdmp", "-v", "DICOMDIR", folder=stick)
    assert (code, words.count("Referenced File ID")) == (0, 5)


def test_what_was_read_before_is_not_read_again(source: Path, stick: Path) -> None:
    request = Request((source,), stick, with_tools=False)
    known = Publisher(request).survey()
    looked: list[str] = []
    extender = Extender(request, lambda phase, *_: looked.append(phase))
    assert len(extender.plan(known).objects) == 2
    made = extender.run(known=known.only(frozenset({"1.2.840.7"})))
    assert made is not None
    assert made.objects == 2
    assert "looking" not in looked
    assert listed_by_pydicom(stick) == 5


def test_a_plan_looks_and_writes_nothing(source: Path, stick: Path) -> None:
    before = everything(stick)
    assert len(Extender(Request((source,), stick, with_tools=False)).plan().objects) == 2
    assert everything(stick) == before

"""Records of a DICOMDIR: kinds, keys, and what stands for what is missing (M-011 to M-022)."""

import shutil
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import pydicom.fileset
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.uid import UID

from tests.factories.dicom import changed, image_dataset, save
from tests.factories.discs import witness
from tests.factories.key_objects import code, content
from viewer.media.dicomdir_records import read_records
from viewer.media.directory_keys import LEAVES, OF_NOBODY, kind_of
from viewer.media.directory_values import mended
from viewer.media.directory_writer import DirectoryWriter
from viewer.media.header import read_dataset
from viewer.publish.gates import _TOO_STRICT
from viewer.settings import DecodeSettings

WAVEFORM = "1.2.840.10008.5.1.4.1.1.9.1.1"
REPORT = "1.2.840.10008.5.1.4.1.1.88.11"
KINDS = {
    **pydicom.fileset._FOUR_LEVEL_SOP_CLASSES,
    **pydicom.fileset._SINGLE_LEVEL_SOP_CLASSES,
}
BY_KIND = {
    **{kind: str(uid) for uid, kind in KINDS.items()},
    "IMAGE": "1.2.840.10008.5.1.4.1.1.2",
    "ENCAP DOC": "1.2.840.10008.5.1.4.1.1.104.1",
    "RT PLAN": "1.2.840.10008.5.1.4.1.1.481.5",
    "PLAN": "1.2.840.10008.5.1.4.34.7",
    "ANNOTATION": "1.2.840.10008.5.1.4.1.1.91.1",
    "RADIOTHERAPY": "1.2.840.10008.5.1.4.1.1.481.10",
}


def written(folder: Path, datasets: Iterable[Dataset], unknown: str = "UNKNOWN") -> DirectoryWriter:
    """A file-set in `folder`: the objects and their directory."""
    writer = DirectoryWriter("TEST", "1.2.3.4", unknown)
    for number, ds in enumerate(datasets):
        path = save(ds, folder / "DICOM" / f"IM{number:06d}")
        with path.open("rb") as stream:
            raw = read_dataset(stream, settings=DecodeSettings())
            writer.add(raw, ("DICOM", path.name), raw.transfer_syntax_uid)
    writer.sort()
    (folder / "DICOMDIR").write_bytes(writer.to_bytes())
    return writer


def records(writer: DirectoryWriter) -> list[Dataset]:
    return list(dcmread(BytesIO(writer.to_bytes())).DirectoryRecordSequence)


def of_class(sop_class: str, **more: Any) -> Dataset:
    ds = image_dataset(SOPClassUID=UID(sop_class), **more)
    del ds.PixelData
    return ds


@pytest.mark.parametrize(
    ("uid", "kind"),
    KINDS.items(),
)
def test_the_kind_of_every_record_is_the_one_pydicom_knows(uid: str, kind: str) -> None:
    assert kind_of(str(uid)) == kind


def test_there_is_an_example_of_every_kind() -> None:
    assert set(BY_KIND) == set(LEAVES)


@pytest.mark.parametrize("kind", sorted(LEAVES))
def test_every_kind_of_record_passes_dciodvfy_even_of_an_empty_object(
    tmp_path: Path, kind: str
) -> None:
    """Type 1 keys are filled by rule where the object has none (V-04)."""
    ds = of_class(BY_KIND[kind], StudyID=None, SeriesNumber=None, InstanceNumber=None)
    if kind in {"SR DOCUMENT", "KEY OBJECT DOC"}:
        ds.ConceptNameCodeSequence = [code("121071", "Finding")]
    if kind == "IMPLANT ASSY":
        ds.ProcedureTypeCodeSequence = [code("1", "Procedure")]
    if kind == "HANGING PROTOCOL":
        names = ("ProcedureCodeSequence", "ReasonForRequestedProcedureCodeSequence")
        parts: dict[str, Any] = {name: [code("1", "Procedure")] for name in names}
        ds.HangingProtocolDefinitionSequence = [changed(Dataset(), Modality="CT", **parts)]
    writer = written(tmp_path, [ds])
    leaf = records(writer)[-1]
    assert leaf.DirectoryRecordType == kind
    assert len(records(writer)) == (1 if kind in OF_NOBODY else 4)
    if shutil.which("dciodvfy") is None:
        pytest.skip("dicom3tools is not on this machine")
    _, words = witness("dciodvfy", "-new", "DICOMDIR", folder=tmp_path)
    errors = [line for line in words.splitlines() if line.startswith("Error")]
    assert [line for line in errors if not any(part in line for part in _TOO_STRICT)] == []


def test_links_lead_from_item_to_item_and_records_lie_in_the_order_of_names(tmp_path: Path) -> None:
    datasets = [
        image_dataset(series=2, number=1),
        image_dataset(series=1, number=1),
        image_dataset(series=2, number=2),
    ]
    data = written(tmp_path, datasets).to_bytes()
    table = read_records(data)
    assert not table.damage
    kinds = [record.kind for record in table.records.values()]
    assert kinds == ["PATIENT", "STUDY", "SERIES", "IMAGE", "IMAGE", "SERIES", "IMAGE"]
    for record in table.records.values():
        for link in (record.next, record.lower):
            assert link == 0 or link in table.records
    series = [r.SeriesNumber for r in dcmread(BytesIO(data)).DirectoryRecordSequence
              if r.DirectoryRecordType == "SERIES"]  # fmt: skip
    assert series == [2, 1]  # as their first files


def test_an_empty_directory_is_one() -> None:
    writer = DirectoryWriter("TEST", "1.2.3")
    ds = dcmread(BytesIO(writer.to_bytes()))
    assert (len(ds.DirectoryRecordSequence), ds.FileSetID) == (0, "TEST")
    assert ds.OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity == 0


def test_missing_keys_are_filled_from_the_object_or_by_rule_and_counted(tmp_path: Path) -> None:
    gone: dict[str, Any] = dict.fromkeys(
        ("StudyTime", "SeriesDate", "SeriesNumber", "InstanceNumber")
    )
    empty: dict[str, Any] = dict.fromkeys(
        ("StudyDate", "SeriesTime", "StudyID", "PatientID", "AccessionNumber"), ""
    )
    ds = image_dataset(AcquisitionDate="20230405", AcquisitionTime="0607", **gone, **empty)
    writer = written(tmp_path, [ds])
    patient, study, series, image = records(writer)
    assert patient.PatientID == "UNKNOWN"
    assert (study.StudyDate, study.StudyTime) == ("20230405", "0607")
    assert (study.StudyID, series.SeriesNumber, image.InstanceNumber) == ("1", 1, 1)
    assert writer.filled == dict.fromkeys(
        ("PatientID", "StudyDate", "StudyTime", "StudyID", "SeriesNumber", "InstanceNumber"), 1
    )


def test_people_without_numbers_are_told_apart(tmp_path: Path) -> None:
    one = image_dataset(PatientID="", PatientName="Berg^Anna")
    other = image_dataset(PatientID="", PatientName="Cole^Bea", StudyInstanceUID="1.9", number=2)
    found = [r for r in records(written(tmp_path, [one, other])) if "PatientID" in r]
    assert [(r.PatientName, r.PatientID) for r in found] == [
        ("Berg^Anna", "UNKNOWN"),
        ("Cole^Bea", "UNKNOWN_2"),
    ]


def test_text_without_a_character_set_gets_one_in_the_record(tmp_path: Path) -> None:
    ds = image_dataset(SpecificCharacterSet=None)
    path = save(ds, tmp_path / "DICOM" / "IM000000")
    name = "Größe^Änne"
    data = path.read_bytes().replace(b"Lightbox^Demo ", name.encode("latin-1").ljust(14))
    data = data.replace(b"Lightbox^Demo", name.encode("latin-1").ljust(13))
    writer = DirectoryWriter("TEST", "1.2.3")
    raw = read_dataset(BytesIO(data), settings=DecodeSettings())
    writer.add(raw, ("DICOM", "IM000000"), raw.transfer_syntax_uid)
    patient = records(writer)[0]
    assert (patient.SpecificCharacterSet, str(patient.PatientName)) == ("ISO_IR 192", name)


def test_a_report_brings_its_title_what_qualifies_it_and_when_it_was_verified(
    tmp_path: Path,
) -> None:
    ds = of_class(REPORT, CompletionFlag="COMPLETE", VerificationFlag="VERIFIED")
    ds.ConceptNameCodeSequence = [code("11528-7", "Radiology Report", "LN")]
    language = content("CODE", code("121049", "Language"))
    language.RelationshipType = "HAS CONCEPT MOD"
    finding = content("TEXT", code("121071", "Finding"))
    finding.RelationshipType, finding.TextValue = "CONTAINS", "private words of the report"
    ds.ContentSequence = [finding, language]
    times = ("20240101120000", "20240301120000", "20240201120000")
    ds.VerifyingObserverSequence = [changed(Dataset(), VerificationDateTime=t) for t in times]
    writer = written(tmp_path, [ds])
    leaf = records(writer)[-1]
    assert leaf.ConceptNameCodeSequence[0].CodeMeaning == "Radiology Report"
    assert [i.ConceptNameCodeSequence[0].CodeMeaning for i in leaf.ContentSequence] == ["Language"]
    assert leaf.VerificationDateTime == "20240301120000"
    assert b"private words" not in writer.to_bytes()


def test_keys_of_the_profiles_are_written_where_the_objects_have_them(tmp_path: Path) -> None:
    """M-053."""
    ds = image_dataset(InstitutionName="Clinic", PerformingPhysicianName="Doe^Jo", PatientSex="F")
    patient, _, series, image = records(written(tmp_path, [ds]))
    assert (patient.PatientSex, patient.PatientBirthDate) == ("F", ds.PatientBirthDate)
    assert (series.InstitutionName, series.PerformingPhysicianName) == ("Clinic", "Doe^Jo")
    assert "InstitutionAddress" not in series
    assert (image.Rows, image.Columns) == (16, 20)


def test_an_icon_may_be_added_to_image_and_series(tmp_path: Path) -> None:
    from viewer.media.rewrite import element, head  # noqa: PLC0415

    item = element(0x0028_0010, b"US", b"\x40\0")
    icon = head(0x0088_0200, b"SQ", len(item) + 8) + b"\xfe\xff\x00\xe0"
    icon += len(item).to_bytes(4, "little") + item
    path = save(image_dataset(), tmp_path / "a")
    writer = DirectoryWriter("TEST", "1.2.3")
    with path.open("rb") as stream:
        raw = read_dataset(stream, settings=DecodeSettings())
        above = writer.add(raw, ("A",), raw.transfer_syntax_uid, icon)
    writer.set_icon(above, icon)
    _, _, series, image = records(writer)
    assert series.IconImageSequence[0].Rows == image.IconImageSequence[0].Rows == 64


@pytest.mark.parametrize(
    ("vr", "value", "made"),
    [
        ("DA", b"2024.03.12", b"20240312"),
        ("DA", b"20241399", b""),
        ("TM", b"12:34:56", b"123456"),
        ("TM", b"25", b""),
        ("CS", b"ct ", b"CT"),
        ("CS", b"A*B", b""),
        ("CS", b"ORIGINAL\\PRIMARY", b"ORIGINAL\\PRIMARY"),
        ("IS", b" 12 ", b"12"),
        ("IS", b"twelve", b""),
        ("DS", b"1\\x\\3", b""),
        ("DS", b"1.5\\-2e3", b"1.5\\-2e3"),
        ("LO", b"a" * 70, b"a" * 64),
        ("LO", b"a\x07b", b"ab"),
        ("LO", b"\x1b$B;3ED", b"\x1b$B;3ED"),
        ("UI", b"1.2.3\0", b"1.2.3"),
        ("UI", b"none", b""),
        ("DT", b"20240101120000.5+0100", b"20240101120000.5+0100"),
    ],
)
def test_values_are_mended_or_refused(vr: str, value: bytes, made: bytes) -> None:
    assert mended(vr, value, single=False) == made

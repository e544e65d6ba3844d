"""The demonstration disc: structure, directory, stability; M-010, M-022, M-061."""

import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset

from viewer.demo.disc import make_demo_disc
from viewer.demo.documents import one_page_pdf
from viewer.demo.identity import SMALL


@pytest.fixture(scope="module")
def disc(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    make_demo_disc(folder, small=True)
    return folder


def _files(disc: Path) -> list[Path]:
    return sorted(p for p in (disc / "DICOM").rglob("*") if p.is_file())


def _datasets(disc: Path) -> list[Dataset]:
    return [pydicom.dcmread(path) for path in _files(disc)]


def test_every_name_is_a_file_id(disc: Path) -> None:
    for path in _files(disc):
        parts = path.relative_to(disc).parts
        assert len(parts) <= 8
        assert all(re.fullmatch(r"[A-Z0-9_]{1,8}", part) for part in parts), parts


def _linked(disc: Path) -> list[Dataset]:
    """All records reached by following the offsets alone."""
    directory = pydicom.dcmread(disc / "DICOMDIR")
    at = {record.seq_item_tell: record for record in directory.DirectoryRecordSequence}
    reached: list[Dataset] = []
    waiting = [directory.OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity]
    while waiting:
        offset = waiting.pop()
        while offset:
            record = at[offset]
            reached.append(record)
            waiting.append(record.OffsetOfReferencedLowerLevelDirectoryEntity)
            offset = record.OffsetOfTheNextDirectoryRecord
    return reached


def test_the_offsets_lead_to_every_file_and_nothing_else(disc: Path) -> None:
    records = _linked(disc)
    listed = [disc.joinpath(*r.ReferencedFileID) for r in records if "ReferencedFileID" in r]
    assert sorted(listed) == _files(disc)
    assert len(listed) == SMALL.instances


def test_image_records_name_what_their_files_hold(disc: Path) -> None:
    for record in _linked(disc):
        if record.DirectoryRecordType != "IMAGE":
            continue
        ds = pydicom.dcmread(disc.joinpath(*record.ReferencedFileID), stop_before_pixels=True)
        assert record.ReferencedSOPInstanceUIDInFile == ds.SOPInstanceUID
        assert record.ReferencedTransferSyntaxUIDInFile == ds.file_meta.TransferSyntaxUID
        for keyword in ("Rows", "Columns", "ImagePositionPatient", "ImageOrientationPatient"):
            assert record.get(keyword) == ds.get(keyword), keyword


def test_one_patient_six_studies_and_every_kind_of_object(disc: Path) -> None:
    datasets = _datasets(disc)
    assert {(str(d.PatientName), d.PatientID) for d in datasets} == {
        ("Lightbox^Demo", "LIGHTBOX-DEMO")
    }
    assert len({d.StudyInstanceUID for d in datasets}) == 6
    assert {d.Modality for d in datasets} == {"CT", "MR", "CR", "DX", "MG", "US", "SR", "DOC"}


def test_mr_series_share_a_frame_of_reference_and_differ_in_plane(disc: Path) -> None:
    images = [d for d in _datasets(disc) if d.Modality == "MR"]
    assert len({d.FrameOfReferenceUID for d in images}) == 1
    assert len({tuple(d.ImageOrientationPatient) for d in images}) == 3


def test_slices_of_a_series_are_evenly_spaced(disc: Path) -> None:
    axial = [d for d in _datasets(disc) if d.Modality == "CT" and d.ImageType[2] == "AXIAL"]
    heights = sorted(float(d.ImagePositionPatient[2]) for d in axial)
    assert np.allclose(np.diff(heights), float(axial[0].SliceThickness), atol=0.002)


def test_hounsfield_values_of_air_and_tissue_are_believable(disc: Path) -> None:
    axial = [d for d in _datasets(disc) if d.Modality == "CT" and d.ImageType[2] == "AXIAL"]
    hu = axial[3].pixel_array.astype(int) + int(axial[3].RescaleIntercept)
    assert -1024 <= hu[:4].mean() < -980  # air above the patient
    assert np.isclose(np.median(hu[26:38, 20:44]), 50, atol=150)


def test_progress_counts_to_the_number_of_files(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    make_demo_disc(tmp_path, lambda done, total: seen.append((done, total)), small=True)
    assert seen == [(n, SMALL.instances) for n in range(1, SMALL.instances + 1)]


def test_two_runs_write_the_same_bytes(disc: Path, tmp_path: Path) -> None:
    make_demo_disc(tmp_path, small=True)
    for path in (*_files(disc), disc / "DICOMDIR", disc / "README.TXT"):
        assert (tmp_path / path.relative_to(disc)).read_bytes() == path.read_bytes(), path.name


def test_readme_says_synthetic(disc: Path) -> None:
    text = (disc / "README.TXT").read_bytes().decode("ascii")
    assert "synthetic" in text
    assert "\r\n" in text


def test_pdf_offsets_point_at_its_objects() -> None:
    pdf = one_page_pdf("A (b)", ("line \\ one",))
    start = int(pdf.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    assert pdf[start:].startswith(b"xref\n0 6\n")
    offsets = [int(row[:10]) for row in pdf[start:].split(b"\n")[3:8]]
    for number, offset in enumerate(offsets, 1):
        assert pdf[offset:].startswith(b"%d 0 obj" % number)
    assert b"(A \\(b\\))" in pdf


@pytest.mark.skipif(shutil.which("dciodvfy") is None, reason="dicom3tools are not installed")
def test_no_object_has_validator_errors(disc: Path) -> None:
    for path in (*_files(disc), disc / "DICOMDIR"):
        run = subprocess.run(  # noqa: S603 - a fixed program on our own files
            ["dciodvfy", str(path)],  # noqa: S607 - found by which above
            capture_output=True,
            text=True,
            check=False,
        )
        errors = [line for line in run.stderr.splitlines() if line.startswith("Error")]
        assert errors == [], path.name


@pytest.mark.skipif(shutil.which("dcentvfy") is None, reason="dicom3tools are not installed")
def test_entities_agree_across_the_disc(disc: Path) -> None:
    run = subprocess.run(  # noqa: S603 - a fixed program on our own files
        ["dcentvfy", *map(str, _files(disc))],  # noqa: S607 - found by which above
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr

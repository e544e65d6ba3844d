"""Names and texts in other character sets are in the directory as the objects have them (M-006)."""

import re
import shutil
from pathlib import Path

import pytest
from pydicom import dcmread
from pydicom.datadict import dictionary_VR
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.tag import Tag

from tests.factories.dicom import image_dataset, save
from tests.factories.discs import published, witness
from tests.shared_data import shared_data
from viewer.media.cancel import CancelToken
from viewer.publish.gates import _is_wrong
from viewer.publish.read_disc import seen_on
from viewer.settings import Settings

JAPANESE = ["ISO 2022 IR 13", "ISO 2022 IR 87"]
# In "本" lies a byte like that of a backslash.
KANJI = b"\x1b$B;3K\\EDCf\x1b(J^\x1b$BB@O:5W>-\x1b(J^\x1b$BB@O:\x1b(J"
KANA = b"\x1b$B$d$^$b$H\x1b(J^\x1b$B$?$m$&\x1b(J"
NAME = b"\xd4\xcf\xd3\xc4^\xc0\xdb\xb3=" + KANJI + b"=" + KANA
DESCRIPTION = b"\x1b$B" + b"K\\;3" * 31 + b"\x1b(J"  # 62 characters, 130 bytes


def stored(path: Path, ds: Dataset, **texts: bytes) -> Path:
    """Write `ds` with values as bytes, which pydicom would write in another way."""
    for keyword, raw in texts.items():
        tag, value = Tag(keyword), raw + b" " * (len(raw) % 2)
        vr = dictionary_VR(tag)
        ds[tag] = RawDataElement(tag, vr, len(value), value, 0, False, True)  # noqa: FBT003
    return save(ds, path)


@pytest.mark.filterwarnings("ignore:The value length")  # pydicom counts bytes
def test_japanese_of_many_bytes_stays_whole(tmp_path: Path) -> None:
    """Read back by pydicom and DCMTK: one person, with the name of the object."""
    source, disc = tmp_path / "source", tmp_path / "disc"
    for number in (1, 2):
        ds = image_dataset(number=number, SpecificCharacterSet=JAPANESE)
        texts = {"PatientName": NAME, "StudyDescription": DESCRIPTION}
        stored(source / f"{number}", ds, **texts)
    tools = shutil.which("dciodvfy") is not None
    made = published(source, target=disc, with_tools=tools)
    assert not made.filled
    patient, study, *_ = dcmread(disc / "DICOMDIR").DirectoryRecordSequence
    assert list(patient.SpecificCharacterSet) == JAPANESE
    assert patient.get_item("PatientName").value.rstrip() == NAME
    assert study.get_item("StudyDescription").value.rstrip() == DESCRIPTION
    assert patient.PatientName == dcmread(source / "1").PatientName
    assert str(patient.PatientName).split("=")[1].startswith("山本田中^")
    seen = seen_on(disc, Settings(), CancelToken())
    assert len(seen.people) == 1
    assert {one.header.patient.name for one in seen.placed} == {seen.people[0].name}
    if shutil.which("dcmdump") is None:
        pytest.skip("DCMTK is not on this machine")
    _, words = witness("dcmdump", "+P", "0010,0010", "DICOMDIR", folder=disc)
    assert re.findall(r"# +(\d+), *\d+ PatientName", words) == [str(len(NAME) + len(NAME) % 2)]


def test_a_real_japanese_disc_is_of_one_person(tmp_path: Path) -> None:
    source = shared_data() / "media" / "hitachi-mr-disc"
    published(source, target=tmp_path / "disc")
    before = dcmread(source / "DICOMDIR").DirectoryRecordSequence[0]
    after = dcmread(tmp_path / "disc" / "DICOMDIR").DirectoryRecordSequence[0]
    assert after.get_item("PatientName").value == before.get_item("PatientName").value
    assert len(seen_on(tmp_path / "disc", Settings(), CancelToken()).people) == 1


def test_only_counting_of_half_characters_is_forgiven() -> None:
    where = "Error - </DirectoryRecordSequence(0004,1220)[1]/"
    assert _is_wrong(f"{where}PatientName(0010,0010)> - Bad attribute Value Multiplicity = <2>")
    assert not _is_wrong(f"{where}PatientID(0010,0020)> - Bad attribute Value Multiplicity = <2>")
    assert not _is_wrong(f"{where}PatientName(0010,0010)> - Missing attribute")

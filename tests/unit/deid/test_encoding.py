"""What is put into bytes is what pydicom would write, and what it reads again."""

from __future__ import annotations

from io import BytesIO

import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.filebase import DicomBytesIO
from pydicom.filewriter import write_dataset, write_file_meta_info
from pydicom.uid import UID, ExplicitVRLittleEndian

from viewer.deid import piece
from viewer.deid.encoding import Encoder, meta_information


def sample() -> Dataset:
    inner = Dataset()
    inner.CodeValue, inner.CodeMeaning = "T-1", "Brustkorb mit Ä"
    inner[0x0018_0050] = piece.text_element(0x0018_0050, "DS", "1.25")
    ds = Dataset()
    ds.SpecificCharacterSet = "ISO_IR 100"
    ds.PatientName = "Müller^Änne"
    ds[0x0010_0020] = piece.text_element(0x0010_0020, "LO", "CASE-1")
    ds.AnatomicRegionSequence = [inner, Dataset()]
    ds.ReferencedStudySequence = []
    ds.Rows, ds.ImagePositionPatient = 512, [1.5, -2, 3]
    ds.PixelSpacing = ["0.5"] * 30_000  # more than a short length can say
    ds.ImageComments = "x" * 9
    ds.LargestImagePixelValue = 4
    ds[0x0028_0107].VR = "US"
    return ds


@pytest.mark.parametrize("explicit", [True, False])
@pytest.mark.parametrize("little", [True, False])
@pytest.mark.filterwarnings("ignore:.*exceeds the size of 64 kByte")
def test_data_sets_are_as_pydicom_writes_them(*, explicit: bool, little: bool) -> None:
    stream = DicomBytesIO()
    stream.is_implicit_VR, stream.is_little_endian = not explicit, little
    write_dataset(stream, sample())
    assert Encoder(explicit=explicit, little=little).data_set(sample()) == stream.getvalue()


def test_group_lengths_are_left_out_and_meta_information_has_its_own() -> None:
    ds = Dataset()
    ds.add_new(0x0008_0000, "UL", 12)
    ds.Modality = "CT"
    assert Encoder().data_set(ds) == b"\x08\0\x60\0CS\2\0CT"
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = UID("1.2.3"), UID("1.2.3.4")
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.ImplementationClassUID = UID("1.2.5")
    stream = DicomBytesIO()
    stream.is_implicit_VR, stream.is_little_endian = False, True
    write_file_meta_info(stream, meta, enforce_standard=False)
    made = meta_information(meta)
    ds = dcmread(BytesIO(bytes(128) + b"DICM" + made + Encoder().data_set(ds)))
    assert ds.file_meta.MediaStorageSOPInstanceUID == "1.2.3.4"
    assert ds.file_meta.FileMetaInformationGroupLength == len(made) - 12
    assert ds.Modality == "CT"
